"""IVR203: the keys of a menu do not follow each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Menu
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_COUNTED: Final = "12345678"
"""The keys of choices. 9 may stand apart: by convention it ends the call or repeats."""


def check(subject: Subject) -> Iterator[Hit]:
    """Every menu of two choices or more that does not begin at 1, or leaves a key out."""
    for menu in subject.graph.of(Menu):
        keys = "".join([outcome for outcome in menu.edges if outcome in _COUNTED])
        if len(keys) > 1 and not _COUNTED.startswith(keys):
            free = next(key for key in _COUNTED if key not in keys)
            yield Hit(
                f'In flow "{subject.flow.name}", menu "{menu.name}" offers the keys {", ".join(keys)} and leaves out '
                f"{free}.",
                node=menu.name,
                path=subject.graph.path_to(menu.name),
            )


RULE: Final = Rule(
    id="IVR203",
    name="gap-in-keys",
    group=Group.PRACTICE,
    severity=Severity.NOTE,
    summary="Menu with a gap in its keys",
    why=(
        "Callers count along. A key that is left out sounds as if something was missed, and who counts presses the "
        "wrong one. The standard for voice menus (ISO/IEC 13714) asks for keys from 1 on without gaps."
    ),
    mend="Number the choices from 1 on without gaps.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
