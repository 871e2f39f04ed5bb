"""The call graph: what leads where, in any size."""

from __future__ import annotations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.flow.depth import longest_path
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.loops import find_loops, loops_among
from ivrplan.flow.nodes import AnyNode, Disconnect, Menu, Play, Queue, Voicemail
from ivrplan.flow.path import LONG, Edge, Path, Step
from tests.strategies.flows import flows


def graph(*nodes: AnyNode, entry: str = "") -> CallGraph:
    return CallGraph(Flow(name="main", entry=entry or nodes[0].name, nodes=nodes))


def chain(count: int) -> CallGraph:
    plays = [Play(name=f"n{n}", say="x", edges={"default": f"n{n + 1}"}) for n in range(count)]
    return graph(*plays, Disconnect(name=f"n{count}"))


def test_edges_to_missing_nodes_lead_nowhere() -> None:
    found = graph(Menu(name="m", edges={"1": "gone", "2": "bye"}), Disconnect(name="bye"))
    assert found.dangling == (Edge("m", "1", "gone"),)
    assert found.successors["m"] == (Edge("m", "2", "bye"),)


def test_nodes_are_found_by_their_kind() -> None:
    menu = Menu(name="menu", edges={"1": "bye"})
    last, bye = Disconnect(name="last"), Disconnect(name="bye")
    found = graph(last, menu, bye, entry="menu")
    assert tuple(found.of(Disconnect)) == (last, bye)
    assert tuple(found.of(Menu)) == (menu,)
    assert not found.of(Play)
    assert found.among(Disconnect, Menu, Play) == [last, menu, bye]


def test_a_path_is_a_shortest_one_and_reads_as_a_caller_walks() -> None:
    found = graph(
        Play(name="welcome", say="x", edges={"default": "menu"}),
        Menu(name="menu", edges={"1": "detour", "2": "support"}),
        Play(name="detour", say="x", edges={"default": "support"}),
        Queue(name="support", queue="S"),
    )
    assert found.path_to("support").steps == (Step("welcome", "default"), Step("menu", "2"), Step("support"))
    assert str(found.path_to("support")) == "welcome -> menu -[2]-> support"
    assert str(found.path_to("menu", "1")) == "welcome -> menu -[1]->"


def test_a_node_that_nothing_leads_to_has_no_path() -> None:
    found = graph(Disconnect(name="bye"), Disconnect(name="lost"))
    assert found.path_to("lost") == Path()
    assert set(found.arrivals) == {"bye"}


def test_nothing_is_reachable_without_an_entry() -> None:
    assert not graph(Disconnect(name="bye"), entry="nowhere").arrivals


def test_long_paths_lose_their_middle_only() -> None:
    found = chain(30)
    path = found.path_to("n30")
    assert path.steps[0].node == "n0"
    assert path.steps[-1].node == "n30"
    assert len(path.steps) == LONG
    assert path.omitted + LONG == 31
    assert found.path_to(f"n{LONG - 1}").omitted == 0


def test_loops_are_exact_node_sequences_from_where_callers_come_in() -> None:
    found = graph(
        Play(name="a", say="x", edges={"default": "c"}),
        Menu(name="b", edges={"1": "c", "2": "bye"}),
        Menu(name="c", edges={"1": "b", "2": "c"}),
        Disconnect(name="bye"),
        Menu(name="self", edges={"1": "self"}),
    )
    assert find_loops(found) == (("c",), ("self",))
    assert loops_among(found, {"b", "c"}) == (("c",),)
    assert longest_path(found) is None


def test_a_terminal_can_end_a_call_even_where_it_can_go_on() -> None:
    found = graph(
        Voicemail(name="vm", mailbox="m", edges={"error": "again"}),
        Play(name="again", say="x", edges={"default": "vm"}),
        Play(name="stuck", say="x", edges={"default": "stuck"}),
    )
    assert found.can_end == {"vm", "again"}


def test_the_longest_path_counts_joins_by_their_longer_side() -> None:
    found = graph(
        Menu(name="a", edges={"1": "d", "2": "b"}),
        Play(name="b", say="x", edges={"default": "c"}),
        Play(name="c", say="x", edges={"default": "d"}),
        Disconnect(name="d"),
    )
    assert longest_path(found) == (Edge("a", "2", "b"), Edge("b", "default", "c"), Edge("c", "default", "d"))


def test_size_costs_no_recursion() -> None:
    count = 20_000
    found = chain(count)
    assert not find_loops(found)
    longest = longest_path(found)
    assert longest is not None
    assert len(longest) == count
    ring = graph(
        *[Play(name=f"n{n}", say="x", edges={"default": f"n{(n + 1) % count}"}) for n in range(count)]
    )
    assert [len(loop) for loop in find_loops(ring)] == [count]
    assert not ring.can_end


@settings(max_examples=60, deadline=None)
@given(flows())
def test_sound_flows_are_sound(some: Flow) -> None:
    found = CallGraph(some)
    assert set(found.arrivals) == set(found.can_end) == set(some.index)
    assert not find_loops(found)
    assert not found.dangling
    longest = longest_path(found)
    assert longest is not None
    assert len(longest) == nx.dag_longest_path_length(_networkx(found))


EDGES = st.lists(st.lists(st.integers(0, 7), max_size=4), min_size=1, max_size=8)


@settings(max_examples=200, deadline=None)
@given(EDGES)
def test_components_loops_and_distances_agree_with_networkx(targets: list[list[int]]) -> None:
    nodes = [
        Menu(name=f"n{number}", edges={str(key): f"n{to}" for key, to in enumerate(tos)})
        for number, tos in enumerate(targets)
    ]
    found = graph(*nodes)
    known = _networkx(found)
    assert {frozenset(part) for part in found.components} == {
        frozenset(part) for part in nx.strongly_connected_components(known)
    }
    assert found.distances == nx.single_source_shortest_path_length(known, "n0")
    for loop in find_loops(found):
        assert all(known.has_edge(one, other) for one, other in zip(loop, (*loop[1:], loop[0]), strict=True))
    assert bool(find_loops(found)) is not nx.is_directed_acyclic_graph(known)
    assert len(found.path_to("n0").steps) == 1


def _networkx(found: CallGraph) -> nx.DiGraph[str]:
    known: nx.DiGraph[str] = nx.DiGraph()
    known.add_nodes_from(found.index)
    known.add_edges_from((edge.source, edge.target) for edges in found.successors.values() for edge in edges)
    return known
