"""IVR801: a large flow does not say what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """The flow, when it is large and has no description. A small one is read as quickly as its description."""
    flow, large = subject.flow, subject.settings.described_from
    if len(flow.nodes) >= large and not (flow.description or "").strip():
        yield Hit(
            f'Flow "{flow.name}" has {len(flow.nodes)} nodes and no description.',
            attribute="description",
        )


RULE: Final = Rule(
    id="IVR801",
    name="undescribed-flow",
    group=Group.PRACTICE,
    severity=Severity.NOTE,
    summary="Large flow without a description",
    why="Who reads a plan at night has to know whose calls these are, without walking through the flow.",
    mend="Give the flow a description: whose line it is, and what it does for callers.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
