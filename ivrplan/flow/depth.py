"""How deep a flow is: the longest way that a call can take through it."""

from __future__ import annotations

from collections.abc import Mapping

from ivrplan.flow.components import is_loop
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.path import Edge


def longest_path(graph: CallGraph) -> tuple[Edge, ...] | None:
    """The edges of a longest path from the entry; none when the call graph has loops. Linear."""
    if any(is_loop(part, graph.targets) for part in graph.components):
        return None
    best: dict[str, Edge | None] = {}
    length: dict[str, int] = {}
    for (name,) in reversed(graph.components):
        if name in graph.arrivals:
            _extend(graph, name, best, length)
    return _back(best, max(length, key=length.__getitem__)) if length else ()


def _extend(graph: CallGraph, name: str, best: dict[str, Edge | None], length: dict[str, int]) -> None:
    reached = length.setdefault(name, 0)
    best.setdefault(name, None)
    for edge in graph.successors[name]:
        if length.get(edge.target, -1) <= reached:
            length[edge.target] = reached + 1
            best[edge.target] = edge


def _back(best: Mapping[str, Edge | None], name: str) -> tuple[Edge, ...]:
    way: list[Edge] = []
    while (edge := best[name]) is not None:
        way.append(edge)
        name = edge.source
    return tuple(reversed(way))
