"""Flow <-> canonical document <-> wire."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.flow.flow import Flow
from ivrplan.flow.kinds import KINDS
from ivrplan.flow.nodes import AnyNode, Collect, Custom, Disconnect, Goto, Menu, Play, Queue
from ivrplan.language.plain import Document, to_json
from ivrplan.language.values import UNKNOWN, Sensitive, reveal
from ivrplan.providers.genesys.convert import (
    CALL_TYPE,
    WireContent,
    document_of,
    flow_of,
    from_wire,
    to_wire,
)
from ivrplan.providers.genesys.nodes import node_id
from ivrplan.providers.http.answers import parse_json
from tests.strategies.flows import OUTCOMES, flows, nodes


def canonical(flow: Flow) -> Document:
    return document_of(flow, name=flow.name, description="", language="en-us", settings={})


def through_the_wire(document: Document) -> Document:
    sent = json.dumps(to_json(reveal(to_wire(document)))).encode()
    return from_wire(WireContent.model_validate(parse_json(sent)), CALL_TYPE)


def meaning(flow: Flow | None) -> tuple[str, dict[str, AnyNode]]:
    assert flow is not None
    return flow.entry, dict(flow.index)


@settings(max_examples=150, deadline=None)
@given(flows(kinds=set(KINDS)))
def test_the_meaning_of_a_flow_survives_the_vendor(flow: Flow) -> None:
    document = canonical(flow)
    back = through_the_wire(document)
    assert back == document
    assert meaning(flow_of(back)) == meaning(flow)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_node_of_the_vendors_own_type_is_never_taken_for_ours(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(set(KINDS) - {"node"})))
    ours = data.draw(nodes(kind, "a", {"default": "b"} if OUTCOMES[kind] else {}))
    document = canonical(Flow(name="f", entry="a", nodes=(ours, Disconnect(name="b"))))
    alike = document["nodes"]["a"]
    custom = Custom(name="a", edges=ours.edges, type=alike["type"], settings=alike["settings"])
    flow = Flow(name="f", entry="a", nodes=(custom, Disconnect(name="b")))
    assert meaning(flow_of(through_the_wire(canonical(flow)))) == meaning(flow)


@given(st.lists(st.text(min_size=1), unique=True, max_size=20))
def test_ids_of_nodes_are_plain_and_never_meet(names: list[str]) -> None:
    ids = [node_id(name) for name in names]
    assert len(set(ids)) == len(names)
    assert "trigger" not in ids
    assert all(re.fullmatch(r"\w[\w-]*", id_, re.ASCII) for id_ in ids)


@pytest.mark.parametrize("name", ["menu", "a_b-c", "x" * 48])
def test_a_plain_name_is_its_own_id(name: str) -> None:
    assert node_id(name) == name


def test_sensitive_digits_are_a_setting_of_their_own() -> None:
    card = Collect(name="card", variable="card", sensitive=True, edges={"default": "bye"})
    document = canonical(Flow(name="f", entry="card", nodes=(card, Disconnect(name="bye"))))

    assert document["nodes"]["card"]["settings"] == {"variable": "card", "sensitive": True}


def test_a_flow_stands_behind_a_trigger() -> None:
    flow = Flow(
        name="main",
        entry="hi",
        nodes=(Play(name="hi", say="Hi", edges={"default": "bye"}), Disconnect(name="bye")),
    )
    document = canonical(flow)
    assert document["start"] == "trigger"
    assert document["nodes"]["trigger"] == {"type": "trigger", "name": "trigger", "settings": {}}
    assert document["connections"] == {"trigger": {"default": "hi"}, "hi": {"default": "bye"}}
    wire = to_wire(document)
    assert [node["type"] for node in wire["nodes"]] == ["trigger", "play", "disconnect"]
    assert "condition" not in wire["connections"][0]


def test_a_terminal_that_can_go_on_becomes_a_task_and_a_terminal() -> None:
    flow = Flow(
        name="main",
        entry="sales",
        nodes=(Queue(name="sales", queue="Sales", edges={"full": "bye"}), Disconnect(name="bye")),
    )
    document = canonical(flow)
    assert document["nodes"]["sales"] == {
        "type": "task",
        "name": "sales",
        "settings": {"queue": "Sales", "task": "queue"},
    }
    assert document["nodes"]["sales--end"] == {
        "type": "queue",
        "name": "sales (end)",
        "settings": {"endOf": "sales"},
    }
    assert document["connections"]["sales"] == {"full": "bye", "connected": "sales--end"}


def test_unknown_and_sensitive_parts_stay_what_they_are() -> None:
    flow = Flow(
        name="main",
        entry="a",
        nodes=(
            Play(name="a", say=UNKNOWN, audio=Sensitive("https://user:pw@x"), edges={"default": "b"}),
            Disconnect(name="b"),
        ),
    )
    document = canonical(flow)
    assert document["nodes"]["a"]["settings"] == {
        "prompt": UNKNOWN,
        "audioUrl": Sensitive("https://user:pw@x"),
    }
    assert meaning(flow_of(document)) == meaning(flow)


def test_a_goto_is_a_transfer_to_the_id_of_a_flow_which_may_come_later() -> None:
    for identity in ("f-123", UNKNOWN):
        flow = Flow(name="main", entry="night", nodes=(Goto(name="night", flow=identity),))
        document = canonical(flow)
        assert document["nodes"]["night"] == {
            "type": "transfer",
            "name": "night",
            "settings": {"transferType": "flow", "flow": identity},
        }
        assert meaning(flow_of(document)) == meaning(flow)


def test_variables_are_declared() -> None:
    flow = Flow.from_json(
        {
            "name": "f",
            "entry": "pin",
            "nodes": [
                {"kind": "collect", "name": "pin", "variable": "pin", "edges": {"default": "tier"}},
                {"kind": "decision", "name": "tier", "variable": "customer tier", "edges": {"gold": "bye"}},
                {"kind": "disconnect", "name": "bye"},
            ],
        }
    )
    names = [variable["name"] for variable in canonical(flow)["variables"].values()]
    assert names == ["customer tier", "pin"]


def test_what_the_vendors_editor_makes_is_read_as_far_as_it_is_a_flow() -> None:
    content = WireContent.model_validate(
        {
            "name": "By hand",
            "nodes": [
                {"id": "t", "type": "trigger", "name": "Start"},
                {"id": "1", "type": "menu", "name": "Ask", "settings": {"prompt": "Hi", "speechModel": "x"}},
                {"id": "2", "type": "menu", "name": "Ask", "settings": None},
                {"id": "3", "type": "hangup", "name": ""},
            ],
            "connections": [
                {"id": "c1", "sourceNodeId": "t", "targetNodeId": "1", "condition": ""},
                {"id": "c2", "sourceNodeId": "1", "targetNodeId": "2", "condition": "1"},
                {"id": "c3", "sourceNodeId": "2", "targetNodeId": "3"},
            ],
        }
    )
    flow = flow_of(from_wire(content, CALL_TYPE))
    assert flow is not None
    assert flow.entry == "Ask"
    assert flow.node("Ask") == Custom(
        name="Ask", type="menu", settings={"prompt": "Hi", "speechModel": "x"}, edges={"1": "2"}
    )
    assert flow.node("2") == Menu(name="2", edges={"default": "3"})
    assert flow.node("3") == Custom(name="3", type="hangup")


def test_a_document_without_a_start_is_no_flow() -> None:
    content = WireContent.model_validate({"name": "x", "nodes": [{"id": "a", "type": "disconnect"}]})
    assert flow_of(from_wire(content, CALL_TYPE)) is None
