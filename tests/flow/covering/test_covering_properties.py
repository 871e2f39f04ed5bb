"""What covering promises, on random flows: its calls go as planned, and take all that any call takes."""

from __future__ import annotations

from hypothesis import given, settings

from ivrplan.flow.coverage import coverage, reachable_edges
from ivrplan.flow.covering.calls import Covering, cover
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.path import Edge
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.simulate import simulate
from tests.flow.covering.exhaustive import edges_taken
from tests.flow.covering.tangled import tangled
from tests.strategies.flows import flows


def check(flow: Flow) -> tuple[Covering, set[Edge]]:
    """What is planned for a flow, and the edges that its calls take. Each of them goes as it was planned."""
    graph = CallGraph(flow)
    covering = cover(graph)
    taken: set[Edge] = set()
    for call in covering.calls:
        walk = simulate(flow, Script(call.inputs))
        assert walk.edges[: len(call.edges)] == call.edges
        assert not walk.unused
        assert bool(walk.terminal) == call.ends
        assert set(call.first) & set(walk.edges) == set(call.first)
        assert not set(call.first) & taken
        taken.update(call.edges)
    assert taken | {one.edge for one in covering.untakeable} == set(reachable_edges(graph))
    assert not taken & {one.edge for one in covering.untakeable}
    return covering, taken


@settings(max_examples=60, deadline=None)
@given(flows(max_nodes=12))
def test_every_edge_of_a_sound_flow_is_taken_or_said_to_be_never_taken(flow: Flow) -> None:
    covering, taken = check(flow)
    graph = CallGraph(flow)
    nodes = {flow.entry, *(edge.target for edge in taken)}

    found = coverage(graph, nodes, taken)

    assert found.complete or covering.untakeable
    assert found.edges.covered + len(covering.untakeable) == found.edges.total


@settings(max_examples=150, deadline=None)
@given(tangled())
def test_no_call_at_all_takes_an_edge_that_is_said_to_be_never_taken(flow: Flow) -> None:
    _, taken = check(flow)

    assert taken == edges_taken(flow) & set(reachable_edges(CallGraph(flow)))
