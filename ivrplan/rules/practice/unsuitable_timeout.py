"""IVR404: callers have too little time to press a key, or wait too long in silence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Menu
from ivrplan.rules.practice.asking import asking
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every timeout outside the settings. A collect may wait longer: callers have to find what they shall enter."""
    graph, least, most = subject.graph, subject.settings.min_timeout, subject.settings.max_timeout
    for node in asking(graph):
        if node.timeout is None:
            continue
        if node.timeout < least:
            problem = f"callers need at least {least:g} seconds to decide and press"
        elif node.timeout > most and isinstance(node, Menu):
            problem = f"after {most:g} seconds of silence callers think that the line is dead"
        else:
            continue
        yield Hit(
            f'In flow "{subject.flow.name}", {node.kind} "{node.name}" has a timeout of {node.timeout}; {problem}.',
            node=node.name,
            attribute="timeout",
            path=graph.path_to(node.name),
        )


RULE: Final = Rule(
    id="IVR404",
    name="unsuitable-timeout",
    group=Group.PRACTICE,
    severity=Severity.WARNING,
    summary="Unsuitable timeout",
    why=(
        "Who is cut off while looking for the key has to begin again; who hears nothing for long hangs up. The standard "
        "for voice menus (ISO/IEC 13714) gives 3 to 10 seconds, more for harder choices."
    ),
    mend="Set timeout from 3 to 10 seconds, or change the settings min_timeout and max_timeout.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
