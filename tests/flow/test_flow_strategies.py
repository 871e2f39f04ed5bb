"""The strategies that other tests rely on make what they promise, however few kinds they may use."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.kinds import KINDS
from tests.strategies.flows import OUTCOMES, STANDALONE, flows

INNER = sorted(word for word in STANDALONE if not KINDS[word].terminal)
ENDS = sorted(word for word in STANDALONE if KINDS[word].terminal)

SOME_KINDS = st.builds(
    frozenset.union,
    st.frozensets(st.sampled_from(INNER), max_size=2),
    st.frozensets(st.sampled_from(ENDS), min_size=1, max_size=2),
)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_flows_keep_to_what_was_asked_for(data: st.DataObject) -> None:
    kinds = data.draw(SOME_KINDS)
    most = data.draw(st.integers(1, 5))
    outcomes = dict(OUTCOMES) | dict.fromkeys(ENDS, ())
    flow: Flow = data.draw(flows(max_nodes=most, kinds=kinds, outcomes=outcomes))
    graph = CallGraph(flow)
    assert 1 <= len(flow.nodes) <= most
    assert {node.kind for node in flow.nodes} <= kinds
    assert set(graph.arrivals) == set(graph.can_end) == set(graph.index)
    assert all(bool(node.edges) is not node.terminal for node in flow.nodes)
    assert all(set(node.edges) <= set(outcomes[node.kind]) for node in flow.nodes)
