"""`count` and `for_each`: which instances a block has."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

from ivrplan.address import InstanceKey
from ivrplan.config.blocks.shape import describe
from ivrplan.config.blocks.written import Repeated
from ivrplan.diagnostics import ConfigurationError, EvaluationError, error
from ivrplan.language.evaluate import Scope, evaluate
from ivrplan.language.evaluation.access import kind_name
from ivrplan.language.syntax import Attribute
from ivrplan.language.values import UNKNOWN, Sensitive, SetValue, Value

Instances: TypeAlias = Mapping[InstanceKey, Mapping[str, Value]]
"""The instances of a block by key, in order, with the words that each brings to its expressions."""

MOST: Final = 100_000
"""More instances than any vendor has flows; a number of this size is a mistake."""

ONLY: Final[Instances] = {None: {}}
"""A block that is not repeated."""


def instances_of(written: Repeated, scope: Scope) -> Instances:
    """The instances of a block.

    Args:
        written: the block.
        scope: what `count` or `for_each` can refer to, before any vendor is asked.

    Raises:
        ConfigurationError: they cannot be told, or are no number, map or set of strings.
    """
    count, each = written.attribute("count"), written.attribute("for_each")
    if count is not None:
        return _counted(_value(written, count, scope), _Words(written, count))
    if each is not None:
        return _for_each(_value(written, each, scope), _Words(written, each))
    return ONLY


class _Words:
    """How messages name the argument."""

    def __init__(self, written: Repeated, attribute: Attribute) -> None:
        self.written = written
        self.attribute = attribute

    def refuse(self, problem: str, hint: str = "") -> ConfigurationError:
        name, expression = self.attribute.name, self.attribute.expression
        place = self.written.source.range(expression.start, expression.end)
        detail = f'"{name}" of {describe(self.written.block)} {problem}.'
        return ConfigurationError(error("Invalid repetition", detail, hint=hint, range=place))


def _value(written: Repeated, attribute: Attribute, scope: Scope) -> Value:
    try:
        value = evaluate(attribute.expression, scope, written.source)
    except EvaluationError as failure:
        raise ConfigurationError(*failure.diagnostics) from failure
    if isinstance(value, Sensitive):
        raise _Words(written, attribute).refuse(
            "is sensitive, but the addresses of instances are shown",
            "Use nonsensitive(...) on the part that is no secret.",
        )
    if value is UNKNOWN:
        raise _Words(written, attribute).refuse(
            "is known only after apply, but the plan has to name every instance",
            "Make it depend on variables and constant locals only.",
        )
    return value


def _counted(value: Value, words: _Words) -> Instances:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise words.refuse(f"must be a number, but is {_kind(value)}")
    if value < 0 or value > MOST or not isinstance(value, int):
        raise words.refuse(f"must be a whole number from 0 to {MOST}")
    return {index: {"count": {"index": index}} for index in range(value)}


def _for_each(value: Value, words: _Words) -> Instances:
    hint = "For a list, write toset(...)."
    match value:
        case Mapping():
            return {name: _each(name, part) for name, part in sorted(value.items())}
        case SetValue():
            return {_text(item, words): _each(_text(item, words), item) for item in value.items}
        case tuple():
            raise words.refuse("must be a map or a set of strings, but is a list", hint)
        case _:
            raise words.refuse(f"must be a map or a set of strings, but is {_kind(value)}")


def _text(item: Any, words: _Words) -> str:
    if not isinstance(item, str):
        raise words.refuse(f"must be a set of strings, but holds {_kind(item)}")
    return item


def _each(key: str, value: Value) -> dict[str, Value]:
    return {"each": {"key": key, "value": value}}


def _kind(value: Value) -> str:
    return "null" if value is None else kind_name(value)
