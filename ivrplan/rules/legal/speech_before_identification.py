"""IVR501: callers hear something before they hear who calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.reach import reach_around
from ivrplan.rules.legal.words import is_disclosure, speaks
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every node that can be the first to speak, and is no disclosure."""
    graph = subject.graph
    found = reach_around(graph, speaks)
    for name in found.last:
        node = graph.index[name]
        if speaks(node) and not is_disclosure(node):
            yield Hit(
                f'In flow "{subject.flow.name}", {node.kind} "{name}" can be the first that people hear, before any '
                "disclosure has said who calls.",
                node=name,
                path=found.path_to(name),
            )


RULE: Final = Rule(
    id="IVR501",
    name="speech-before-identification",
    group=Group.LEGAL,
    severity=Severity.WARNING,
    summary="Speech before the call says who calls",
    why=(
        "A call with a recorded or artificial voice has to name the business that is responsible for it at its beginning "
        "(47 CFR 64.1200(b)(1)). What comes before that is what people complain about."
    ),
    mend="Begin with a disclosure that names the business, on every way from the entry.",
    profiles=frozenset({Profile.OUTBOUND_US}),
    check=check,
)
