"""Flow -> document -> what is sent -> document -> flow, and what foreign hands may have done in between."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Agent, AnyNode, Custom, Disclosure, Disconnect, Hours, Menu, Play
from ivrplan.language.plain import Masked, from_json, mask, same, to_json, to_plain
from ivrplan.language.values import UNKNOWN, Sensitive, reveal
from ivrplan.providers.cxone.campaign.actions import SHAPES
from ivrplan.providers.cxone.campaign.convert import (
    condition_of,
    is_misread,
    outcome_of,
    to_document,
    to_flow,
)
from ivrplan.providers.cxone.campaign.limits import rules
from ivrplan.providers.cxone.campaign.wire import WireFlow, differences, from_wire, to_wire
from ivrplan.providers.cxone.settings import CxoneLimits
from ivrplan.rules.rule import Subject
from tests.providers.cxone.campaign.scripted import FLOW, TARGET, WIRE
from tests.strategies.flows import OUTCOMES, flows, texts

AWKWARD = ("always", "input=1", "input=", "input=12", "a|b", " gold ", "Always", "default", "1", "timeout")
CAMPAIGNS = flows(kinds=frozenset(SHAPES), outcomes={**OUTCOMES, "decision": AWKWARD})
SHAPE_RULES = [rule for rule in rules(CxoneLimits()) if rule.id in {"IVR626", "IVR627", "IVR628"}]


def held(flow: Flow) -> bool:
    """Whether the rules say that the vendor can hold it."""
    return not any(True for rule in SHAPE_RULES for _ in rule.check(Subject(CallGraph(flow))))


def document(*nodes: AnyNode) -> Any:
    return to_document("Reminder", "", Flow(name="main", entry=nodes[0].name, nodes=nodes))


def same_call(left: Flow | None, right: Flow) -> bool:
    return left is not None and left.entry == right.entry and left.nodes == right.nodes


def over_the_wire(sent: Any) -> Any:
    """The document as it is read after it was sent, with members that the vendor leaves empty."""
    body = json.loads(json.dumps(to_plain(to_wire(sent))), parse_float=Decimal)
    for node in body["nodes"]:
        for action in node["actions"]:
            action.setdefault("media_url", None)
    return from_wire(WireFlow.model_validate({"id": "f1", "version": 1, **body}))


@given(CAMPAIGNS)
def test_a_flow_that_the_limits_accept_comes_back_exactly(flow: Flow) -> None:
    assume(held(flow))
    assert same_call(to_flow(to_document("Reminder", "", flow)), flow)


@given(CAMPAIGNS)
def test_and_so_it_does_over_the_wire(flow: Flow) -> None:
    assume(held(flow))
    sent = to_document("Reminder", "", flow)
    read = over_the_wire(sent)
    assert same_call(to_flow(read), flow)
    assert differences(sent, read) == ()
    assert same(read["transitions"], sent["transitions"])


@given(CAMPAIGNS)
def test_the_canonical_document_is_a_fixed_point(flow: Flow) -> None:
    assume(held(flow))
    read = over_the_wire(to_document("Reminder", "", flow))
    assert same(over_the_wire(read), read)
    assert to_wire(over_the_wire(read)) == to_wire(read)


@given(st.one_of(st.sampled_from(AWKWARD), texts(6)))
def test_an_outcome_comes_back_or_is_refused(outcome: str) -> None:
    assert is_misread(outcome) or outcome_of(condition_of(outcome)) == outcome


@pytest.mark.parametrize(
    ("outcome", "condition"),
    [("default", "always"), ("1", "input=1"), ("#", "input=#"), ("timeout", "timeout"), ("gold", "gold")],
)
def test_conditions_are_the_vendors(outcome: str, condition: str) -> None:
    assert condition_of(outcome) == condition
    assert outcome_of(condition) == outcome
    assert not is_misread(outcome)


@pytest.mark.parametrize("outcome", ["always", "input=1", "input=#", "a|b", "|", " gold", "gold ", " "])
def test_outcomes_that_mean_something_else_are_told(outcome: str) -> None:
    assert is_misread(outcome)


def test_what_is_sent_is_the_contracts() -> None:
    assert json.loads(json.dumps(to_plain(to_wire(TARGET)))) == WIRE


def test_alternatives_are_joined_by_target_in_the_order_of_outcomes() -> None:
    menu = Menu(
        name="m",
        say="?",
        edges={"timeout": "b", "default": "b", "2": "a", "invalid": "b", "1": "a", "*": "c"},
    )
    ends = (Disconnect(name=name) for name in "abc")
    sent = to_wire(document(menu, *ends))["transitions"]
    assert [(each["condition"], each["to_node"]) for each in sent] == [
        ("input=1|input=2", "a"),
        ("input=*", "c"),
        ("timeout|invalid", "b"),
        ("always", "b"),
    ]


@pytest.mark.parametrize(
    "conditions", [["invalid|timeout"], ["timeout", "invalid"], [" timeout | invalid "]], ids=str
)
def test_however_the_vendor_joins_them_they_are_the_same(conditions: list[str]) -> None:
    others = [each for each in WIRE["transitions"] if each["condition"] != "timeout|invalid"]
    alternatives = [{"from_node": "choice", "to_node": "bye", "condition": each} for each in conditions]
    body = {"id": "f1", "version": 1, **WIRE, "transitions": [*alternatives, *others]}
    read = from_wire(WireFlow.model_validate(body))
    assert same(read, TARGET)
    assert list(read["transitions"]["choice"]) == ["input=1", "timeout", "invalid"]


def test_a_condition_that_stands_twice_is_seen_twice() -> None:
    twice = [*WIRE["transitions"], {"from_node": "choice", "to_node": "notice", "condition": "input=1"}]
    read = from_wire(WireFlow.model_validate({"id": "f1", "version": 1, **WIRE, "transitions": twice}))
    assert read["transitions"]["choice"]["input=1 (2)"] == "notice"
    assert differences(TARGET, read) == ('transition "input=1 (2)" of node "choice" is another',)


def test_a_transition_without_a_condition_is_always_taken() -> None:
    plain = [{"from_node": "notice", "to_node": "choice"}, *WIRE["transitions"][1:]]
    body = {"id": "f1", "version": 1, **WIRE, "transitions": plain, "description": None}
    assert same(from_wire(WireFlow.model_validate(body)), {**TARGET, "description": ""})


def test_what_ends_a_call_speaks_in_an_action_of_its_own() -> None:
    agent = Agent(name="a", agent="Kim", say="One moment.")
    assert document(agent)["nodes"]["a"] == {
        "type": "agent",
        "actions": {
            "1": {"directive": "play", "text": "One moment."},
            "2": {"directive": "route", "parameters": {"agent": "Kim"}},
        },
    }


def test_hours_that_are_never_open_are_not_hours_of_a_schedule() -> None:
    for hours in (Hours(name="h", schedule="s", open={}), Hours(name="h", schedule="s")):
        found = to_flow(over_the_wire(document(hours)))
        assert found is not None
        assert found.nodes == (hours,)


ACTIONS = st.lists(
    st.fixed_dictionaries(
        {"directive": st.sampled_from(("play", "collect", "route"))},
        optional={
            "text": texts(8),
            "max_retries": st.integers(0, 3),
            "parameters": st.dictionaries(st.sampled_from(("a", "variable")), texts(4), max_size=2),
        },
    ),
    min_size=1,
    max_size=3,
).map(tuple)


@given(ACTIONS, st.sampled_from(("whisper", "play", "menu", "agent")))
def test_a_vendors_own_node_comes_back_or_is_refused(actions: Any, type_: str) -> None:
    node = Custom(name="x", type=type_, settings={"actions": actions}, edges={"default": "bye"})
    flow = Flow(name="main", entry="x", nodes=(node, Disconnect(name="bye")))
    assert not held(flow) or same_call(to_flow(over_the_wire(to_document("R", "", flow))), flow)
    assert held(flow) or type_ in SHAPES


def test_unknown_and_sensitive_parts_stay_as_they_are() -> None:
    play = Play(name="p", say=UNKNOWN, audio=Sensitive("https://x/?key=1"))
    agent = Agent(name="a", agent=Sensitive("Kim"))
    custom = Custom(name="c", type="X", settings={"actions": [{"directive": "play", "text": Sensitive("k")}]})
    made = document(play, agent, custom)
    assert made["nodes"]["p"]["actions"]["1"]["text"] is UNKNOWN
    found = to_flow(made)
    assert found is not None
    assert found.nodes == (play, agent, custom)
    assert same(mask(made), reveal(made))


def test_a_masked_secret_is_sensitive_and_not_known() -> None:
    masked = from_json(to_json(mask(document(Play(name="p", audio=Sensitive("secret"))))))
    assert isinstance(masked["nodes"]["p"]["actions"]["1"]["media_url"], Masked)
    found = to_flow(masked)
    assert found is not None
    assert found.nodes == (Play(name="p", audio=Sensitive(UNKNOWN)),)


@pytest.mark.parametrize(
    "actions",
    [{}, {"1": {"directive": "play"}}, {"1": {"directive": "route", "text": "x"}}, {"1": {"text": "x"}}],
    ids=["nothing", "nothing to say", "another directive", "no directive"],
)
def test_a_node_that_means_nothing_to_us_is_passed_through(actions: Any) -> None:
    left = {**TARGET, "nodes": {**TARGET["nodes"], "notice": {"type": "disclosure", "actions": actions}}}
    found = to_flow(left)
    assert found is not None
    assert found.node("notice") == Custom(
        name="notice",
        type="disclosure",
        settings={"actions": tuple(actions.values())} if actions else {},
        edges={"default": "choice"},
    )


def test_what_a_vendor_adds_to_an_action_is_passed_over() -> None:
    more = {"1": {"directive": "play", "text": "x", "id": "a-17", "parameters": {"volume": 3}}}
    found = to_flow(
        {**TARGET, "nodes": {**TARGET["nodes"], "notice": {"type": "disclosure", "actions": more}}}
    )
    assert found is not None
    assert found.node("notice") == Disclosure(name="notice", say="x", edges={"default": "choice"})


@pytest.mark.parametrize("nothing", [{}, {"nodes": {}}, {"nodes": 3}], ids=["empty", "no nodes", "nonsense"])
def test_a_document_without_nodes_is_no_flow(nothing: Any) -> None:
    assert to_flow(nothing) is None


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("name",), "Other", "the name is another"),
        (("nodes", "bye"), None, 'node "bye" is another'),
        (("nodes", "new"), {"type": "agent", "actions": {}}, 'node "new" is another'),
        (("nodes", "bye", "actions", "1", "text"), "Hm.", 'node "bye" is another'),
        (("nodes", "bye", "actions", "1", "id"), "a1", ""),
        (("nodes", "bye", "actions", "2"), {"directive": "play"}, 'node "bye" is another'),
        (("transitions", "choice", "input=1"), "bye", 'transition "input=1" of node "choice" is another'),
        (("transitions", "bye"), {"always": "yes"}, 'transition "always" of node "bye" is another'),
    ],
)
def test_what_differs_is_told_without_values(path: tuple[str, ...], value: Any, said: str) -> None:
    found = json.loads(json.dumps(to_plain(TARGET)))
    *way, last = path
    place = found
    for name in way:
        place = place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    assert differences(TARGET, from_json(found)) == ((said,) if said else ())


def test_the_sample_is_one_that_the_limits_accept() -> None:
    assert held(FLOW)
