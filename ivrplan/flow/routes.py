"""Ways through a flow that ask least of callers, and what a call comes to before they are asked anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import AnyNode
from ivrplan.flow.path import Edge, Path, Step, path_back

GOES_ON: Final = frozenset({"play", "disclosure", "hours", "decision", "set", "request"})
"""The kinds that lead on before the caller, a person or another flow has had a say."""


@dataclass(frozen=True, slots=True, eq=False)
class Routes:
    """The cheapest way from the entry to each reachable node.

    Attributes:
        cost: node -> how many of the edges that count lead to it.
        last: node -> the last edge of that way; none for the entry, which is the first.
        hops: node -> how many edges that way has.
    """

    cost: Mapping[str, int]
    last: Mapping[str, Edge | None]
    hops: Mapping[str, int]

    def path_to(self, name: str) -> Path:
        """That way to a reachable node, as callers walk it."""
        return path_back(self.last, self.hops, Step(name))


def cheapest_routes(graph: CallGraph, counts: Callable[[Edge], bool]) -> Routes:
    """The ways with the fewest edges that count. Linear: rounds of a search in width, one for each cost.

    Args:
        graph: the call graph.
        counts: whether an edge costs the caller something.
    """
    cost: dict[str, int] = {}
    last: dict[str, Edge | None] = {}
    hops: dict[str, int] = {}
    now: list[Edge | None] = [None] if graph.flow.entry in graph.index else []
    paid = 0
    while now:
        later: list[Edge | None] = []
        for edge in now:  # grows while it is walked
            name = graph.flow.entry if edge is None else edge.target
            if name in cost:
                continue
            cost[name], last[name] = paid, edge
            hops[name] = 0 if edge is None else hops[edge.source] + 1
            for onward in graph.successors[name]:
                if onward.target not in cost:
                    (later if counts(onward) else now).append(onward)
        now = later
        paid += 1
    return Routes(cost, last, hops)


def comes_to(graph: CallGraph, wanted: Callable[[AnyNode], bool]) -> frozenset[str]:
    """The nodes from which a call can come to a wanted one before the caller is asked anything, those included."""
    found = {name for name, node in graph.index.items() if wanted(node)}
    todo = list(found)
    while todo:
        for edge in graph.predecessors[todo.pop()]:
            if edge.source not in found and graph.index[edge.source].kind in GOES_ON:
                found.add(edge.source)
                todo.append(edge.source)
    return frozenset(found)
