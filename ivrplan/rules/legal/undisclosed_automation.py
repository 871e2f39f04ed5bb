"""IVR507: callers come to a machine that talks like a person, and nobody has said so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Custom
from ivrplan.flow.reach import reach_around
from ivrplan.rules.legal.words import is_automated, is_disclosure
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every such node that was reached past all disclosures."""
    graph = subject.graph
    machines = [node for node in graph.of(Custom) if is_automated(node)]
    if not machines:
        return
    found = reach_around(graph, is_disclosure)
    for node in machines:
        if node.name in found.last:
            yield Hit(
                f'In flow "{subject.flow.name}", calls get to node "{node.name}" ({node.type}), which looks like a machine '
                "that talks, without having passed a disclosure.",
                node=node.name,
                path=found.path_to(node.name),
            )


RULE: Final = Rule(
    id="IVR507",
    name="undisclosed-automation",
    group=Group.LEGAL,
    severity=Severity.NOTE,
    summary="Talking machine that nobody announces",
    why=(
        "People have to be told that they talk to a machine (EU AI Act, article 50, from August 2026), and voices that a machine "
        "makes count as artificial voices where calls with those are restricted (FCC 24-17)."
    ),
    mend="Put a disclosure before it that says so.",
    profiles=frozenset({Profile.OUTBOUND_US, Profile.RECORDING}),
    check=check,
)
