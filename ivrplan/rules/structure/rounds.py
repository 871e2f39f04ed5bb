"""What the rules about loops share: the decisions that end a loop some day."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Decision, Node
from ivrplan.flow.variables import given_by


def ending(graph: CallGraph, part: Collection[str], counting: tuple[type[Node], ...]) -> Iterator[str]:
    """The decisions of a loop that leave it by an outcome, on a variable that the loop gives values.

    Args:
        graph: the call graph.
        part: the nodes of the loop.
        counting: the kinds of nodes whose values are trusted to change from round to round.
    """
    inside = frozenset(part)
    nodes = [graph.index[name] for name in part]
    counted = {variable for node in nodes if isinstance(node, counting) for variable in given_by(node)}
    for node in nodes:
        if (
            isinstance(node, Decision)
            and node.variable in counted
            and not inside.issuperset(node.edges.values())
        ):
            yield node.name
