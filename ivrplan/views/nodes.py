"""Whole nodes of a call flow, and edges, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple, assert_never

from ivrplan.flow.differences import EdgeAdded, EdgeChange, EdgeRemoved, EdgeRetargeted
from ivrplan.flow.kinds import fields_of
from ivrplan.flow.nodes import AnyNode, Goto
from ivrplan.flow.outcome import DEFAULT
from ivrplan.views.attributes import whole
from ivrplan.views.rows import Row, Style, closing
from ivrplan.views.text import columns, one_line, padded
from ivrplan.views.values import literal, quoted


def head(node: AnyNode) -> str:
    """The first words of a node's block."""
    return f"{node.kind} {quoted(node.name)}"


def lead(node: AnyNode, style: Style) -> str:
    """Which resource a node hands calls over to, behind its block: an id says little. Empty for all other nodes."""
    address = style.leads.get(node.name) if isinstance(node, Goto) else None
    return f"  {style.palette.dim(f'# {one_line(address)}')}" if address else ""


def attributes(node: AnyNode) -> dict[str, Any]:
    """What the node holds beside its name and its edges, without what is as it is unless something is said."""
    fields = type(node).model_fields
    found = {name: getattr(node, name) for name in fields_of(type(node))}
    return {name: value for name, value in found.items() if not _unsaid(value, fields[name].default)}


def _unsaid(value: Any, default: Any) -> bool:
    if value is None or (isinstance(value, Mapping) and not value):
        return True
    return type(value) is type(default) and bool(value == default)


def node_rows(sign: str, node: AnyNode, depth: int, style: Style) -> Iterator[Row]:
    """A node that comes or goes, in one row where it has no edges and fits."""
    held = attributes(node)
    if not node.edges and not any(isinstance(value, str) and "\n" in value for value in held.values()):
        inside = ", ".join(f"{name} = {literal(value)}" for name, value in held.items())
        inline = f"{head(node)} {{ {inside} }}" if inside else head(node)
        if columns(inline) <= style.room(depth):
            yield Row(depth, sign, f"{inline}{lead(node, style)}")
            return
    yield Row(depth, sign, f"{head(node)} {{{lead(node, style)}")
    yield from attribute_rows(sign, held, depth + 1, style)
    yield from _edge_rows(_whole_edges(sign, node), depth + 1)
    yield closing(depth)


def attribute_rows(sign: str, held: Mapping[str, Any], depth: int, style: Style) -> Iterator[Row]:
    """Attributes that all come or all go, their equals signs below each other."""
    width = max((len(name) for name in held), default=0)
    for name, value in held.items():
        yield from whole(sign, name.ljust(width), value, depth, style)


def edge_rows(changes: Iterable[EdgeChange], depth: int, style: Style) -> Iterator[Row]:
    """Edges that come, go, or lead to another node."""
    ordered = sorted(changes, key=lambda change: change.outcome == DEFAULT)
    return _edge_rows([_edge(change, style) for change in ordered], depth)


class _Edge(NamedTuple):
    sign: str
    label: str
    target: str


def _edge(change: EdgeChange, style: Style) -> _Edge:
    label = _label([change.outcome])
    match change:
        case EdgeAdded():
            return _Edge("+", label, quoted(change.target))
        case EdgeRemoved():
            return _Edge("-", label, quoted(change.target))
        case EdgeRetargeted():
            was = style.palette.dim(f"(was {quoted(change.before)})")
            return _Edge("~", label, f"{quoted(change.after)} {was}")
        case _ as unreachable:
            assert_never(unreachable)


def _whole_edges(sign: str, node: AnyNode) -> list[_Edge]:
    """All edges of a node: outcomes in a row that lead to the same node share a line; `next` comes last."""
    others = [(outcome, target) for outcome, target in node.edges.items() if outcome != DEFAULT]
    rows = [
        _Edge(sign, _label([outcome for outcome, _ in group]), quoted(target))
        for target, group in groupby(others, key=lambda pair: pair[1])
    ]
    if DEFAULT in node.edges:
        rows.append(_Edge(sign, _label([DEFAULT]), quoted(node.edges[DEFAULT])))
    return rows


def _label(outcomes: list[str]) -> str:
    return "next" if outcomes == [DEFAULT] else f"on {', '.join(map(quoted, outcomes))}"


def _edge_rows(edges: list[_Edge], depth: int) -> Iterator[Row]:
    width = max((columns(edge.label) for edge in edges), default=0)
    for edge in edges:
        yield Row(depth, edge.sign, f"{padded(edge.label, width)} -> {edge.target}")
