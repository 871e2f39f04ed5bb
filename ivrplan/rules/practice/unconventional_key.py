"""IVR204: 0, * or # does something else than callers expect of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Final, TypeAlias

from ivrplan.diagnostics import Severity
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import AnyNode, Disconnect, Menu
from ivrplan.flow.outcome import DEFAULT, INVALID, TIMEOUT
from ivrplan.flow.path import Edge
from ivrplan.flow.routes import GOES_ON, comes_to
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_ENDS: Final = frozenset({"queue", "agent", "transfer", "voicemail", "callback"})

_Elsewhere: TypeAlias = Callable[[], frozenset[str]]
"""From where a call does not only come to a hang-up. Worked out when somebody asks."""


def check(subject: Subject) -> Iterator[Hit]:
    """Every such key whose edge clearly goes against the convention."""
    graph = subject.graph
    elsewhere = cache(partial(_elsewhere, graph))
    for menu in graph.of(Menu):
        for key, why in _wrong(graph, menu, elsewhere):
            yield Hit(
                f'In flow "{subject.flow.name}", {key} in menu "{menu.name}" {why}.',
                node=menu.name,
                outcome=key,
                path=graph.path_along(Edge(menu.name, key, menu.edges[key])),
            )


def _wrong(graph: CallGraph, menu: Menu, elsewhere: _Elsewhere) -> Iterator[tuple[str, str]]:
    edges = menu.edges
    if (
        "0" in edges
        and (target := graph.index.get(edges["0"]))
        and (why := _wrong_zero(menu, target, elsewhere))
    ):
        yield "0", why
    if (
        "*" in edges
        and (target := graph.index.get(edges["*"]))
        and target.kind in _ENDS
        and _is_below(graph, menu)
    ):
        yield "*", f'leads on to {target.kind} "{target.name}"; callers press it to go back'
    if (
        "#" in edges
        and (target := graph.index.get(edges["#"]))
        and target.kind in _ENDS
        and _is_choice(menu, target)
    ):
        yield "#", f'is a choice, {target.kind} "{target.name}"; callers press it when they have finished'


def _wrong_zero(menu: Menu, target: AnyNode, elsewhere: _Elsewhere) -> str:
    if target.name == menu.name:
        return "repeats the menu; callers press it to speak to somebody"
    if isinstance(target, Disconnect) or (target.kind in GOES_ON and target.name not in elsewhere()):
        return "ends the call; callers press it to speak to somebody"
    return ""


def _elsewhere(graph: CallGraph) -> frozenset[str]:
    return comes_to(graph, lambda node: node.kind not in GOES_ON and not isinstance(node, Disconnect))


def _is_below(graph: CallGraph, menu: Menu) -> bool:
    """Whether there is a menu to go back to."""
    return any(
        edge.source != menu.name and isinstance(graph.index[edge.source], Menu)
        for edge in graph.predecessors[menu.name]
    )


def _is_choice(menu: Menu, target: AnyNode) -> bool:
    """Whether it leads elsewhere than waiting or a wrong key does."""
    return all(menu.edges.get(outcome) != target.name for outcome in (TIMEOUT, INVALID, DEFAULT))


RULE: Final = Rule(
    id="IVR204",
    name="unconventional-key",
    group=Group.PRACTICE,
    severity=Severity.NOTE,
    summary="Key that is used against convention",
    why=(
        "Callers know 0 as the key for help or a person, * as back, # as the end of an input (ISO/IEC 13714), and press "
        "them without listening. Another meaning takes them where they do not want to be."
    ),
    mend="Give the choice another key, and keep 0 for a person, * for back and # for the end of an input.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
