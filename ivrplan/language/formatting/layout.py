"""Lines of tokens -> text.

A line has up to three cells: what comes before its equals sign, the rest, and the remark at its end. Cells of
lines that follow each other directly begin in the same column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ivrplan.language.formatting.indent import Indenter
from ivrplan.language.formatting.scan import Line, Tag, Token, bracket_change
from ivrplan.language.formatting.spacing import KEEP, blanks
from ivrplan.language.functions.graphemes import graphemes


@dataclass(slots=True)
class _Row:
    """The cells of a line; those that it does not have are empty."""

    lead: str = ""
    value: str = ""
    remark: str = ""


def lay_out(text: str, lines: Sequence[Line], tags: Sequence[Tag]) -> str:
    """The text of the lines.

    Args:
        text: the source that the offsets of the tokens point into.
        lines: all of it.
        tags: its tags of Jinja, in order.
    """
    indenter = Indenter(tags)
    rows = [_row(text, line, indenter) for line in lines]
    _align_values(rows)
    _align_remarks(rows)
    written = "\n".join([row.lead + row.value + row.remark for row in rows])
    return written if not written or written.endswith("\n") else written + "\n"


def _row(text: str, line: Line, indenter: Indenter) -> _Row:
    tokens = line.tokens
    if not tokens:
        return _Row()
    indent = "  " * indenter.level(line)
    if any(token.kind in {"tag", "mixed"} for token in tokens):
        return _Row(indent + _as_written(text, line))
    remark = ""
    if tokens[-1].kind == "remark" and len(tokens) > 1:
        remark = text[tokens[-1].start : tokens[-1].end]
        tokens = tokens[:-1]
    split = _value_start(tokens)
    if not split:
        return _Row(indent + _joined(text, tokens), "", remark)
    return _Row(indent + _joined(text, tokens[:split]), _value(text, tokens[split:]), remark)


def _as_written(text: str, line: Line) -> str:
    """A line with tags that yield nothing. Blanks at its end can decide whether Jinja takes the line's end away."""
    written = text[line.tokens[0].start : line.end]
    alone = all(token.kind == "tag" for token in line.tokens)
    return written.rstrip(" \t") if alone and written[2:3] != "-" else written


def _value_start(tokens: Sequence[Token]) -> int:
    """The index of the equals sign, if all brackets behind it are closed on the line; else 0."""
    for index, token in enumerate(tokens):
        if token.kind == "=" and index:
            net = sum(bracket_change(after.kind) for after in tokens[index:])
            return 0 if net else index
    return 0


def _value(text: str, tokens: Sequence[Token]) -> str:
    return "= " + _joined(text, tokens[1:]) if len(tokens) > 1 else "="


def _joined(text: str, tokens: Iterable[Token]) -> str:
    pieces: list[str] = []
    before, stop = "", 0
    for kind, start, end in tokens:
        if before:
            count = blanks(before, kind)
            if count == 1 or (count == KEEP and start > stop):
                pieces.append(" ")
        pieces.append(text[start:end])
        before, stop = kind, end
    return "".join(pieces)


# Columns


def _align_values(rows: Sequence[_Row]) -> None:
    for group in _groups(rows, [bool(row.value) for row in rows]):
        for row, padding in _paddings(group, [row.lead for row in group]):
            row.lead += padding


def _align_remarks(rows: Sequence[_Row]) -> None:
    for group in _groups(rows, [bool(row.remark) for row in rows]):
        for row, padding in _paddings(group, [row.lead + row.value for row in group]):
            row.remark = padding + row.remark


def _groups(rows: Sequence[_Row], has_cell: Sequence[bool]) -> Iterator[Sequence[_Row]]:
    """Rows that follow each other and all have the cell."""
    start = 0
    for index, has in enumerate([*has_cell, False]):
        if not has:
            if index > start:
                yield rows[start:index]
            start = index + 1


def _paddings(group: Sequence[_Row], texts: Sequence[str]) -> Iterator[tuple[_Row, str]]:
    """For each row the blanks that bring what follows its text into one column."""
    widths = [_width(text) for text in texts]
    column = max(widths) + 1
    return ((row, " " * (column - width)) for row, width in zip(group, widths, strict=True))


def _width(text: str) -> int:
    """How many characters the last line of a text has."""
    last = text[text.rfind("\n") + 1 :]
    return len(last) if last.isascii() else len(graphemes(last))
