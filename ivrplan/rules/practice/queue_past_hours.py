"""IVR407: some callers wait in a queue although nobody asked whether it is open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Hours, Queue
from ivrplan.flow.path import Edge
from ivrplan.flow.routes import cheapest_routes
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every queue of a flow with opening hours that can be reached past them.

    A flow without hours says nothing about them: they may be asked before it, or somebody is always there.
    """
    graph = subject.graph
    asking = {node.name for node in graph.of(Hours)}
    if not asking:
        return

    def asks(edge: Edge) -> bool:
        return edge.source in asking

    routes = cheapest_routes(graph, asks)
    for queue in graph.of(Queue):
        if routes.cost.get(queue.name) == 0:
            yield Hit(
                f'In flow "{subject.flow.name}", calls can get to queue "{queue.name}" without passing any opening '
                "hours, though the flow has some.",
                node=queue.name,
                path=routes.path_to(queue.name),
            )


RULE: Final = Rule(
    id="IVR407",
    name="queue-past-hours",
    group=Group.PRACTICE,
    severity=Severity.NOTE,
    summary="Queue that is reached past the opening hours",
    why="At night callers who take this way wait for people who are not there.",
    mend="Lead the way through an hours node, or allow it where somebody is always there.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
