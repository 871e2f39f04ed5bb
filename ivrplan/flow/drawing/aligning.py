"""Where boxes and places stand across: straight wires, boxes in the middle of what they are joined to, no gaps.

The method is that of Brandes and Köpf ("Fast and Simple Horizontal Coordinate Assignment", 2001): everything is
aligned with a neighbour four times (to the upper or the lower ones, from the left or from the right), each alignment
is pushed together, and the middle of the four is taken. Wires stay straight because nothing may be aligned across them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from ivrplan.flow.drawing.ordering import Rows

Gap: TypeAlias = Callable[[int, int], float]
"""How far the middles of two neighbours have to be apart."""


@dataclass(frozen=True)
class Aligning:
    """What is to be aligned.

    Attributes:
        rows: the layers, each in its order.
        up, down: what each one is joined to, one layer up and one layer down.
        boxes: how many are boxes; the others are places of wires.
        breadth: how broad each one is, in pixels.
        gap: how far the middles of two neighbours have to be apart, in pixels.
    """

    rows: Rows
    up: Sequence[Sequence[int]]
    down: Sequence[Sequence[int]]
    boxes: int
    breadth: Sequence[float]
    gap: Gap


def aligned(given: Aligning) -> list[float]:
    """The middle of everything across, in pixels; the leftmost edge is 0."""
    kept_apart = set(_kept_apart(given))
    found = [
        _one_way(given, kept_apart, down=down, right=right)
        for down in (True, False)
        for right in (False, True)
    ]
    _laid_over(given, found)
    middles = [(low + high) / 2 for _, low, high, _ in map(sorted, zip(*found, strict=True))]
    left = min(middle - broad / 2 for middle, broad in zip(middles, given.breadth, strict=True))
    return [middle - left for middle in middles]


def _kept_apart(given: Aligning) -> Iterator[tuple[int, int]]:
    """Joined pairs that are not aligned, for the sake of wires: those that cross one, and those that run into one."""
    place = {one: at for row in given.rows for at, one in enumerate(row)}
    for upper, lower in pairwise(given.rows):
        yield from _crossing(given, place, lower, len(upper))
    for one in range(given.boxes, len(given.up)):
        if any(other >= given.boxes for other in given.up[one]):
            yield from ((other, one) for other in given.up[one] if other < given.boxes)


def _crossing(
    given: Aligning, place: dict[int, int], row: Sequence[int], reach: int
) -> Iterator[tuple[int, int]]:
    """The pairs of an upper and a lower one that cross a wire between two layers."""
    first = start = 0
    for at, one in enumerate(row):
        above = _above(given, one)
        if above is None and at < len(row) - 1:
            continue
        last = reach if above is None else place[above]
        for lower in row[start : at + 1]:
            for upper in given.up[lower]:
                both = upper >= given.boxes and lower >= given.boxes
                if not both and not first <= place[upper] <= last:
                    yield upper, lower
        start, first = at + 1, last


def _above(given: Aligning, one: int) -> int | None:
    """The place of the same wire one layer up; None for a box and for the first place of a wire."""
    if one < given.boxes:
        return None
    return next((other for other in given.up[one] if other >= given.boxes), None)


def _one_way(given: Aligning, kept_apart: set[tuple[int, int]], *, down: bool, right: bool) -> list[float]:
    """One of the four alignments."""
    rows = given.rows if down else given.rows[::-1]
    if right:
        rows = [row[::-1] for row in rows]
    root = _blocks(rows, given.up if down else given.down, kept_apart)
    middles = _pushed(rows, root, given.gap)
    return [-middle for middle in middles] if right else middles


def _blocks(rows: Rows, neighbours: Sequence[Sequence[int]], kept_apart: set[tuple[int, int]]) -> list[int]:
    """Everything -> the first of the block that it is aligned in: each with its middle neighbour, where that is free."""
    root = list(range(len(neighbours)))
    place = {one: at for row in rows for at, one in enumerate(row)}
    taken: set[int] = set()
    for row in rows:
        last = -1
        for one in row:
            for other in _middle(neighbours[one], place):
                free = last < place[other] and other not in taken and root[one] == one
                if free and not {(other, one), (one, other)} & kept_apart:
                    root[one] = root[other]
                    taken.add(other)
                    last = place[other]
    return root


def _middle(neighbours: Sequence[int], place: dict[int, int]) -> list[int]:
    """The neighbour in the middle; both of them where there are two."""
    ranked = sorted(neighbours, key=place.__getitem__)
    return ranked[(len(ranked) - 1) // 2 : len(ranked) // 2 + 1]


def _pushed(rows: Rows, root: Sequence[int], gap: Gap) -> list[float]:
    """The middles of blocks: as far left as neighbours let them, then right again where nothing is in the way."""
    before: dict[int, dict[int, float]] = {block: {} for row in rows for block in map(root.__getitem__, row)}
    behind: dict[int, list[int]] = {block: [] for block in before}
    for row in rows:
        for left, right in pairwise(row):
            blocks, apart = before[root[right]], gap(left, right)
            if root[left] not in blocks:
                behind[root[left]].append(root[right])
            blocks[root[left]] = max(apart, blocks.get(root[left], 0.0))
    order = _sequence(before, behind)
    middle: dict[int, float] = {}
    for block in order:
        middle[block] = max((middle[other] + apart for other, apart in before[block].items()), default=0.0)
    for block in reversed(order):
        if behind[block]:
            middle[block] = min(middle[other] - before[other][block] for other in behind[block])
    return [middle[block] for block in root]


def _sequence(before: dict[int, dict[int, float]], behind: dict[int, list[int]]) -> list[int]:
    """The blocks, each after those to its left."""
    waiting = {block: len(others) for block, others in before.items()}
    order = [block for block, count in waiting.items() if not count]
    for block in order:
        for other in behind[block]:
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    return order


def _laid_over(given: Aligning, found: list[list[float]]) -> None:
    """Shift the four alignments so that they lie over the narrowest of them."""
    spans = [_span(given, middles) for middles in found]
    left, right = min(spans, key=lambda span: span[1] - span[0])
    for number, (start, end) in enumerate(spans):
        shift = right - end if number % 2 else left - start
        found[number] = [middle + shift for middle in found[number]]


def _span(given: Aligning, middles: Sequence[float]) -> tuple[float, float]:
    halves = [broad / 2 for broad in given.breadth]
    return (
        min(middle - half for middle, half in zip(middles, halves, strict=True)),
        max(middle + half for middle, half in zip(middles, halves, strict=True)),
    )
