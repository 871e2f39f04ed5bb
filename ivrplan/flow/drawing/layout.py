"""A drawing -> places: where each box, line and label stands on the sheet.

No two boxes overlap, no line runs through a box, and no label stands on a line that is not its own: labels stand behind
the box that their edges leave, each at its own port, and the box is broad enough for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from ivrplan.flow.drawing.aligning import Aligning, aligned
from ivrplan.flow.drawing.boxes import (
    LABEL_HEIGHT,
    SIDE,
    Content,
    fitted,
    label_text,
    label_width,
)
from ivrplan.flow.drawing.drawing import Drawing, DrawnEdge, DrawnNode
from ivrplan.flow.drawing.ordering import Rows, ordered
from ivrplan.flow.drawing.routing import LEAD, TRACK, Ground, Net, Routing, routed
from ivrplan.flow.drawing.skeleton import Skeleton, build_skeleton

RADIUS: Final = 7.0
"""Of the corners of lines."""

_BETWEEN_BOXES: Final = 30.0
_BETWEEN_WIRES: Final = 16.0
_BESIDE_BOX: Final = 24.0
_PLACE: Final = 2.0
_PORT: Final = 12.0
_LABEL_GAP: Final = 3.0
_BETWEEN_LABELS: Final = 7.0
_NARROW_DOOR: Final = 14.0


class Direction(StrEnum):
    """Where a call moves to on the sheet."""

    DOWN = "TB"
    RIGHT = "LR"


class Point(NamedTuple):
    """A place on the sheet, in pixels from its upper left corner."""

    x: float
    y: float


class Area(NamedTuple):
    """A rectangle on the sheet, in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """A node, and where it stands."""

    node: DrawnNode
    content: Content
    area: Area


@dataclass(frozen=True, slots=True)
class Line:
    """An edge, and where it runs.

    Attributes:
        edge: the edge.
        points: its corners from the source on. It ends where it meets the line of another edge to the same target, which
            goes on from there.
        arrives: whether it goes to the target itself.
    """

    edge: DrawnEdge
    points: tuple[Point, ...]
    arrives: bool


@dataclass(frozen=True, slots=True)
class Label:
    """What stands at an edge, shortened where it is long."""

    edge: DrawnEdge
    text: str
    area: Area


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything with its place.

    Attributes:
        direction: where calls move to.
        width, height: of the sheet.
        boxes, lines, labels: in the order of the drawing.
    """

    direction: Direction
    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]


def lay_out(drawing: Drawing, direction: Direction = Direction.DOWN) -> Layout:
    """Give everything in a drawing its place."""
    sizes = _Sizes(drawing, direction)
    skeleton = build_skeleton(drawing)
    rows = ordered(skeleton)
    middle = aligned(_aligning(skeleton, rows, sizes))
    ports = _ports(skeleton, middle, sizes)
    doors = [sizes.door(box, middle[box]) for box in range(skeleton.boxes)]
    routing = routed(Ground(skeleton, middle, ports, doors))
    return _Sheet(drawing, sizes, skeleton, routing, ports).layout()


class _Sizes:
    """How large everything is, across and along."""

    def __init__(self, drawing: Drawing, direction: Direction) -> None:
        self.direction = direction
        self.contents = [fitted(node) for node in drawing.nodes]
        self.labels = [label_text(edge) for edge in drawing.edges]
        self.label_sizes = [
            self._turned(label_width(text), LABEL_HEIGHT) if text else (_PORT, 0.0) for text in self.labels
        ]
        self.ways_out: list[list[int]] = [[] for _ in drawing.nodes]
        numbers = {node.key: number for number, node in enumerate(drawing.nodes)}
        for number, edge in enumerate(drawing.edges):
            self.ways_out[numbers[edge.source]].append(number)
        self.boxes = [self._box(box) for box in range(len(drawing.nodes))]

    def _turned(self, width: float, height: float) -> tuple[float, float]:
        """What is across and what is along."""
        return (width, height) if self.direction is Direction.DOWN else (height, width)

    def _box(self, box: int) -> tuple[float, float]:
        across, along = self._turned(self.contents[box].width, self.contents[box].height)
        return max(across, self.row(self.ways_out[box]) + 1.2 * SIDE), along

    def row(self, edges: Sequence[int]) -> float:
        """How much room the labels of some edges take beside each other."""
        return sum(self.label_sizes[edge][0] for edge in edges) + _BETWEEN_LABELS * max(len(edges) - 1, 0)

    def behind(self, box: int) -> float:
        """How much room a box takes along, with the labels behind it."""
        labels = [self.label_sizes[edge][1] for edge in self.ways_out[box] if self.labels[edge]]
        return self.boxes[box][1] + (max(labels) + _LABEL_GAP if labels else 0.0)

    def door(self, box: int, middle: float) -> tuple[float, float]:
        """Where arrows may enter a box: not at its corners, which may be cut off."""
        across, _ = self.boxes[box]
        half = across / 2 - SIDE if self.direction is Direction.DOWN else min(_NARROW_DOOR, across / 2 - 8)
        return middle - half, middle + half


def _aligning(skeleton: Skeleton, rows: Rows, sizes: _Sizes) -> Aligning:
    up: list[list[int]] = [[] for _ in skeleton.layer]
    down: list[list[int]] = [[] for _ in skeleton.layer]
    for upper, lower in skeleton.segments:
        up[lower].append(upper)
        down[upper].append(lower)
    boxes = skeleton.boxes
    breadth = [across for across, _ in sizes.boxes] + [_PLACE] * (len(skeleton.layer) - boxes)

    def gap(left: int, right: int) -> float:
        free = _BETWEEN_BOXES if left < boxes and right < boxes else _BESIDE_BOX
        if left >= boxes and right >= boxes:
            free = _BETWEEN_WIRES
        return (breadth[left] + breadth[right]) / 2 + free

    return Aligning(rows, up, down, boxes, breadth, gap)


def _ports(skeleton: Skeleton, middle: Sequence[float], sizes: _Sizes) -> list[float]:
    """Where each edge leaves its source, across: in the order of where they lead, so that they do not cross at once."""
    towards = [0.0] * len(skeleton.ends)
    for wire in skeleton.wires:
        for edge in wire.edges:
            layer = skeleton.layer[skeleton.ends[edge][0]]
            towards[edge] = middle[wire.trunk.get(layer if wire.back else layer + 1, wire.target)]
    ports = [0.0] * len(skeleton.ends)
    for box, edges in enumerate(sizes.ways_out):
        at = middle[box] - sizes.row(edges) / 2
        for edge in sorted(edges, key=lambda edge: (towards[edge], edge)):
            across, _ = sizes.label_sizes[edge]
            ports[edge] = at + across / 2
            at += across + _BETWEEN_LABELS
    return ports


class _Sheet:
    """Everything with its place, across and along."""

    def __init__(
        self, drawing: Drawing, sizes: _Sizes, skeleton: Skeleton, routing: Routing, ports: Sequence[float]
    ) -> None:
        self.drawing = drawing
        self.sizes = sizes
        self.skeleton = skeleton
        self.routing = routing
        self.ports = ports
        self.starts, self.channels, self.along = self._along()

    def _along(self) -> tuple[list[float], dict[int, float], float]:
        """Where each layer and each channel begins, and where all ends."""
        longest = [0.0] * self.skeleton.depth
        for box in range(self.skeleton.boxes):
            layer = self.skeleton.layer[box]
            longest[layer] = max(longest[layer], self.sizes.behind(box))
        channels, starts, at = {-1: 0.0}, [], self.routing.breadth(-1, outermost=True)
        for layer, length in enumerate(longest):
            starts.append(at)
            channels[layer] = at + length
            at += length + self.routing.breadth(layer, outermost=layer == self.skeleton.depth - 1)
        return starts, channels, at

    def layout(self) -> Layout:
        """The whole sheet, moved so that nothing lies left of it."""
        boxes, labels, lines = list(self._boxes()), list(self._labels()), list(self._lines())
        areas = [*(box.area for box in boxes), *(label.area for label in labels)]
        points = [point for line in lines for point in line.points]
        right = max([*(area.x + area.width for area in areas), *(point.x for point in points)])
        bottom = max([*(area.y + area.height for area in areas), *(point.y for point in points)])
        return Layout(self.sizes.direction, right, bottom, tuple(boxes), tuple(lines), tuple(labels))

    def _boxes(self) -> Iterator[Box]:
        for box, node in enumerate(self.drawing.nodes):
            across, along = self.sizes.boxes[box]
            start = self._start(box)
            left = self.routing.place[box] - across / 2
            yield Box(node, self.sizes.contents[box], self._area((left, start), (across, along)))

    def _labels(self) -> Iterator[Label]:
        for number, edge in enumerate(self.drawing.edges):
            if self.sizes.labels[number]:
                across, along = self.sizes.label_sizes[number]
                corner = (self.ports[number] - across / 2, self._end(self._source(number)) + _LABEL_GAP)
                yield Label(edge, self.sizes.labels[number], self._area(corner, (across, along)))

    def _source(self, edge: int) -> int:
        return self.skeleton.ends[edge][0]

    def _start(self, box: int) -> float:
        """Where a box begins along."""
        return self.starts[self.skeleton.layer[box]]

    def _end(self, box: int) -> float:
        """Where a box ends along."""
        return self._start(box) + self.sizes.boxes[box][1]

    def _area(self, corner: tuple[float, float], size: tuple[float, float]) -> Area:
        if self.sizes.direction is Direction.DOWN:
            return Area(*corner, *size)
        return Area(*corner[::-1], *size[::-1])

    def _point(self, across: float, along: float) -> Point:
        return Point(across, along) if self.sizes.direction is Direction.DOWN else Point(along, across)

    def _lines(self) -> Iterator[Line]:
        wires = {edge: number for number, wire in enumerate(self.skeleton.wires) for edge in wire.edges}
        drawn: dict[tuple[int, int], list[float]] = {}
        for number, edge in enumerate(self.drawing.edges):
            corners, leaving = self._own(wires[number], self._hops(number, wires[number]), drawn)
            start = (self.ports[number], self._end(self._source(number)))
            tip = [] if leaving is None else [(leaving, self._start(self.skeleton.ends[number][1]))]
            yield Line(edge, self._points([start, *corners, *tip]), arrives=bool(tip))

    def _points(self, corners: Sequence[tuple[float, float]]) -> tuple[Point, ...]:
        """The corners without those that are none."""
        kept = [
            corner
            for at, corner in enumerate(corners)
            if at in {0, len(corners) - 1} or not _on_the_way(corners[at - 1], corner, corners[at + 1])
        ]
        return tuple(self._point(*corner) for corner in kept)

    def _hops(self, edge: int, wire: int) -> Iterator[_Hop]:
        """What an edge does in each channel that it passes, in the order in which a call takes it."""
        laid = self.skeleton.wires[wire]
        first = self.skeleton.layer[self._source(edge)]
        last = self.skeleton.layer[laid.target] - 1
        for channel in range(first, last - 1, -1) if laid.back else range(first, last + 1):
            net = self.routing.nets[channel][wire]
            pin = net.sources[edge] if channel == first else net.passing
            assert pin is not None
            along = self.channels[channel] + LEAD + max(net.track, 0) * TRACK
            yield _Hop(channel, net, pin.across, along)

    def _own(
        self, wire: int, hops: Iterable[_Hop], drawn: dict[tuple[int, int], list[float]]
    ) -> tuple[list[tuple[float, float]], float | None]:
        """The corners up to where another edge has drawn the rest; where none has, where the edge arrives across."""
        leaving = None
        corners: list[tuple[float, float]] = []
        for hop in hops:
            before = drawn.get((wire, hop.channel))
            if before is not None:
                corners += hop.joining(min(before), max(before))
                before.append(hop.arriving)
                return corners, None
            drawn[wire, hop.channel] = [hop.arriving, hop.leaving]
            corners += hop.corners
            leaving = hop.leaving
        return corners, leaving


class _Hop(NamedTuple):
    """An edge in one channel: it arrives, runs sideways, and leaves. All lengths are across, `along` is its track."""

    channel: int
    net: Net
    arriving: float
    along: float

    @property
    def leaving(self) -> float:
        return self.net.output.across

    @property
    def corners(self) -> list[tuple[float, float]]:
        if self.net.track < 0:
            return []
        return [(self.arriving, self.along), (self.leaving, self.along)]

    def joining(self, low: float, high: float) -> list[tuple[float, float]]:
        """The corners up to where the same wire was drawn already, and a little of it, so that the eye follows."""
        onwards = -RADIUS if self.net.output.before else RADIUS
        if self.arriving == self.leaving:
            return [(self.arriving, self.along + onwards)]
        meeting = min(max(self.arriving, low), high)
        if meeting == self.leaving:
            return [(self.arriving, self.along), (meeting, self.along), (meeting, self.along + onwards)]
        side = min(max(self.leaving - meeting, -RADIUS), RADIUS)
        return [(self.arriving, self.along), (meeting + side, self.along)]


def _on_the_way(before: tuple[float, float], at: tuple[float, float], behind: tuple[float, float]) -> bool:
    """Whether a corner is none: all three lie on a straight line."""
    return before[0] == at[0] == behind[0] or before[1] == at[1] == behind[1]
