"""IVR503: the way of somebody who wants no further calls does more than note it and hang up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import AnyNode, Collect, Goto, Menu
from ivrplan.flow.path import Edge
from ivrplan.flow.reach import reach
from ivrplan.rules.legal.words import TAKERS, opt_outs
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every node behind such a key that asks something, or hands the call over."""
    graph = subject.graph
    keys = {(edge.source, edge.outcome) for edge in opt_outs(graph)}
    if not keys:
        return
    menus = dict.fromkeys(source for source, _ in keys)

    def follows(edge: Edge) -> bool:
        key = edge.source, edge.outcome
        return key in keys or (edge.source not in menus and not _goes_on(graph.index[edge.source]))

    found = reach(graph, [name for name in graph.index if name in menus], follows)
    for name, edge in found.last.items():
        node = graph.index[name]
        if edge is not None and _goes_on(node):
            yield Hit(
                f'In flow "{subject.flow.name}", somebody who asks at menu "{found.begins[name]}" for no further calls '
                f'gets to {node.kind} "{name}" instead of the end of the call.',
                node=name,
                path=found.path_from_entry(graph, name),
            )


def _goes_on(node: AnyNode) -> bool:
    """Whether a node asks something of the caller, or hands the call to somebody."""
    return isinstance(node, (Menu, Collect, Goto, *TAKERS))


RULE: Final = Rule(
    id="IVR503",
    name="opt-out-with-conditions",
    group=Group.LEGAL,
    severity=Severity.WARNING,
    summary="Opt-out that does more than end the call",
    why=(
        "Who presses the key has to be put on the list and let go, automatically: no question, no menu and no person may stand in "
        "between (47 CFR 64.1200(b)(3); the FTC reads 16 CFR 310.4 in the same way)."
    ),
    mend="Lead the key to what notes the number (a request, a set) and from there to a disconnect.",
    profiles=frozenset({Profile.OUTBOUND_US}),
    check=check,
)
