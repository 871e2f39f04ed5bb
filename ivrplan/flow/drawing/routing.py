"""Where wires run between the layers: up and down at their places, and sideways on tracks in the channels between layers.

"Across" is the direction of a layer, "along" the direction from layer to layer. The channel of a layer lies behind it;
the channel before the first layer has the number -1. No two wires share a track where they would touch.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ivrplan.flow.drawing.skeleton import Skeleton, Wire

TRACK: Final = 11.0
"""From a track to the next."""

LEAD: Final = 15.0
"""From a layer to the first track of its channel."""

ARRIVAL: Final = 22.0
"""From the last track of a channel to the next layer: there is room for the head of an arrow."""

_STRAIGHT: Final = 34.0
"""A channel without a track."""

_NEAR: Final = 6.0
"""Pins of different wires are at least that far apart across."""

_APART: Final = (16.0, 8.0, 4.0)
"""How far apart the arrows at one box arrive: the first of these for which there is room."""

_GIVE: Final = 9.0
"""How far a wire may leave its place in a layer."""


class Pin(NamedTuple):
    """Where a wire meets a channel: across, and whether on the side of the layer before."""

    across: float
    before: bool


@dataclass(frozen=True, slots=True)
class Net:
    """What one wire does in one channel.

    Attributes:
        sources: an edge that begins here -> its pin.
        passing: the pin of the wire itself, where it comes from another layer.
        output: where all of them leave.
        track: the number of the track from 0; -1 where nothing runs sideways.
    """

    sources: Mapping[int, Pin]
    passing: Pin | None
    output: Pin
    track: int = -1

    @property
    def inputs(self) -> list[Pin]:
        """Where it comes from."""
        return [*self.sources.values(), *([self.passing] if self.passing else [])]

    @property
    def straight(self) -> bool:
        """Whether nothing runs sideways."""
        return all(
            pin.across == self.output.across and pin.before != self.output.before for pin in self.inputs
        )

    @property
    def span(self) -> tuple[float, float]:
        """From where to where it runs sideways."""
        every = [pin.across for pin in (*self.inputs, self.output)]
        return min(every), max(every)


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands where before wires are laid.

    Attributes:
        skeleton: layers and wires.
        middle: box or place -> its middle across.
        ports: edge -> where it leaves its source, across.
        doors: box -> from where to where arrows may enter it, across.
    """

    skeleton: Skeleton
    middle: Sequence[float]
    ports: Sequence[float]
    doors: Sequence[tuple[float, float]]


@dataclass(slots=True)
class Routing:
    """Where wires run.

    Attributes:
        place: the places of wires, moved a little where wires would have lain on each other.
        nets: channel -> wire -> what it does there.
        tracks: channel -> how many tracks it has.
    """

    place: list[float]
    nets: dict[int, dict[int, Net]] = field(default_factory=dict)
    tracks: dict[int, int] = field(default_factory=dict)

    def breadth(self, channel: int, outermost: bool) -> float:
        """How much room a channel takes along."""
        tracks = self.tracks[channel]
        if tracks:
            return LEAD + (tracks - 1) * TRACK + ARRIVAL
        return 0.0 if outermost else _STRAIGHT


def routed(ground: Ground) -> Routing:
    """Where all wires run."""
    routing = Routing(list(ground.middle))
    present = _present(ground.skeleton)
    for channel in range(-1, ground.skeleton.depth):
        laid = _Channel(ground, routing.place, channel)
        nets = laid.nets(present.get(channel, ()))
        routing.nets[channel], routing.tracks[channel] = _tracked(nets)
    return routing


def _present(skeleton: Skeleton) -> Mapping[int, Sequence[int]]:
    """Channel -> the wires that do something there."""
    found: dict[int, list[int]] = {}
    for number, wire in enumerate(skeleton.wires):
        end = skeleton.layer[wire.target] - 1
        channels = range(end, max(wire.leaving) + 1) if wire.back else range(min(wire.leaving), end + 1)
        for channel in channels:
            found.setdefault(channel, []).append(number)
    return found


class _Row:
    """Pins beside each other, with the wires that they belong to."""

    def __init__(self, pins: Iterable[tuple[float, int]] = ()) -> None:
        self._pins = sorted(pins)

    def add(self, across: float, wire: int) -> None:
        insort(self._pins, (across, wire))

    def near(self, across: float, distance: float, wire: int) -> bool:
        """Whether a pin of another wire is nearer than that."""
        at = bisect_left(self._pins, (across - distance, -1))
        while at < len(self._pins) and self._pins[at][0] < across + distance:
            if self._pins[at][1] != wire and self._pins[at][0] > across - distance:
                return True
            at += 1
        return False


class _Channel:
    """One channel while its pins are chosen."""

    def __init__(self, ground: Ground, place: list[float], channel: int) -> None:
        self.ground = ground
        self.place = place
        self.channel = channel
        self.before = _Row()
        self.behind = _Row()

    def nets(self, present: Sequence[int]) -> dict[int, Net]:
        """What each wire does here; its pins on the far side are chosen now."""
        wires = {number: self.ground.skeleton.wires[number] for number in present}
        self.before = _Row((pin, number) for number, wire in wires.items() for pin in self._before(wire))
        for number, wire in wires.items():
            if (one := wire.trunk.get(self.channel + 1)) is not None:
                middle = self.place[one]
                before = self.place[wire.trunk.get(self.channel, one)]
                low, high = middle - _GIVE, middle + _GIVE
                wished = before if low <= before <= high else middle
                self.place[one] = self._free(wished, (low, high), number)
        doors = self._doors(wires)
        return {number: self._net(wire, doors.get(number)) for number, wire in wires.items()}

    def _before(self, wire: Wire) -> Iterator[float]:
        """The pins of a wire on the side of the layer before."""
        yield from (self.ground.ports[edge] for edge in wire.leaving.get(self.channel, ()))
        if (one := wire.trunk.get(self.channel)) is not None:
            yield self.place[one]

    def _doors(self, wires: Mapping[int, Wire]) -> dict[int, float]:
        """Wire -> where it enters its target, for those that do so here."""
        entering: dict[int, list[int]] = {}
        for number, wire in wires.items():
            if self.ground.skeleton.layer[wire.target] == self.channel + 1:
                entering.setdefault(wire.target, []).append(number)
        found: dict[int, float] = {}
        for target, numbers in entering.items():
            wished = self._wishes(target, {number: self._coming(wires[number]) for number in numbers})
            for number in sorted(wished, key=lambda n: (wished[n][1], wished[n][0])):
                found[number] = self._free(wished[number][0], self.ground.doors[target], number)
        return found

    def _wishes(self, target: int, coming: Mapping[int, tuple[float, bool]]) -> dict[int, tuple[float, bool]]:
        """Wire -> where it would enter its target best, and whether that is not straight ahead.

        Those that cannot go straight ahead enter beside one that can, on the side from which they come; without such
        a one, in the middle.
        """
        low, high = self.ground.doors[target]
        order = sorted(coming, key=lambda number: (coming[number][0], number))
        ahead = [n for n in order if coming[n][1] and low <= coming[n][0] <= high]
        anchor, first = self.place[target] - _APART[0] * (len(order) - 1) / 2, 0
        if ahead:
            anchor, first = coming[ahead[0]][0], order.index(ahead[0])
        return {
            number: (coming[number][0], False)
            if number in ahead
            else (min(max(anchor + _APART[0] * (at - first), low), high), True)
            for at, number in enumerate(order)
        }

    def _coming(self, wire: Wire) -> tuple[float, bool]:
        """Where a wire comes from, and whether that is one place."""
        if wire.back:
            return self.place[wire.trunk[self.channel + 1]], True
        pins = sorted(self._before(wire))
        middle = len(pins) // 2
        return (pins[middle], True) if len(pins) % 2 else ((pins[middle - 1] + pins[middle]) / 2, False)

    def _free(self, wished: float, limits: tuple[float, float], wire: int) -> float:
        """The nearest to what is wished that no other wire is too near to; the wish itself where there is none."""
        found = next(
            (
                one
                for apart in _APART
                for one in _around(wished, limits)
                if not self.before.near(one, min(_NEAR, apart), wire)
                and not self.behind.near(one, apart, wire)
            ),
            wished,
        )
        self.behind.add(found, wire)
        return found

    def _net(self, wire: Wire, door: float | None) -> Net:
        sources = {
            edge: Pin(self.ground.ports[edge], before=True) for edge in wire.leaving.get(self.channel, ())
        }
        near, far = wire.trunk.get(self.channel), wire.trunk.get(self.channel + 1)
        if not wire.back:
            passing = None if near is None else Pin(self.place[near], before=True)
            across = self.place[far] if far is not None else door
            assert across is not None
            return Net(sources, passing, Pin(across, before=False))
        returning = None if far is None else Pin(self.place[far], before=False)
        if near is None:
            assert door is not None
            return Net({}, returning, Pin(door, before=False))
        return Net(sources, returning, Pin(self.place[near], before=True))


def _around(wished: float, limits: tuple[float, float]) -> Iterator[float]:
    """Points between limits, the nearest first."""
    low, high = limits
    for step in range(int((high - low) / 2) + 2):
        for one in (wished + 2 * step, wished - 2 * step):
            if low <= one <= high:
                yield one


def _tracked(nets: Mapping[int, Net]) -> tuple[dict[int, Net], int]:
    """The nets with their tracks, and how many tracks there are."""
    found = dict(nets)
    laid: list[tuple[float, float, int]] = []
    for number in sorted((n for n, net in nets.items() if not net.straight), key=lambda n: _turn(nets[n])):
        net = nets[number]
        low, high = net.span
        track = (
            max((t for start, end, t in laid if start < high + _NEAR and low - _NEAR < end), default=-1) + 1
        )
        laid.append((low, high, track))
        found[number] = Net(net.sources, net.passing, net.output, track)
    return found, max((track for _, _, track in laid), default=-1) + 1


def _turn(net: Net) -> tuple[int, float]:
    """Which net gets the earlier track: so that those which run the same way do not cross.

    Those that turn back lie outermost on their side; of those to the right, the rightmost comes first.
    """
    low, high = net.span
    if net.output.before:
        return 0, high - low
    if not any(pin.before for pin in net.inputs):
        return 3, low - high
    if net.output.across - low >= high - net.output.across:
        return 1, -low
    return 2, high
