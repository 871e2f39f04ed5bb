"""Coverage: what counts, and how it is counted."""

from __future__ import annotations

from fractions import Fraction

from ivrplan.flow.coverage import Share, coverage, reachable_edges
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import AnyNode, Disconnect, Menu, Play
from ivrplan.flow.path import Edge


def graph(*nodes: AnyNode) -> CallGraph:
    return CallGraph(Flow(name="main", entry=nodes[0].name, nodes=nodes))


MENU = graph(
    Menu(name="menu", edges={"1": "bye", "2": "gone", "timeout": "menu"}),
    Disconnect(name="bye"),
    Play(name="island", say="x", edges={"default": "bye"}),
)


def test_what_no_call_can_reach_does_not_count() -> None:
    assert reachable_edges(MENU) == [Edge("menu", "1", "bye"), Edge("menu", "timeout", "menu")]


def test_what_no_call_has_passed_is_named() -> None:
    found = coverage(MENU, ["menu"], [("menu", "timeout", "menu"), ("menu", "timeout", "menu")])

    assert (found.nodes, found.edges) == (Share(1, 2), Share(1, 2))
    assert (found.missed_nodes, found.missed_edges) == (("bye",), (Edge("menu", "1", "bye"),))
    assert not found.complete


def test_strangers_count_for_nothing() -> None:
    found = coverage(MENU, ["island", "nobody"], [("island", "default", "bye")])

    assert (found.nodes.covered, found.edges.covered) == (0, 0)


def test_a_flow_that_calls_cannot_enter_has_nothing_to_cover() -> None:
    found = coverage(CallGraph(Flow(name="empty")), [], [])

    assert found.complete
    assert found.nodes.percent == Fraction(100)


def test_shares_are_exact_and_add_up() -> None:
    assert Share(1, 3).percent == Fraction(100, 3)
    assert Share(1, 3) + Share(2, 2) == Share(3, 5)
