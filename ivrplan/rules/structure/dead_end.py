"""IVR104: the call stops at a node that is no end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.rules.rule import Group, Hit, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every node without edges that cannot end a call."""
    for node in subject.flow.nodes:
        if not node.edges and not node.terminal:
            yield Hit(
                f'In flow "{subject.flow.name}", {node.kind} "{node.name}" leads nowhere, and a {node.kind} does not '
                "end a call.",
                node=node.name,
                path=subject.graph.path_to(node.name),
            )


RULE: Final = Rule(
    id="IVR104",
    name="dead-end",
    group=Group.STRUCTURE,
    severity=Severity.ERROR,
    summary="Dead end",
    why="Callers who get here hear silence until they hang up, or the vendor drops the call.",
    mend='Add next = "...", or lead its outcomes on; to end the call here, lead to a disconnect.',
    check=check,
    hard=True,
)
