"""Resource blocks: what one says, what it refers to, and its values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ivrplan.config.blocks.bodies import body_expressions, body_values, check_nested, locate
from ivrplan.config.blocks.checked import Subject, check
from ivrplan.config.blocks.conditions import ConditionSource
from ivrplan.config.blocks.lifecycle import (
    META,
    explicit_dependencies,
    provider_reference,
    read_lifecycle,
    undeclared_provider,
)
from ivrplan.config.blocks.models import ModelShape, Path
from ivrplan.config.blocks.shape import check_shape, describe, sentence
from ivrplan.config.blocks.written import Repeated, check_repetition
from ivrplan.config.configuration import Lifecycle
from ivrplan.config.place import Place, place_of
from ivrplan.config.request import ResourceSchema, Schemas
from ivrplan.diagnostics import Diagnostic, Problems, did_you_mean, error
from ivrplan.language.evaluate import Scope
from ivrplan.language.syntax import Block, Expression
from ivrplan.language.values import Value


@dataclass(frozen=True, slots=True)
class ResourceSource(Repeated):
    """A `resource` block as written.

    Attributes:
        block: the block.
        schema: what its type says.
        shape: the same, as attributes and nested blocks.
        provider: the key of the provider configuration that manages it.
        lifecycle: how it may change.
        conditions: its preconditions and postconditions.
        first: what its `depends_on` lists.
        sound: nothing was wrong with its form.
    """

    schema: ResourceSchema
    shape: ModelShape
    provider: str
    lifecycle: Lifecycle
    conditions: tuple[ConditionSource, ...]
    first: tuple[Expression, ...]
    sound: bool

    @property
    def key(self) -> str:
        """How expressions reach it: `cxone_ivr_flow.main`."""
        return ".".join(label.value for label in self.block.labels)

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
        problems.add(unknown_type(block, schemas))
        return None
    found = Problems()
    shape = shapes[type_name]
    check_shape(block, shape.as_shape(META), found)
    check_nested(block, shape, describe(block), found)
    check_repetition(block, found)
    lifecycle, conditions = read_lifecycle(block, shape, found)
    first = explicit_dependencies(block.body.attributes.get("depends_on"), source, found)
    provider = chosen_provider(block, schema, providers, found)
    problems.add(*found.items)
    return ResourceSource(
        block, schema, shape, provider, lifecycle, conditions, tuple(first), sound=not found.failed
    )


def unknown_type(block: Block, schemas: Schemas) -> Diagnostic:
    """The words for a resource type that there is not."""
    name = block.labels[0]
    hint = did_you_mean(name.value, schemas.resources) or f"There are {', '.join(sorted(schemas.resources))}."
    place = place_of(name, block.body.source).range
    return error(
        "Unknown resource type", f'There is no resource type "{name.value}".', hint=hint, range=place
    )


def chosen_provider(block: Block, schema: ResourceSchema, known: Collection[str], problems: Problems) -> str:
    """The key of the provider configuration that a block names, or its type's own; what is wrong becomes problems."""
    attribute = block.body.attributes.get("provider")
    if attribute is None:
        return schema.provider
    key = provider_reference(attribute, block.body.source, problems)
    place = place_of(attribute.expression, block.body.source)
    if key and key.partition(".")[0] != schema.provider:
        detail = f'{sentence(describe(block))} belongs to the provider "{schema.provider}", not to "{key}".'
        problems.add(error("Wrong provider", detail, range=place.range))
    elif key and key != schema.provider and key not in known:
        problems.add(undeclared_provider(key, known, place))
    return key or schema.provider


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
