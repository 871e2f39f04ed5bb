"""IVR101: an edge leads to a node that the flow does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity, did_you_mean
from ivrplan.flow.path import Edge
from ivrplan.rules.rule import Group, Hit, Rule, Subject

_COMPARISONS: Final = 20_000
"""Names are only compared for a question while that stays cheap: so many pairs of names in one flow."""


def check(subject: Subject) -> Iterator[Hit]:
    """Every edge whose target is missing."""
    graph = subject.graph
    suggest = len(graph.dangling) * len(graph.index) <= _COMPARISONS
    for edge in graph.dangling:
        yield Hit(
            f'In flow "{subject.flow.name}", outcome "{edge.outcome}" of node "{edge.source}" leads to '
            f'"{edge.target}", but the flow has no node of this name.',
            node=edge.source,
            outcome=edge.outcome,
            path=graph.path_along(edge),
            hint=_question(subject, edge) if suggest else "",
        )


def _question(subject: Subject, edge: Edge) -> str:
    return did_you_mean(edge.target, (name for name in subject.graph.index if name != edge.source))


RULE: Final = Rule(
    id="IVR101",
    name="edge-to-missing-node",
    group=Group.STRUCTURE,
    severity=Severity.ERROR,
    summary="Edge to a missing node",
    why="A caller who takes this outcome has nowhere to go: the call is dropped, or the vendor refuses the flow.",
    mend="Correct the name of the target, or add the node.",
    check=check,
    hard=True,
)
