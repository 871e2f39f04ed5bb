"""IVR205: callers cannot get to a person, or only behind too many menus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Menu, Set
from ivrplan.flow.outcome import DEFAULT, is_digit
from ivrplan.flow.path import Edge
from ivrplan.flow.routes import Routes, cheapest_routes
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_PEOPLE: Final = frozenset({"queue", "agent", "transfer", "callback"})
_PERHAPS: Final = frozenset({"goto", "exit", "embed", "node"})
"""Where the call goes on out of sight: another flow, a vendor's own node."""


def check(subject: Subject) -> Iterator[Hit]:
    """The flow, when every way to a person leads through more menus than the settings allow, or none leads there."""
    graph, most = subject.graph, subject.settings.max_menus_to_person
    menus = {menu.name for menu in graph.of(Menu)}
    people = [node.name for node in graph.index.values() if node.kind in _PEOPLE or node.kind in _PERHAPS]
    if not menus or (people and len(menus) <= most):
        return
    routes = _routes(graph, menus)
    nearest = min((name for name in people if name in routes.cost), key=routes.cost.__getitem__, default=None)
    if nearest is None:
        yield from _nobody(graph, routes)
    elif routes.cost[nearest] > most:
        yield Hit(
            f'In flow "{subject.flow.name}", callers pass {routes.cost[nearest]} menus before they can speak to a '
            f'person, at {graph.index[nearest].kind} "{nearest}"; more than {most} are too many.',
            node=nearest,
            path=routes.path_to(nearest),
        )


def _routes(graph: CallGraph, menus: set[str]) -> Routes:
    def leaves_a_menu(edge: Edge) -> bool:
        return edge.source in menus

    return cheapest_routes(graph, leaves_a_menu)


def _nobody(graph: CallGraph, routes: Routes) -> Iterator[Hit]:
    """The first menu that callers have a choice at. A survey, whose keys all lead on, is no matter for a person."""
    choices = (menu.name for menu in graph.of(Menu) if menu.name in routes.hops and _has_choices(graph, menu))
    first = min(choices, key=routes.hops.__getitem__, default=None)
    if first is not None:
        yield Hit(
            f'In flow "{graph.flow.name}", callers have choices, but none leads to a person.',
            node=first,
            path=routes.path_to(first),
        )


def _has_choices(graph: CallGraph, menu: Menu) -> bool:
    """Whether its keys lead to different places, and do not only note a different answer."""
    return len({_past_note(graph, target) for key, target in menu.edges.items() if is_digit(key)}) > 1


def _past_note(graph: CallGraph, name: str) -> str:
    node = graph.index.get(name)
    return node.edges.get(DEFAULT, name) if isinstance(node, Set) else name


RULE: Final = Rule(
    id="IVR205",
    name="person-out-of-reach",
    group=Group.PRACTICE,
    severity=Severity.WARNING,
    summary="Person out of reach",
    why=(
        "Some matters fit no menu. Callers with such a matter try everything, hang up and complain elsewhere. Practice is "
        "to offer a person by the third menu."
    ),
    mend='Lead a key ("0" by convention) to a queue, an agent or a callback, or raise the setting max_menus_to_person.',
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
