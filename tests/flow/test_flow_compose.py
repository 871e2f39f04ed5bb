"""Embedded flows, inlined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.flow.compose import CompositionError, compose
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode, Disconnect, Embed, Exit, Hours, Menu, Play

HOURS = Flow(
    name="hours",
    entry="check",
    nodes=(
        Hours(name="check", schedule="s", edges={"open": "open", "closed": "closed"}),
        Exit(name="open", outcome="open"),
        Exit(name="closed", outcome="closed"),
    ),
)
BYE = Disconnect(name="bye")


def edges(flow: Flow) -> dict[str, dict[str, str]]:
    return {node.name: dict(node.edges) for node in flow.nodes}


def test_a_flow_without_embedded_flows_stays_itself() -> None:
    flow = Flow(name="main", entry="bye", nodes=(BYE,))
    assert compose(flow, {}) is flow


def test_nodes_get_the_name_of_the_embedding_node_and_exits_vanish() -> None:
    flow = Flow(
        name="main",
        entry="welcome",
        nodes=(
            Play(name="welcome", say="x", edges={"default": "hours"}),
            Embed(name="hours", flow="hours", edges={"open": "bye", "closed": "welcome"}),
            BYE,
        ),
    )
    composed = compose(flow, {"hours": HOURS})
    assert composed.entry == "welcome"
    assert edges(composed) == {
        "welcome": {"default": "hours.check"},
        "hours.check": {"open": "bye", "closed": "welcome"},
        "bye": {},
    }


def test_an_entry_that_embeds_becomes_the_entry_of_the_embedded_flow() -> None:
    flow = Flow(
        name="main",
        entry="hours",
        nodes=(Embed(name="hours", flow="hours", edges={"default": "bye"}), BYE),
        description="About it.",
    )
    composed = compose(flow, {"hours": HOURS})
    assert (composed.name, composed.entry, composed.description) == ("main", "hours.check", "About it.")
    assert edges(composed)["hours.check"] == {"open": "bye", "closed": "bye"}


def test_exits_may_lead_from_one_embedded_flow_into_the_next_or_back() -> None:
    flow = Flow(
        name="main",
        entry="a",
        nodes=(
            Embed(name="a", flow="hours", edges={"open": "b", "closed": "a"}),
            Embed(name="b", flow="hours", edges={"open": "bye", "closed": "a"}),
            BYE,
        ),
    )
    assert edges(compose(flow, {"hours": HOURS})) == {
        "a.check": {"open": "b.check", "closed": "a.check"},
        "b.check": {"open": "bye", "closed": "a.check"},
        "bye": {},
    }


def test_a_flow_that_is_left_at_once_is_passed_through() -> None:
    nothing = Flow(name="nothing", entry="out", nodes=(Exit(name="out", outcome="out"),))
    flow = Flow(
        name="main",
        entry="skip",
        nodes=(Embed(name="skip", flow="nothing", edges={"out": "bye"}), BYE),
    )
    assert compose(flow, {"nothing": nothing}) == Flow(name="main", entry="bye", nodes=(BYE,))


def test_an_outcome_without_an_edge_is_refused() -> None:
    flow = Flow(
        name="main", entry="hours", nodes=(Embed(name="hours", flow="hours", edges={"open": "bye"}), BYE)
    )
    with pytest.raises(CompositionError) as failure:
        compose(flow, {"hours": HOURS})
    [problem] = failure.value.diagnostics
    assert problem.summary == "Outcome without edge"
    assert problem.detail == (
        'The node "hours" of flow "main" embeds the flow "hours", which can be left by the outcome "closed", '
        "but no edge says where calls go then."
    )


def test_a_flow_without_entry_cannot_be_embedded() -> None:
    flow = Flow(name="main", entry="e", nodes=(Embed(name="e", flow="empty"),))
    with pytest.raises(CompositionError) as failure:
        compose(flow, {"empty": Flow(name="empty")})
    assert [problem.summary for problem in failure.value.diagnostics] == ["Embedded flow without entry"]


def test_flows_that_only_lead_to_each_other_are_refused() -> None:
    nothing = Flow(name="nothing", entry="out", nodes=(Exit(name="out", outcome="out"),))
    flow = Flow(
        name="main",
        entry="a",
        nodes=(
            Embed(name="a", flow="nothing", edges={"out": "b"}),
            Embed(name="b", flow="nothing", edges={"out": "a"}),
        ),
    )
    with pytest.raises(CompositionError) as failure:
        compose(flow, {"nothing": nothing})
    assert {problem.summary for problem in failure.value.diagnostics} == {"Embedded flows in a circle"}


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6))
def test_every_edge_of_a_composed_flow_leads_to_a_node_of_it(jumps: list[int]) -> None:
    last = len(jumps)
    nodes: list[AnyNode] = [
        Embed(
            name=f"e{index}",
            flow="hours",
            edges={
                "open": f"e{index + 1}" if index + 1 < last else "bye",
                "closed": f"e{min(jump, last - 1)}",
            },
        )
        for index, jump in enumerate(jumps)
    ]
    menu = Menu(name="menu", edges={"1": "e0", "timeout": "bye"})
    composed = compose(Flow(name="main", entry="menu", nodes=(menu, *nodes, BYE)), {"hours": HOURS})
    assert len(composed.nodes) == last + 2
    assert all(target in composed.index for node in composed.nodes for target in node.edges.values())
