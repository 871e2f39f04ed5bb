"""What goes wrong with flows when people edit them: one slip at a time, put into a sound flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ivrplan.flow.flow import Flow
from ivrplan.flow.frozen import FrozenMap
from ivrplan.flow.nodes import AnyNode
from ivrplan.flow.path import Edge
from tests.rules.seeded.lines import lines

Slip: TypeAlias = Callable[[DrawFn, Flow], Flow]

_HANDLERS: Final = ("timeout", "invalid", "error", "default")


@dataclass(frozen=True)
class Mutant:
    """A flow that was sound before somebody slipped.

    Attributes:
        slip: what happened, as tables call it.
        before: the sound flow.
        after: the flow.
    """

    slip: str
    before: Flow
    after: Flow


def _edges(flow: Flow) -> list[Edge]:
    return [Edge(node.name, *edge) for node in flow.nodes for edge in node.edges.items()]


def _with_edges(flow: Flow, name: str, edges: Mapping[str, str]) -> Flow:
    """The flow with other edges at one node."""

    def changed(node: AnyNode) -> AnyNode:
        return node.model_copy(update={"edges": FrozenMap(edges)}) if node.name == name else node

    return flow.model_copy(update={"nodes": tuple(map(changed, flow.nodes))})


def _some_edge(draw: DrawFn, flow: Flow, wanted: Callable[[Edge], bool] = lambda _: True) -> Edge:
    found = [edge for edge in _edges(flow) if wanted(edge)]
    assume(found)
    return draw(st.sampled_from(found))


def _drop(draw: DrawFn, flow: Flow) -> Flow:
    edge = _some_edge(draw, flow)
    return _without(flow, edge)


def _without(flow: Flow, edge: Edge) -> Flow:
    left = {outcome: to for outcome, to in flow.node(edge.source).edges.items() if outcome != edge.outcome}
    return _with_edges(flow, edge.source, left)


def _retarget(draw: DrawFn, flow: Flow) -> Flow:
    edge = _some_edge(draw, flow)
    others = [node.name for node in flow.nodes if node.name != edge.target]
    assume(others)
    return _led(flow, edge, draw(st.sampled_from(others)))


def _led(flow: Flow, edge: Edge, target: str) -> Flow:
    return _with_edges(flow, edge.source, {**flow.node(edge.source).edges, edge.outcome: target})


def _misspell(draw: DrawFn, flow: Flow) -> Flow:
    edge = _some_edge(draw, flow)
    return _led(flow, edge, f"{edge.target}_")


def _remove_handler(draw: DrawFn, flow: Flow) -> Flow:
    return _without(flow, _some_edge(draw, flow, lambda edge: edge.outcome in _HANDLERS))


def _remove_node(draw: DrawFn, flow: Flow) -> Flow:
    gone = draw(st.sampled_from(flow.nodes))
    left = tuple(node for node in flow.nodes if node is not gone)
    return flow.model_copy(update={"nodes": left})


def _add_loop(draw: DrawFn, flow: Flow) -> Flow:
    """An edge leads back to a node that leads to it."""
    edge = _some_edge(draw, flow)
    above = [edge.source]
    for name in above:  # grows while it is walked
        above += [
            other.source for other in _edges(flow) if other.target == name and other.source not in above
        ]
    return _led(flow, edge, draw(st.sampled_from(above)))


def _forget_entry(draw: DrawFn, flow: Flow) -> Flow:
    entry = draw(st.sampled_from(["", f"{flow.entry}_"]))
    return flow.model_copy(update={"entry": entry})


SLIPS: Final[Mapping[str, Slip]] = MappingProxyType(
    {
        "drop an edge": _drop,
        "retarget an edge": _retarget,
        "misspell a target": _misspell,
        "remove a handler": _remove_handler,
        "remove a node": _remove_node,
        "add a loop": _add_loop,
        "forget the entry": _forget_entry,
    }
)


@st.composite
def mutants(draw: DrawFn) -> Mutant:
    """A sound flow after one slip."""
    before = draw(lines())
    slip = draw(st.sampled_from(sorted(SLIPS)))
    return Mutant(slip, before, SLIPS[slip](draw, before))
