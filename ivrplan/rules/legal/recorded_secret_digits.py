"""IVR508: digits that are a secret are asked for while a recording runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Collect, Custom
from ivrplan.flow.reach import reach
from ivrplan.rules.legal.words import records, stops_recording
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every sensitive collect that calls reach while what the flow records has not been stopped."""
    graph = subject.graph
    recorders = [node.name for node in graph.of(Custom) if records(node) and node.name in graph.arrivals]
    secrets = [node for node in graph.of(Collect) if node.sensitive]
    if not recorders or not secrets:
        return
    found = reach(graph, recorders, lambda edge: not stops_recording(graph.index[edge.source]))
    for node in secrets:
        if node.name in found.last:
            yield Hit(
                f'In flow "{subject.flow.name}", collect "{node.name}" asks for secret digits while the recording runs '
                f'that node "{found.begins[node.name]}" began.',
                node=node.name,
                path=found.path_from_entry(graph, node.name),
            )


RULE: Final = Rule(
    id="IVR508",
    name="recorded-secret-digits",
    group=Group.LEGAL,
    severity=Severity.WARNING,
    summary="Secret digits in a recording",
    why=(
        "Tones can be read from a recording as easily as from the line. The security code of a card must not be kept at all, the "
        "number of it not in clear (PCI DSS, requirement 3)."
    ),
    mend="Stop the recording before, and let it go on afterwards.",
    profiles=frozenset({Profile.RECORDING}),
    check=check,
)
