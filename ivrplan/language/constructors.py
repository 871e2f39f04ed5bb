"""Lists, objects and `for` expressions: what brackets and braces construct.

Functions take the parser of expressions as `expression`: that one lives in expressions.py, which uses this module.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, NoReturn, TypeAlias

from ivrplan.language.lexer import ENDS_LINES, SPANS_LINES, Cursor
from ivrplan.language.syntax import (
    Expression,
    ForObject,
    ForTuple,
    Literal,
    Object,
    Tuple,
    Variable,
)

Term: TypeAlias = Callable[[Cursor], Expression]
"""Reads the expression at the cursor."""


class ForClause(NamedTuple):
    """`for key, value in collection`."""

    key: str | None
    value: str
    collection: Expression


def parse_brackets(cursor: Cursor, expression: Term) -> Tuple | ForTuple:
    """Read a list or a `for` expression that makes one, at its "["."""
    start = cursor.start
    outer = cursor.enter(SPANS_LINES)
    if cursor.kind == "name" and cursor.token() == "for":
        clause, item, condition = _for_tuple(cursor, expression)
        return ForTuple(start, cursor.leave(outer), *clause, item, condition)
    items: list[Expression] = []
    while cursor.kind != "]":
        items.append(expression(cursor))
        if cursor.kind == ",":
            cursor.advance()
        elif cursor.kind != "]":
            _missing_separator(cursor, start)
    return Tuple(start, cursor.leave(outer), tuple(items))


def _missing_separator(cursor: Cursor, opened: int) -> NoReturn:
    if cursor.kind == "end":
        _unclosed(cursor, "list", "]", opened)
    cursor.fail(
        "Missing separator",
        'A comma or "]" is expected here, to go on with or to close the list.',
        opened=opened,
    )


def _unclosed(cursor: Cursor, what: str, closer: str, opened: int) -> NoReturn:
    cursor.fail(
        f"Unclosed {what}",
        f'The {what} that opens here is not closed by "{closer}" before the end of the text.',
        start=opened,
        end=opened + 1,
    )


# Objects


def parse_braces(cursor: Cursor, expression: Term) -> Object | ForObject:
    """Read an object or a `for` expression that makes one, at its "{"."""
    start = cursor.start
    outer = cursor.enter(ENDS_LINES)
    if cursor.kind == "newline":
        cursor.advance()
    if cursor.kind == "name" and cursor.token() == "for":
        cursor.match = SPANS_LINES
        clause, name, item, condition, group = _for_object(cursor, expression)
        return ForObject(start, cursor.leave(outer), *clause, name, item, condition, group)
    items: list[tuple[Expression, Expression]] = []
    while cursor.kind != "}":
        key = _key(cursor, expression)
        _expect_assignment(cursor, start)
        items.append((key, expression(cursor)))
        _separator(cursor, start)
    return Object(start, cursor.leave(outer), tuple(items))


def _key(cursor: Cursor, expression: Term) -> Expression:
    """Read an item's key: a bare word is text, as in `{ timeout = "bye" }`.

    A bare `a.b` has no value, but where names are meant it is one, as in `providers = { cxone.main = cxone }`.
    """
    opener, key = cursor.kind, expression(cursor)
    match key:
        case Variable():
            return Literal(key.start, key.end, key.name)
        case Literal() if opener == "name":
            return Literal(key.start, key.end, cursor.text[key.start : key.end])
        case _:
            return key


def _expect_assignment(cursor: Cursor, opened: int) -> None:
    if cursor.kind in {"=", ":"}:
        cursor.advance()
        return
    match cursor.kind:
        case "end":
            _unclosed(cursor, "object", "}", opened)
        case "=>":
            cursor.fail(
                "Misplaced arrow",
                'Only "for" expressions use "=>"; the items of an object are written as key = value.',
                hint='Replace "=>" with "=".',
            )
        case "newline" | "," | "}":
            cursor.fail("Missing value", 'A key must be followed by "=" and its value on the same line.')
        case _:
            cursor.fail(
                "Missing equals sign",
                'A key must be followed by "=" and its value.',
                hint="Quote the key if it holds blanks or dots.",
            )


def _separator(cursor: Cursor, opened: int) -> None:
    """Step over what separates two items: a comma or line ends, or a comma and line ends."""
    if cursor.kind == "end":
        _unclosed(cursor, "object", "}", opened)
    if cursor.kind not in {",", "newline", "}"}:
        cursor.fail(
            "Missing separator",
            "A comma, a line end or a closing brace is expected after an item of an object.",
            opened=opened,
        )
    if cursor.kind == ",":
        cursor.advance()
    if cursor.kind == "newline":
        cursor.advance()


# For expressions


def parse_for_clause(cursor: Cursor, expression: Term) -> ForClause:
    """Read `for key, value in collection` from the word `for` on."""
    cursor.advance()
    key, value = None, _loop_name(cursor)
    if cursor.kind == ",":
        cursor.advance()
        key, value = value, _loop_name(cursor)
    if cursor.kind != "name" or cursor.token() != "in":
        cursor.fail("Invalid for", 'After the names of a "for" the word "in" is expected.')
    cursor.advance()
    return ForClause(key, value, expression(cursor))


def _loop_name(cursor: Cursor) -> str:
    if cursor.kind != "name":
        cursor.fail(
            "Invalid for",
            'A "for" needs a name for the elements that it visits here.',
            hint='Quote "for", or put it into parentheses, if it is meant to be a key or a reference.',
        )
    name = cursor.token()
    cursor.advance()
    return name


def _for_colon(cursor: Cursor, expression: Term) -> ForClause:
    clause = parse_for_clause(cursor, expression)
    if cursor.kind != ":":
        cursor.fail("Invalid for", 'After the collection of a "for" a colon is expected.')
    cursor.advance()
    return clause


def _condition(cursor: Cursor, expression: Term, closer: str) -> Expression | None:
    """Read `if condition`, should it be there, up to the closing bracket."""
    condition = None
    if cursor.kind == "name" and cursor.token() == "if":
        cursor.advance()
        condition = expression(cursor)
    if cursor.kind != closer:
        cursor.fail(
            "Invalid for", f'The "for" expression must end with "{closer}", or go on with "if", here.'
        )
    return condition


def _for_tuple(cursor: Cursor, expression: Term) -> tuple[ForClause, Expression, Expression | None]:
    clause = _for_colon(cursor, expression)
    item = expression(cursor)
    match cursor.kind:
        case "=>":
            return cursor.fail(
                "Invalid for",
                "A list has no keys: the expression between [ and ] makes a list.",
                hint="Use { and } to make an object.",
            )
        case "...":
            return cursor.fail(
                "Invalid for",
                "A list has no keys by which its elements could be grouped.",
                hint="Use { and } to make an object of lists.",
            )
        case _:
            return clause, item, _condition(cursor, expression, "]")


def _for_object(
    cursor: Cursor, expression: Term
) -> tuple[ForClause, Expression, Expression, Expression | None, bool]:
    clause = _for_colon(cursor, expression)
    name = expression(cursor)
    if cursor.kind != "=>":
        cursor.fail(
            "Invalid for",
            'An object needs a key for each element: "=>" and a value are expected here.',
            hint="Write { for v in list : key => value }, or use [ and ] to make a list.",
        )
    cursor.advance()
    item = expression(cursor)
    group = cursor.kind == "..."
    if group:
        cursor.advance()
    return clause, name, item, _condition(cursor, expression, "}"), group
