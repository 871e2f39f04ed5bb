"""Template directives: from a flat row of pieces to nested parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from ivrplan.language.lexer import Cursor
from ivrplan.language.syntax import Expression, TemplateFor, TemplateIf, TemplatePart


@dataclass(frozen=True, slots=True)
class IfPiece:
    """`%{ if condition }`."""

    start: int
    end: int
    condition: Expression


@dataclass(frozen=True, slots=True)
class ForPiece:
    """`%{ for key, value in collection }`."""

    start: int
    end: int
    key: str | None
    value: str
    collection: Expression


@dataclass(frozen=True, slots=True)
class WordPiece:
    """`%{ else }`, `%{ endif }` or `%{ endfor }`."""

    start: int
    end: int
    word: str


Piece: TypeAlias = str | Expression | IfPiece | ForPiece | WordPiece


@dataclass(slots=True)
class _Open:
    """A directive whose end has not come yet, and the parts inside it: those of `else` once that came."""

    opener: IfPiece | ForPiece
    parts: list[TemplatePart] = field(default_factory=list)
    then: tuple[TemplatePart, ...] | None = None

    def close(self, end: int) -> TemplateIf | TemplateFor:
        opener, parts = self.opener, tuple(self.parts)
        if isinstance(opener, ForPiece):
            return TemplateFor(opener.start, end, opener.key, opener.value, opener.collection, parts)
        then, otherwise = (parts, ()) if self.then is None else (self.then, parts)
        return TemplateIf(opener.start, end, opener.condition, then, otherwise)


def nest(cursor: Cursor, pieces: Iterable[Piece]) -> tuple[TemplatePart, ...]:
    """The parts of a template: text joined, empty text dropped, directives with what they enclose.

    Raises:
        UnparsableError: the directives are unbalanced.
    """
    root: list[TemplatePart] = []
    opened: list[_Open] = []
    depth = cursor.depth
    for piece in pieces:
        parts = opened[-1].parts if opened else root
        match piece:
            case str():
                _add_text(parts, piece)
            case IfPiece() | ForPiece():
                cursor.deepen()
                opened.append(_Open(piece))
            case WordPiece():
                _close(cursor, piece, opened, root)
            case _:
                parts.append(piece)
    if opened:
        _fail_unclosed(cursor, opened[-1].opener)
    cursor.depth = depth
    return tuple(root)


def _add_text(parts: list[TemplatePart], text: str) -> None:
    if parts and isinstance(last := parts[-1], str):
        parts[-1] = last + text
    elif text:
        parts.append(text)


def _close(cursor: Cursor, piece: WordPiece, opened: list[_Open], root: list[TemplatePart]) -> None:
    current = opened[-1] if opened else None
    match (piece.word, current):
        case ("else", _Open(opener=IfPiece(), then=None) as current):
            current.then, current.parts = tuple(current.parts), []
        case ("endif", _Open(opener=IfPiece()) as current) | ("endfor", _Open(opener=ForPiece()) as current):
            opened.pop()
            (opened[-1].parts if opened else root).append(current.close(piece.end))
        case _:
            _fail_misplaced(cursor, piece, current)


def _fail_misplaced(cursor: Cursor, piece: WordPiece, current: _Open | None) -> None:
    match current:
        case None:
            detail = f'There is no open directive to which this "{piece.word}" belongs.'
        case _Open(opener=ForPiece()):
            detail = 'The innermost open directive is a "for", which ends with "endfor" and has no "else".'
        case _:
            detail = (
                'The innermost open directive is an "if", which ends with "endif" and has one "else" at most.'
            )
    cursor.fail("Misplaced template directive", detail, start=piece.start, end=piece.end)


def _fail_unclosed(cursor: Cursor, opener: IfPiece | ForPiece) -> None:
    word = "if" if isinstance(opener, IfPiece) else "for"
    cursor.fail(
        "Unclosed template directive",
        f'The "{word}" that starts here has no "end{word}" before the end of the template.',
        hint=f"Write %{{ end{word} }} where it ends.",
        start=opener.start,
        end=opener.end,
    )
