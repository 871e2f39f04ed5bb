"""Where calls get along certain edges."""

from __future__ import annotations

from hypothesis import given

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Disclosure, Disconnect, Menu, Play
from ivrplan.flow.path import LONG, Step
from ivrplan.flow.reach import reach, reach_around
from tests.strategies.flows import flows


def long_flow(count: int) -> CallGraph:
    """Plays in a row, with a menu in their middle."""
    plays = [Play(name=f"n{number}", say="x", edges={"default": f"n{number + 1}"}) for number in range(count)]
    half = count // 2
    menu = Menu(name=f"n{half}", say="x", edges={"1": f"n{half + 1}", "2": "bye"})
    nodes = (*plays[:half], menu, *plays[half + 1 :], Disconnect(name=f"n{count}"), Disconnect(name="bye"))
    return CallGraph(Flow(name="main", entry="n0", nodes=nodes))


@given(flows())
def test_without_stops_it_is_what_can_be_reached(some: Flow) -> None:
    graph = CallGraph(some)
    found = reach_around(graph, lambda _: False)
    assert found.last == graph.arrivals
    assert found.hops == graph.distances
    assert {name: found.path_to(name) for name in found.last} == {
        name: graph.path_to(name) for name in found.last
    }


@given(flows())
def test_ways_around_pass_no_stop(some: Flow) -> None:
    graph = CallGraph(some)
    for name, edge in reach_around(graph, lambda node: isinstance(node, Menu)).last.items():
        assert edge is None or not isinstance(graph.index[edge.source], Menu)
        assert name in graph.arrivals


def test_a_way_begins_at_the_nearest_start() -> None:
    graph = long_flow(6)
    found = reach(graph, ["n3", "n0"], lambda edge: edge.outcome != "2")
    assert found.begins == {"n0": "n0", "n1": "n0", "n2": "n0"} | {f"n{n}": "n3" for n in (3, 4, 5, 6)}
    assert str(found.path_to("n5")) == "n3 -[1]-> n4 -> n5"
    assert str(found.path_from_entry(graph, "n5")) == "n0 -> n1 -> n2 -> n3 -[1]-> n4 -> n5"
    assert found.path_from_entry(graph, "n2") == graph.path_to("n2")


def test_a_way_from_the_entry_leaves_out_its_middle_and_counts_it() -> None:
    for count in (20, 60):
        graph = long_flow(count)
        half = count // 2
        found = reach(graph, [f"n{half}"], lambda _: True)
        for name in (f"n{half + 2}", f"n{count}", "bye"):
            path = found.path_from_entry(graph, name)
            assert len(path.steps) == LONG
            assert (path.steps[0].node, path.steps[-1]) == ("n0", Step(name))
            assert path.omitted + LONG == graph.distances[name] + 1


def test_nowhere_is_nowhere() -> None:
    graph = CallGraph(Flow(name="main", entry="", nodes=(Disclosure(name="a", say="x"),)))
    assert not reach_around(graph, lambda _: False).last
    assert str(reach(graph, ["a"], lambda _: True).path_from_entry(graph, "a")) == "a"
