"""Where calls get that only take certain edges: ways around something, and what follows something."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import AnyNode
from ivrplan.flow.outcome import DEFAULT
from ivrplan.flow.path import Edge, Path, Step, path_back


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """What a search came to, in the order in which it did.

    Attributes:
        last: node -> the last edge of a shortest way there; none where the search began.
        hops: node -> how many edges that way has.
        begins: node -> where that way begins.
    """

    last: Mapping[str, Edge | None]
    hops: Mapping[str, int]
    begins: Mapping[str, str]

    def path_to(self, name: str) -> Path:
        """That way, as callers walk it."""
        return path_back(self.last, self.hops, Step(name), self.begins[name])

    def path_from_entry(self, graph: CallGraph, name: str) -> Path:
        """The same, with a shortest way before it to where the search began."""
        before, after = graph.path_to(self.begins[name]).steps, self.path_to(name)
        if len(before) < 2:
            return after
        omitted = graph.distances[self.begins[name]] - len(before) + 1
        if after.omitted:
            entry = before[0]._replace(outcome=DEFAULT)
            return Path((entry, *after.steps[1:]), omitted + len(before) - 1 + after.omitted)
        return Path((*before[:-1], *after.steps), omitted).shortened()


def reach(graph: CallGraph, starts: Iterable[str], along: Callable[[Edge], bool]) -> Reach:
    """Search from some nodes along some edges. Linear, and free of recursion.

    Args:
        graph: the call graph.
        starts: existing nodes; they are found whatever leads there.
        along: whether an edge may be taken.
    """
    last: dict[str, Edge | None] = dict.fromkeys(starts)
    hops, begins = dict.fromkeys(last, 0), {name: name for name in last}
    todo = deque(last)
    while todo:
        name = todo.popleft()
        for edge in graph.successors[name]:
            if edge.target not in last and along(edge):
                last[edge.target] = edge
                hops[edge.target], begins[edge.target] = hops[name] + 1, begins[name]
                todo.append(edge.target)
    return Reach(last, hops, begins)


def reach_around(graph: CallGraph, stops: Callable[[AnyNode], bool]) -> Reach:
    """Where calls get from the entry before they have passed a node of some sort; such nodes are the ends of the search."""
    entry = (graph.flow.entry,) if graph.flow.entry in graph.index else ()
    ends: dict[str, bool] = {}  # a node is looked at once, not for each of its edges

    def follows(edge: Edge) -> bool:
        if edge.source not in ends:
            ends[edge.source] = stops(graph.index[edge.source])
        return not ends[edge.source]

    return reach(graph, entry, follows)
