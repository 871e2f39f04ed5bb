"""Where calls can be, and with which variables.

A call graph alone promises too much: a `decision` on a variable that was `set` before goes one way only. So the search
goes through situations: a node, and the values of the variables that some decision asks. A flow without such variables
has one situation for each node. In theory their number can grow without measure, so it is limited.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from ivrplan.flow.covering.moves import NOTHING, Bindings, Move, Mover
from ivrplan.flow.graph import CallGraph

_LEAST: Final = 5_000
_ROOM: Final = 8
"""The search ends at this many situations for each node; in a small flow, at the number above."""


class Way(NamedTuple):
    """A move from one situation to another, by their numbers."""

    source: int
    move: Move
    target: int


@dataclass(frozen=True, slots=True, eq=False)
class Situations:
    """What the search has found. Situations are numbers, in the order in which they were found; 0 is the entry's.

    Attributes:
        nodes: the node of each.
        bindings: the variables of each.
        ways: where calls go from each.
        arrivals: the last way of a short one to each; none for the entry.
        ends: whether a call that says nothing more comes to a good end at each.
        complete: whether there are no others.
    """

    nodes: list[str]
    bindings: list[Bindings]
    ways: list[list[Way]]
    arrivals: list[Way | None]
    ends: list[bool]
    complete: bool

    def way_to(self, number: int) -> list[Way]:
        """A short way to a situation."""
        found: list[Way] = []
        while (way := self.arrivals[number]) is not None:
            found.append(way)
            number = way.source
        return found[::-1]


def search(graph: CallGraph) -> Situations:
    """Find the situations that calls can be in, the near ones first. Linear in what is found."""
    if graph.flow.entry not in graph.index:
        return Situations([], [], [], [], [], complete=True)
    return _Search(Mover(graph), max(_LEAST, _ROOM * len(graph.index))).run(graph.flow.entry)


class _Search:
    """One run of the search. Nodes that no call has come to yet come before new knowledge of variables."""

    def __init__(self, mover: Mover, room: int) -> None:
        self.mover = mover
        self.room = room
        self.numbers: dict[tuple[str, Bindings], int] = {}
        self.found = Situations([], [], [], [], [], complete=True)
        self.visited: set[str] = set()
        self.todo: deque[int] = deque()
        self.later: deque[int] = deque()
        self.full = False

    def run(self, entry: str) -> Situations:
        """All situations."""
        self._add((entry, NOTHING), None)
        while self.todo or self.later:
            self._look((self.todo or self.later).popleft())
        return replace(self.found, complete=not self.full)

    def _look(self, number: int) -> None:
        leaving = self.mover.leave(self.found.nodes[number], self.found.bindings[number])
        self.found.ends[number] = leaving.ends
        for move in leaving.moves:
            self._follow(number, move)

    def _follow(self, source: int, move: Move) -> None:
        situation = (move.edge.target, move.bindings)
        way = Way(source, move, self.numbers.get(situation, len(self.numbers)))
        if situation not in self.numbers:
            if way.target >= self.room:
                self.full = True
                return
            self._add(situation, way)
        self.found.ways[source].append(way)

    def _add(self, situation: tuple[str, Bindings], way: Way | None) -> None:
        number = self.numbers[situation] = len(self.numbers)
        node, bindings = situation
        self.found.nodes.append(node)
        self.found.bindings.append(bindings)
        self.found.ways.append([])
        self.found.arrivals.append(way)
        self.found.ends.append(False)
        (self.later if node in self.visited else self.todo).append(number)
        self.visited.add(node)
