"""IVR206: callers who are in the wrong menu can neither hear it again nor go back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Menu
from ivrplan.flow.outcome import is_digit
from ivrplan.flow.routes import comes_to
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_HELP: Final = frozenset({"menu", "queue", "agent", "transfer", "callback", "goto", "exit", "embed", "node"})
"""Where a call goes that finds nothing in this menu and is helped on: another menu, a person, what is out of sight."""


def check(subject: Subject) -> Iterator[Hit]:
    """Every menu below another whose prompt is heard once, and which can only be left forwards."""
    graph = subject.graph
    lower = [menu for menu in graph.of(Menu) if not menu.retries and _is_chosen(graph, menu)]
    if not lower:
        return
    helped = comes_to(graph, lambda node: node.kind in _HELP)
    again = comes_to(graph, lambda node: isinstance(node, Menu))
    for menu in lower:
        if not any(
            target in helped for outcome, target in menu.edges.items() if _needs_no_choice(outcome)
        ) and not any(target in again and _is_back(graph, menu, target) for target in menu.edges.values()):
            yield Hit(
                f'In flow "{subject.flow.name}", callers who come to menu "{menu.name}" by mistake can neither hear it '
                "again nor go back.",
                node=menu.name,
                path=graph.path_to(menu.name),
            )


def _is_chosen(graph: CallGraph, menu: Menu) -> bool:
    """Whether it lies below another menu: a key leads to it."""
    return any(
        is_digit(edge.outcome) and edge.source != menu.name and isinstance(graph.index[edge.source], Menu)
        for edge in graph.predecessors[menu.name]
    )


def _needs_no_choice(outcome: str) -> bool:
    return outcome == "0" or not is_digit(outcome)


def _is_back(graph: CallGraph, menu: Menu, target: str) -> bool:
    """Whether what leads to a menu leads to one that is no further from the entry, as far as is seen at once."""
    if not isinstance(graph.index[target], Menu):
        return True
    return graph.distances.get(target, 0) <= graph.distances.get(menu.name, 0)


RULE: Final = Rule(
    id="IVR206",
    name="menu-without-way-back",
    group=Group.PRACTICE,
    severity=Severity.NOTE,
    summary="Menu without a way back",
    why=(
        "One wrong key, and callers are in a menu that has nothing for them: they choose at random or hang up and call "
        "again. By convention (ISO/IEC 13714) * leads back."
    ),
    mend='Lead "*" back to the menu before, or set retries, so that callers who wait hear the menu again.',
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
