"""A caller's way through a flow: edges, steps and paths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from ivrplan.flow.outcome import DEFAULT

LONG: Final = 12
"""A path shows this many nodes at most: its entry and its end."""


class Edge(NamedTuple):
    """One way out of a node."""

    source: str
    outcome: str
    target: str


class Step(NamedTuple):
    """A node on a caller's path, and the outcome by which the call leaves it; none at the path's end."""

    node: str
    outcome: str | None = None


class Path(NamedTuple):
    """A caller's path from the entry.

    Attributes:
        steps: from the entry to the last node; empty when no path leads there.
        omitted: how many nodes were left out after the entry because the path is long.
    """

    steps: tuple[Step, ...] = ()
    omitted: int = 0

    def __str__(self) -> str:
        if not self.steps:
            return ""
        texts = [
            step.node if step.outcome is None else f"{step.node} {arrow(step.outcome)}" for step in self.steps
        ]
        if self.omitted:
            texts.insert(1, f"({self.omitted} more) ->")
        return " ".join(texts)

    def shortened(self) -> Path:
        """The same path without its middle, where it is long."""
        too_many = len(self.steps) - LONG
        if too_many <= 0:
            return self
        first = Step(self.steps[0].node, DEFAULT)
        return Path((first, *self.steps[1 + too_many :]), self.omitted + too_many)


NO_PATH: Final = Path()
"""Where no caller gets."""


def path_back(
    last: Mapping[str, Edge | None], hops: Mapping[str, int], end: Step, start: str | None = None
) -> Path:
    """The way by which a search from the entry came to its last step. The middle of a long one is left out.

    Args:
        last: node -> the edge by which the search came to it; the entry is the first, without an edge.
        hops: node -> how many edges it is from the entry.
        end: the last step; the search came to its node.
        start: where the search began; at the first node of `last` unless another is named.
    """
    steps = [end]
    edge = last[end.node]
    while edge is not None and len(steps) < LONG - 1:
        steps.append(Step(edge.source, edge.outcome))
        edge = last[edge.source]
    if edge is None:
        return Path(tuple(reversed(steps)))
    omitted = hops[edge.source]
    steps.append(Step(start or next(iter(last)), DEFAULT if omitted else edge.outcome))
    return Path(tuple(reversed(steps)), omitted)


def arrow(outcome: str) -> str:
    """An outcome between two nodes of a path: `->`, or `-[2]->`."""
    return "->" if outcome == DEFAULT else f"-[{outcome}]->"
