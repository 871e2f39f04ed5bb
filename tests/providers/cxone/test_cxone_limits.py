"""What CXone cannot do, said before anything is sent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import (
    AnyNode,
    Custom,
    Decision,
    Disconnect,
    Embed,
    Exit,
    Menu,
    Play,
    Request,
)
from ivrplan.language.values import UNKNOWN, Sensitive
from ivrplan.providers.cxone.flows import CxoneIvrFlow
from ivrplan.providers.cxone.limits import rules
from ivrplan.providers.cxone.properties import TYPED
from ivrplan.providers.cxone.settings import CxoneLimits, CxoneSettings
from ivrplan.rules.rule import Hit, Subject

BYE = Disconnect(name="bye")


def found(*nodes: AnyNode, limits: CxoneLimits | None = None, entry: str = "") -> dict[str, list[Hit]]:
    """The hits by rule, of a flow with these nodes."""
    flow = Flow(name="main", entry=entry or nodes[0].name, nodes=nodes)
    hits = {rule.id: list(rule.check(Subject(CallGraph(flow)))) for rule in rules(limits or CxoneLimits())}
    return {rule: found for rule, found in hits.items() if found}


def only(rule: str, *nodes: AnyNode, limits: CxoneLimits | None = None) -> Hit:
    """The one hit of the one rule that these nodes break."""
    hits = found(*nodes, limits=limits)
    assert list(hits) == [rule]
    (hit,) = hits[rule]
    return hit


def chain(length: int) -> list[AnyNode]:
    inner = [Play(name=f"n{at}", say="x", edges={"default": f"n{at + 1}"}) for at in range(length)]
    return [*inner, Disconnect(name=f"n{length}")]


def wide(outcomes: int) -> list[AnyNode]:
    edges = {f"value {number}": "bye" for number in range(outcomes)}
    return [Decision(name="d", variable="v", edges=edges), BYE]


def test_a_registration_takes_50_connections() -> None:
    assert found(*chain(50)) == {}
    hit = only("IVR601", *chain(51))
    assert hit.message == (
        'Flow "main" has 51 connections between its nodes; NICE CXone takes 50 at most (vendor contract S3, flow '
        "connections; setting limits { max_connections } in the cxone provider block)."
    )


def test_a_node_takes_10_ways_out() -> None:
    assert found(*wide(10)) == {}
    hit = only("IVR602", *wide(11))
    assert (hit.node, "11 connections leave" in hit.message) == ("d", True)
    assert "limits { max_outbound }" in hit.message


def test_a_node_takes_50_properties() -> None:
    def asking(headers: int) -> Request:
        named = {f"X-{number}": "x" for number in range(headers)}
        return Request(name="r", url="https://x", headers=named, edges={"default": "bye"})

    assert found(asking(47), BYE) == {}
    hit = only("IVR605", asking(48), BYE)
    assert (hit.node, "51 properties" in hit.message, "limits { max_properties }" in hit.message) == (
        "r",
        True,
        True,
    )


def test_a_tenant_can_have_other_numbers() -> None:
    more = CxoneLimits(max_connections=60, max_outbound=12, max_properties=60)
    assert found(*chain(51), limits=more) == {}
    assert found(*wide(11), limits=more) == {}
    fewer = CxoneLimits(max_connections=1, max_outbound=1, max_properties=1)
    assert list(found(*wide(2), limits=fewer)) == ["IVR601", "IVR602", "IVR605"]


def test_the_numbers_come_from_the_provider_block() -> None:
    settings = CxoneSettings(limits=CxoneLimits(max_outbound=1))
    flow = Flow(name="main", entry="d", nodes=tuple(wide(2)))
    hits = [hit for rule in CxoneIvrFlow().limits(settings) for hit in rule.check(Subject(CallGraph(flow)))]
    assert ["takes 1 at most" in hit.message for hit in hits] == [True]


def test_a_loop_is_named_with_its_nodes() -> None:
    back = Play(name="b", say="x", edges={"default": "a"})
    hit = only("IVR603", Menu(name="a", say="x", edges={"1": "b", "2": "bye"}), back, BYE)
    assert "a -[1]-> b -> a" in hit.message
    assert "retries" in hit.hint


def test_ways_that_join_are_no_loop() -> None:
    menu = Menu(name="a", say="x", edges={"1": "b", "2": "c"})
    left, right = (Play(name=name, say="x", edges={"default": "bye"}) for name in "bc")
    assert found(menu, left, right, BYE) == {}


def test_an_entry_must_lead_on() -> None:
    hit = only("IVR604", BYE)
    assert hit.node == "bye"
    assert 'begins with disconnect "bye", which leads nowhere' in hit.message


def test_a_missing_entry_is_another_rules_matter() -> None:
    assert found(BYE, entry="nowhere") == {}


def test_what_no_call_gets_to_is_refused_whatever_is_allowed_elsewhere() -> None:
    hit = only("IVR608", *chain(2), BYE)
    assert hit.node == "bye"
    assert "NICE CXone takes no such nodes (vendor contract S0, flow nodes, and S3)" in hit.message


@pytest.mark.parametrize(
    "node",
    [
        Embed(name="e", flow="x", edges={"default": "bye"}),
        Exit(name="e", outcome="done"),
    ],
    ids=lambda node: str(node.kind),
)
def test_kinds_without_a_counterpart_are_refused(node: AnyNode) -> None:
    hit = only("IVR607", Menu(name="m", say="x", edges={"1": "e", "2": "bye"}), node, BYE)
    assert hit.node == "e"
    assert node.kind in hit.message


def custom(**settings: Any) -> Custom:
    return Custom(name="c", type="Whisper", settings=settings, edges={"default": "bye"})


@pytest.mark.parametrize(
    "settings",
    [
        {"audioUrl": 5},
        {"playBeep": "yes"},
        {"playBeep": 1},
        {"dtmfDigits": 1},
        {"timeoutSeconds": "8"},
        {"timeoutSeconds": True},
        {"timeoutSeconds": Sensitive("8")},
    ],
    ids=str,
)
def test_typed_properties_have_their_types(settings: dict[str, Any]) -> None:
    hit = only("IVR606", custom(**settings), BYE)
    (name,) = settings
    assert f"property {name} of node" in hit.message
    assert f"must be {TYPED[name][1]} (" in hit.message


def test_right_and_unknown_types_pass() -> None:
    right = {
        "audioUrl": "u",
        "playBeep": True,
        "dtmfDigits": "1",
        "timeoutSeconds": Decimal("2.5"),
        "other": 5,
    }
    assert found(custom(**right), BYE) == {}
    assert found(custom(**dict.fromkeys(TYPED, UNKNOWN)), BYE) == {}
    assert found(custom(timeoutSeconds=Sensitive(8), audioUrl=Sensitive(UNKNOWN)), BYE) == {}
