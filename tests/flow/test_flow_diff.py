"""Semantic differences between flows: what changed for callers, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from ivrplan.flow.diff import diff
from ivrplan.flow.differences import (
    EdgeAdded,
    EdgeRemoved,
    EdgeRetargeted,
    FieldChange,
    FlowDiff,
    Moved,
    NodeAdded,
    NodeChanged,
    NodeRemoved,
    NodeRenamed,
    NodeRetyped,
)
from ivrplan.flow.flow import Flow
from ivrplan.flow.kinds import KINDS, fields_of
from ivrplan.flow.nodes import AnyNode, Custom, Disconnect, Menu, Play, Queue
from ivrplan.flow.patch import patch
from ivrplan.language.values import UNKNOWN, Sensitive
from tests.strategies.flows import flows


def flow(*nodes: AnyNode, entry: str = "") -> Flow:
    return Flow(name="main", entry=entry or nodes[0].name, nodes=nodes)


def remade(node: AnyNode, **instead: Any) -> AnyNode:
    fields = {name: getattr(node, name) for name in ("name", "edges", *fields_of(type(node)))}
    return KINDS[node.kind].model_validate(fields | instead)


def as_set(given_flow: Flow) -> tuple[str, Mapping[str, AnyNode]]:
    return given_flow.entry, dict(given_flow.index)


MENU = Menu(name="menu", say="Press 1.", timeout=5, edges={"1": "sales", "timeout": "bye"})
SALES = Queue(name="sales", queue="Sales")
BYE = Disconnect(name="bye", say="Goodbye.")
BASE = flow(MENU, SALES, BYE)


def test_fields_and_edges_of_a_node_are_told_apart() -> None:
    after = flow(
        remade(MENU, timeout=8, retries=2, edges={"1": "bye", "2": "sales"}),
        SALES,
        BYE,
    )
    (change,) = diff(BASE, after).nodes
    assert isinstance(change, NodeChanged)
    assert change.name == "menu"
    assert change.fields == (FieldChange("timeout", 5, 8), FieldChange("retries", None, 2))
    assert change.edges == (
        EdgeRetargeted("1", "sales", "bye"),
        EdgeAdded("2", "sales"),
        EdgeRemoved("timeout", "bye"),
    )


def test_added_nodes_stand_in_the_new_order_and_removed_ones_at_their_old_place() -> None:
    new = Queue(name="billing", queue="Billing")
    after = flow(remade(MENU, edges={"1": "billing", "timeout": "bye"}), BYE, new)
    kinds = [(type(change), change.name) for change in diff(BASE, after).nodes]
    assert kinds == [(NodeChanged, "menu"), (NodeRemoved, "sales"), (NodeAdded, "billing")]


def test_a_removed_first_node_comes_first() -> None:
    after = flow(SALES, BYE)
    result = diff(BASE, after)
    assert result.entry == Moved("menu", "sales")
    assert [change.name for change in result.nodes] == ["menu"]


def test_a_rename_is_one_change_and_edges_to_it_are_none() -> None:
    after = flow(
        remade(MENU, edges={"1": "sales_team", "timeout": "bye"}), remade(SALES, name="sales_team"), BYE
    )
    assert diff(BASE, after).nodes == (NodeRenamed("sales", remade(SALES, name="sales_team")),)


def test_a_renamed_entry_has_not_moved() -> None:
    after = flow(remade(MENU, name="start"), SALES, BYE)
    result = diff(BASE, after)
    assert result.entry is None
    assert [type(change) for change in result.nodes] == [NodeRenamed]


def test_a_rename_with_a_small_change_shows_both() -> None:
    longer = remade(MENU, name="start", say="Press 1!")
    (change,) = diff(BASE, flow(longer, SALES, BYE)).nodes
    assert change == NodeRenamed("menu", longer, (FieldChange("say", "Press 1.", "Press 1!"),))


def test_another_queue_in_the_same_place_is_no_rename() -> None:
    billing = Queue(name="billing", queue="Accounts")
    result = diff(BASE, flow(remade(MENU, edges={"1": "billing", "timeout": "bye"}), billing, BYE))
    assert [type(change) for change in result.nodes] == [NodeChanged, NodeRemoved, NodeAdded]


def test_a_whole_flow_renamed_is_recognised_by_its_shape() -> None:
    count = 300
    chain = [Play(name=f"a{n}", say="Wait.", edges={"default": f"a{n + 1}"}) for n in range(count)]
    other = [Play(name=f"b{n}", say="Wait.", edges={"default": f"b{n + 1}"}) for n in range(count)]
    before = flow(*chain, Disconnect(name=f"a{count}"))
    after = flow(*other, Disconnect(name=f"b{count}"))
    result = diff(before, after)
    assert result.entry is None
    assert [(type(change), change.name) for change in result.nodes] == [
        (NodeRenamed, f"b{n}") for n in range(count + 1)
    ]


def test_the_same_content_in_another_place_is_no_rename() -> None:
    before = flow(MENU, SALES, BYE)
    moved = remade(SALES, name="other")
    after = flow(remade(MENU, edges={"5": "other", "timeout": "bye"}), moved, BYE)
    assert {type(change) for change in diff(before, after).nodes} == {NodeChanged, NodeRemoved, NodeAdded}


def test_another_kind_under_the_same_name_is_retyped() -> None:
    after = flow(MENU, Disconnect(name="sales"), BYE)
    (change,) = diff(BASE, after).nodes
    assert change == NodeRetyped(SALES, Disconnect(name="sales"))


def test_the_order_of_nodes_does_not_matter() -> None:
    assert diff(BASE, flow(BYE, SALES, MENU, entry="menu")).empty


def test_maps_differ_by_entry() -> None:
    before = Custom(name="x", type="T", settings={"a": 1, "b": True, "c": "same"})
    after = Custom(name="x", type="T", settings={"b": 1, "c": "same", "d": [1, {"e": 2}]})
    (change,) = diff(flow(before), flow(after)).nodes
    assert isinstance(change, NodeChanged)
    assert [(field.key, field.before, field.after) for field in change.fields] == [
        ("a", 1, None),
        ("b", True, 1),
        ("d", None, (1, {"e": 2})),
    ]


def test_a_value_known_after_apply_is_a_change_from_what_is_there() -> None:
    after = flow(MENU, remade(SALES, queue=UNKNOWN), BYE)
    (change,) = diff(BASE, after).nodes
    assert change.to_json()["fields"] == [
        {"name": "queue", "before": "Sales", "after": "(known after apply)"}
    ]


def test_a_sensitive_mark_alone_is_no_change() -> None:
    assert diff(BASE, flow(MENU, remade(SALES, queue=Sensitive("Sales")), BYE)).empty


@pytest.mark.parametrize(
    ("before", "after"),
    [("hunter1", Sensitive("hunter2")), (Sensitive("hunter1"), "hunter2")],
)
def test_neither_side_of_a_sensitive_change_leaks(before: Any, after: Any) -> None:
    result = diff(flow(remade(SALES, queue=before)), flow(remade(SALES, queue=after)))
    assert len(result.nodes) == 1
    assert isinstance(result.nodes[0], NodeChanged)
    assert "hunter" not in json.dumps([field.to_json() for field in result.nodes[0].fields])
    assert "hunter" not in repr(result.nodes[0].fields)


def test_sensitive_parts_of_maps_do_not_leak() -> None:
    before = Custom(name="x", type="T", settings={"a": {"pin": "hunter1"}})
    after = Custom(name="x", type="T", settings={"a": {"pin": Sensitive("hunter2")}})
    result = diff(flow(before), flow(after))
    assert "hunter" not in json.dumps(result.to_json())


def test_the_names_that_a_difference_touches_decide_whether_two_can_be_merged() -> None:
    result = diff(BASE, flow(remade(MENU, name="start", timeout=6), SALES, BYE))
    assert result.touched() == {"menu", "start"}


def test_a_difference_can_be_worked_into_a_flow_that_somebody_else_changed() -> None:
    ours = flow(remade(MENU, timeout=9), SALES, BYE)
    theirs = flow(MENU, SALES, remade(BYE, say="See you."))
    merged = patch(theirs, diff(BASE, ours))
    assert as_set(merged) == as_set(flow(remade(MENU, timeout=9), SALES, remade(BYE, say="See you.")))


@settings(max_examples=60, deadline=None)
@given(flows())
def test_a_flow_does_not_differ_from_itself(some: Flow) -> None:
    assert diff(some, some).empty
    assert diff(some, Flow.from_json(some.to_json())) == FlowDiff()


@settings(max_examples=60, deadline=None)
@given(flows(max_nodes=6), flows(max_nodes=6))
def test_a_difference_leads_from_one_flow_to_the_other(before: Flow, after: Flow) -> None:
    assert as_set(patch(before, diff(before, after))) == as_set(after)


@settings(max_examples=60, deadline=None)
@given(flows(), st.data())
def test_edits_of_one_flow_lead_to_the_edited_flow_and_back(before: Flow, data: DataObject) -> None:
    after = edited(before, data)
    assert as_set(patch(before, diff(before, after))) == as_set(after)
    assert as_set(patch(after, diff(after, before))) == as_set(before)
    json.dumps(diff(before, after).to_json())


def edited(before: Flow, data: DataObject) -> Flow:
    """Drop, rename and rewire some nodes."""
    kept = [node for node in before.nodes if node.name == before.entry or data.draw(st.integers(0, 5)) != 0]
    new_names = {node.name: f"{node.name}!" for node in kept if data.draw(st.integers(0, 2)) == 0}
    names = [new_names.get(node.name, node.name) for node in kept]
    nodes = []
    for node in kept:
        edges = {outcome: new_names.get(target, target) for outcome, target in node.edges.items()}
        if edges and data.draw(st.integers(0, 1)) == 0:
            edges[data.draw(st.sampled_from(sorted(edges)))] = data.draw(st.sampled_from(names))
        nodes.append(remade(node, name=new_names.get(node.name, node.name), edges=edges))
    return Flow(name=before.name, entry=new_names.get(before.entry, before.entry), nodes=tuple(nodes))


@settings(max_examples=60, deadline=None)
@given(flows())
def test_renaming_every_node_is_seen_as_renames_only(before: Flow) -> None:
    after = Flow(
        name=before.name,
        entry=f"{before.entry}!",
        nodes=tuple(
            remade(
                node, name=f"{node.name}!", edges={outcome: f"{to}!" for outcome, to in node.edges.items()}
            )
            for node in before.nodes
        ),
    )
    result = diff(before, after)
    assert result.entry is None
    assert [type(change) for change in result.nodes] == [NodeRenamed] * len(before.nodes)
    assert not any(
        change.fields or change.edges for change in result.nodes if isinstance(change, NodeRenamed)
    )


EVERY_CHANGE = flow(
    remade(MENU, name="start", timeout=7, edges={"1": "sales", "2": "new", "timeout": "new"}),
    Disconnect(name="sales"),
    Play(name="new", say="New.", edges={"default": "sales"}),
)


def test_every_sort_of_change_can_be_worked_in() -> None:
    before = flow(MENU, SALES, BYE)
    assert as_set(patch(before, diff(before, EVERY_CHANGE))) == as_set(EVERY_CHANGE)
    assert as_set(patch(EVERY_CHANGE, diff(EVERY_CHANGE, before))) == as_set(before)


def test_a_retyped_node_keeps_the_edges_that_somebody_else_added() -> None:
    before = flow(Queue(name="q", queue="Q", edges={"full": "bye"}), BYE)
    after = flow(Custom(name="q", type="T", edges={"full": "bye", "error": "bye"}), BYE)
    theirs = flow(Queue(name="q", queue="Q", edges={"full": "bye", "timeout": "bye"}), BYE)
    merged = patch(theirs, diff(before, after))
    assert merged.node("q") == Custom(
        name="q", type="T", edges={"full": "bye", "error": "bye", "timeout": "bye"}
    )


def test_a_change_of_a_node_that_is_gone_is_refused() -> None:
    with pytest.raises(KeyError):
        patch(flow(SALES), diff(BASE, flow(remade(MENU, timeout=9), SALES, BYE)))


def test_a_difference_as_plain_data_names_every_sort_of_change() -> None:
    result = diff(flow(MENU, SALES, BYE), EVERY_CHANGE)
    assert json.loads(json.dumps(result.to_json())) == {
        "nodes": [
            {
                "change": "renamed",
                "before": "menu",
                "name": "start",
                "kind": "menu",
                "fields": [{"name": "timeout", "before": 5, "after": 7}],
                "edges": [
                    {"change": "added", "outcome": "2", "target": "new"},
                    {"change": "retargeted", "outcome": "timeout", "before": "bye", "after": "new"},
                ],
            },
            {
                "change": "retyped",
                "before": {"kind": "queue", "name": "sales", "queue": "Sales"},
                "after": {"kind": "disconnect", "name": "sales"},
                "edges": [],
            },
            {"change": "removed", "node": {"kind": "disconnect", "name": "bye", "say": "Goodbye."}},
            {
                "change": "added",
                "node": {"kind": "play", "name": "new", "say": "New.", "edges": {"default": "sales"}},
            },
        ],
    }


def test_a_moved_entry_and_a_lost_edge_as_plain_data() -> None:
    after = flow(remade(MENU, edges={"1": "sales"}), SALES, BYE, entry="sales")
    assert diff(BASE, after).to_json() == {
        "entry": {"before": "menu", "after": "sales"},
        "nodes": [
            {
                "change": "changed",
                "name": "menu",
                "kind": "menu",
                "fields": [],
                "edges": [{"change": "removed", "outcome": "timeout", "target": "bye"}],
            },
        ],
    }
