"""Templates: quoted text, heredocs and bare text with `${ }` and `%{ }` in it.

Reading goes in two steps, as in HCL itself: first a flat row of pieces (text, interpolations, directives), in which
strip markers and the indentation of `<<-` heredocs are worked out; then directives.py nests what stands between
directives. Functions take the parser of expressions as `expression`, which itself uses this module.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NoReturn, cast

from ivrplan.language.constructors import Term, parse_for_clause
from ivrplan.language.directives import ForPiece, IfPiece, Piece, WordPiece, nest
from ivrplan.language.flush import WHITE, remove_indentation
from ivrplan.language.lexer import SPANS_LINES, Cursor, Match, is_identifier
from ivrplan.language.literals import unescape_bare, unescape_quoted
from ivrplan.language.syntax import Literal, Template

# Both match anything, if only nothing; so they are typed as never failing.

QUOTED_TEXT: Final = cast(
    "Match", re.compile(r'[^"\\$%\n]*+(?:(?:\\[^\n]|\$\$\{|%%\{|[$%](?!\{))[^"\\$%\n]*+)*+').match
)
"""Quoted text up to a sequence, the closing quote or the end of the line."""

_BARE_TEXT: Final = cast("Match", re.compile(r"[^$%\n]*+(?:(?:\$\$\{|%%\{|[$%](?!\{))[^$%\n]*+)*+\n?").match)
"""Bare text up to a sequence, or with the end of the line: HCL strips and indents line by line."""

_INTRODUCER: Final = re.compile(r"<<-?(\S+)[ \t]*\r?(?:\n|\Z)")

_KEYWORDS: Final = frozenset({"else", "endif", "endfor"})

UNCLOSED_HEREDOC: Final = "Unclosed heredoc"
"""The summary of the problem that further lines can mend."""


@dataclass(slots=True)
class _Row:
    """The pieces of a template so far.

    Attributes:
        pieces: in order; text as far as it goes in one line.
        strip: a `~}` came last: the text that follows directly loses the blanks at its start.
    """

    pieces: list[Piece] = field(default_factory=list)
    strip: bool = False

    def add_text(self, text: str) -> None:
        self.pieces.append(text.lstrip(WHITE) if self.strip else text)
        self.strip = False

    def strip_last(self) -> None:
        """A `${~` or `%{~` comes: text directly before it loses the blanks at its end."""
        if self.pieces and isinstance(last := self.pieces[-1], str):
            self.pieces[-1] = last.rstrip(WHITE)

    def finish(self, cursor: Cursor, start: int, end: int) -> Literal | Template:
        """The node of the whole template."""
        pieces = self.pieces
        wrap = len(pieces) == 1 and not isinstance(pieces[0], str | IfPiece | ForPiece | WordPiece)
        parts = nest(cursor, pieces)
        match parts:
            case ():
                return Literal(start, end, "")
            case (str(text),):
                return Literal(start, end, text)
            case _:
                return Template(start, end, parts, wrap)


def parse_quoted(cursor: Cursor, expression: Term) -> Literal | Template:
    """Read quoted text with sequences in it, at its opening quote."""
    cursor.deepen()
    text, start, row = cursor.text, cursor.start, _Row()
    end = _quoted_text(cursor, row, start + 1)
    while (mark := text[end : end + 1]) != '"':
        if mark not in {"$", "%"}:
            _fail_unclosed_text(cursor, start, end)
        end = _quoted_text(cursor, row, _sequence(cursor, expression, row, end))
    cursor.jump(end + 1)
    cursor.depth -= 1
    return row.finish(cursor, start, end + 1)


def _quoted_text(cursor: Cursor, row: _Row, start: int) -> int:
    """Add the text that begins at `start` and return where it ends."""
    end = QUOTED_TEXT(cursor.text, start).end()
    if end > start:
        row.add_text(unescape_quoted(cursor, cursor.text[start:end], start))
    return end


def _fail_unclosed_text(cursor: Cursor, start: int, end: int) -> NoReturn:
    cursor.fail(
        "Unclosed quoted text",
        "The quoted text that starts here is not closed before the end of the line.",
        hint=r'Close it with a double quote ("). For text of several lines use \n or a heredoc (<<-EOT).',
        start=start,
        end=end,
    )


def parse_heredoc(cursor: Cursor, expression: Term) -> Literal | Template:
    """Read a heredoc, at its `<<` or `<<-`."""
    cursor.deepen()
    start, row = cursor.start, _Row()
    marker, offset = _introducer(cursor)
    while (end := _marker_end(cursor.text, offset, marker)) < 0:
        offset = _heredoc_line(cursor, expression, row, offset)
        if offset >= len(cursor.text) and _marker_end(cursor.text, offset, marker) < 0:
            _fail_unclosed_heredoc(cursor, start, marker)
    if cursor.text.startswith("-", start + 2):
        remove_indentation(row.pieces)
    cursor.jump(end)
    cursor.depth -= 1
    return row.finish(cursor, start, end)


def parse_bare(cursor: Cursor, expression: Term) -> Literal | Template:
    """Read a whole text as a template, from the cursor's offset on."""
    start, row = cursor.end, _Row()
    offset, size = start, len(cursor.text)
    while offset < size:
        offset = _bare_piece(cursor, expression, row, offset)
    cursor.jump(size)
    return row.finish(cursor, start, size)


def _introducer(cursor: Cursor) -> tuple[str, int]:
    """The marker that ends the heredoc, and where its first line begins."""
    found = _INTRODUCER.match(cursor.text, cursor.start)
    if found is None or not is_identifier(found[1]):
        cursor.fail(
            "Invalid heredoc",
            "The marks << or <<- must be followed directly by a name, such as EOT, and the end of the line.",
        )
    return found[1], found.end()


def _marker_end(text: str, line: int, marker: str) -> int:
    """Where the marker ends if it stands alone on the line that begins at `line`; else -1."""
    end = text.find("\n", line)
    content = (text[line:end] if end >= 0 else text[line:]).rstrip(WHITE)
    return line + len(content) if content.lstrip(WHITE) == marker else -1


def _heredoc_line(cursor: Cursor, expression: Term, row: _Row, offset: int) -> int:
    """Read up to the beginning of the next line, or to the end of the text."""
    text = cursor.text
    while offset < len(text):
        offset = _bare_piece(cursor, expression, row, offset)
        if text[offset - 1] == "\n":
            break
    return offset


def _bare_piece(cursor: Cursor, expression: Term, row: _Row, start: int) -> int:
    """Add the text or the sequence that begins at `start` and return where it ends."""
    end = _BARE_TEXT(cursor.text, start).end()
    if end == start:
        return _sequence(cursor, expression, row, start)
    row.add_text(unescape_bare(cursor.text[start:end]))
    return end


def _fail_unclosed_heredoc(cursor: Cursor, start: int, marker: str) -> NoReturn:
    cursor.fail(
        UNCLOSED_HEREDOC,
        f"The heredoc that starts here is not closed: no line holds {marker} and nothing else.",
        hint=f"Put {marker} on a line of its own after the text, without quotes and without anything after it.",
        start=start,
        end=cursor.text.find(marker, start) + len(marker),
    )


# Sequences


def _sequence(cursor: Cursor, expression: Term, row: _Row, opened: int) -> int:
    """Read `${ }` or `%{ }` and return where it ends. The cursor reads on as before."""
    text, outer, inside = cursor.text, cursor.match, opened + 2
    row.strip = False
    if text.startswith("~", inside):
        inside += 1
        row.strip_last()
    cursor.match = SPANS_LINES
    cursor.jump(inside)
    row.pieces.append(expression(cursor) if text[opened] == "$" else _directive(cursor, expression, opened))
    if cursor.kind not in {"}", "~}"}:
        _fail_unclosed_sequence(cursor, opened, inside)
    row.strip = cursor.kind == "~}"
    cursor.match = outer
    return cursor.end


def _directive(cursor: Cursor, expression: Term, opened: int) -> Piece:
    keyword = cursor.token()
    match keyword:
        case "if":
            cursor.advance()
            condition = expression(cursor)
            return IfPiece(opened, cursor.end, condition)
        case "for":
            clause = parse_for_clause(cursor, expression)
            return ForPiece(opened, cursor.end, *clause)
        case "else" | "endif" | "endfor":
            cursor.advance()
            return WordPiece(opened, cursor.end, keyword)
        case _:
            return cursor.fail(
                "Invalid template directive",
                "A directive begins with one of the words if, else, endif, for and endfor.",
                hint="To keep %{ as text, double the percent sign: %%{.",
            )


def _fail_unclosed_sequence(cursor: Cursor, opened: int, inside: int) -> NoReturn:
    what = "interpolation" if cursor.text[opened] == "$" else "directive"
    if cursor.kind in {"end", "quote", "string"} or "\n" in cursor.text[opened : cursor.start]:
        cursor.fail(
            f"Unclosed template {what}",
            f'The {what} that starts here is not closed by "}}".',
            start=opened,
            end=inside,
        )
    mark = cursor.text[opened]
    cursor.fail(
        f"Extra characters in template {what}",
        f'"}}" is expected here, to close the {what}.',
        hint=f"To keep {mark}{{ as text, double its first character: {mark}{mark}{{.",
    )
