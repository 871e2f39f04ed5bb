"""Who stands beside whom in each layer, so that few wires cross.

The order begins as a walk through the flow meets boxes and places. Then, up and down by turns, each layer is sorted by
where its neighbours in the layer before stand on average. The order with the fewest crossings stays.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from ivrplan.flow.drawing.skeleton import Skeleton

Rows: TypeAlias = list[list[int]]
"""Boxes and places of each layer, from left to right."""

_SWEEPS: Final = 24
_PATIENCE: Final = 6
_LARGE: Final = 6_000
"""Boxes and places from which on a few sweeps have to do."""


def ordered(skeleton: Skeleton) -> Rows:
    """The layers, each in its order."""
    ties = _Ties(skeleton)
    rows = _met(skeleton, ties)
    best, fewest = rows, _crossings(rows, ties)
    sweeps, patience = (_SWEEPS, _PATIENCE) if len(skeleton.layer) < _LARGE else (4, 2)
    lately = 0
    for sweep in range(sweeps):
        rows = _swept(rows, ties.up) if sweep % 2 == 0 else _swept(rows[::-1], ties.down)[::-1]
        crossings = _crossings(rows, ties)
        lately = 0 if crossings < fewest else lately + 1
        if crossings < fewest:
            best, fewest = rows, crossings
        if not fewest or lately >= patience:
            break
    return best


class _Ties:
    """Who shall stand near whom: what is joined, and a wire that leads back near both of its ends."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.up: list[list[int]] = [[] for _ in skeleton.layer]
        self.down: list[list[int]] = [[] for _ in skeleton.layer]
        for upper, lower in skeleton.segments:
            self._join(upper, lower)
        self.joined = [list(below) for below in self.down]
        for wire in skeleton.wires:
            if wire.back:
                self._lean(wire.trunk[skeleton.layer[wire.target]], wire.target)

    def _join(self, upper: int, lower: int) -> None:
        self.up[lower].append(upper)
        self.down[upper].append(lower)

    def _lean(self, top: int, target: int) -> None:
        """Let the end of a wire that leads back stand where what leads to its target leads to."""
        for upper in tuple(self.up[target]):
            self._join(upper, top)


def _met(skeleton: Skeleton, ties: _Ties) -> Rows:
    """The order in which a walk meets boxes and places, depth first."""
    rows: Rows = [[] for _ in range(skeleton.depth)]
    seen = [False] * len(skeleton.layer)
    for root in range(len(skeleton.layer)):
        work = [root]
        while work:
            one = work.pop()
            if not seen[one]:
                seen[one] = True
                rows[skeleton.layer[one]].append(one)
                work.extend(reversed(ties.down[one]))
    return rows


def _swept(rows: Rows, neighbours: Sequence[Sequence[int]]) -> Rows:
    """Each layer sorted by the neighbours in the layer before it."""
    found = [rows[0]]
    place: dict[int, int] = {}
    for row in rows[1:]:
        place = {one: at for at, one in enumerate(found[-1])}
        found.append(_sorted(row, neighbours, place))
    return found


def _sorted(row: Sequence[int], neighbours: Sequence[Sequence[int]], place: dict[int, int]) -> list[int]:
    """A layer by the average place of neighbours. Who has none keeps the place that it has."""
    free = [one for one in row if neighbours[one]]
    middle = {one: sum(place[other] for other in neighbours[one]) / len(neighbours[one]) for one in free}
    moved = iter(sorted(free, key=middle.__getitem__))
    return [next(moved) if one in middle else one for one in row]


def _crossings(rows: Rows, ties: _Ties) -> int:
    """How many pairs of wires cross."""
    return sum(_between(upper, lower, ties) for upper, lower in pairwise(rows))


def _between(upper: Iterable[int], lower: Iterable[int], ties: _Ties) -> int:
    place = {one: at for at, one in enumerate(lower)}
    passed: list[int] = []
    found = 0
    for one in upper:
        arrivals = sorted(place[other] for other in ties.joined[one])
        found += sum(len(passed) - bisect_right(passed, at) for at in arrivals)
        for at in arrivals:
            insort(passed, at)
    return found
