"""Calls that take every edge that a call can take; and why an edge is not among them."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from ivrplan.flow.coverage import reachable_edges
from ivrplan.flow.covering.situations import Situations, Way, search
from ivrplan.flow.covering.untakeable import Untakeable, why
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.path import Edge


class PlannedCall(NamedTuple):
    """One call.

    Attributes:
        edges: those that it goes along, from the entry.
        inputs: what happens where the flow asks, so that it does.
        first: the edges of these that no call before has taken, in order.
        ends: whether it comes to a good end. Where it does not, no call does that takes the last of these edges.
    """

    edges: tuple[Edge, ...]
    inputs: tuple[str, ...]
    first: tuple[Edge, ...]
    ends: bool


@dataclass(frozen=True, slots=True)
class Covering:
    """Calls that take every edge that a call can take.

    Attributes:
        calls: so few that each takes an edge which those before it do not.
        untakeable: the other edges, in the flow's order.
    """

    calls: tuple[PlannedCall, ...]
    untakeable: tuple[Untakeable, ...]


def cover(graph: CallGraph, taken: Collection[Edge] = ()) -> Covering:
    """Plan calls that take every edge.

    The cost is that of looking at the flow once, and of the calls: a call is as long as the way to what it is for.

    Args:
        graph: the call graph.
        taken: edges that need no call any more.
    """
    situations, before = search(graph), frozenset(taken)
    calls = tuple(_Planner(situations, set(before)).calls())
    possible = before.union(way.move.edge for ways in situations.ways for way in ways)
    left = [edge for edge in reachable_edges(graph) if edge not in possible]
    return Covering(calls, why(graph, situations, left))


class _Planner:
    """Goes through the situations until every edge is taken."""

    def __init__(self, situations: Situations, taken: set[Edge]) -> None:
        self.situations = situations
        self.taken = taken
        self.ended: set[str] = set()
        self.homeward = _homeward(situations)

    def calls(self) -> Iterator[PlannedCall]:
        """One call after the other. The near edges are the first to be taken, and the end comes before what follows it.

        Calls that come to a good end take all that they can before any others are planned.
        """
        ends = self.situations.ends
        fine = [over or way is not None for over, way in zip(ends, self.homeward, strict=True)]
        yield from self._calls(fine)
        yield from self._calls([True] * len(fine))

    def _calls(self, welcome: Sequence[bool]) -> Iterator[PlannedCall]:
        """The calls that only come to situations that are welcome."""
        for ways in self.situations.ways:
            for way in ways:
                if welcome[way.target] and way.move.edge not in self.taken:
                    yield self._call(way, welcome)

    def _call(self, goal: Way, welcome: Sequence[bool]) -> PlannedCall:
        ways = [*self.situations.way_to(goal.source), goal]
        here = goal.target
        fresh = {way.move.edge: None for way in ways if way.move.edge not in self.taken}
        self.taken.update(fresh)
        while (way := self._onward(here, welcome)) is not None:
            ways.append(way)
            if way.move.edge not in self.taken:
                self.taken.add(way.move.edge)
                fresh[way.move.edge] = None
            here = way.target
        self.ended.add(self.situations.nodes[here])
        edges = tuple(way.move.edge for way in ways)
        return PlannedCall(edges, _inputs(ways), tuple(fresh), self.situations.ends[here])

    def _onward(self, here: int, welcome: Sequence[bool]) -> Way | None:
        """An edge that is not taken yet, else one towards an end; none where the call ends, or never can.

        A call that comes to a queue for the first time ends there. It is for another one to find the queue full.
        """
        if self.situations.ends[here] and self.situations.nodes[here] not in self.ended:
            return None
        for way in self.situations.ways[here]:
            if welcome[way.target] and way.move.edge not in self.taken:
                return way
        return self.homeward[here]


def _inputs(ways: list[Way]) -> tuple[str, ...]:
    """What happens on the way. A caller who says nothing more to its end need not be told to be silent."""
    last = len(ways) - sum(1 for _ in takewhile(lambda way: way.move.silent, reversed(ways)))
    return tuple(text for way in ways[:last] for text in way.move.inputs)


def _homeward(situations: Situations) -> list[Way | None]:
    """From each situation the first way of a shortest one to an end; none at an end, and where no end can be reached."""
    arriving: list[list[Way]] = [[] for _ in situations.nodes]
    for ways in situations.ways:
        for way in ways:
            arriving[way.target].append(way)
    ends = [number for number, good in enumerate(situations.ends) if good]
    found: list[Way | None] = [None] * len(arriving)
    reached = set(ends)
    todo = deque(ends)
    while todo:
        for way in arriving[todo.popleft()]:
            if way.source not in reached:
                reached.add(way.source)
                found[way.source] = way
                todo.append(way.source)
    return found
