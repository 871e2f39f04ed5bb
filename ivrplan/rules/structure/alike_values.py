"""IVR107: two values of a decision that some vendors cannot tell apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Decision
from ivrplan.rules.rule import Group, Hit, Rule, Subject

_NUMBER: Final = re.compile(r"0*(\d+?)(?:\.0+)?", re.ASCII)


def check(subject: Subject) -> Iterator[Hit]:
    """Every value that is as good as one before it, and leads to another node."""
    for node in subject.graph.of(Decision):
        first: dict[str, str] = {}
        for value in node.edges:
            other = first.setdefault(_plain(value), value)
            if node.edges[other] != node.edges[value]:
                yield Hit(
                    f'In flow "{subject.flow.name}", decision "{node.name}" leads "{other}" and "{value}" to different '
                    f"nodes, {_difference(other, value)}.",
                    node=node.name,
                    outcome=value,
                    path=subject.graph.path_to(node.name),
                )


def _plain(value: str) -> str:
    """The value as the least exact vendor reads it."""
    text = value.strip().casefold()
    number = _NUMBER.fullmatch(text)
    return number[1] if number else text


def _difference(one: str, other: str) -> str:
    if one.strip().casefold() == other.strip().casefold():
        return "but they differ only in blanks or in small and capital letters"
    return "but they are the same number"


RULE: Final = Rule(
    id="IVR107",
    name="alike-values",
    group=Group.STRUCTURE,
    severity=Severity.WARNING,
    summary="Values that some vendors cannot tell apart",
    why=(
        "Vendors differ in how they compare texts: some look past small and capital letters, some past blanks, some turn "
        "what looks like a number into one. There, one of the two ways is never taken, and nobody says which."
    ),
    mend="Lead both to the same node, or let the values differ in more.",
    check=check,
)
