"""The source lines that a diagnostic points at, with a mark under what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from ivrplan.diagnostics import SourceRange
from ivrplan.views.text import cells, columns

_MARK: Final = "…"
_MOST_LINES: Final = 6
"""A range over more lines is told by its first and its last ones."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A source line as it is shown.

    Attributes:
        number: its number; empty for lines that are left out.
        text: the line, cut around the mark where it is too long.
        mark: spaces, then carets under what is meant.
    """

    number: str
    text: str
    mark: str


def snippet(sources: Mapping[str, str], place: SourceRange, width: int) -> Iterator[Shown]:
    """The lines of a range; nothing where the file's text is not known, or has no such line any more.

    Args:
        sources: the texts of files by name.
        place: the range.
        width: columns for a line and its mark.
    """
    if place.file not in sources:
        return
    lines = sources[place.file].split("\n", max(place.end_line, 1))
    last = min(max(place.end_line, place.line), len(lines))
    numbers = list(range(max(place.line, 1), last + 1))
    if len(numbers) > _MOST_LINES:
        yield from (_line(lines[number - 1], number, place, width) for number in numbers[:3])
        yield Shown("", f"{_MARK} {len(numbers) - 5} more lines", "")
        numbers = numbers[-2:]
    for number in numbers:
        yield _line(lines[number - 1], number, place, width)


def _line(line: str, number: int, place: SourceRange, width: int) -> Shown:
    shown = list(cells(line.removesuffix("\r")))
    blank = len(line) - len(line.lstrip())
    start = place.column - 1 if number == place.line else blank
    end = place.end_column - 1 if number == place.end_line else len(shown)
    start, end = min(start, len(shown)), max(end, start + 1)
    return _cut(str(number), shown, (start, end), width)


def _cut(number: str, shown: list[str], marked: tuple[int, int], width: int) -> Shown:
    """The line in at most `width` columns, the beginning of the mark among them."""
    ends = list(accumulate(map(columns, shown), initial=0))
    start, end = marked[0], min(marked[1], len(shown))
    if ends[-1] <= width:
        return _shown(number, shown, (start, max(end, start)), "")
    left = 0
    if ends[start] > width // 2:
        left = next(at for at, column in enumerate(ends) if column >= ends[start] - width // 3)
    room = width - (left > 0) - 1
    right = max(at for at in range(left, len(ends)) if ends[at] - ends[left] <= room)
    window = shown[left:right]
    if right < len(shown):
        window.append(_MARK)
    return _shown(number, window, (start - left, min(end, right) - left), _MARK if left else "")


def _shown(number: str, shown: list[str], marked: tuple[int, int], prefix: str) -> Shown:
    start, end = marked
    text = prefix + "".join(shown)
    before = columns(prefix + "".join(shown[:start]))
    under = max(columns("".join(shown[start:end])), 1)
    return Shown(number, text, f"{' ' * before}{'^' * under}")
