"""What the rules about menus and collects share: finding them, and those without a branch for an answer that did not come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Collect, Menu
from ivrplan.flow.outcome import DEFAULT
from ivrplan.rules.rule import Hit, Subject

Asking: TypeAlias = Menu | Collect
"""The nodes that wait for keys."""


def asking(graph: CallGraph) -> Sequence[Asking]:
    """The menus and collects, in the flow's order."""
    return graph.among(Menu, Collect)


def without_branch(subject: Subject, outcome: str) -> Iterator[Asking]:
    """The nodes that ask callers and lead on, but not by this outcome.

    On a menu, `default` is the way for any other answer; on a collect, it is the way of those who typed something. A node without any
    edge is a dead end, which is another rule's matter.
    """
    for node in asking(subject.graph):
        edges = node.edges
        if edges and outcome not in edges and not (type(node) is Menu and DEFAULT in edges):
            yield node


def lost_by(subject: Subject, node: Asking, outcome: str, callers: str) -> Hit:
    """The hit for a node that callers are lost at.

    Args:
        subject: what is checked.
        node: the node that asks.
        outcome: the outcome that has no edge.
        callers: which callers take it ("callers who press nothing").
    """
    lost = (
        f"takes {callers} on as if all were well"
        if DEFAULT in node.edges
        else f"does not say where {callers} go"
    )
    return Hit(
        f'In flow "{subject.flow.name}", {node.kind} "{node.name}" {lost}: it has no edge "{outcome}".',
        node=node.name,
        outcome=outcome,
        path=subject.graph.path_to(node.name),
    )
