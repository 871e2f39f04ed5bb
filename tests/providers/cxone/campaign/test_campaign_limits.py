"""What CXone cannot do with campaign flows, said before anything is sent: each rule with a case on both sides."""

from __future__ import annotations

from typing import Any

import pytest

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.kinds import KINDS
from ivrplan.flow.nodes import (
    Agent,
    AnyNode,
    Callback,
    Collect,
    Custom,
    Decision,
    Disclosure,
    Disconnect,
    Menu,
    Play,
    Queue,
    Voicemail,
)
from ivrplan.providers.cxone.campaign.actions import SHAPES
from ivrplan.providers.cxone.campaign.flows import CxoneCampaignFlow
from ivrplan.providers.cxone.campaign.limits import TERMINAL_TYPES, rules
from ivrplan.providers.cxone.settings import CxoneLimits, CxoneSettings
from ivrplan.rules.rule import Hit, Subject

BYE = Disconnect(name="bye")


def found(*nodes: AnyNode, limits: CxoneLimits | None = None, disclosed: bool = True) -> dict[str, list[Hit]]:
    """The hits by rule, of a flow with these nodes behind a disclosure."""
    notice = Disclosure(name="notice", say="x", edges={"default": nodes[0].name})
    everything = (notice, *nodes) if disclosed else nodes
    flow = Flow(name="main", entry=everything[0].name, nodes=everything)
    hits = {rule.id: list(rule.check(Subject(CallGraph(flow)))) for rule in rules(limits or CxoneLimits())}
    return {rule: found for rule, found in hits.items() if found}


def only(rule: str, *nodes: AnyNode, limits: CxoneLimits | None = None) -> Hit:
    """The one hit of the one rule that these nodes break."""
    hits = found(*nodes, limits=limits)
    assert list(hits) == [rule]
    (hit,) = hits[rule]
    return hit


def chain(length: int) -> list[AnyNode]:
    """A flow of this depth behind the disclosure."""
    inner = [Play(name=f"n{at}", say="x", edges={"default": f"n{at + 1}"}) for at in range(length)]
    return [*inner, Disconnect(name=f"n{length}")]


def test_somebody_has_to_say_who_calls() -> None:
    assert found(BYE) == {}
    assert found(Custom(name="d", type="disclosure", edges={"default": "bye"}), BYE, disclosed=False) == {}
    hits = found(BYE, disclosed=False)
    assert list(hits) == ["IVR621"]
    assert "has no disclosure" in hits["IVR621"][0].message


@pytest.mark.parametrize("kind", [Menu, Collect])
def test_nobody_is_asked_more_than_3_times_again(kind: type[Menu | Collect]) -> None:
    def asked(retries: int) -> AnyNode:
        extra = {"variable": "v"} if kind is Collect else {}
        return kind.model_validate(
            {"name": "ask", "say": "?", "retries": retries, "edges": {"timeout": "bye"}, **extra}
        )

    assert found(asked(3), BYE) == {}
    hit = only("IVR622", asked(4), BYE)
    assert "limits { max_campaign_retries }" in hit.message
    assert (hit.node, hit.attribute) == ("ask", "retries")
    assert found(asked(4), BYE, limits=CxoneLimits(max_campaign_retries=4)) == {}
    assert list(found(asked(1), BYE, limits=CxoneLimits(max_campaign_retries=0))) == ["IVR622"]


def test_nor_by_a_node_of_the_vendors_own() -> None:
    def asking(directive: str) -> Custom:
        actions = [{"directive": directive, "max_retries": 4}]
        return Custom(name="x", type="survey", settings={"actions": actions}, edges={"default": "bye"})

    assert found(asking("play"), BYE) == {}
    assert only("IVR622", asking("collect"), BYE).attribute == "settings"


def test_a_flow_is_45_steps_deep() -> None:
    assert found(*chain(44)) == {}
    hit = only("IVR623", *chain(45))
    assert "46 steps deep" in hit.message
    assert "limits { max_campaign_depth }" in hit.message
    assert found(*chain(45), limits=CxoneLimits(max_campaign_depth=46)) == {}


def test_depth_is_that_of_the_longest_way() -> None:
    short = Decision(name="short", variable="v", edges={"a": "n44", "default": "n0"})
    assert "IVR623" in found(short, *chain(44))
    assert found(short, *chain(44), limits=CxoneLimits(max_campaign_depth=46)) == {}


def test_joins_are_no_loops() -> None:
    split = Menu(name="split", say="?", edges={"1": "a", "2": "b"})
    a, b = (Play(name=name, say=name, edges={"default": "join"}) for name in "ab")
    join = Play(name="join", say="x", edges={"default": "bye"})
    assert found(split, a, b, join, BYE) == {}
    back = Menu(name="join", say="?", edges={"1": "split", "timeout": "bye"})
    hit = only("IVR624", split, a, b, back, BYE)
    assert "split" in hit.message


@pytest.mark.parametrize("type_", [*TERMINAL_TYPES, "survey"])
def test_a_vendors_own_node_leads_on_or_is_a_terminal(type_: str) -> None:
    node = Custom(name="x", type=type_, settings={"actions": [{"directive": "play", "text": "x"}]})
    hits = found(node)
    assert list(hits) == ([] if type_ in TERMINAL_TYPES else ["IVR625"])
    assert found(node.model_copy(update={"edges": {"default": "bye"}}), BYE) == {}


def test_what_ends_calls_may_also_lead_on() -> None:
    agent = Agent(name="a", agent="Kim", edges={"busy": "later"})
    later = Callback(name="later", edges={"error": "mail"})
    assert found(agent, later, Voicemail(name="mail", mailbox="m")) == {}


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - SHAPES.keys() - {"node"}))
def test_kinds_that_the_vendor_lacks_are_named(kind: str) -> None:
    fields: dict[str, Any] = {
        "queue": {"queue": "Q"},
        "transfer": {"number": "+1"},
        "goto": {"flow": "x"},
        "embed": {"flow": "x"},
        "request": {"url": "https://x"},
        "set": {"values": {"a": "b"}},
    }
    node = KINDS[kind].model_validate({"name": "x", **fields.get(kind, {})})
    hit = only("IVR626", node)
    assert f"is a {kind}" in hit.message
    assert hit.hint


def test_every_kind_is_held_or_refused() -> None:
    assert found(Queue(name="q", queue="Q")).keys() == {"IVR626"}
    assert SHAPES.keys() <= KINDS.keys()


@pytest.mark.parametrize("outcome", ["a|b", "always", "input=1", " gold"])
def test_outcomes_that_the_vendor_would_misread_are_refused(outcome: str) -> None:
    def asked(word: str) -> Decision:
        return Decision(name="d", variable="v", edges={word: "bye"})

    assert found(asked("gold"), BYE) == {}
    assert found(asked("input=x"), BYE) == {}
    assert only("IVR627", asked(outcome), BYE).outcome == outcome


@pytest.mark.parametrize(
    "settings",
    [
        {"volume": 3},
        {"actions": [{"directive": "play"}], "volume": 3},
        {"actions": []},
        {"actions": "play"},
        {"actions": ["play"]},
    ],
    ids=str,
)
def test_settings_that_the_vendor_has_no_place_for_are_refused(settings: Any) -> None:
    node = Custom(name="x", type="survey", settings=settings, edges={"default": "bye"})
    assert only("IVR628", node, BYE).attribute == "settings"


def test_a_vendors_own_node_that_is_one_of_our_kinds_is_refused() -> None:
    def played(type_: str) -> Custom:
        actions = [{"directive": "play", "text": "x"}]
        return Custom(name="x", type=type_, settings={"actions": actions}, edges={"default": "bye"})

    assert found(played("survey"), BYE) == {}
    assert only("IVR628", played("play"), BYE).node == "x"


def test_the_resource_type_has_these_rules() -> None:
    settings = CxoneSettings(limits=CxoneLimits(max_campaign_depth=9))
    ids = [rule.id for rule in CxoneCampaignFlow().limits(settings)]
    assert ids == [f"IVR{number}" for number in range(621, 629)]
    (deep,) = [rule for rule in CxoneCampaignFlow().limits(settings) if rule.id == "IVR623"]
    flow = Flow(name="main", entry="n0", nodes=tuple(chain(10)))
    assert [hit.node for hit in deep.check(Subject(CallGraph(flow)))] == ["n10"]
