"""The shortest ways to the nodes of a flow, by seconds or by keys. The costs are those of the simulation.

The search goes through situations (`ivrplan/flow/covering/situations.py`), not through nodes alone: a decision on a
variable that was set before goes one way only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from heapq import heappop, heappush
from typing import Final, NamedTuple, TypeAlias

from ivrplan.flow.covering.situations import Situations
from ivrplan.flow.covering.situations import Way as Move
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Collect, Menu
from ivrplan.flow.outcome import BUSY, ERROR, FULL, INVALID, NO_ANSWER, is_digit
from ivrplan.flow.path import Edge
from ivrplan.flow.simulation.stay import Stay
from ivrplan.flow.simulation.timing import Timing

_MISHAPS: Final = frozenset({INVALID, ERROR, BUSY, NO_ANSWER, FULL})
"""What nobody plans to happen. Silence is none: it is what a caller does who waits for the next thing to be said."""


class Cost(NamedTuple):
    """What a way costs a caller.

    Attributes:
        mishaps: how much has to go wrong: wrong keys, systems that fail, people who are not there.
        seconds: how long it takes.
        keypresses: how many keys are pressed.
    """

    mishaps: int
    seconds: Decimal
    keypresses: int


Rank: TypeAlias = tuple[int, Decimal | int, Decimal | int]
Measure: TypeAlias = Callable[[Cost], Rank]
"""What makes a way short. First, that little goes wrong: nobody can promise a way that begins with a wrong key."""


def by_seconds(cost: Cost) -> Rank:
    """The quickest way; of two, the one with fewer keys."""
    return cost.mishaps, cost.seconds, cost.keypresses


def by_keys(cost: Cost) -> Rank:
    """The way with the fewest keys; of two, the quicker one."""
    return cost.mishaps, cost.keypresses, cost.seconds


@dataclass(frozen=True, slots=True)
class Way:
    """A way from the entry to a node.

    Attributes:
        node: where it leads.
        kind: of that node.
        edges: those that it goes along.
        inputs: what happens where the flow asks, as a simulation is told.
        keys: those of the inputs that a caller presses.
        seconds: how long it takes, what the last node says included.
        keypresses: how many keys are pressed.
        mishaps: how much has to go wrong on the way.
    """

    node: str
    kind: str
    edges: tuple[Edge, ...]
    inputs: tuple[str, ...]
    keys: tuple[str, ...]
    seconds: Decimal
    keypresses: int
    mishaps: int

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the nodes, from the entry on."""
        return (*(edge.source for edge in self.edges), self.node)


_NOTHING: Final = Cost(0, Decimal(0), 0)


class Ways:
    """The shortest ways to everything.

    Args:
        graph: the call graph.
        situations: where calls can be.
        timing: how long things take.
        measure: what makes a way short.
    """

    def __init__(self, graph: CallGraph, situations: Situations, timing: Timing, measure: Measure) -> None:
        self._graph = graph
        self._situations = situations
        self._timing = timing
        self._measure = measure
        self._known: dict[tuple[Edge, tuple[str, ...]], Cost] = {}

    def costs(self, names: Iterable[str]) -> dict[str, Cost]:
        """What the shortest way to each of some nodes costs; nothing for those that no call reaches."""
        return {name: self._whole(number) for name in names if (number := self._nearest(name)) is not None}

    def to(self, name: str) -> Way | None:
        """The shortest way to a node; None where no call reaches it. It costs as much as the way is long."""
        number = self._nearest(name)
        return None if number is None else self._way(number)

    def _nearest(self, name: str) -> int | None:
        """The situation of a node that is reached first."""
        costs = self._search[0]
        found = self._by_node.get(name, ())
        return min(found, key=lambda one: (self._measure(costs[one]), one), default=None)

    def _whole(self, number: int) -> Cost:
        """What it costs to come to a situation, and to hear what the node says."""
        node = self._graph.index[self._situations.nodes[number]]
        return _sum(self._search[0][number], Cost(0, Stay(node, self._timing).seconds, 0))

    @cached_property
    def _by_node(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, name in enumerate(self._situations.nodes):
            found.setdefault(name, []).append(number)
        return found

    @cached_property
    def _search(self) -> tuple[dict[int, Cost], dict[int, Move]]:
        """Dijkstra's search: situation -> what the way to it costs; situation -> the last move of that way."""
        costs: dict[int, Cost] = {}
        last: dict[int, Move] = {}
        todo: list[tuple[Rank, int, Cost, Move | None]] = []
        if self._situations.nodes:
            todo.append((self._measure(_NOTHING), 0, _NOTHING, None))
        while todo:
            _, number, cost, move = heappop(todo)
            if number in costs:
                continue
            costs[number] = cost
            if move is not None:
                last[number] = move
            for onward in self._situations.ways[number]:
                if onward.target not in costs:
                    after = _sum(cost, self._cost(onward))
                    heappush(todo, (self._measure(after), onward.target, after, onward))
        return costs, last

    def _cost(self, move: Move) -> Cost:
        """What it costs to be at a node and to leave it."""
        _, (edge, inputs, *_), _ = move
        if (edge, inputs) not in self._known:
            stay = Stay(self._graph.index[edge.source], self._timing)
            for text in inputs:
                stay.answer(text, text)
            stay.leave(edge.outcome)
            mishaps = sum(text in _MISHAPS for text in inputs)
            self._known[edge, inputs] = Cost(mishaps, stay.seconds, stay.keypresses)
        return self._known[edge, inputs]

    def _way(self, number: int) -> Way:
        node = self._graph.index[self._situations.nodes[number]]
        cost = self._whole(number)
        moves = list(self._back(number))[::-1]
        return Way(
            node=node.name,
            kind=node.kind,
            edges=tuple(move.move.edge for move in moves),
            inputs=tuple(text for move in moves for text in move.move.inputs),
            keys=tuple(text for move in moves for text in self._pressed(move)),
            seconds=cost.seconds,
            keypresses=cost.keypresses,
            mishaps=cost.mishaps,
        )

    def _back(self, number: int) -> Iterator[Move]:
        _, last = self._search
        while number in last:
            yield last[number]
            number = last[number].source

    def _pressed(self, move: Move) -> Iterator[str]:
        """What a caller presses at a node."""
        if isinstance(self._graph.index[move.move.edge.source], Menu | Collect):
            yield from (text for text in move.move.inputs if all(map(is_digit, text)))


def _sum(one: Cost, other: Cost) -> Cost:
    return Cost(one.mishaps + other.mishaps, one.seconds + other.seconds, one.keypresses + other.keypresses)
