"""The skeleton of a drawing: layers from where calls come in to where they end, and the wires that run through them.

Edges that lead to the same node and look alike share a wire: they run together as soon as they can. A wire takes a
place in every layer that it passes. One that leads back up runs beside the layers that it passes, and enters its target
from above like all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ivrplan.flow.drawing.drawing import Drawing, Family, Mark

_FEW: Final = 4
"""So many places where calls end always fit beside each other at the bottom."""


@dataclass(frozen=True, slots=True)
class Wire:
    """Edges that run together.

    Attributes:
        target: the box that they lead to.
        edges: their places in the drawing.
        back: whether they lead back up, or to their own source.
        trunk: layer -> the place that the wire takes there.
        leaving: layer -> the edges whose sources are there.
    """

    target: int
    edges: tuple[int, ...]
    back: bool
    trunk: Mapping[int, int]
    leaving: Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class Skeleton:
    """Layers and wires. Boxes have the numbers of the drawing's nodes, places of wires have the numbers after these.

    Attributes:
        boxes: how many boxes there are.
        ends: the source and the target of every edge of the drawing.
        layer: box or place -> its layer.
        wires: each with the edges that run in it.
    """

    boxes: int
    ends: tuple[tuple[int, int], ...]
    layer: Sequence[int]
    wires: tuple[Wire, ...]

    @cached_property
    def depth(self) -> int:
        """How many layers there are."""
        return max(self.layer) + 1

    @cached_property
    def segments(self) -> tuple[tuple[int, int], ...]:
        """What is joined from a layer to the next: pairs of an upper and a lower box or place."""
        return tuple(pair for wire in self.wires for pair in self._segments(wire))

    def _segments(self, wire: Wire) -> Iterator[tuple[int, int]]:
        trunk = wire.trunk
        yield from ((place, trunk[at + 1]) for at, place in trunk.items() if at + 1 in trunk)
        if wire.back:
            return
        bottom = self.layer[wire.target]
        if bottom - 1 in trunk:
            yield trunk[bottom - 1], wire.target
        for edge in wire.edges:
            source = self.ends[edge][0]
            yield source, trunk.get(self.layer[source] + 1, wire.target)


def build_skeleton(drawing: Drawing) -> Skeleton:
    """The skeleton of a drawing."""
    numbers = {node.key: number for number, node in enumerate(drawing.nodes)}
    ends = tuple((numbers[edge.source], numbers[edge.target]) for edge in drawing.edges)
    order = _Order(len(drawing.nodes), ends)
    layer = _sunk(drawing, order, _layers(drawing, order))
    return _wired(drawing, ends, layer)


class _Order:
    """Boxes so that edges lead from earlier to later ones, except those that lead back."""

    def __init__(self, boxes: int, ends: Sequence[tuple[int, int]]) -> None:
        self.out: list[list[int]] = [[] for _ in range(boxes)]
        for source, target in ends:
            self.out[source].append(target)
        self.finished: list[int] = []
        self._state = [0] * boxes
        self._back: set[tuple[int, int]] = set()
        for root in range(boxes):
            if not self._state[root]:
                self._walk(root)

    def _walk(self, root: int) -> None:
        """Depth first from a box: an edge to a box that is not done yet leads back."""
        self._state[root] = 1
        work = [(root, iter(self.out[root]))]
        while work:
            box, targets = work[-1]
            target = next(targets, None)
            if target is None:
                self._state[box] = 2
                self.finished.append(box)
                work.pop()
            elif self._state[target] == 0:
                self._state[target] = 1
                work.append((target, iter(self.out[target])))
            elif self._state[target] == 1:
                self._back.add((box, target))

    def onwards(self, box: int) -> list[int]:
        """Where the edges of a box lead that do not lead back."""
        return [target for target in self.out[box] if (box, target) not in self._back]


def _layers(drawing: Drawing, order: _Order) -> list[int]:
    """Each box one layer below the lowest that leads to it; what no call reaches, one above what it leads to."""
    layer = [0 if box == 0 else 1 for box in range(len(order.out))]
    for box in reversed(order.finished):
        for target in order.onwards(box):
            layer[target] = max(layer[target], layer[box] + 1)
    for box in order.finished:
        below = [layer[target] for target in order.onwards(box)]
        if below and not drawing.nodes[box].reached:
            layer[box] = min(below) - 1
    return layer


def _sunk(drawing: Drawing, order: _Order, layer: list[int]) -> list[int]:
    """Where few nodes end calls, all of these stand in the last layer; where many do, each stays near what leads to it."""
    ending = [
        box
        for box, node in enumerate(drawing.nodes)
        if node.family is not Family.START and not order.out[box] and node.reached
    ]
    counts = [0] * (max(layer) + 1)
    for at in layer:
        counts[at] += 1
    if len(ending) > max(_FEW, *counts):
        return layer
    found = list(layer)
    for box in ending:
        found[box] = len(counts) - 1
    return found


def _wired(drawing: Drawing, ends: tuple[tuple[int, int], ...], layer: list[int]) -> Skeleton:
    """The skeleton, with a place for each wire in each layer that it passes."""
    groups: dict[tuple[int, bool, Mark, bool], list[int]] = {}
    for number, (edge, (source, target)) in enumerate(zip(drawing.edges, ends, strict=True)):
        back = layer[target] <= layer[source]
        groups.setdefault((target, edge.trouble, edge.mark, back), []).append(number)
    whole = list(layer)
    wires: list[Wire] = []
    for (target, _, _, back), edges in groups.items():
        leaving: dict[int, list[int]] = {}
        for number in edges:
            leaving.setdefault(layer[ends[number][0]], []).append(number)
        passed = range(layer[target], max(leaving) + 1) if back else range(min(leaving) + 1, layer[target])
        trunk = {at: len(whole) + number for number, at in enumerate(passed)}
        whole += passed
        wires.append(Wire(target, tuple(edges), back, trunk, leaving))
    return Skeleton(len(layer), ends, whole, tuple(wires))
