"""Colours for terminals, or none. Whatever a colour says, a sign says too."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Paints text, when `colour` is on."""

    colour: bool = False

    def paint(self, text: str, *codes: int) -> str:
        """The text in the colours of these terminal codes."""
        if not self.colour or not text:
            return text
        return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m"

    def bold(self, text: str) -> str:
        """What matters most."""
        return self.paint(text, 1)

    def dim(self, text: str) -> str:
        """What matters least."""
        return self.paint(text, 2)

    def red(self, text: str) -> str:
        """Removals and errors."""
        return self.paint(text, 31)

    def green(self, text: str) -> str:
        """Additions and success."""
        return self.paint(text, 32)

    def yellow(self, text: str) -> str:
        """Changes and warnings."""
        return self.paint(text, 33)

    def cyan(self, text: str) -> str:
        """Releases and notes."""
        return self.paint(text, 36)

    def gone(self, words: str) -> str:
        """Words of a text that the other text does not have any more."""
        return self.paint(words, 1, 4, 31) if self.colour else f"[-{words}-]"

    def new(self, words: str) -> str:
        """Words of a text that the other text did not have."""
        return self.paint(words, 1, 4, 32) if self.colour else f"{{+{words}+}}"

    def sign(self, sign: str) -> str:
        """One of the signs of a plan, in its colour."""
        match sign:
            case "+":
                return self.green(sign)
            case "-" | "?":
                return self.red(sign)
            case "~" | "!":
                return self.yellow(sign)
            case "-/+":
                return f"{self.red('-')}/{self.green('+')}"
            case "+/-":
                return f"{self.green('+')}/{self.red('-')}"
            case "^" | "<":
                return self.cyan(sign)
            case _:
                return sign
