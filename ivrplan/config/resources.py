"""Resource blocks: what one says, what it refers to, and its values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivrplan.config.checked import Subject, check
from ivrplan.config.configuration import Lifecycle
from ivrplan.config.lifecycle import (
    META,
    explicit_dependencies,
    provider_reference,
    read_lifecycle,
    undeclared_provider,
)
from ivrplan.config.models import ModelShape, Path
from ivrplan.config.place import Place, header_of, name_of, place_of
from ivrplan.config.request import ResourceSchema, Schemas
from ivrplan.config.shape import Shape, check_shape, describe
from ivrplan.diagnostics import Diagnostic, EvaluationError, Problems, did_you_mean, error
from ivrplan.language.evaluate import Scope, evaluate
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Block, Body, Expression
from ivrplan.language.values import Value

_NO_META: Final = Shape()


@dataclass(frozen=True, slots=True)
class ResourceSource:
    """A `resource` block as written.

    Attributes:
        block: the block.
        schema: what its type says.
        shape: the same, as attributes and nested blocks.
        provider: the key of the provider configuration that manages it.
        lifecycle: how it may change.
        first: what its `depends_on` lists.
        sound: nothing was wrong with its form.
    """

    block: Block
    schema: ResourceSchema
    shape: ModelShape
    provider: str
    lifecycle: Lifecycle
    first: tuple[Expression, ...]
    sound: bool

    @property
    def key(self) -> str:
        """How expressions reach it: `cxone_ivr_flow.main`."""
        return ".".join(label.value for label in self.block.labels)

    @property
    def source(self) -> SourceText:
        """The text that it stands in."""
        return self.block.body.source

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of this name, if it is written."""
        return self.block.body.attributes.get(name)

    def says(self, name: str) -> bool:
        """Whether the block has an attribute or a nested block of this name."""
        return name in self.block.body.attributes or any(
            inner.type == name for inner in self.block.body.blocks
        )

    def expressions(self) -> Iterator[Expression]:
        """Every expression in it that is evaluated for each instance."""
        yield from body_expressions(self.block.body, self.shape)

    def place_of(self, path: Path) -> Place:
        """Where a part was written; the nearest outer part when it was not."""
        return locate(self.block, path)


def read_resource(
    block: Block,
    schemas: Schemas,
    shapes: Mapping[str, ModelShape],
    providers: Collection[str],
    problems: Problems,
) -> ResourceSource | None:
    """A `resource` block's parts; None when its type is not known. What is wrong with its form becomes problems.

    Args:
        block: the block.
        schemas: what the types say.
        shapes: the same, as attributes and nested blocks.
        providers: the keys of the declared provider configurations.
        problems: gets everything that is wrong.
    """
    type_name, source = block.labels[0].value, block.body.source
    schema = schemas.resources.get(type_name)
    if schema is None:
        problems.add(_unknown_type(block, schemas))
        return None
    found = Problems()
    shape = shapes[type_name]
    check_shape(block, shape.as_shape(META), found)
    _check_nested(block, shape, found)
    _check_repetition(block, found)
    lifecycle = read_lifecycle(block, shape, found)
    first = explicit_dependencies(block.body.attributes.get("depends_on"), source, found)
    provider = _provider(block, schema, providers, found)
    problems.add(*found.items)
    return ResourceSource(block, schema, shape, provider, lifecycle, tuple(first), sound=not found.failed)


def _unknown_type(block: Block, schemas: Schemas) -> Diagnostic:
    name = block.labels[0]
    hint = did_you_mean(name.value, schemas.resources) or f"There are {', '.join(sorted(schemas.resources))}."
    place = place_of(name, block.body.source).range
    return error(
        "Unknown resource type", f'There is no resource type "{name.value}".', hint=hint, range=place
    )


def _check_nested(block: Block, shape: ModelShape, problems: Problems) -> None:
    for inner in block.body.blocks:
        if inner.type in shape.blocks:
            check_nested(inner, shape.blocks[inner.type].model, describe(block), problems)


def check_nested(block: Block, shape: ModelShape, owner: str, problems: Problems) -> None:
    """Report what a nested block, or one inside it, must not hold or misses."""
    check_shape(block, shape.as_shape(_NO_META), problems, owner)
    for inner in block.body.blocks:
        if inner.type in shape.blocks:
            check_nested(inner, shape.blocks[inner.type].model, f"{describe(block)} in {owner}", problems)


def _check_repetition(block: Block, problems: Problems) -> None:
    count, each = block.body.attributes.get("count"), block.body.attributes.get("for_each")
    if count is not None and each is not None:
        place = name_of(each, block.body.source).range
        detail = f'{describe(block)} has both "count" and "for_each".'
        problems.add(error("Invalid combination", detail, hint="Keep one of them.", range=place))


def _provider(block: Block, schema: ResourceSchema, known: Collection[str], problems: Problems) -> str:
    attribute = block.body.attributes.get("provider")
    if attribute is None:
        return schema.provider
    key = provider_reference(attribute, block.body.source, problems)
    place = place_of(attribute.expression, block.body.source).range
    if key and key.partition(".")[0] != schema.provider:
        detail = f'{describe(block)} is managed by the provider "{schema.provider}", not by "{key}".'
        problems.add(error("Wrong provider", detail, range=place))
    elif key and key != schema.provider and key not in known:
        problems.add(undeclared_provider(key, known, attribute, block.body.source))
    return key or schema.provider


def body_expressions(body: Body, shape: ModelShape) -> Iterator[Expression]:
    """Every expression in a body that its shape knows."""
    for attribute in body.attributes.values():
        if attribute.name in shape.attributes:
            yield attribute.expression
    for block in body.blocks:
        if block.type in shape.blocks:
            yield from body_expressions(block.body, shape.blocks[block.type].model)


def body_values(body: Body, shape: ModelShape, scope: Scope, problems: Problems) -> dict[str, Value]:
    """The values in a body, nested blocks included. Null is as good as not written."""
    values: dict[str, Value] = {}
    for attribute in body.attributes.values():
        if attribute.name not in shape.attributes:
            continue
        try:
            value = evaluate(attribute.expression, scope, body.source)
        except EvaluationError as failure:
            problems.catch(failure)
            continue
        if value is not None:
            values[attribute.name] = value
        elif attribute.name in shape.required:
            problems.add(_null(attribute, body))
    for word, block in shape.blocks.items():
        written = [inner for inner in body.blocks if inner.type == word]
        if not written:
            continue
        parts = tuple(body_values(inner.body, block.model, scope, problems) for inner in written)
        if block.labelled:
            values[word] = {inner.labels[0].value: part for inner, part in zip(written, parts, strict=True)}
        else:
            values[word] = parts if block.several else parts[0]
    return values


def _null(attribute: Attribute, body: Body) -> Diagnostic:
    detail = f'The attribute "{attribute.name}" must be given, but its value here is null.'
    return error("Missing attribute", detail, range=place_of(attribute.expression, body.source).range)


def evaluate_resource(written: ResourceSource, address: str, scope: Scope) -> Mapping[str, Value]:
    """The checked values of one instance of a resource block.

    Args:
        written: the block.
        address: the instance's address, for messages.
        scope: what its expressions can refer to, `each` and `count` included.

    Raises:
        ConfigurationError: an expression has no value, or a value does not fit.
    """
    problems = Problems()
    values = body_values(written.block.body, written.shape, scope, problems)
    if not problems.failed:
        check(
            written.schema.model,
            values,
            Subject(describe(written.block), address, written.place_of),
            problems,
        )
    problems.raise_if_failed()
    return values


def locate(block: Block, path: Path) -> Place:
    """Where a part of a block was written; the nearest outer part when it was not."""
    if not path:
        return header_of(block)
    step, *others = path
    attribute = block.body.attributes.get(str(step))
    if attribute is not None:
        return place_of(attribute.expression, block.body.source)
    inner = [nested for nested in block.body.blocks if nested.type == step]
    if not inner:
        return header_of(block)
    if len(inner) == 1 or not others:
        return locate(inner[0], tuple(others))
    chosen = next(
        (nested for index, nested in enumerate(inner) if _is_chosen(nested, index, others[0])), inner[0]
    )
    return locate(chosen, tuple(others[1:]))


def _is_chosen(block: Block, index: int, step: str | int) -> bool:
    return index == step or any(label.value == step for label in block.labels)
