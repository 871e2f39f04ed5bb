"""IVR209: a flow branches so often that nobody sees through it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Decision, Hours, Menu
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """The flow, when it has more menus, decisions and hours than the settings allow."""
    graph, most = subject.graph, subject.settings.max_decisions
    menus, decisions, hours = len(graph.of(Menu)), len(graph.of(Decision)), len(graph.of(Hours))
    if menus + decisions + hours > most:
        yield Hit(
            f'Flow "{subject.flow.name}" branches at {menus + decisions + hours} nodes (menu: {menus}, decision: '
            f"{decisions}, hours: {hours}); with more than {most}, its ways can hardly be tried out."
        )


RULE: Final = Rule(
    id="IVR209",
    name="too-many-decisions",
    group=Group.PRACTICE,
    severity=Severity.NOTE,
    summary="Flow that branches too often",
    why=(
        "The ways through a flow multiply with each branch, until nobody can try them all or tell what a change does. "
        "Some vendors do not release flows with more than 15 of them."
    ),
    mend="Move a part into a flow of its own and hand calls over with goto, or raise the setting max_decisions.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
