"""Expressions: operators, operands and what follows an operand.

expression   operation, or operation "?" expression ":" expression
operation    operands with binary operators between them; an explicit stack resolves precedence
operand      signs, a term, and steps into its value (.name, [key], .*, [*])
term         one function for every token that can begin one: `_TERMS`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NoReturn, cast

from ivrplan.language.constructors import Term, parse_braces, parse_brackets
from ivrplan.language.lexer import SPANS_LINES, Cursor, Match
from ivrplan.language.literals import normalise, number, unescape_quoted
from ivrplan.language.syntax import (
    Binary,
    BinaryOperator,
    Call,
    Conditional,
    Expression,
    GetAttr,
    Index,
    Literal,
    Parenthesis,
    Splat,
    SplatItem,
    Unary,
    Variable,
)
from ivrplan.language.templates import parse_heredoc, parse_quoted

_LEVELS: Final[Mapping[str, int]] = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}
"""How tightly the binary operators bind."""

_STEPS: Final = frozenset({".", "["})

_WORDS: Final[Mapping[str, bool | None]] = {"true": True, "false": False, "null": None}


def parse_expression(cursor: Cursor) -> Expression:
    """Read the expression that begins at the current token.

    Raises:
        UnparsableError: there is none, or it is broken.
    """
    cursor.deepen()
    result = _operand(cursor)
    if cursor.kind in _LEVELS:
        result = _operation(cursor, result)
    if cursor.kind == "?":
        result = _conditional(cursor, result)
    cursor.depth -= 1
    return result


def _conditional(cursor: Cursor, condition: Expression) -> Expression:
    """Read on after a condition, at its "?". A chain of else-ifs is read in a loop, not by recursion: it may be long."""
    cases: list[tuple[Expression, Expression]] = []
    result = condition
    while cursor.kind == "?":
        cursor.advance()
        cases.append((result, parse_expression(cursor)))
        _expect_colon(cursor)
        result = _operation(cursor, _operand(cursor))
    cursor.links += len(cases)
    for test, then in reversed(cases):
        result = Conditional(test.start, result.end, test, then, result)
    return result


def _expect_colon(cursor: Cursor) -> None:
    if cursor.kind != ":":
        cursor.fail(
            "Incomplete conditional",
            'A conditional needs ":" and the value for the other case here.',
            hint="Write it as: condition ? value : other_value.",
        )
    cursor.advance()


def _operation(cursor: Cursor, first: Expression) -> Expression:
    operands = [first]
    operators: list[str] = []
    while level := _LEVELS.get(cursor.kind):
        while operators and _LEVELS[operators[-1]] >= level:
            _combine(operands, operators)
        operators.append(cursor.kind)
        cursor.links += 1
        cursor.advance()
        operands.append(_operand(cursor))
    while operators:
        _combine(operands, operators)
    return operands[0]


def _combine(operands: list[Expression], operators: list[str]) -> None:
    right, left = operands.pop(), operands.pop()
    operator = cast("BinaryOperator", operators.pop())
    operands.append(Binary(left.start, right.end, operator, left, right))


def _operand(cursor: Cursor) -> Expression:
    if cursor.kind in {"-", "!"}:
        return _signed(cursor)
    term = _TERMS.get(cursor.kind, _no_term)(cursor, parse_expression)
    return _steps(cursor, term) if cursor.kind in _STEPS else term


def _signed(cursor: Cursor) -> Unary:
    operator, start = cursor.kind, cursor.start
    cursor.deepen()
    cursor.advance()
    operand = _operand(cursor)
    cursor.depth -= 1
    return Unary(start, operand.end, "-" if operator == "-" else "!", operand)


# Terms


def _no_term(cursor: Cursor, _: Term) -> Expression:
    if cursor.kind in {"newline", "end", ")", "]", "}", "~}", ",", ":"}:
        cursor.fail(
            "Missing expression", "A value is expected here.", hint="Write a value, or null for none."
        )
    cursor.fail("Invalid expression", f"No value can begin with {cursor.token()}.")


def _name(cursor: Cursor, _: Term) -> Expression:
    start, end, name = cursor.start, cursor.end, cursor.token()
    cursor.advance()
    if cursor.kind in {"(", "::"}:
        return _call(cursor, start, name)
    if name in _WORDS:
        return Literal(start, end, _WORDS[name])
    return Variable(start, end, name)


def _string(cursor: Cursor, _: Term) -> Literal:
    start, end = cursor.start, cursor.end
    raw = cursor.text[start + 1 : end - 1]
    value = unescape_quoted(cursor, raw, start + 1) if "\\" in raw else normalise(raw)
    cursor.advance()
    return Literal(start, end, value)


def _number(cursor: Cursor, _: Term) -> Literal:
    start, end, value = cursor.start, cursor.end, number(cursor)
    cursor.advance()
    return Literal(start, end, value)


def _parenthesis(cursor: Cursor, _: Term) -> Parenthesis:
    start = cursor.start
    outer = cursor.enter(SPANS_LINES)
    inner = parse_expression(cursor)
    if cursor.kind != ")":
        _not_closed(cursor, "parenthesis", start)
    return Parenthesis(start, cursor.leave(outer), inner)


def _call(cursor: Cursor, start: int, name: str) -> Call:
    while cursor.kind == "::":
        cursor.advance()
        if cursor.kind != "name":
            cursor.fail("Missing function name", f'After "{name}::" the name of a function is expected.')
        name = f"{name}::{cursor.token()}"
        cursor.advance()
    if cursor.kind != "(":
        cursor.fail(
            "Missing arguments", f'The function "{name}" must be called with arguments in parentheses.'
        )
    opened = cursor.start
    outer = cursor.enter(SPANS_LINES)
    arguments: list[Expression] = []
    expand = False
    while cursor.kind != ")":
        arguments.append(parse_expression(cursor))
        expand = _after_argument(cursor, opened)
    return Call(start, cursor.leave(outer), name, tuple(arguments), expand)


def _after_argument(cursor: Cursor, opened: int) -> bool:
    """Step over what follows an argument; whether that was the `...` which expands the last one."""
    kind = cursor.kind
    if kind in {",", "..."}:
        cursor.advance()
    elif kind != ")":
        _not_closed(cursor, "call", opened)
    if kind == "..." and cursor.kind != ")":
        cursor.fail(
            "Misplaced expansion",
            'Only the last argument can be expanded with "...".',
            hint='Close the call with ")" after it.',
        )
    return kind == "..."


def _not_closed(cursor: Cursor, what: str, opened: int) -> NoReturn:
    if cursor.kind == "end":
        cursor.fail(
            f"Unclosed {what}",
            f'The {what} that opens here is not closed by ")" before the end of the text.',
            start=opened,
            end=opened + 1,
        )
    expected = 'A comma or ")"' if what == "call" else '")"'
    cursor.fail(
        f"Unclosed {what}",
        f"{expected} is expected here, to go on with or to close the {what}.",
        opened=opened,
    )


# Steps into a value


def _steps(cursor: Cursor, target: Expression) -> Expression:
    while cursor.kind in _STEPS:
        cursor.links += 1
        target = _dot(cursor, target) if cursor.kind == "." else _bracket(cursor, target)
    return target


def _dot(cursor: Cursor, target: Expression) -> Expression:
    dot = cursor.start
    cursor.advance()
    if cursor.kind != "*":
        return _attribute(cursor, target)
    each: Expression = SplatItem(dot, cursor.end)
    cursor.advance()
    while cursor.kind == ".":
        cursor.links += 1
        cursor.advance()
        if cursor.kind == "*":
            cursor.fail(
                "Nested splat", "A splat (.*) cannot stand inside another one.", hint="Use [*] for both."
            )
        each = _attribute(cursor, each)
    return Splat(target.start, each.end, target, each)


def _attribute(cursor: Cursor, target: Expression) -> Expression:
    """`.name`, or the legacy `.0`, after its dot."""
    start, end, text = cursor.start, cursor.end, cursor.token()
    if cursor.kind == "name":
        cursor.advance()
        return GetAttr(target.start, end, target, text)
    if cursor.kind == "number" and text.isdecimal():
        key = _number(cursor, parse_expression)
        return Index(target.start, end, target, key)
    if cursor.kind in {"number", "misnumber"}:
        return cursor.fail(
            "Invalid legacy index",
            f"After a dot, {text} is read as one number; elements of elements need brackets.",
            hint="Write " + "".join(f"[{part}]" for part in text.split(".")) + " instead.",
            start=start,
            end=end,
        )
    return cursor.fail("Invalid attribute name", "After a dot the name of an attribute is expected.")


def _bracket(cursor: Cursor, target: Expression) -> Expression:
    opened = cursor.start
    outer = cursor.enter(SPANS_LINES)
    if cursor.kind == "*":
        return _full_splat(cursor, target, opened, outer)
    key = parse_expression(cursor)
    if cursor.kind != "]":
        cursor.fail("Unclosed index", 'The index must end with "]" here.', opened=opened)
    return Index(target.start, cursor.leave(outer), target, key)


def _full_splat(cursor: Cursor, target: Expression, opened: int, outer: Match) -> Splat:
    cursor.advance()
    if cursor.kind != "]":
        cursor.fail(
            "Unclosed splat", 'The star of a splat must be followed by "]".', hint="Write it as list[*].name."
        )
    cursor.deepen()
    end = cursor.leave(outer)
    each = _steps(cursor, SplatItem(opened, end))
    cursor.depth -= 1
    return Splat(target.start, each.end, target, each)


_TERMS: Final[Mapping[str, Callable[[Cursor, Term], Expression]]] = {
    "name": _name,
    "string": _string,
    "number": _number,
    "quote": parse_quoted,
    "heredoc": parse_heredoc,
    "(": _parenthesis,
    "[": parse_brackets,
    "{": parse_braces,
}
"""What reads a term, by the kind of its first token."""
