"""IVR210: callers have to answer too many questions before anything comes of their call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Collect, Menu
from ivrplan.flow.path import Edge
from ivrplan.flow.routes import cheapest_routes
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every end that no way leads to with as many menus and inputs as the settings allow."""
    graph, most = subject.graph, subject.settings.max_interactions
    asking = {node.name for kind in (Menu, Collect) for node in graph.of(kind)}
    if len(asking) <= most:
        return

    def leaves_a_question(edge: Edge) -> bool:
        return edge.source in asking

    routes = cheapest_routes(graph, leaves_a_question)
    for name, count in routes.cost.items():
        if count > most and graph.index[name].terminal:
            yield Hit(
                f'In flow "{subject.flow.name}", calls get to {graph.index[name].kind} "{name}" only after {count} menus '
                f"and inputs; more than {most} are too many.",
                node=name,
                path=routes.path_to(name),
            )


RULE: Final = Rule(
    id="IVR210",
    name="too-many-interactions",
    group=Group.PRACTICE,
    severity=Severity.WARNING,
    summary="End behind too many questions",
    why=(
        "Each question costs callers time and a chance to go wrong, and nothing has come of their call yet. Many give up "
        "on the way."
    ),
    mend="Ask less: look up what is known already, leave out a menu, or raise the setting max_interactions.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
