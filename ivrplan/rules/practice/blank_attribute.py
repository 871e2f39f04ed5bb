"""IVR804: an attribute is written and says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.kinds import KINDS
from ivrplan.flow.nodes import AnyNode, Collect, Disclosure, Menu, Play
from ivrplan.rules.fix import RemoveAttribute
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_PROMPTS: Final = ("say", "audio")
_HEARD: Final = frozenset({Play, Menu, Collect, Disclosure})
"""Nodes whose only prompt must not be blank: that is IVR302's matter."""

_SPEAKING: Final = tuple(kind for kind in KINDS.values() if "say" in kind.model_fields)


def check(subject: Subject) -> Iterator[Hit]:
    """Every blank prompt beside one that is heard, or where none is needed, and a blank description of the flow."""
    flow = subject.flow
    if flow.description is not None and not flow.description.strip():
        yield Hit(
            f'The description of flow "{flow.name}" is blank.',
            attribute="description",
            fix=RemoveAttribute("", "description"),
        )
    for node in subject.graph.among(*_SPEAKING):
        for name in _blank(node):
            yield Hit(
                f'In flow "{flow.name}", {name} of {node.kind} "{node.name}" is blank.',
                node=node.name,
                attribute=name,
                fix=RemoveAttribute(node.name, name),
            )


def _blank(node: AnyNode) -> list[str]:
    prompts = [(name, value) for name in _PROMPTS if (value := getattr(node, name, None)) is not None]
    blank = [name for name, value in prompts if isinstance(value, str) and (not value or value.isspace())]
    return [] if blank and type(node) in _HEARD and len(blank) == len(prompts) else blank


RULE: Final = Rule(
    id="IVR804",
    name="blank-attribute",
    group=Group.PRACTICE,
    severity=Severity.NOTE,
    summary="Attribute that says nothing",
    why="It is the same without it, and whoever reads it wonders what was forgotten.",
    mend="Remove it, or write what was meant.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
