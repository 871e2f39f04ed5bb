"""IVR208: a prompt announces its keys out of order, or before what they are for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.announced import Announcement
from ivrplan.flow.nodes import Menu
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_ORDERED: Final = "12345678"
"""The keys whose order is heard. 9, 0, * and # belong to the end, or to where they are useful."""

_HABIT: Final = 3
"""From so many keys on, hearing each before its purpose is hard: one or two are kept in mind easily."""


def check(subject: Subject) -> Iterator[Hit]:
    """Every menu whose text does."""
    graph = subject.graph
    for menu in graph.of(Menu):
        announced = graph.announced.get(menu.name, ())
        if len(announced) > 1 and (problem := _problem(announced)):
            yield Hit(
                f'In flow "{subject.flow.name}", menu "{menu.name}" {problem}.',
                node=menu.name,
                attribute="say",
                path=graph.path_to(menu.name),
            )


def _problem(announced: Sequence[Announcement]) -> str:
    keys = list(dict.fromkeys(item.key for item in announced if item.key in _ORDERED))
    if keys != sorted(keys):
        return f"announces its keys in the order {', '.join(keys)}"
    first = [item.key for item in announced if item.comes_first]
    if len(first) >= _HABIT:
        return f"says the keys {', '.join(first)} before what they are for"
    return ""


RULE: Final = Rule(
    id="IVR208",
    name="awkward-announcement",
    group=Group.PRACTICE,
    severity=Severity.NOTE,
    summary="Keys that are announced awkwardly",
    why=(
        "Callers listen for their matter and then for its key. A key that is said first is forgotten when its matter "
        "comes, and keys out of order are taken for mistakes (ISO/IEC 13714)."
    ),
    mend='Announce the keys from 1 on, each after what it is for: "For sales, press 1".',
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
