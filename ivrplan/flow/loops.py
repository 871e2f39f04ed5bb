"""Loops in a call graph, as callers walk them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from collections.abc import Set as AbstractSet

from ivrplan.flow.components import is_loop, loop_through, strongly_connected
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.path import LONG, Edge, arrow


def find_loops(graph: CallGraph) -> tuple[tuple[str, ...], ...]:
    """One exact node sequence for every group of nodes that lead back to themselves, in the flow's order."""
    return _loops(graph, graph.components)


def loops_among(graph: CallGraph, names: AbstractSet[str]) -> tuple[tuple[str, ...], ...]:
    """The same for the part of the call graph that consists of these nodes only."""
    return _loops(graph, components_among(graph, names))


def components_among(graph: CallGraph, names: AbstractSet[str]) -> list[list[str]]:
    """The strongly connected components of the part of the call graph that consists of these nodes only."""
    return strongly_connected((name for name in graph.index if name in names), graph.targets)


def loop_in(graph: CallGraph, component: Collection[str]) -> tuple[str, ...]:
    """A shortest loop inside a component, through the member that callers reach first."""
    far = len(graph.index)
    start = min(component, key=lambda name: (graph.distances.get(name, far), graph.positions[name]))
    return loop_through(start, frozenset(component), graph.targets)


def _loops(graph: CallGraph, groups: Iterable[Collection[str]]) -> tuple[tuple[str, ...], ...]:
    found = [group for group in groups if is_loop(group, graph.targets)]
    found.sort(key=lambda group: min(graph.positions[name] for name in group))
    return tuple(loop_in(graph, group) for group in found)


def describe_loop(graph: CallGraph, loop: tuple[str, ...]) -> str:
    """A loop as a caller walks it, back to where it began: `menu -[9]-> menu`. The middle of a long one is left out."""
    return describe_round(loop, graph.successors.__getitem__)


def describe_round(loop: tuple[str, ...], leaving: Callable[[str], Iterable[Edge]]) -> str:
    """The same, for a loop that calls can go round by some of the edges only.

    Args:
        loop: each node once, in order.
        leaving: the edges by which calls leave a node.
    """
    shown = loop if len(loop) <= LONG else loop[: LONG - 1]
    texts = [
        f"{name} {_arrow(leaving(name), to)}" for name, to in zip(shown, (*loop[1:], loop[0]), strict=False)
    ]
    if len(shown) < len(loop):
        texts.append(f"({len(loop) - len(shown)} more) ->")
    return " ".join([*texts, loop[0]])


def _arrow(edges: Iterable[Edge], target: str) -> str:
    return arrow(next(edge.outcome for edge in edges if edge.target == target))
