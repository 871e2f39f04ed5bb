"""IVR201: a menu offers more choices than callers can keep in mind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Menu
from ivrplan.flow.outcome import is_digit
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_CONVENTIONAL: Final = frozenset({"0", "*", "#"})
"""Help, back and repeat: callers know them, so they do not count (ISO/IEC 13714)."""


def check(subject: Subject) -> Iterator[Hit]:
    """Every menu with more choices than the settings allow."""
    most = subject.settings.max_choices
    for node in subject.graph.of(Menu):
        if len(choices := _choices(node)) > most:
            yield Hit(
                f'In flow "{subject.flow.name}", menu "{node.name}" offers {len(choices)} choices '
                f"({', '.join(choices)}); more than {most} are hard to remember.",
                node=node.name,
                path=subject.graph.path_to(node.name),
            )


def _choices(node: Menu) -> list[str]:
    return [outcome for outcome in node.edges if is_digit(outcome) and outcome not in _CONVENTIONAL]


RULE: Final = Rule(
    id="IVR201",
    name="too-many-choices",
    group=Group.PRACTICE,
    severity=Severity.WARNING,
    summary="Menu with too many choices",
    why=(
        "Callers cannot keep more than four or five choices in mind; they press 0, press anything, or hang up. "
        "The standard for voice menus (ISO/IEC 13714) counts to four, practitioners to five."
    ),
    mend="Group choices into a second menu, or raise the setting max_choices.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
