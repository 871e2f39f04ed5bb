"""The words say what the configuration accepts, and no word is without an explanation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from ivrplan.config.blocks import (
    calls,
    checks,
    conditions,
    data,
    flowblock,
    lifecycle,
    outputs,
    refactoring,
    reporting,
    rulesettings,
    settings,
    suppressions,
    variables,
)
from ivrplan.config.blocks.decode import LABELS
from ivrplan.config.blocks.shape import Shape
from ivrplan.editor.blocks import BLOCKS, known_words, vocabulary
from ivrplan.editor.modelwords import node_word
from ivrplan.editor.vocabulary import AttributeWord, BlockWord, type_words
from ivrplan.flow.kinds import KINDS, attributes_of
from ivrplan.flow.outcome import KNOWN
from ivrplan.flow.words import EDGES, NODE_ATTRIBUTES, OUTCOMES
from tests.config.case_schemas import SCHEMAS

WORDS: Final = known_words({})

SHAPES: Final[dict[tuple[str, ...], Shape]] = {
    ("ivrplan",): settings.SHAPE,
    ("ivrplan", "rules"): rulesettings.SHAPE,
    ("ivrplan", "audit"): reporting.AUDIT,
    ("ivrplan", "metrics"): reporting.METRICS,
    ("ivrplan", "webhook"): reporting.WEBHOOK,
    ("variable",): variables.SHAPE,
    ("variable", "validation"): variables._VALIDATION,
    ("resource",): lifecycle.META,
    ("resource", "lifecycle"): lifecycle.SHAPE,
    ("output",): outputs.SHAPE,
    ("output", "precondition"): conditions.SHAPE,
    ("data",): data.SHAPE,
    ("data", "lifecycle"): data.LIFECYCLE,
    ("data", "lifecycle", "postcondition"): conditions.SHAPE,
    ("check",): checks.SHAPE,
    ("check", "data"): data.SCOPED,
    ("check", "assert"): conditions.SHAPE,
    ("flow", "allow"): suppressions.SHAPE,
    ("module",): Shape(attributes=calls.META, required=("source",)),
    ("moved",): refactoring.MOVED,
    ("removed",): refactoring.REMOVED,
    ("removed", "lifecycle"): refactoring.LIFECYCLE,
    ("import",): refactoring.IMPORT,
}
"""What the configuration accepts, by the way to the block."""


def block(path: tuple[str, ...]) -> BlockWord:
    found = WORDS.find([(word, ()) for word in path])
    assert found is not None
    return found


@pytest.mark.parametrize(("path", "shape"), SHAPES.items(), ids=map(".".join, SHAPES))
def test_blocks_have_the_attributes_that_the_configuration_accepts(
    path: tuple[str, ...], shape: Shape
) -> None:
    word = block(path)
    assert set(word.attributes) == set(shape.attributes)
    assert set(word.required) == set(shape.required)
    assert {name: inner.labels for name, inner in word.blocks.items()} == {
        name: nested.labels for name, nested in shape.blocks.items()
    }
    assert {name: inner.several for name, inner in word.blocks.items()} == {
        name: nested.several for name, nested in shape.blocks.items()
    }


def test_a_flow_has_its_attributes_and_all_kinds_of_nodes() -> None:
    flow = block(("flow",))
    assert tuple(flow.attributes) == flowblock.FLOW_ATTRIBUTES
    assert set(flow.blocks) == {*KINDS, suppressions.ALLOW}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_node_has_its_attributes(kind: str) -> None:
    word, model = node_word(kind), KINDS[kind]
    fields = model.model_fields
    assert tuple(word.attributes) == attributes_of(model)
    assert {*word.required, "outcome"} >= {
        name for name in attributes_of(model) if name in fields and fields[name].is_required()
    }


def test_every_block_of_a_file_is_explained() -> None:
    assert [word for word in LABELS if word not in BLOCKS] == []
    assert {word: block.labels for word, block in WORDS.blocks.items()} == dict(LABELS)


def nameless(path: str, word: BlockWord) -> Iterator[str]:
    if not word.doc:
        yield path
    yield from (f"{path}.{name}" for name, attribute in word.attributes.items() if not attribute.doc)
    for name, inner in word.blocks.items():
        yield from nameless(f"{path}.{name}", inner)


def test_no_word_is_without_an_explanation() -> None:
    every = (*WORDS.blocks.values(), *WORDS.resources.values(), *WORDS.providers.values())
    assert [path for word in every for path in nameless(word.word, word)] == []


def test_attributes_of_nodes_and_outcomes_are_explained_and_nothing_else() -> None:
    used = {name for kind in KINDS.values() for name in attributes_of(kind)}
    assert used == set(NODE_ATTRIBUTES) | set(EDGES)
    assert set(OUTCOMES) == set(KNOWN)


def test_a_type_adds_its_own_words_to_the_block() -> None:
    words = vocabulary(SCHEMAS)
    resource = words.find([("resource", ("acme_webhook", "x"))])
    assert resource is not None
    assert {"url", "events", "count", "depends_on"} <= set(resource.attributes)
    assert {"headers", "filters", "lifecycle"} == set(resource.blocks)
    assert resource.blocks["headers"].labels == ("name",)
    header = words.find([("resource", ("acme_webhook", "x")), ("headers", ("X-Key",))])
    assert header is not None
    assert list(header.attributes) == ["value"]


def test_what_nobody_knows_has_no_words() -> None:
    assert WORDS.find([("nonsense", ())]) is None
    assert WORDS.find([("flow", ("main",)), ("nonsense", ("x",))]) is None


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "string"),
        ({"type": "integer"}, "whole number"),
        ({"type": "array", "items": {"type": "string"}}, "list of string"),
        ({"type": "array"}, "list"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "map of string"),
        ({"type": "object"}, "map"),
        ({"type": "boolean"}, "bool"),
        ({"enum": ["a", "b"]}, 'one of "a", "b"'),
        ({"const": "a"}, '"a"'),
        ({}, "any value"),
    ],
)
def test_types_are_said_as_people_say_them(schema: dict[str, object], words: str) -> None:
    assert type_words(schema) == words


def test_choices_are_told() -> None:
    assert AttributeWord("x", "", {"enum": ["a", 1]}).choices == ("a",)
    assert AttributeWord("x", "", {"const": "a"}).choices == ("a",)
    assert AttributeWord("x", "").choices == ()
