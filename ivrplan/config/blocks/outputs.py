"""Output blocks: what they say, and their values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ivrplan.config.blocks.conditions import ConditionSource, nested, read_conditions
from ivrplan.config.blocks.constants import constant_bool, constant_text
from ivrplan.config.blocks.lifecycle import explicit_dependencies
from ivrplan.config.blocks.shape import Shape, check_shape, describe, sentence
from ivrplan.config.blocks.written import Written
from ivrplan.config.place import place_of
from ivrplan.diagnostics import ConfigurationError, Diagnostic, Problems, error
from ivrplan.language.marks import has_sensitive, mark
from ivrplan.language.syntax import Block, Expression
from ivrplan.language.values import Capsule, Sensitive, SetValue, Value

SHAPE: Final = Shape(
    attributes=("value", "sensitive", "description", "depends_on"),
    required=("value",),
    blocks=nested("precondition"),
)


@dataclass(frozen=True, slots=True)
class OutputSource(Written):
    """An `output` block as written."""

    name: str
    value: Expression
    sensitive: bool
    description: str
    first: tuple[Expression, ...]
    conditions: tuple[ConditionSource, ...]


def read_output(block: Block, problems: Problems) -> OutputSource | None:
    """An `output` block's parts; None, with problems, when something is wrong with its form."""
    found = Problems()
    check_shape(block, SHAPE, found)
    attributes, source = block.body.attributes, block.body.source
    sensitive = "sensitive" in attributes and constant_bool(attributes["sensitive"], source, found)
    described = attributes.get("description")
    description = "" if described is None else constant_text(described, source, found)
    first = explicit_dependencies(attributes.get("depends_on"), source, found)
    conditions = read_conditions(block, ("precondition",), describe(block), found)
    problems.add(*found.items)
    if found.failed:
        return None
    return OutputSource(
        name=block.labels[0].value,
        value=attributes["value"].expression,
        sensitive=sensitive,
        description=description,
        first=tuple(first),
        conditions=conditions,
        block=block,
    )


def shown(written: OutputSource, value: Value) -> Value:
    """The value as the output gives it.

    Raises:
        ConfigurationError: it holds a secret and the block does not say so, or something that is no data.
    """
    if _holds_capsule(value):
        raise ConfigurationError(_no_data(written))
    if written.sensitive:
        return mark(plain(value))
    if has_sensitive(value):
        raise ConfigurationError(_secret(written))
    return plain(value)


def passed_on(written: OutputSource, value: Value) -> Value:
    """The value as the calling module gets it: flows are passed on, and secrets stay secret without being declared."""
    return mark(value) if written.sensitive else value


def for_callers(value: Value) -> bool:
    """Whether the value is a flow, or flows and nothing else: what a calling module can use, and nobody be shown."""
    match value:
        case Capsule():
            return True
        case Mapping():
            return bool(value) and all(map(for_callers, value.values()))
        case tuple():
            return bool(value) and all(map(for_callers, value))
        case _:
            return False


def plain(value: Value) -> Value:
    """The value with its lazy parts evaluated."""
    match value:
        case Mapping():
            return {name: plain(part) for name, part in value.items()}
        case tuple():
            return tuple(plain(part) for part in value)
        case _:
            return value


def _holds_capsule(value: Value) -> bool:
    match value:
        case Capsule():
            return True
        case Sensitive():
            return _holds_capsule(value.value)
        case Mapping():
            return any(_holds_capsule(part) for part in value.values())
        case tuple() | SetValue():
            return any(_holds_capsule(part) for part in value)
        case _:
            return False


def _no_data(written: OutputSource) -> Diagnostic:
    return error(
        "Unsuitable value",
        f'"value" of {describe(written.block)} holds a flow, which is no data that could be shown.',
        hint="Output attributes of the resource that deploys it, such as its id.",
        range=place_of(written.value, written.source).range,
    )


def _secret(written: OutputSource) -> Diagnostic:
    return error(
        "Output shows a sensitive value",
        f"{sentence(describe(written.block))} would show a value that is sensitive.",
        hint="Add sensitive = true to hide it, or use nonsensitive(...) where it is no secret.",
        range=place_of(written.value, written.source).range,
    )
