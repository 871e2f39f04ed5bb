"""IVR202: a menu lies behind more menus than callers can follow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Menu
from ivrplan.flow.outcome import is_digit
from ivrplan.flow.path import Edge
from ivrplan.flow.routes import cheapest_routes
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every menu that is one choice too deep; those behind it are deeper still and are not reported again."""
    graph, most = subject.graph, subject.settings.max_menu_depth
    menus = {menu.name for menu in graph.of(Menu)}
    if len(menus) <= most:
        return

    def is_choice(edge: Edge) -> bool:
        return edge.source in menus and is_digit(edge.outcome)

    routes = cheapest_routes(graph, is_choice)
    for menu in graph.of(Menu):
        if routes.cost.get(menu.name) == most:
            yield Hit(
                f'In flow "{subject.flow.name}", callers get to menu "{menu.name}" only after {most} choices, so it is '
                f"{most + 1} menus deep; more than {most} are hard to follow.",
                node=menu.name,
                path=routes.path_to(menu.name),
            )


RULE: Final = Rule(
    id="IVR202",
    name="menu-too-deep",
    group=Group.PRACTICE,
    severity=Severity.WARNING,
    summary="Menu that lies too deep",
    why=(
        "With every menu some callers lose patience, and one wrong key takes them away from what they want. "
        "Practitioners advise two or three levels."
    ),
    mend="Move the menu up, merge it with the one before, or raise the setting max_menu_depth.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
