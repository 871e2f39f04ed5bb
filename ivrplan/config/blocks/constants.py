"""Values that are written down in full: no reference, no call, nothing to compute.

Values of variables and what decides how everything else is read (`sensitive = true`, a backend's attributes) must be so.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ivrplan.diagnostics import Diagnostic, EvaluationError, Problems, error
from ivrplan.language.evaluate import Scope, evaluate
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import (
    Attribute,
    Expression,
    Literal,
    Object,
    Parenthesis,
    Template,
    Tuple,
    Unary,
)
from ivrplan.language.values import Value

SUMMARY: Final = "Constant value required"

_NOTHING: Final = Scope({})


def constant(expression: Expression, source: SourceText) -> Value:
    """The value that an expression writes down.

    Raises:
        EvaluationError: something in it has to be computed.
    """
    part = _computed_part(expression)
    if part is not None:
        raise EvaluationError(_not_constant(part, source))
    return evaluate(expression, _NOTHING, source)


def constant_text(attribute: Attribute, source: SourceText, problems: Problems) -> str:
    """The text that an attribute writes down; empty, with a problem, when it writes something else."""
    value = _expected(attribute, source, problems, (str, "a string"))
    return value if isinstance(value, str) else ""


def constant_bool(attribute: Attribute, source: SourceText, problems: Problems) -> bool:
    """The bool that an attribute writes down; false, with a problem, when it writes something else."""
    return _expected(attribute, source, problems, (bool, "true or false")) is True


def _expected(
    attribute: Attribute,
    source: SourceText,
    problems: Problems,
    wanted: tuple[type, str],
) -> Value:
    kind, words = wanted
    try:
        value = constant(attribute.expression, source)
    except EvaluationError as failure:
        problems.catch(failure)
        return None
    if not isinstance(value, kind):
        place = source.range(attribute.expression.start, attribute.expression.end)
        detail = f'The attribute "{attribute.name}" must be {words}.'
        problems.add(error("Wrong type of value", detail, range=place))
    return value


def _computed_part(node: Expression) -> Expression | None:
    match node:
        case Literal():
            return None
        case Parenthesis():
            return _computed_part(node.inner)
        case Unary(operator="-", operand=Literal(value=int() | Decimal())):
            return None
        case Tuple():
            return _first(node.items)
        case Object():
            return _first(tuple(part for item in node.items for part in item))
        case Template() if all(isinstance(part, str) for part in node.parts):
            return None
        case _:
            return node


def _first(nodes: tuple[Expression, ...]) -> Expression | None:
    return next((part for part in map(_computed_part, nodes) if part is not None), None)


def _not_constant(node: Expression, source: SourceText) -> Diagnostic:
    return error(
        SUMMARY,
        "Only strings, numbers, true, false, null, and lists and maps of those can stand here: this is read before "
        "anything can be computed.",
        range=source.range(node.start, node.end),
    )
