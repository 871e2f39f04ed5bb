"""IVR004: two nodes whose names are hard to tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.names import bare
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every node whose name is that of one before it, but for capitals and separators."""
    first: dict[str, str] = {}
    for name in subject.graph.index:
        other = first.setdefault(bare(name), name)
        if other is not name:
            yield Hit(
                f'In flow "{subject.flow.name}", the names "{other}" and "{name}" differ only in capitals or separators.',
                node=name,
            )


RULE: Final = Rule(
    id="IVR004",
    name="alike-names",
    group=Group.PRACTICE,
    severity=Severity.NOTE,
    summary="Names that are hard to tell apart",
    why="Sooner or later an edge leads to the one that was not meant, and nobody sees it in a review.",
    mend="Name one of them after what makes it different.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
