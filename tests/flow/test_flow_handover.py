"""Where gotos lead: to an id at a vendor, or to a flow, whose id comes later."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ivrplan.flow.compose import compose
from ivrplan.flow.diff import diff
from ivrplan.flow.flow import Flow
from ivrplan.flow.handover import handovers, with_ids
from ivrplan.flow.nodes import Disconnect, Embed, Exit, Goto, Play
from ivrplan.flow.reference import FlowReference
from ivrplan.language.values import UNKNOWN, Sensitive

NIGHT, DAY = FlowReference("night"), FlowReference("module.desk.day")

FLOW = Flow(
    name="main",
    entry="hello",
    nodes=(
        Play(name="hello", say="Hello.", edges={"default": "night"}),
        Goto(name="night", flow=NIGHT, edges={"error": "elsewhere"}),
        Goto(name="elsewhere", flow="f-123"),
        Goto(name="day", flow=DAY),
        Goto(name="night again", flow=NIGHT),
        Disconnect(name="bye"),
    ),
)


def test_a_flow_tells_which_flows_it_refers_to_and_by_which_node_first() -> None:
    assert handovers(FLOW) == {"night": "night", "module.desk.day": "day"}


def test_ids_take_the_place_of_references_and_nothing_else_changes() -> None:
    given = with_ids(FLOW, {"night": "f-7", "module.desk.day": UNKNOWN})
    assert {node.name: node.flow for node in given.nodes if isinstance(node, Goto)} == {
        "night": "f-7",
        "elsewhere": "f-123",
        "day": UNKNOWN,
        "night again": "f-7",
    }
    assert [change.name for change in diff(FLOW, given).nodes] == ["night", "day", "night again"]
    assert given.node("night").edges == {"error": "elsewhere"}
    assert handovers(given) == {}


def test_an_id_that_is_missing_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        with_ids(FLOW, {"night": "f-7"})


def test_an_embedded_flow_brings_its_gotos() -> None:
    part = Flow(
        name="part", entry="night", nodes=(Goto(name="night", flow=NIGHT), Exit(name="out", outcome="out"))
    )
    whole = Flow(
        name="whole",
        entry="part",
        nodes=(Embed(name="part", flow="part", edges={"out": "bye"}), Disconnect(name="bye")),
    )
    assert handovers(compose(whole, {"part": part})) == {"night": "part.night"}


def test_a_reference_is_written_down_and_read_again() -> None:
    document = FLOW.to_json()
    assert document["nodes"][1]["flow"] == {"name": "night"}
    assert Flow.from_json(document) == FLOW


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("main", "flow.main"),
        ("module.a.main", "module.a.flow.main"),
        ('module.a["b.c"].x', 'module.a["b.c"].flow.x'),
    ],
)
def test_a_reference_reads_as_the_address_of_the_flow(name: str, shown: str) -> None:
    assert str(FlowReference(name)) == shown


@pytest.mark.parametrize("flow", ["f-1", UNKNOWN, Sensitive("f-1"), Sensitive(UNKNOWN), NIGHT])
def test_a_goto_takes_an_id_or_a_reference(flow: Any) -> None:
    assert Goto(name="g", flow=flow).flow == flow


@pytest.mark.parametrize(
    ("flow", "problem"),
    [
        ("", "the id of a flow is not empty"),
        (None, "a flow is required, or the vendor's id of one"),
        (5, "a flow is required, or the vendor's id of one"),
        (Sensitive(5), "a flow is required, or the vendor's id of one"),
        ({"name": ""}, "a flow is required, or the vendor's id of one"),
        ({"name": "main", "id": "5"}, "a flow is required, or the vendor's id of one"),
    ],
)
def test_a_goto_takes_nothing_else(flow: Any, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        Goto(name="g", flow=flow)
