"""`precondition`, `postcondition`, `assert` and `validation` blocks: what has to hold, in their author's words."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from ivrplan.config.blocks.shape import Nested, Shape, check_shape
from ivrplan.config.place import Place, place_of
from ivrplan.config.verdicts import ConditionKind, Status, Verdict
from ivrplan.diagnostics import (
    ConfigurationError,
    Diagnostic,
    EvaluationError,
    Problems,
    Severity,
    SourceRange,
    error,
)
from ivrplan.language.evaluate import Reference, Scope, evaluate, references
from ivrplan.language.marks import unmark
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Block, Expression
from ivrplan.language.values import UNKNOWN, Capsule, Sensitive, SetValue, Unknown, Value

SHAPE: Final = Shape(attributes=("condition", "error_message"), required=("condition", "error_message"))

HIDDEN: Final = "The message of the rule is not shown, because it would show a sensitive value."
_UNKNOWN_MESSAGE: Final = "Its message is not known yet."

_KINDS: Final[Mapping[str, ConditionKind]] = {
    "precondition": ConditionKind.PRECONDITION,
    "postcondition": ConditionKind.POSTCONDITION,
    "assert": ConditionKind.ASSERTION,
}
_SUMMARIES: Final[Mapping[ConditionKind, str]] = {
    ConditionKind.PRECONDITION: "Precondition failed",
    ConditionKind.POSTCONDITION: "Postcondition failed",
    ConditionKind.ASSERTION: "Check failed",
}
_LONGEST: Final = 60
"""Characters of a text that a message quotes."""


@dataclass(frozen=True, slots=True)
class ConditionSource:
    """One condition as written.

    Attributes:
        kind: when it has to hold.
        condition: what has to be true.
        message: what is said when it is not.
        place: the condition.
    """

    kind: ConditionKind
    condition: Expression
    message: Expression
    place: Place

    @property
    def source(self) -> SourceText:
        """The text that it stands in."""
        return self.place.source

    @property
    def expressions(self) -> tuple[Expression, Expression]:
        """Both of its expressions."""
        return self.condition, self.message


def nested(*words: str) -> dict[str, Nested]:
    """What a block's shape says of the condition blocks that may stand in it."""
    return {word: Nested(several=True) for word in words}


def read_conditions(
    block: Block, words: Collection[str], owner: str, problems: Problems
) -> tuple[ConditionSource, ...]:
    """The conditions in a block. What is wrong with their form becomes problems.

    Args:
        block: what they stand in.
        words: the words of the blocks that count.
        owner: the block, as messages name it.
        problems: gets what is wrong.
    """
    found: list[ConditionSource] = []
    for inner in block.body.blocks:
        if inner.type not in words:
            continue
        check_shape(inner, SHAPE, problems, owner)
        attributes = inner.body.attributes
        if {"condition", "error_message"} <= attributes.keys():
            condition, message = attributes["condition"].expression, attributes["error_message"].expression
            place = place_of(condition, inner.body.source)
            found.append(ConditionSource(_KINDS[inner.type], condition, message, place))
    return tuple(found)


def truth(expression: Expression, scope: Scope, source: SourceText) -> bool | Unknown | None:
    """Whether a condition holds; None when it is neither true nor false.

    Raises:
        EvaluationError: it has no value.
        ConfigurationError: something that it refers to has none.
    """
    value = unmark(evaluate(expression, scope, source))[0]
    return value if isinstance(value, bool | Unknown) else None


def message_text(expression: Expression, scope: Scope, source: SourceText) -> str:
    """What a condition that does not hold says; a sensitive message is hidden.

    Raises:
        EvaluationError: it has no value.
        ConfigurationError: something that it refers to has none.
    """
    value: Value = evaluate(expression, scope, source)
    if isinstance(value, Sensitive):
        return HIDDEN
    if value is UNKNOWN:
        return _UNKNOWN_MESSAGE
    return value.strip() if isinstance(value, str) else ""


def judge(written: ConditionSource, owner: str, scope: Scope) -> Verdict:
    """Whether a condition holds.

    Args:
        written: the condition.
        owner: the address of what it stands in.
        scope: what it can refer to.
    """
    try:
        found = truth(written.condition, scope, written.source)
        if found is True:
            return Verdict(Status.HOLDS)
        if found is UNKNOWN:
            return Verdict(Status.UNKNOWN)
        if found is None:
            return _without_value(written, owner, _no_condition(written))
        message = message_text(written.message, scope, written.source)
    except (EvaluationError, ConfigurationError) as failure:
        return _without_value(written, owner, *failure.diagnostics)
    return Verdict(Status.FAILS, message, (_broken(written, owner, message, scope),))


def _severity(written: ConditionSource) -> Severity:
    return Severity.WARNING if written.kind is ConditionKind.ASSERTION else Severity.ERROR


def _without_value(written: ConditionSource, owner: str, *found: Diagnostic) -> Verdict:
    severity = _severity(written)
    told = tuple(replace(item, severity=severity, address=item.address or owner) for item in found)
    return Verdict(Status.ERROR, diagnostics=told)


def _no_condition(written: ConditionSource) -> Diagnostic:
    detail = f"The condition of this {_word(written)} is neither true nor false."
    return error("Invalid condition", detail, range=written.place.range)


def _word(written: ConditionSource) -> str:
    return next(word for word, kind in _KINDS.items() if kind is written.kind)


def _broken(written: ConditionSource, owner: str, message: str, scope: Scope) -> Diagnostic:
    return Diagnostic(
        _severity(written),
        _SUMMARIES[written.kind],
        message or "Its condition is false.",
        range=written.place.range,
        address=owner,
        related=tuple(_values(written, scope)),
    )


def _values(written: ConditionSource, scope: Scope) -> Iterator[tuple[SourceRange, str]]:
    """What the condition refers to, with its values: `var.x is 5`."""
    seen: set[str] = set()
    for reference in references(written.condition):
        text = written.source.text[reference.start : reference.end]
        told = _told(_referred(reference, scope))
        if told and text not in seen:
            seen.add(text)
            yield written.source.range(reference.start, reference.end), f"{text} is {told}."


_NOTHING: Final = object()


def _referred(reference: Reference, scope: Scope) -> object:
    """The value that a reference means, as far as its steps are names and numbers."""
    current: object = scope.roots.get(reference.root, _NOTHING)
    for step in reference.steps:
        match current:
            case Sensitive() | Unknown():
                return current
            case Mapping() if isinstance(step, str) and step in current:
                current = current[step]
            case tuple() if isinstance(step, int) and step < len(current):
                current = current[step]
            case _:
                return _NOTHING
    return current


def _told(value: object) -> str:
    """A value in a few words; empty for what has none. A secret is never told."""
    match value:
        case Sensitive():
            return "sensitive, so it is not shown"
        case Unknown():
            return "known only after apply"
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return format(value, "f") if isinstance(value, Decimal) else str(value)
        case str():
            cut = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}..."
            return json.dumps(cut, ensure_ascii=False)
        case tuple() | SetValue():
            return f"a list of {len(value)}"
        case Mapping():
            return f"an object with {', '.join(sorted(value)) or 'nothing in it'}"
        case Capsule():
            return "a flow"
        case _:
            return ""
