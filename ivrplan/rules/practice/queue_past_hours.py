"""IVR407: some callers wait in a queue although nobody asked whether it is open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Hours, Queue
from ivrplan.flow.reach import reach_around
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every queue of a flow with opening hours that can be reached past them.

    A flow without hours says nothing about them: they may be asked before it, or somebody is always there.
    """
    graph = subject.graph
    if not graph.of(Hours):
        return
    unasked = reach_around(graph, lambda node: isinstance(node, Hours))
    for queue in graph.of(Queue):
        if queue.name in unasked.last:
            yield Hit(
                f'In flow "{subject.flow.name}", calls can get to queue "{queue.name}" without passing any opening '
                "hours, though the flow has some.",
                node=queue.name,
                path=unasked.path_to(queue.name),
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
