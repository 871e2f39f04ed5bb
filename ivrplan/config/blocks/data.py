"""Data blocks: objects that a vendor has and somebody else manages. What one says, and which object it means."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivrplan.address import DATA
from ivrplan.config.blocks.conditions import ConditionSource, nested, read_conditions
from ivrplan.config.blocks.lifecycle import explicit_dependencies
from ivrplan.config.blocks.resources import chosen_provider, unknown_type
from ivrplan.config.blocks.shape import Nested, Shape, check_shape, describe, sentence
from ivrplan.config.blocks.written import Repeated, check_repetition
from ivrplan.config.place import header_of, name_of, place_of
from ivrplan.config.request import Schemas
from ivrplan.diagnostics import ConfigurationError, Diagnostic, EvaluationError, Problems, error
from ivrplan.language.evaluate import Scope, evaluate
from ivrplan.language.marks import unmark
from ivrplan.language.syntax import Attribute, Block, Expression
from ivrplan.language.values import UNKNOWN, Value

QUERIES: Final = ("id", "name")
"""The attributes that say which object is meant."""

_WORDS: Final = ("precondition", "postcondition")
SHAPE: Final = Shape(
    attributes=(*QUERIES, "count", "for_each", "depends_on", "provider"), blocks={"lifecycle": Nested()}
)
SCOPED: Final = Shape(attributes=(*QUERIES, "depends_on", "provider"))
"""What data in a check may say: it is one object, and the check's own assertions are about it."""

LIFECYCLE: Final = Shape(blocks=nested(*_WORDS))


@dataclass(frozen=True, slots=True)
class DataSource(Repeated):
    """A `data` block as written.

    Attributes:
        block: the block.
        provider: the key of the provider configuration that reads it.
        first: what its `depends_on` lists.
        conditions: its preconditions and postconditions.
        check: the name of the check that it stands in; else empty.
        sound: nothing was wrong with its form.
    """

    provider: str
    first: tuple[Expression, ...]
    conditions: tuple[ConditionSource, ...]
    check: str
    sound: bool

    @property
    def key(self) -> str:
        """How expressions reach it: `data.cxone_ivr_flow.main`."""
        return key_of(self.block)

    @property
    def type(self) -> str:
        """The resource type."""
        return self.block.labels[0].value

    @property
    def name(self) -> str:
        """The block's second label."""
        return self.block.labels[1].value

    @property
    def query(self) -> Attribute:
        """The attribute that says which object is meant."""
        return next(found for name in QUERIES if (found := self.attribute(name)) is not None)

    def expressions(self) -> Iterator[Expression]:
        """Every expression of its own that is evaluated for each instance."""
        return (found.expression for name in QUERIES if (found := self.attribute(name)) is not None)


def key_of(block: Block) -> str:
    """How expressions reach a data block."""
    return ".".join((DATA, *(label.value for label in block.labels)))


def read_data(
    block: Block, check: str, schemas: Schemas, providers: Collection[str], problems: Problems
) -> DataSource | None:
    """A `data` block's parts; None when its type is not known. What is wrong with its form becomes problems.

    Args:
        block: the block.
        check: the name of the check that it stands in; empty for one that everything can refer to.
        schemas: what the types say.
        providers: the keys of the declared provider configurations.
        problems: gets everything that is wrong.
    """
    schema = schemas.resources.get(block.labels[0].value)
    if schema is None:
        problems.add(unknown_type(block, schemas))
        return None
    found, source = Problems(), block.body.source
    check_shape(block, SCOPED if check else SHAPE, found)
    check_repetition(block, found)
    found.add(*_query_problems(block))
    conditions = _conditions(block, found)
    first = explicit_dependencies(block.body.attributes.get("depends_on"), source, found)
    provider = chosen_provider(block, schema, providers, found)
    problems.add(*found.items)
    return DataSource(block, provider, tuple(first), conditions, check, sound=not found.failed)


def _conditions(block: Block, problems: Problems) -> tuple[ConditionSource, ...]:
    inner = next((inner for inner in block.body.blocks if inner.type == "lifecycle"), None)
    if inner is None:
        return ()
    check_shape(inner, LIFECYCLE, problems, describe(block))
    return read_conditions(inner, _WORDS, f"lifecycle in {describe(block)}", problems)


def _query_problems(block: Block) -> Iterator[Diagnostic]:
    written = [block.body.attributes[name] for name in QUERIES if name in block.body.attributes]
    if not written:
        detail = f"{sentence(describe(block))} does not say which object it means."
        hint = 'Give one of both: id = "...", or name = "...".'
        yield error("Missing attribute", detail, hint=hint, range=header_of(block).range)
    if len(written) > 1:
        detail = f'{sentence(describe(block))} has both "id" and "name".'
        place = name_of(written[1], block.body.source).range
        yield error("Invalid combination", detail, hint="Keep one of them.", range=place)


def evaluate_data(written: DataSource, address: str, scope: Scope) -> Mapping[str, Value]:
    """Which object one instance of a data block means: `{"id": ...}` or `{"name": ...}`.

    Args:
        written: the block.
        address: the instance's address, for messages.
        scope: what its expressions can refer to, `each` and `count` included.

    Raises:
        ConfigurationError: the expression has no value, or one that is no text.
    """
    attribute = written.query
    try:
        value = evaluate(attribute.expression, scope, written.source)
    except EvaluationError as failure:
        raise ConfigurationError(*failure.diagnostics) from failure
    inner, _ = unmark(value)
    if inner is UNKNOWN or (isinstance(inner, str) and inner):
        return {attribute.name: value}
    raise ConfigurationError(
        error(
            "Unsuitable value",
            f'"{attribute.name}" of {describe(written.block)} does not fit: a text is required, and not an empty one.',
            range=place_of(attribute.expression, written.source).range,
            address=address,
        ),
    )
