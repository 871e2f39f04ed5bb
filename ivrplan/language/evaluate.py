"""Expressions to values.

What others call, and the plain constructors: literals, lists and objects. The folder `evaluation` has a file for each
other kind of expression.

Values and rules are Terraform's. Where an operand is unknown the result is unknown, where one is sensitive the result
is sensitive; a collection keeps its other parts known and clear.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ivrplan.diagnostics import Diagnostic, EvaluationError, error
from ivrplan.language.convert import to_text
from ivrplan.language.evaluation.access import get_attribute, index, kind_name, splat, splat_item, variable
from ivrplan.language.evaluation.call import call
from ivrplan.language.evaluation.loops import for_object, for_tuple
from ivrplan.language.evaluation.operators import binary, conditional, unary
from ivrplan.language.evaluation.references import SAME, Reference, references
from ivrplan.language.evaluation.run import Handler, Run, Surroundings
from ivrplan.language.evaluation.template import template
from ivrplan.language.functions.contract import BoundFunction
from ivrplan.language.marks import mark_if, unmark
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import (
    Binary,
    Call,
    Conditional,
    Expression,
    ForObject,
    ForTuple,
    GetAttr,
    Index,
    Literal,
    Object,
    Parenthesis,
    Splat,
    SplatItem,
    Template,
    Tuple,
    Unary,
    Variable,
)
from ivrplan.language.values import UNKNOWN, Value

__all__ = ["SAME", "Reference", "Scope", "evaluate", "references"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression can refer to.

    Attributes:
        roots: values by the name that a reference begins with. A mapping may be lazy: it is asked for one name at a
            time, and as a whole only when the whole is what is written. What it raises is passed through.
        functions: the functions that can be called; `functions.table.functions` makes them.
    """

    roots: Mapping[str, Value]
    functions: Mapping[str, BoundFunction] = field(default_factory=dict)

    def child(self, extra: Mapping[str, Value]) -> Scope:
        """This scope with further names, which hide those of the same name."""
        return Scope(ChainMap(dict(extra), self.roots), self.functions)  # type: ignore[arg-type]  # only read


def evaluate(expression: Expression, scope: Scope, source: SourceText) -> Value:
    """The value of an expression.

    Args:
        expression: what the parser made.
        scope: what it can refer to.
        source: the text that the expression was parsed from.

    Raises:
        EvaluationError: it has no value. All problems that do not hang on each other are in it, with their ranges.
        IvrplanError: a lazy mapping of the scope refused a lookup.
    """
    if type(expression) is Literal:
        return expression.value
    run = Run(Surroundings(scope.roots, scope.functions, source, _HANDLERS))
    try:
        result = run.value(expression)
    except RecursionError:
        raise EvaluationError(_too_deep(expression, source)) from None
    if run.problems:
        raise EvaluationError(*dict.fromkeys(run.problems))
    return result


def _too_deep(expression: Expression, source: SourceText) -> Diagnostic:
    place = source.range(expression.start, expression.end)
    hint = "Name parts of it in a locals block."
    return error(
        "Expression nested too deeply",
        "The expression, or its value, has too many levels.",
        hint=hint,
        range=place,
    )


def _literal(_run: Run, node: Literal) -> Value:
    return node.value


def _parenthesis(run: Run, node: Parenthesis) -> Value:
    return run.value(node.inner)


def _tuple(run: Run, node: Tuple) -> Value:
    value = run.value
    return tuple([value(item) for item in node.items])


def _object(run: Run, node: Object) -> Value:
    result: dict[str, Value] = {}
    sensitive = unknown = False
    for key, item in node.items:
        name, marked = unmark(_key_value(run, key))
        value = run.value(item)
        sensitive = sensitive or marked
        if name is UNKNOWN:
            unknown = True
        elif (text := _key(run, key, name)) is not None:
            result[text] = value
    return mark_if(sensitive, UNKNOWN if unknown else result)


def _key_value(run: Run, node: Expression) -> Value:
    if type(node) is Literal:
        return node.value
    if isinstance(node, GetAttr | Index):
        detail = "A key with dots or brackets could be a reference or a name."
        hint = 'Write (name.part) for the value of a reference, or "name.part" for text.'
        return run.fail(node, "Ambiguous key", detail, hint=hint)
    return run.value(node)


def _key(run: Run, node: Expression, value: Value) -> str | None:
    if type(value) is str:
        return value
    text = to_text(value)
    if text is None:
        kind = "null" if value is None else kind_name(value)
        run.fail(node, "Invalid object key", f"The key is {kind}; a string is required.")
    return text


_HANDLERS: Final[Mapping[type, Handler]] = {
    Literal: _literal,
    Template: template,
    Variable: variable,
    GetAttr: get_attribute,
    Index: index,
    Splat: splat,
    SplatItem: splat_item,
    Call: call,
    Tuple: _tuple,
    Object: _object,
    ForTuple: for_tuple,
    ForObject: for_object,
    Conditional: conditional,
    Unary: unary,
    Binary: binary,
    Parenthesis: _parenthesis,
}
