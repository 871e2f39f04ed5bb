"""A `flow` block as it is written: its nodes, its attributes, and where each part stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from ivrplan.config.blocks.shape import (
    Shape,
    check_attributes,
    check_body,
    describe,
    labels_fit,
    twice,
)
from ivrplan.config.blocks.suppressions import (
    ALLOW,
    WrittenSilence,
    comments_at,
    comments_elsewhere,
    has_comments,
    read_allow,
)
from ivrplan.config.blocks.written import Written
from ivrplan.config.place import Place, header_of, name_of
from ivrplan.diagnostics import Diagnostic, Problems, did_you_mean, error
from ivrplan.flow.kinds import EDGE_ATTRIBUTES, KINDS, attributes_of
from ivrplan.flow.nodes import AnyNode
from ivrplan.flow.outcome import DEFAULT
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Attribute, Block, Expression, GetAttr, Literal, Object, Variable

FLOW_ATTRIBUTES: Final = ("entry", "description")

_NEXT, _ON = EDGE_ATTRIBUTES
_FLOW_SHAPE: Final = Shape(attributes=FLOW_ATTRIBUTES)


@dataclass(frozen=True, slots=True)
class NodeBlock(Written):
    """One node: its name, its class and its block."""

    name: str
    kind: type[AnyNode]

    @property
    def fields(self) -> Iterator[Attribute]:
        """Its attributes without its edges."""
        return (item for item in self.block.body.attributes.values() if item.name not in EDGE_ATTRIBUTES)


@dataclass(frozen=True, slots=True)
class FlowSource(Written):
    """A `flow` block as written.

    Attributes:
        name: its label.
        block: the block.
        nodes: its nodes by name, in the order in which they are written.
        silences: its `allow` blocks, and the comments that suppress rules.
        sound: nothing was wrong with its form.
    """

    name: str
    nodes: Mapping[str, NodeBlock]
    silences: tuple[WrittenSilence, ...]
    sound: bool


def read_flow(block: Block, problems: Problems) -> FlowSource:
    """A `flow` block's parts. What is wrong with its form becomes problems."""
    found, owner = Problems(), describe(block)
    check_attributes(block.body, _FLOW_SHAPE, owner, found)
    nodes: dict[str, NodeBlock] = {}
    silences: list[WrittenSilence] = []
    for inner in block.body.blocks:
        if inner.type == ALLOW:
            silences += read_allow(inner, found)
        elif inner.type in KINDS:
            _read_node(inner, nodes, owner, found)
        else:
            found.add(_unknown_kind(inner, owner))
    silences += _comments(block, nodes)
    problems.add(*found.items)
    return FlowSource(block, block.labels[0].value, nodes, tuple(silences), sound=not found.failed)


def _unknown_kind(block: Block, owner: str) -> Diagnostic:
    if block.type in FLOW_ATTRIBUTES:
        detail = f'In {owner}, "{block.type}" is an attribute, not a block.'
        return error(
            "Attribute expected", detail, hint=f"Write {block.type} = ...", range=header_of(block).range
        )
    detail = f'In {owner}, "{block.type}" is no kind of node.'
    hint = did_you_mean(block.type, (*KINDS, ALLOW)) or f"There are {', '.join(KINDS)}."
    return error("Unknown kind of node", detail, hint=hint, range=header_of(block).range)


def _read_node(block: Block, nodes: dict[str, NodeBlock], owner: str, problems: Problems) -> None:
    if not labels_fit(block, ("name",), problems):
        return
    node = NodeBlock(block, block.labels[0].value, KINDS[block.type])
    shape = Shape(attributes_of(node.kind))
    check_body(block.body, shape, f"{describe(block)} in {owner}", problems)
    first = nodes.setdefault(node.name, node)
    if first is not node:
        problems.add(twice(f'The node "{node.name}" in {owner}', first.block, block))
    if not node.name:
        problems.add(_nameless(block))


def _nameless(block: Block) -> Diagnostic:
    return error(
        "Invalid name",
        f'The "{block.type}" node has an empty name, so no edge could lead to it.',
        range=header_of(block).range,
    )


def _comments(block: Block, nodes: Mapping[str, NodeBlock]) -> list[WrittenSilence]:
    """The suppressions in comments at the flow, at its nodes, and those that stand at neither."""
    found = list(comments_at(block, None))
    if has_comments(block):
        found += (each for node in nodes.values() for each in comments_at(node.block, node.name))
        found += comments_elsewhere(block, {each.place.start for each in found})
    return found


@dataclass(frozen=True, slots=True)
class Locator:
    """Finds where a part of a flow was written, in embedded flows too.

    Attributes:
        flow: the flow.
        embedded: the flows that its `embed` nodes use, by the name of the node.
    """

    flow: FlowSource
    embedded: Mapping[str, Locator]

    def __call__(self, node: str, outcome: str, attribute: str) -> Place:
        """The place of the nearest part that was written; see `FlowBlock.locate`."""
        if not node:
            written = self.flow.attribute(attribute)
            return self.flow.place if written is None else name_of(written, self.flow.source)
        if node in self.flow.nodes:
            return _in_node(self.flow.nodes[node], outcome, attribute)
        outer = next((name for name in self.embedded if node.startswith(f"{name}.")), None)
        if outer is None:
            return self.flow.place
        return self.embedded[outer](node.removeprefix(f"{outer}."), outcome, attribute)

    def written(self, node: str, attribute: str) -> WrittenAttribute | None:
        """An attribute of a node of this flow, or of the flow itself where the node is empty, as it is written."""
        if not node:
            found, source = self.flow.attribute(attribute), self.flow.source
        elif node in self.flow.nodes:
            found, source = self.flow.nodes[node].attribute(attribute), self.flow.nodes[node].source
        else:
            return None
        return None if found is None else WrittenAttribute(found, source)


class WrittenAttribute(NamedTuple):
    """An attribute as it is written, and the text that it stands in."""

    attribute: Attribute
    source: SourceText


def _in_node(node: NodeBlock, outcome: str, attribute: str) -> Place:
    if outcome and (edge := _edge(node, outcome)) is not None:
        return edge
    written = node.attribute(attribute)
    return header_of(node.block) if written is None else name_of(written, node.source)


def _edge(node: NodeBlock, outcome: str) -> Place | None:
    on, following = node.attribute(_ON), node.attribute(_NEXT)
    if on is not None and isinstance(on.expression, Object):
        for key, target in on.expression.items:
            if isinstance(key, Literal) and str(key.value) == outcome:
                return Place(node.source, key.start, target.end)
    if outcome == DEFAULT and following is not None:
        return name_of(following, node.source)
    return None if on is None else name_of(on, node.source)


def referred_flow(expression: Expression) -> str:
    """The name in `flow.NAME`; empty when the expression is anything else."""
    match expression:
        case GetAttr(target=Variable(name="flow"), name=str(name)):
            return name
        case _:
            return ""
