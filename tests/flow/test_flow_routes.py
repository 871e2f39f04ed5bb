"""The ways that ask least of callers, held against trying everything."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import AnyNode, Disconnect, Menu, Play
from ivrplan.flow.path import Edge
from ivrplan.flow.routes import cheapest_routes, comes_to

SIZE = 6
SHAPES = st.lists(
    st.tuples(st.booleans(), st.lists(st.integers(0, SIZE - 1), max_size=3)), min_size=SIZE, max_size=SIZE
)


def made(shape: list[tuple[bool, list[int]]]) -> CallGraph:
    nodes: list[AnyNode] = []
    for number, (asks, targets) in enumerate(shape):
        edges = {str(key): f"n{target}" for key, target in enumerate(targets)}
        node = Menu(name=f"n{number}", edges=edges) if asks else Play(name=f"n{number}", say="x", edges=edges)
        nodes.append(node)
    return CallGraph(Flow(name="main", entry="n0", nodes=tuple(nodes)))


def leaves_menu(graph: CallGraph, edge: Edge) -> bool:
    return isinstance(graph.index[edge.source], Menu)


@settings(max_examples=200, deadline=None)
@given(SHAPES)
def test_no_way_is_cheaper(shape: list[tuple[bool, list[int]]]) -> None:
    graph = made(shape)
    routes = cheapest_routes(graph, lambda edge: leaves_menu(graph, edge))
    best = {"n0": 0}
    for _ in range(SIZE * SIZE):
        for edges in graph.successors.values():
            for edge in edges:
                if edge.source in best:
                    cost = best[edge.source] + leaves_menu(graph, edge)
                    best[edge.target] = min(cost, best.get(edge.target, cost))
    assert routes.cost == best


@settings(max_examples=200, deadline=None)
@given(SHAPES)
def test_the_path_is_as_cheap_as_it_says(shape: list[tuple[bool, list[int]]]) -> None:
    graph = made(shape)
    routes = cheapest_routes(graph, lambda edge: leaves_menu(graph, edge))
    assert set(routes.cost) == set(graph.arrivals)
    for name, cost in routes.cost.items():
        steps = routes.path_to(name).steps
        assert (steps[0].node, steps[-1].node) == ("n0", name)
        assert len(steps) == routes.hops[name] + 1
        assert sum(isinstance(graph.index[step.node], Menu) for step in steps[:-1]) == cost


def test_a_long_way_is_shown_without_its_middle() -> None:
    count = 100
    plays = [Play(name=f"n{n}", say="x", edges={"default": f"n{n + 1}"}) for n in range(count)]
    graph = CallGraph(Flow(name="main", entry="n0", nodes=(*plays, Disconnect(name=f"n{count}"))))
    routes = cheapest_routes(graph, lambda _: True)
    assert routes.cost[f"n{count}"] == count
    assert routes.path_to(f"n{count}") == graph.path_to(f"n{count}")
    assert "more)" in str(routes.path_to(f"n{count}"))


def test_without_an_entry_nothing_is_reached() -> None:
    graph = CallGraph(Flow(name="main", nodes=(Disconnect(name="bye"),)))
    assert not cheapest_routes(graph, lambda _: True).cost


def test_what_a_call_comes_to_before_the_caller_is_asked() -> None:
    nodes: list[AnyNode] = [
        Play(name="a", say="x", edges={"default": "b"}),
        Play(name="b", say="x", edges={"default": "bye"}),
        Menu(name="menu", edges={"1": "bye"}),
        Play(name="c", say="x", edges={"default": "menu"}),
        Disconnect(name="bye"),
    ]
    graph = CallGraph(Flow(name="main", entry="a", nodes=tuple(nodes)))
    assert comes_to(graph, lambda node: isinstance(node, Disconnect)) == {"a", "b", "bye"}
