"""What Genesys Cloud cannot do, as rules."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from ivrplan.flow.flow import Flow
from ivrplan.providers.genesys.convert import document_of
from ivrplan.providers.genesys.flows import GenesysFlow
from ivrplan.providers.genesys.settings import GenesysSettings
from ivrplan.rules.run import check_flow
from tests.strategies.flows import STANDALONE, flows


def findings(flow: Flow, **limits: Any) -> list[tuple[str, str]]:
    rules = GenesysFlow().limits(GenesysSettings.model_validate({"limits": limits}))
    return [(finding.rule, finding.hit.message) for finding in check_flow(flow, rules).findings]


def flow_of(*nodes: dict[str, Any]) -> Flow:
    return Flow.from_json({"name": "main", "entry": nodes[0]["name"], "nodes": list(nodes)})


BYE = {"kind": "disconnect", "name": "bye"}


def chain(length: int) -> Flow:
    nodes = [
        {"kind": "play", "name": f"n{number}", "say": "x", "edges": {"default": f"n{number + 1}"}}
        for number in range(length - 1)
    ]
    return flow_of(*nodes, {"kind": "disconnect", "name": f"n{length - 1}"})


def test_fifty_nodes_with_the_start_are_allowed() -> None:
    assert findings(chain(49)) == []


def test_more_are_not_and_the_message_says_why_and_what_to_set() -> None:
    ((rule, message),) = findings(chain(50))
    assert rule == "IVR641"
    assert message == (
        'Flow "main" becomes 51 nodes: its own 50, the start node; Genesys Cloud takes 50 at most '
        "(vendor contract S4, flow versions; setting limits { max_nodes } in the genesys provider block)."
    )


def test_the_number_can_be_set() -> None:
    assert findings(chain(50), max_nodes=51) == []
    assert findings(chain(3), max_nodes=3) != []


def test_terminals_that_go_on_count_twice() -> None:
    flow = flow_of({"kind": "queue", "name": "q", "queue": "Q", "edges": {"full": "bye"}}, BYE)
    assert findings(flow, max_nodes=4) == []
    ((_, message),) = findings(flow, max_nodes=3)
    assert "becomes 4 nodes: its own 2, the start node, and 1 more for terminals" in message


@settings(max_examples=50, deadline=None)
@given(flows(kinds=STANDALONE))
def test_what_is_counted_is_what_is_sent(flow: Flow) -> None:
    sent = len(document_of(flow, name="x", description="", language="", settings={})["nodes"])
    assert not any(rule == "IVR641" for rule, _ in findings(flow, max_nodes=sent))
    assert sent == 1 or any(rule == "IVR641" for rule, _ in findings(flow, max_nodes=sent - 1))


def test_loops_are_forbidden_and_named() -> None:
    flow = flow_of(
        {"kind": "menu", "name": "menu", "edges": {"1": "bye", "9": "again"}},
        {"kind": "play", "name": "again", "say": "Again", "edges": {"default": "menu"}},
        BYE,
    )
    ((rule, message),) = findings(flow)
    assert rule == "IVR642"
    assert "menu -[9]-> again -> menu" in message


@pytest.mark.parametrize(
    "node",
    [
        {"kind": "embed", "name": "x", "flow": "other", "edges": {"default": "bye"}},
        {"kind": "exit", "name": "x"},
    ],
)
def test_some_kinds_cannot_be_deployed(node: dict[str, Any]) -> None:
    ((rule, message),) = findings(flow_of(node, BYE))
    assert rule == "IVR643"
    assert f'node "x" is a {node["kind"]}' in message


@pytest.mark.parametrize(
    ("type_", "edges", "wrong"),
    [
        ("hangup", {}, False),
        ("queue", {"default": "bye"}, True),
        ("Whisper", {}, True),
        ("Whisper", {"default": "bye"}, False),
    ],
)
def test_a_node_of_the_vendors_own_ends_calls_or_leads_on(
    type_: str, edges: dict[str, str], wrong: bool
) -> None:
    flow = flow_of({"kind": "node", "name": "x", "type": type_, "edges": edges}, BYE)
    assert [rule for rule, _ in findings(flow)] == ["IVR644"] * wrong


@pytest.mark.parametrize(
    "node", [{"type": "trigger"}, {"type": "Whisper", "settings": {"ivrplanKind": "node"}}]
)
def test_reserved_words_are_refused(node: dict[str, Any]) -> None:
    flow = flow_of({"kind": "node", "name": "x", "edges": {"default": "bye"}, **node}, BYE)
    assert [rule for rule, _ in findings(flow)] == ["IVR645"]
