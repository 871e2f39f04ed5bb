"""Problems for people: what, where with the source line and a caret, why, and how to mend it."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivrplan.diagnostics import Diagnostic, Severity, SourceRange
from ivrplan.views.palette import Palette
from ivrplan.views.values import printable

WIDTH: Final = 100


@dataclass(frozen=True, slots=True)
class DiagnosticView:
    """Writes diagnostics.

    Attributes:
        palette: colours.
        sources: the text of source files by the name that ranges use, for snippets.
        width: columns of the terminal.
    """

    palette: Palette
    sources: Mapping[str, str]
    width: int = WIDTH

    def all(self, diagnostics: Iterable[Diagnostic]) -> str:
        """All of them, an empty line between two, errors last: the end of an output is read first."""
        ordered = sorted(diagnostics, key=lambda one: _LAST[one.severity])
        return "\n\n".join(self.one(diagnostic) for diagnostic in ordered)

    def one(self, diagnostic: Diagnostic) -> str:
        """One of them, without a final line end."""
        return "\n".join(self._lines(diagnostic))

    def _lines(self, diagnostic: Diagnostic) -> Iterator[str]:
        code = f"[{diagnostic.code}]" if diagnostic.code else ""
        head = self._paint(diagnostic.severity, f"{diagnostic.severity.value}{code}:")
        yield f"{head} {self.palette.bold(diagnostic.summary)}"
        if diagnostic.range is not None:
            yield from self._place(diagnostic.range, diagnostic.address, diagnostic.severity)
        elif diagnostic.address:
            yield f"  with {diagnostic.address}"
        if diagnostic.detail:
            yield ""
            yield from self._wrapped(diagnostic.detail, "  ")
        for place, text in diagnostic.related:
            yield ""
            yield f"  {text}"
            yield from self._place(place, "", Severity.NOTE)
        if diagnostic.hint:
            yield ""
            yield from self._wrapped(diagnostic.hint, f"  {self.palette.cyan('help:')} ", indent="        ")

    def _paint(self, severity: Severity, text: str) -> str:
        match severity:
            case Severity.ERROR:
                return self.palette.red(text)
            case Severity.WARNING:
                return self.palette.yellow(text)
            case Severity.NOTE:
                return self.palette.cyan(text)

    def _place(self, place: SourceRange, address: str, severity: Severity) -> Iterator[str]:
        number = str(place.line)
        margin = " " * len(number)
        with_address = f", in {address}" if address else ""
        yield f"  {margin}{self.palette.cyan('-->')} {place}{with_address}"
        line = self._line(place)
        if line is None:
            return
        bar = self.palette.cyan("|")
        yield f"  {self.palette.cyan(number)} {bar} {printable(line.expandtabs(4))}"
        caret = " " * _columns(line[: place.column - 1]) + "^" * _marked(line, place)
        yield f"  {margin} {bar} {self._paint(severity, caret)}"

    def _line(self, place: SourceRange) -> str | None:
        lines = self.sources.get(place.file, "").splitlines()
        return lines[place.line - 1] if 0 < place.line <= len(lines) else None

    def _wrapped(self, text: str, first: str, indent: str = "  ") -> Iterator[str]:
        for number, paragraph in enumerate(printable(text).splitlines()):
            start = first if number == 0 else indent
            if paragraph.startswith(" "):
                yield f"{start}{paragraph}"
                continue
            yield from textwrap.wrap(
                paragraph,
                max(self.width, 40),
                initial_indent=start,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )


_LAST: Final[Mapping[Severity, int]] = {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 2}


def _marked(line: str, place: SourceRange) -> int:
    """How many columns the caret covers: at least one, and none beyond the line."""
    end = place.end_column - 1 if place.end_line == place.line else len(line)
    return max(1, _columns(line[: max(end, place.column)]) - _columns(line[: place.column - 1]))


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes: wide characters two, combining ones none."""
    return sum(_width(character) for character in text.expandtabs(4))


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
