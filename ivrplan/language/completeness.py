"""Whether a text that is typed line by line is an expression already, or needs further lines."""

from __future__ import annotations

from enum import Enum
from typing import Final

from ivrplan.language.expressions import parse_expression
from ivrplan.language.lexer import ENDS_LINES, SPANS_LINES, Cursor, UnparsableError
from ivrplan.language.source import SourceText
from ivrplan.language.templates import UNCLOSED_HEREDOC

_OPEN_AT: Final = frozenset({"end", "comment"})
"""The tokens at which reading fails when something is open: all others are there already, and wrong."""


class Completeness(Enum):
    """How far a text has come."""

    EMPTY = "empty"
    """It holds nothing but blanks and comments."""

    OPEN = "open"
    """A bracket, an interpolation, a heredoc or a comment is open at its end: another line can close it."""

    WHOLE = "whole"
    """It is an expression, or no further line can make it one."""


def completeness(text: str) -> Completeness:
    """How far a text has come. A line end ends an expression, unless something is open."""
    source = SourceText.of_file("", f"{text}\n")
    if _is_empty(source):
        return Completeness.EMPTY
    cursor = Cursor(SourceText.of_file("", f"{text.lstrip()}\n"))
    cursor.match = ENDS_LINES
    try:
        cursor.advance()
        parse_expression(cursor)
        still_open = cursor.kind == "comment"
    except UnparsableError as failure:
        still_open = cursor.kind in _OPEN_AT or failure.diagnostic.summary == UNCLOSED_HEREDOC
    return Completeness.OPEN if still_open else Completeness.WHOLE


def _is_empty(source: SourceText) -> bool:
    cursor = Cursor(source)
    cursor.match = SPANS_LINES
    cursor.advance()
    return cursor.kind == "end"
