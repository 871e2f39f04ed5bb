"""IVR110: a loop in which nothing waits for the caller, so it spins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.components import is_loop
from ivrplan.flow.loops import components_among, describe_loop, loops_among
from ivrplan.flow.nodes import Set
from ivrplan.rules.rule import Group, Hit, Rule, Subject
from ivrplan.rules.structure.rounds import ending

_SPINNING: Final = frozenset({"play", "hours", "decision", "set", "disclosure", "request", "goto"})
"""Kinds that go on without the caller. An embedded flow and a vendor's own node may well wait, so they are not here."""


def check(subject: Subject) -> Iterator[Hit]:
    """Every loop of such nodes that no counter ends. A loop that nothing leaves at all is left to IVR105."""
    graph = subject.graph
    spinning = {name for name in graph.looping if graph.index[name].kind in _SPINNING}
    if not spinning:
        return
    parts = [part for part in components_among(graph, spinning) if is_loop(part, graph.targets)]
    # A decision that counts, on a variable that the loop sets, ends its loop some day.
    counted = {name for part in parts for name in ending(graph, part, (Set,))}
    for loop in loops_among(graph, {name for part in parts for name in part} - counted):
        if loop[0] in graph.can_end:
            yield Hit(
                f'In flow "{subject.flow.name}", calls can go round {describe_loop(graph, loop)} without a caller\'s '
                "input, a wait or a counter.",
                node=loop[0],
                path=graph.path_to(loop[0]),
            )


RULE: Final = Rule(
    id="IVR110",
    name="loop-without-caller",
    group=Group.STRUCTURE,
    severity=Severity.ERROR,
    summary="Loop that waits for nobody",
    why=(
        "Such a loop runs as fast as the vendor can, until the vendor's own limit of actions ends the call with an "
        "error; callers hear the same words again and again, or nothing."
    ),
    mend="Put a menu or a collect into the loop, or count the rounds with set and leave by a decision.",
    check=check,
)
