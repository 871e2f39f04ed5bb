"""IVR505: a recording can begin before callers are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Custom
from ivrplan.flow.reach import reach_around
from ivrplan.rules.legal.words import records, stops_recording, tells_of_recording
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every node that begins to record, and that calls reach without having been told.

    What was stopped on the way goes on: whoever began it had to tell.
    """
    graph = subject.graph
    recorders = [node for node in graph.of(Custom) if records(node)]
    if not recorders:
        return
    found = reach_around(graph, lambda node: tells_of_recording(node) or stops_recording(node))
    for node in recorders:
        if node.name in found.last:
            yield Hit(
                f'In flow "{subject.flow.name}", node "{node.name}" ({node.type}) begins to record, and calls get there '
                "without having been told.",
                node=node.name,
                path=found.path_to(node.name),
            )


RULE: Final = Rule(
    id="IVR505",
    name="recording-without-notice",
    group=Group.LEGAL,
    severity=Severity.WARNING,
    summary="Recording that nobody was told of",
    why=(
        "Many laws want everybody on the line to know of a recording before it begins (of the states of the USA, for example "
        "California, Penal Code 632, and Washington, RCW 9.73.030; the GDPR elsewhere)."
    ),
    mend="Put a disclosure before it, on every way from the entry.",
    profiles=frozenset({Profile.RECORDING}),
    check=check,
)
