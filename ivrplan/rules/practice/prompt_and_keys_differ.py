"""IVR207: a prompt announces a key that does nothing, or keeps quiet about one that does something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.announced import mentioned
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Menu
from ivrplan.flow.outcome import DEFAULT
from ivrplan.flow.path import Edge
from ivrplan.flow.texts import references
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_NEEDS_WORDS: Final = frozenset("123456789")
"""The keys that nobody presses untold. 0, * and # are known, and often work without being announced."""


def check(subject: Subject) -> Iterator[Hit]:
    """Every such key. Nothing is said about recordings, unknown texts, and texts that announce no key at all."""
    graph = subject.graph
    for menu in graph.of(Menu):
        keys = {announcement.key for announcement in graph.announced.get(menu.name, ())}
        if keys and not keys <= menu.edges.keys() and DEFAULT not in menu.edges:
            yield from _dead(graph, menu, keys)
        if keys and not keys >= _NEEDS_WORDS & menu.edges.keys():
            yield from _hidden(graph, menu, keys)


def _dead(graph: CallGraph, menu: Menu, keys: set[str]) -> Iterator[Hit]:
    for key in sorted(keys - menu.edges.keys()):
        yield Hit(
            f'In flow "{graph.flow.name}", menu "{menu.name}" tells callers to press {key}, but has no edge for it.',
            node=menu.name,
            outcome=key,
            path=graph.path_to(menu.name),
        )


def _hidden(graph: CallGraph, menu: Menu, keys: set[str]) -> Iterator[Hit]:
    text = menu.say if isinstance(menu.say, str) else ""
    if references(text):
        return
    for key in sorted((_NEEDS_WORDS & menu.edges.keys()) - keys - mentioned(text)):
        yield Hit(
            f'In flow "{graph.flow.name}", {key} in menu "{menu.name}" leads to "{menu.edges[key]}", but the text does '
            "not say so.",
            node=menu.name,
            outcome=key,
            path=graph.path_along(Edge(menu.name, key, menu.edges[key])),
        )


RULE: Final = Rule(
    id="IVR207",
    name="prompt-and-keys-differ",
    group=Group.PRACTICE,
    severity=Severity.WARNING,
    summary="Prompt and keys that differ",
    why=(
        "Callers do as they are told and hear that their choice is invalid; or they never learn of a choice that they "
        "have. It happens whenever one of the two is changed without the other."
    ),
    mend="Say in the text what the keys do, or correct the keys in on.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
