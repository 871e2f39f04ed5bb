"""Texts as editors see them: lines and columns, and where the templates are."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple, assert_never

_TEMPLATE: Final = re.compile(r"(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{[{%#][^\n]*")
_NOT_NEWLINE: Final = re.compile(r"[^\n]")
_FILLER: Final = "_"


class Position(NamedTuple):
    """A place: line and column from 0, columns in characters."""

    line: int
    column: int


class Encoding(StrEnum):
    """In which units an editor counts columns."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    UTF_32 = "utf-32"


class Span(NamedTuple):
    """From one offset up to, not including, another."""

    start: int
    end: int

    def holds(self, offset: int) -> bool:
        """Whether an offset is in it, or right behind it as a cursor is behind a word."""
        return self.start <= offset <= self.end


class Lines:
    r"""A text's lines, and the ways between offsets, editors' positions and diagnostics' lines and columns.

    Args:
        text: with `\n` for every line end.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def offset(self, position: Position) -> int:
        """The offset of a position; the nearest one when the text has no such place."""
        if position.line >= len(self._starts):
            return len(self.text)
        start = self._starts[max(position.line, 0)]
        return start + min(max(position.column, 0), len(self._line(position.line)))

    def position(self, offset: int) -> Position:
        """The position of an offset."""
        line = bisect_right(self._starts, offset) - 1
        return Position(line, offset - self._starts[line])

    def place(self, line: int, column: int) -> Position:
        """The position of a line and a column that are counted from 1."""
        number = min(max(line - 1, 0), len(self._starts) - 1)
        return Position(number, min(max(column - 1, 0), len(self._line(number))))

    def encoded(self, position: Position, encoding: Encoding) -> Position:
        """The position with its column in the units of an encoding."""
        before = self._line(min(position.line, len(self._starts) - 1))[: position.column]
        return Position(position.line, _units(before, encoding))

    def decoded(self, position: Position, encoding: Encoding) -> Position:
        """The position whose column is given in the units of an encoding."""
        if position.line >= len(self._starts):
            return position
        line, seen = self._line(max(position.line, 0)), 0
        if line.isascii() or encoding is Encoding.UTF_32:
            return position
        for index, character in enumerate(line):
            if seen >= position.column:
                return Position(position.line, index)
            seen += _units(character, encoding)
        return Position(position.line, len(line))

    def _line(self, number: int) -> str:
        end = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self.text)
        return self.text[self._starts[number] : end]


def _units(text: str, encoding: Encoding) -> int:
    match encoding:
        case Encoding.UTF_8:
            return len(text.encode("utf-8", "surrogatepass"))
        case Encoding.UTF_16:
            return len(text) + sum(character > "\uffff" for character in text)
        case Encoding.UTF_32:
            return len(text)
        case _:
            assert_never(encoding)


def without_templates(text: str) -> tuple[str, tuple[Span, ...]]:
    """A text of the same length in which no Jinja is left, and where it was.

    What a template puts out becomes a row of underscores, which is a name in code and text in a string; tags and comments become
    blanks. So everything else keeps its offset, and the parser can read what is written, also in a file whose templates are
    broken or whose values are not known.
    """
    if "{{" not in text and "{%" not in text and "{#" not in text:
        return text, ()
    found = tuple(Span(*match.span()) for match in _TEMPLATE.finditer(text))
    return _TEMPLATE.sub(_fill, text), found


def _fill(match: re.Match[str]) -> str:
    if match.group().startswith("{{"):
        return _FILLER * len(match.group())
    return _NOT_NEWLINE.sub(" ", match.group())


def made_by_template(name: str) -> bool:
    """Whether a name is, or holds, what only a template knows."""
    return _FILLER * 5 in name
