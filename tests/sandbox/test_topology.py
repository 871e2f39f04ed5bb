"""The shape checks against a slow but obvious account of the same."""

from itertools import pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.sandbox.topology import arrows, find_cycle, reachable, reversed_arrows

_NODES = [f"n{number}" for number in range(7)]
_PAIRS = st.lists(st.tuples(st.sampled_from(_NODES), st.sampled_from(_NODES)), max_size=25)


def _graph(pairs: list[tuple[str, str]]) -> "nx.DiGraph[str]":
    graph: nx.DiGraph[str] = nx.DiGraph(pairs)
    graph.add_nodes_from(_NODES)
    return graph


@given(_PAIRS)
def test_a_cycle_is_found_where_there_is_one(pairs: list[tuple[str, str]]) -> None:
    cycle = find_cycle(arrows(_NODES, pairs))

    assert bool(cycle) is not nx.is_directed_acyclic_graph(_graph(pairs))
    assert all(step in pairs for step in pairwise(cycle))
    assert not cycle or cycle[0] == cycle[-1]


@given(_PAIRS, st.sampled_from(_NODES))
def test_reachable_is_what_a_walk_meets(pairs: list[tuple[str, str]], start: str) -> None:
    assert reachable([start], arrows(_NODES, pairs)) == {start, *nx.descendants(_graph(pairs), start)}


@given(_PAIRS, st.sampled_from(_NODES))
def test_backwards_is_what_leads_there(pairs: list[tuple[str, str]], end: str) -> None:
    backwards = reversed_arrows(arrows(_NODES, pairs))

    assert reachable([end], backwards) == {end, *nx.ancestors(_graph(pairs), end)}


def test_many_joins_cost_no_more_than_their_arrows() -> None:
    layers = 200
    pairs = [
        (f"{layer}{side}", f"{layer + 1}{other}")
        for layer in range(layers)
        for side in "ab"
        for other in "ab"
    ]
    nodes = [f"{layer}{side}" for layer in range(layers + 1) for side in "ab"]

    assert find_cycle(arrows(nodes, pairs)) == []


def test_arrows_into_nothing_are_left_out() -> None:
    assert arrows(["a"], [("a", "b"), ("b", "a")]) == {"a": []}


def test_a_long_chain_needs_no_deep_stack() -> None:
    nodes = [str(number) for number in range(50_000)]
    pairs = [*pairwise(nodes), (nodes[-1], nodes[0])]

    assert len(find_cycle(arrows(nodes, pairs))) == len(nodes) + 1
