"""IVR506: a call can come to somebody without having passed a disclosure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.reach import reach_around
from ivrplan.rules.legal.words import TAKERS, is_disclosure
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every node where somebody takes the call, or a message, that was reached past all disclosures."""
    graph = subject.graph
    found = reach_around(graph, is_disclosure)
    for name in found.last:
        node = graph.index[name]
        if isinstance(node, TAKERS):
            yield Hit(
                f'In flow "{subject.flow.name}", calls get to {node.kind} "{name}" without having passed a disclosure.',
                node=name,
                path=found.path_to(name),
            )


RULE: Final = Rule(
    id="IVR506",
    name="bypassed-disclosure",
    group=Group.LEGAL,
    severity=Severity.WARNING,
    summary="Way past the disclosure",
    why=(
        "A disclosure that some calls pass and others do not is as good as none: it has to stand on every way to a person or a "
        "recorder. Some vendors refuse a campaign without one."
    ),
    mend="Put the disclosure before the first node that branches.",
    profiles=frozenset({Profile.OUTBOUND_US, Profile.RECORDING}),
    check=check,
)
