"""IVR102: the flow does not say where calls begin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity, did_you_mean
from ivrplan.rules.rule import Group, Hit, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """The entry, when it is not there."""
    flow = subject.flow
    if flow.entry in subject.graph.index:
        return
    if not flow.nodes:
        yield Hit(f'Flow "{flow.name}" has no nodes, so calls have nowhere to begin.', attribute="entry")
    elif not flow.entry:
        first = flow.nodes[0].name
        hint = f'If calls begin at the first node, add entry = "{first}".'
        yield Hit(f'Flow "{flow.name}" does not say at which node calls begin.', attribute="entry", hint=hint)
    else:
        yield Hit(
            f'Calls to flow "{flow.name}" begin at "{flow.entry}", but the flow has no node of this name.',
            attribute="entry",
            hint=did_you_mean(flow.entry, subject.graph.index),
        )


RULE: Final = Rule(
    id="IVR102",
    name="missing-entry",
    group=Group.STRUCTURE,
    severity=Severity.ERROR,
    summary="Flow without an entry",
    why="Without an entry no call can begin, and no vendor takes the flow.",
    mend="Set entry to the name of the node where calls begin.",
    check=check,
    hard=True,
)
