"""Edits of texts: stretches that others take the place of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ivrplan.diagnostics import ConfigurationError, SourceRange
from ivrplan.language.format import format_source


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """One edit of one file.

    Attributes:
        file: the file, as ranges name it.
        start, end: the stretch that goes, in characters.
        text: what takes its place.
    """

    file: str
    start: int
    end: int
    text: str


def edited(name: str, text: str, edits: Iterable[Edit]) -> str:
    """A file after edits of it, in the canonical style where it was in it before.

    Of edits that touch each other, the first is made.
    """
    after, behind = "", 0
    for edit in sorted(edits):
        if edit.start >= behind:
            after += text[behind : edit.start] + edit.text
            behind = edit.end
    after += text[behind:]
    return _styled(name, after) if _is_styled(name, text) else after


def offsets(text: str, place: SourceRange) -> tuple[int, int]:
    """Where a range of a file begins and ends, in characters of its text."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return starts[place.line - 1] + place.column - 1, starts[place.end_line - 1] + place.end_column - 1


def whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the lines that nothing else stands on, and one of two empty lines that would meet.

    What shares its line with something else goes with the blanks before it.
    """
    line = text.rfind("\n", 0, start) + 1
    following = text.find("\n", end)
    following = len(text) if following < 0 else following + 1
    if text[end:following].strip():
        return start, end
    if text[line:start].strip():
        return line + len(text[line:start].rstrip()), end
    if _empty_before(text, line) and _closes_or_empty(text, following):
        line = text.rfind("\n", 0, line - 1) + 1
    return line, following


def _empty_before(text: str, line: int) -> bool:
    before = text.rfind("\n", 0, max(line - 1, 0)) + 1
    return line > 0 and not text[before:line].strip()


def _closes_or_empty(text: str, line: int) -> bool:
    end = text.find("\n", line)
    shown = text[line : len(text) if end < 0 else end].strip()
    return not shown or shown.startswith("}")


def _is_styled(name: str, text: str) -> bool:
    try:
        return format_source(name, text) == text
    except ConfigurationError:
        return False


def _styled(name: str, text: str) -> str:
    try:
        return format_source(name, text)
    except ConfigurationError:
        return text  # whoever proves the edits will see that it cannot be read
