"""What happened in a call, in lines that begin with a space: messages keep these as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from ivrplan.flow.path import arrow
from ivrplan.flow.simulation.walk import Visit, Walk
from ivrplan.language import numeric

_BEFORE: Final = 3
"""So many nodes are shown before the first one that differs."""
_BEHIND: Final = 3
"""So many are shown behind it."""
_FIRST: Final = 3
_LAST: Final = 9
"""Of a long call, so many nodes at its beginning and its end."""
_LONGEST: Final = 60
"""A prompt is cut behind so many characters."""


def account(walk: Walk, *, timed: bool = False) -> Iterator[str]:
    """Node by node: how the call left it, and what was heard there.

    Args:
        walk: the call.
        timed: whether to say how long each visit took.
    """
    rows = [_row(visit) for visit in walk.visits]
    hidden = len(rows) - _FIRST - _LAST
    if hidden > 1:
        rows = [*rows[:_FIRST], (f"({hidden} more)", "", "", ""), *rows[-_LAST:]]
    names, times, ways = (max((len(row[column]) for row in rows), default=0) for column in range(3))
    yield "The call:"
    for name, time, way, heard in rows:
        cells = (f"{name:<{names}}", *([f"{time:>{times}}"] if timed else []), f"{way:<{ways}}", heard)
        yield f"  {'  '.join(cells)}".rstrip()


def _row(visit: Visit) -> tuple[str, str, str, str]:
    time = f"{numeric.text(visit.seconds)} s"
    return visit.node, time, arrow(visit.outcome) if visit.outcome else "", _heard(visit)


def _heard(visit: Visit) -> str:
    """The prompts of a visit; one that was repeated once, with how often."""
    texts = Counter(visit.heard)
    parts = (f'"{_cut(text)}"' + (f" ({count} times)" if count > 1 else "") for text, count in texts.items())
    return ", ".join(parts)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def differing(expected: Sequence[str], actual: Sequence[str]) -> list[str]:
    """Two paths one above the other, with a mark under the first node that differs."""
    at = first_difference(expected, actual)
    assert at is not None
    start = max(at - _BEFORE, 0) if at > _BEFORE + 1 else 0
    common = [f"({start} more)"] * (start > 0) + list(expected[start:at])
    before = "".join(f"{name} -> " for name in common)
    lines = [before + _rest(path, at) for path in (expected, actual)]
    width = max(len(path[at]) if at < len(path) else 1 for path in (expected, actual))
    return [
        f"  expected: {lines[0]}",
        f"  actual:   {lines[1]}",
        f"            {' ' * len(before)}{'^' * width}",
    ]


def _rest(path: Sequence[str], at: int) -> str:
    """A path from the first difference on; not more of it than helps."""
    shown = list(path[at : at + 1 + _BEHIND])
    left = len(path) - at - len(shown)
    return " -> ".join([*shown, *([f"({left} more)"] if left else [])]) or "(the end)"


def first_difference(expected: Sequence[str], actual: Sequence[str]) -> int | None:
    """Where two sequences differ first; None where they are equal."""
    for number, (one, other) in enumerate(zip(expected, actual, strict=False)):
        if one != other:
            return number
    return None if len(expected) == len(actual) else min(len(expected), len(actual))
