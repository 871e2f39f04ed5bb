"""How a source may be laid out without meaning anything else: blanks, comments, line ends, and spellings of the same.

`Plain` is the shortest legal way. `Wild` takes every liberty that the language allows, as chance has it.
"""

from __future__ import annotations

from random import Random
from typing import Final

from hypothesis import strategies as st

_INLINE: Final = ("/* */", '/* } " ${ */', "/**/", "/* two\nlines */", "/* # // */")
_LINE: Final = ("# c\n", '// " } ${\n', "#\n", "# é /*\n")


class Plain:
    """The shortest way to write something."""

    def gap(self, *, lines: bool) -> str:  # noqa: ARG002 - the signature of `Wild`
        """What stands where nothing needs to stand. `lines`: line ends are blanks here."""
        return ""

    def blank(self, *, lines: bool) -> str:  # noqa: ARG002
        """What keeps two words apart."""
        return " "

    def line_end(self) -> str:
        """What ends an attribute or a block."""
        return "\n"

    def choose(self, *spellings: str) -> str:
        """One of several spellings of the same; the first one is the usual one."""
        return spellings[0]

    def letter(self, character: str) -> str:
        """A character of quoted text that needs no escape."""
        return character


class Wild(Plain):
    """Any way that is legal."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def gap(self, *, lines: bool) -> str:
        return self.blank(lines=lines) if self._random.random() < 0.3 else ""

    def blank(self, *, lines: bool) -> str:
        random = self._random
        pieces = [random.choice((" ", " ", "  ", "\t", *(("\n", "\r\n") if lines else ())))]
        if random.random() < 0.2:
            pieces += [random.choice(_INLINE), random.choice(("", " "))]
        if lines and random.random() < 0.1:
            pieces += [random.choice(_LINE), random.choice(("", "  "))]
        return "".join(pieces)

    def line_end(self) -> str:
        random = self._random
        before = random.choice(("", "", " ", " /* c */"))
        return before + random.choice(
            ("\n", "\r\n", "\n\n \t\n", " # c\n", "// c\r\n", "\n# one\n\n/* two */\n")
        )

    def choose(self, *spellings: str) -> str:
        return self._random.choice(spellings)

    def letter(self, character: str) -> str:
        if self._random.random() > 0.1:
            return character
        code = ord(character)
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08X}"


layouts: st.SearchStrategy[Plain] = st.randoms(use_true_random=False).map(Wild)
