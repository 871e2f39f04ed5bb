"""Coverage: which nodes and edges calls have passed, of those that a call can reach at all.

What no edge leads to is no gap in the tests but a fault of the flow, so it does not count; nor do edges to nodes that
the flow does not have.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ivrplan.flow.graph import CallGraph
from ivrplan.flow.path import Edge


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    covered: int = 0
    total: int = 0

    @property
    def percent(self) -> Fraction:
        """From 0 to 100, exactly; of nothing, everything is covered."""
        return Fraction(100 * self.covered, self.total) if self.total else Fraction(100)

    def __add__(self, other: Share) -> Share:
        return Share(self.covered + other.covered, self.total + other.total)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What calls have passed of one flow.

    Attributes:
        nodes, edges: how many of those that can be reached.
        missed_nodes: the names of those that no call has passed, in the flow's order.
        missed_edges: the same for edges.
    """

    nodes: Share
    edges: Share
    missed_nodes: tuple[str, ...] = ()
    missed_edges: tuple[Edge, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether calls have passed everything."""
        return not self.missed_nodes and not self.missed_edges


def coverage(graph: CallGraph, nodes: Iterable[str], edges: Iterable[tuple[str, str, str]]) -> Coverage:
    """What calls have passed of a call graph. Linear.

    Args:
        graph: the call graph.
        nodes: the names of the nodes that calls have passed; each may be given often, in any order.
        edges: source, outcome and target of the edges that they have taken, likewise.
    """
    passed, taken = frozenset(nodes), frozenset(edges)
    within = [name for name in graph.index if name in graph.arrivals]
    missed_nodes = tuple(name for name in within if name not in passed)
    ways = reachable_edges(graph)
    missed_edges = tuple(edge for edge in ways if edge not in taken)
    return Coverage(
        Share(len(within) - len(missed_nodes), len(within)),
        Share(len(ways) - len(missed_edges), len(ways)),
        missed_nodes,
        missed_edges,
    )


def reachable_edges(graph: CallGraph) -> list[Edge]:
    """The edges that a path from the entry can have, in the flow's order."""
    return [edge for name in graph.index if name in graph.arrivals for edge in graph.successors[name]]
