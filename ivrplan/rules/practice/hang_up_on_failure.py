"""IVR405: the flow hangs up on callers who do not manage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.graph import CallGraph, leading_to
from ivrplan.flow.nodes import Disconnect
from ivrplan.flow.outcome import INVALID
from ivrplan.flow.path import Edge
from ivrplan.flow.routes import GOES_ON, comes_to
from ivrplan.rules.practice.asking import Asking, asking
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_SOMEBODY: Final = frozenset({"queue", "agent", "transfer", "voicemail", "callback"})


def check(subject: Subject) -> Iterator[Hit]:
    """Every menu and collect that hangs up on a caller who presses wrong keys, though it can lead to somebody.

    Who presses nothing may be gone already: hanging up on silence is left alone.
    """
    graph = subject.graph
    failing = [node for node in asking(graph) if _may_hang_up(graph, node)]
    if not failing:
        return
    helping = leading_to(graph, lambda node: node.kind in _SOMEBODY)
    elsewhere = comes_to(graph, lambda node: node.kind not in GOES_ON and not isinstance(node, Disconnect))
    for node in failing:
        if node.name in helping and node.edges[INVALID] not in elsewhere:
            yield Hit(
                f'In flow "{subject.flow.name}", {node.kind} "{node.name}" hangs up on callers who press wrong keys, '
                "though it leads others to somebody.",
                node=node.name,
                outcome=INVALID,
                path=graph.path_along(Edge(node.name, INVALID, node.edges[INVALID])),
            )


def _may_hang_up(graph: CallGraph, node: Asking) -> bool:
    target = graph.index.get(node.edges.get(INVALID, ""))
    return target is not None and (isinstance(target, Disconnect) or target.kind in GOES_ON)


RULE: Final = Rule(
    id="IVR405",
    name="hang-up-on-failure",
    group=Group.PRACTICE,
    severity=Severity.NOTE,
    summary="Callers who fail are hung up on",
    why=(
        "Who presses wrong keys is on the line and wants something. Practitioners (ACIxD) hand such callers to a person "
        "when it is open, and offer a callback or a mailbox when it is not."
    ),
    mend="Lead invalid to a queue, an agent, a callback or a voicemail.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
