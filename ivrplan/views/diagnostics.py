"""Problems for people: what, where with the source line and a caret, why, and how to mend it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ivrplan.diagnostics import Diagnostic, Severity, SourceRange
from ivrplan.views.palette import Palette
from ivrplan.views.snippets import snippet
from ivrplan.views.text import one_line, printable

WIDTH: Final = 100
_RULE: Final = re.compile(r"IVR\d\d\d")
"""Rules: all of them can be explained."""


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
        return "\n\n".join(map(self.one, ordered))

    def one(self, diagnostic: Diagnostic) -> str:
        """One of them, without a final line end."""
        return "\n".join(line.rstrip() for line in self._lines(diagnostic))

    def _lines(self, diagnostic: Diagnostic) -> Iterator[str]:
        code = f"[{one_line(diagnostic.code)}]" if diagnostic.code else ""
        head = self._paint(diagnostic.severity, f"{diagnostic.severity.value}{code}:")
        yield f"{head} {self.palette.bold(one_line(diagnostic.summary))}"
        yield from self._where(diagnostic)
        if diagnostic.detail:
            yield ""
            yield from self._wrapped(diagnostic.detail, "  ", "  ")
        for place, text in diagnostic.related:
            yield ""
            yield f"  {one_line(text)}"
            yield from self._place(place, "", Severity.NOTE)
        if diagnostic.hint:
            yield ""
            yield from self._labelled("help:", diagnostic.hint)
        if _RULE.fullmatch(diagnostic.code):
            yield from self._labelled("more:", f"ivrplan explain {diagnostic.code}")

    def _where(self, diagnostic: Diagnostic) -> Iterator[str]:
        if diagnostic.range is not None:
            yield from self._place(diagnostic.range, diagnostic.address, diagnostic.severity)
        elif diagnostic.address:
            yield f"  with {one_line(diagnostic.address)}"

    def _paint(self, severity: Severity, text: str) -> str:
        match severity:
            case Severity.ERROR:
                return self.palette.red(text)
            case Severity.WARNING:
                return self.palette.yellow(text)
            case Severity.NOTE:
                return self.palette.cyan(text)

    def _place(self, place: SourceRange, address: str, severity: Severity) -> Iterator[str]:
        margin = len(str(max(place.end_line, place.line)))
        bar = self.palette.cyan("|")
        with_address = f", in {one_line(address)}" if address else ""
        yield f"  {' ' * margin}{self.palette.cyan('-->')} {one_line(str(place))}{with_address}"
        for shown in snippet(self.sources, place, max(self.width, 40) - margin - 5):
            yield f"  {self.palette.cyan(shown.number.rjust(margin))} {bar} {shown.text}"
            if shown.mark:
                spaces = len(shown.mark) - len(shown.mark.lstrip(" "))
                yield f"  {' ' * margin} {bar} {shown.mark[:spaces]}{self._paint(severity, shown.mark[spaces:])}"

    def _labelled(self, label: str, text: str) -> Iterator[str]:
        first, *others = self._wrapped(text, " " * (len(label) + 3), " " * (len(label) + 3))
        yield f"  {self.palette.cyan(label)} {first.lstrip()}"
        yield from others

    def _wrapped(self, text: str, first: str, indent: str) -> Iterator[str]:
        """The text in the terminal's width. Lines that begin with a space are kept: they are to be copied."""
        for number, paragraph in enumerate(printable(text).splitlines()):
            start = first if number == 0 else indent
            if not paragraph or paragraph.startswith(" "):
                yield f"{start}{paragraph}".rstrip()
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


def diagnostics_to_json(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """Diagnostics as JSON data, in the order in which they were found."""
    return [diagnostic.to_json() for diagnostic in diagnostics]


def errors_to_json(diagnostics: Iterable[Diagnostic]) -> dict[str, Any]:
    """What stands in place of a result that could not be made."""
    return {"format_version": "1.0", "type": "error", "diagnostics": diagnostics_to_json(diagnostics)}
