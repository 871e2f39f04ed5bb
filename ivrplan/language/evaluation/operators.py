"""Operators and conditionals.

`&&` and `||` look at their right side only when the left one leaves the result open, as Terraform does from 1.12 on:
`var.x != null && var.x.y > 1` is safe. An unknown left side does not hide a right side that decides alone.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from ivrplan.diagnostics import EvaluationError
from ivrplan.language import numeric
from ivrplan.language.convert import convert, to_bool, to_number, type_of, unify
from ivrplan.language.equality import equal
from ivrplan.language.evaluation.run import Run
from ivrplan.language.marks import has_sensitive, mark_if, unmark
from ivrplan.language.syntax import Binary, Conditional, Expression, Unary
from ivrplan.language.typemodel import AnyType, MapType, ObjectType, TupleType, Type, describe
from ivrplan.language.values import UNKNOWN, Capsule, Unknown, Value

_ARITHMETIC: Final[Mapping[str, Callable[[numeric.Number, numeric.Number], numeric.Number]]] = {
    "+": numeric.add,
    "-": numeric.subtract,
    "*": numeric.multiply,
    "/": numeric.divide,
    "%": numeric.modulo,
}
_COMPARISON: Final[Mapping[str, Callable[[numeric.Number, numeric.Number], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


_JOIN: Final = 'To join texts, write "${first}${second}".'


class Role(NamedTuple):
    """What an operand is called in messages, and what to say when it does not suit."""

    name: str
    hint: str = ""


def binary(run: Run, node: Binary) -> Value:
    """`left operator right`."""
    if node.operator in {"&&", "||"}:
        return _logical(run, node)
    left, right = run.value(node.left), run.value(node.right)
    if node.operator in {"==", "!="}:
        return _equality(node, left, right)
    left, left_marked = unmark(left)
    right, right_marked = unmark(right)
    hint = _JOIN if node.operator == "+" else ""
    first = _number(run, node.left, left, Role("left operand", hint))
    second = _number(run, node.right, right, Role("right operand", hint))
    return mark_if(left_marked or right_marked, _compute(run, node, first, second))


def _compute(
    run: Run, node: Binary, left: numeric.Number | Unknown, right: numeric.Number | Unknown
) -> Value:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return UNKNOWN
    if node.operator in _COMPARISON:
        return _COMPARISON[node.operator](left, right)
    try:
        return _ARITHMETIC[node.operator](left, right)
    except numeric.NumberError as failure:
        return run.fail(node, "Operation failed", str(failure))


def _equality(node: Binary, left: Value, right: Value) -> Value:
    result = equal(left, right)
    if node.operator == "!=" and not isinstance(result, Unknown):
        result = not result
    return mark_if(has_sensitive(left) or has_sensitive(right), result)


def _logical(run: Run, node: Binary) -> Value:
    decisive = node.operator == "||"
    left, left_marked = unmark(run.value(node.left))
    first = _bool(run, node.left, left, "left operand")
    if first is decisive:
        return mark_if(left_marked, decisive)
    right, right_marked = unmark(run.value(node.right))
    second = _bool(run, node.right, right, "right operand")
    marked = left_marked or right_marked
    if first is UNKNOWN and second is not decisive:
        return mark_if(marked, UNKNOWN)
    return mark_if(marked, second)


def unary(run: Run, node: Unary) -> Value:
    """`-operand` or `!operand`."""
    value, marked = unmark(run.value(node.operand))
    if node.operator == "!":
        truth = _bool(run, node.operand, value, "operand")
        return mark_if(marked, truth if isinstance(truth, Unknown) else not truth)
    number = _number(run, node.operand, value, Role("operand"))
    return mark_if(marked, number if isinstance(number, Unknown) else numeric.negate(number))


def _number(run: Run, node: Expression, value: Value, role: Role) -> numeric.Number | Unknown:
    if isinstance(value, Unknown):
        return value
    if value is None:
        return run.fail(node, "Operation failed", f"The {role.name} is null; a number is required.")
    try:
        number = to_number(value)
    except numeric.NumberError as failure:
        return run.fail(node, "Invalid operand", str(failure))
    if number is None:
        return run.fail(
            node, "Invalid operand", f"The {role.name} is unsuitable: a number is required.", role.hint
        )
    return number


def _bool(run: Run, node: Expression, value: Value, role: str) -> bool | Unknown:
    if isinstance(value, Unknown):
        return value
    if value is None:
        return run.fail(node, "Operation failed", f"The {role} is null; true or false is required.")
    truth = to_bool(value)
    if truth is None:
        return run.fail(node, "Invalid operand", f"The {role} is unsuitable: true or false is required.")
    return truth


def condition(run: Run, node: Expression) -> tuple[bool | Unknown, bool]:
    """A condition's truth, and whether it is sensitive."""
    value, marked = unmark(run.value(node))
    if isinstance(value, Unknown):
        return value, marked
    if value is None:
        return run.fail(node, "Null condition", "The condition is null; it must be true or false."), marked
    truth = to_bool(value)
    if truth is None:
        return run.fail(node, "Incorrect condition type", "The condition must be true or false."), marked
    return truth, marked


def conditional(run: Run, node: Conditional) -> Value:
    """`condition ? then : otherwise`: the problems of the branch that is not taken do not count, its type does."""
    truth, marked = condition(run, node.condition)
    then, then_problems = run.attempt(node.then)
    otherwise, otherwise_problems = run.attempt(node.otherwise)
    if isinstance(truth, Unknown):
        if not then_problems and not otherwise_problems:
            _common(run, node, then, otherwise)
        return mark_if(marked, UNKNOWN)
    run.problems.extend(then_problems if truth else otherwise_problems)
    kind = None if then_problems or otherwise_problems else _common(run, node, then, otherwise)
    chosen = then if truth else otherwise
    return mark_if(marked, chosen if kind is None else _as(chosen, kind))


def _as(value: Value, kind: Type) -> Value:
    try:
        return convert(value, kind)
    except EvaluationError as failure:
        msg = "a value suits the type that it was unified to"
        raise AssertionError(msg) from failure


def _common(run: Run, node: Conditional, then: Value, otherwise: Value) -> Type | None:
    """The type that both branches are brought to; None when they can stay as they are."""
    if _alike(then, otherwise):
        return None
    first, second = type_of(then), type_of(otherwise)
    common = unify([first, second])
    if common is None:
        quotable = not (has_sensitive(then) or has_sensitive(otherwise))
        run.fail(node, "Inconsistent conditional result types", _mismatch(first, second, quotable=quotable))
    return None if first == second else common


def _alike(then: Value, otherwise: Value) -> bool:
    kind = type(then)
    if kind is type(otherwise) and kind in {str, bool, int}:
        return True
    loose = (Unknown, Capsule, type(None))
    return isinstance(then, loose) or isinstance(otherwise, loose)


def _mismatch(first: Type, second: Type, *, quotable: bool) -> str:
    both = "Both results of a conditional must have one type."
    if isinstance(first, ObjectType) and isinstance(second, ObjectType):
        return f"{both} {_differing(first, second) if quotable else 'They are objects that differ.'}"
    if isinstance(first, TupleType) and isinstance(second, TupleType):
        return f"{both} They are lists whose elements differ in type."
    return f"{both} The 'true' value is {_named(first)}, the 'false' value is {_named(second)}."


def _differing(first: ObjectType, second: ObjectType) -> str:
    for name in sorted(first.attributes.keys() ^ second.attributes.keys()):
        there, missing = ("true", "false") if name in first.attributes else ("false", "true")
        return f"The '{there}' value has the attribute \"{name}\", which the '{missing}' value has not."
    return "They are objects whose attributes differ in type."


def _named(kind: Type) -> str:
    match kind:
        case TupleType():
            return "a list"
        case ObjectType() | MapType():
            return "an object"
        case AnyType():
            return "of any type"
        case _:
            return describe(kind)
