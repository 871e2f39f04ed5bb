"""IVR105: a loop that no outcome leaves.

Every node from which no end can be reached has one of three causes ahead of it: an edge to a missing node (IVR101), a
dead end (IVR104), or a loop without a way out. So this rule reports the loops, once each, and not all that lead there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.components import is_loop
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.loops import describe_loop, loop_in
from ivrplan.rules.rule import Group, Hit, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every loop that a call cannot leave, by its exact node sequence."""
    graph = subject.graph
    if len(graph.can_end) == len(graph.index):
        return
    unfinished = {edge.source for edge in graph.dangling}
    closed = [part for part in graph.components if _is_closed(graph, part) and unfinished.isdisjoint(part)]
    loops = sorted((loop_in(graph, part) for part in closed), key=lambda loop: graph.positions[loop[0]])
    for loop in loops:
        yield Hit(
            f'In flow "{subject.flow.name}", calls that get to node "{loop[0]}" never come to an end: '
            f"they go round {describe_loop(graph, loop)}, and no outcome leads out.",
            node=loop[0],
            path=graph.path_to(loop[0]),
        )


def _is_closed(graph: CallGraph, part: tuple[str, ...]) -> bool:
    inside = frozenset(part)
    return (
        inside.isdisjoint(graph.can_end)
        and is_loop(part, graph.targets)
        and all(edge.target in inside for name in part for edge in graph.successors[name])
    )


RULE: Final = Rule(
    id="IVR105",
    name="no-way-out",
    group=Group.STRUCTURE,
    severity=Severity.ERROR,
    summary="Loop without a way out",
    why="Callers who get into it can only hang up, and each of them holds a line until they do.",
    mend="Lead an outcome of one of its nodes to a node outside: a queue, a callback, a disconnect.",
    check=check,
    hard=True,
)
