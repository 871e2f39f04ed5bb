"""IVR502: right after a call has said who calls, no key ends such calls for good."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import AnyNode, Disclosure, Exit, Goto, Menu
from ivrplan.flow.reach import reach, reach_around
from ivrplan.rules.legal.words import PERSONS, is_disclosure, is_unknown, opt_outs_of, speaks
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_ELSEWHERE: Final = (Exit, Goto, *PERSONS)
"""What follows is said by another flow, or by a person."""


def check(subject: Subject) -> Iterator[Hit]:
    """Every node that is heard right after the identification, and offers no way out of further calls."""
    graph = subject.graph
    firsts = _first_disclosures(graph) if graph.of(Disclosure) else []
    if not firsts:
        return
    after = reach(graph, firsts, lambda edge: _passes(graph.index[edge.source]))
    for name in after.last:
        node = graph.index[name]
        if _passes(node) or isinstance(node, _ELSEWHERE) or (isinstance(node, Menu) and _offers(graph, node)):
            continue
        yield Hit(
            f'In flow "{subject.flow.name}", {node.kind} "{name}" follows when disclosure "{after.begins[name]}" has said '
            "who calls, and no key there ends such calls for good.",
            node=name,
            path=after.path_from_entry(graph, name),
        )


def _first_disclosures(graph: CallGraph) -> list[str]:
    """The disclosures that can be the first to speak."""
    return [name for name in reach_around(graph, speaks).last if is_disclosure(graph.index[name])]


def _offers(graph: CallGraph, menu: Menu) -> bool:
    """Whether a menu has such a key, or may have one."""
    return is_unknown(menu) or next(opt_outs_of(graph, menu), None) is not None


def _passes(node: AnyNode) -> bool:
    """Whether a call is still where it says who calls."""
    return is_disclosure(node) or (not speaks(node) and not node.terminal)


RULE: Final = Rule(
    id="IVR502",
    name="late-opt-out",
    group=Group.LEGAL,
    severity=Severity.WARNING,
    summary="No opt-out right after the call says who calls",
    why=(
        "Telemarketing with a recorded or artificial voice has to offer a key or a word that ends such calls for good within two "
        "seconds after it has said who calls (47 CFR 64.1200(b)(3), 16 CFR 310.4(b)(1)(v)(B))."
    ),
    mend='Lead the disclosure to a menu that says it ("To stop these calls, press 9") and has that key.',
    profiles=frozenset({Profile.OUTBOUND_US}),
    check=check,
)
