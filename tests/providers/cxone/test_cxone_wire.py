"""The two shapes on the wire, and what counts as a difference."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Custom, Decision, Disconnect, Menu, Play, Queue
from ivrplan.language.values import Sensitive
from ivrplan.providers.cxone.convert import to_document
from ivrplan.providers.cxone.wire import (
    arrows,
    configuration,
    differences,
    moved_nodes,
    registration,
)
from tests.strategies.flows import flows

MENU = Flow(
    name="main",
    entry="menu",
    nodes=(
        Menu(name="menu", say="Press 1", edges={"1": "sales", "timeout": "bye", "default": "check"}),
        Decision(name="check", variable="tier", edges={"gold": "sales", "true": "bye"}),
        Queue(name="sales", queue="Sales"),
        Disconnect(name="bye"),
    ),
)


def made(flow: Flow = MENU) -> dict[str, Any]:
    return dict(to_document("Main menu", flow))


def with_property(document: dict[str, Any], key: str, name: str, value: Any) -> dict[str, Any]:
    node = document["nodes"][key]
    changed = {**node, "properties": {**node["properties"], name: value}}
    return {**document, "nodes": {**document["nodes"], key: changed}}


def test_a_registration_holds_the_topology() -> None:
    body = registration(made(), "key")
    assert list(body["nodes"]) == [
        {"id": "node_menu", "type": "start"},
        {"id": "node_check", "type": "decision"},
        {"id": "node_sales", "type": "terminal"},
        {"id": "node_bye", "type": "terminal"},
    ]
    assert (body["name"], body["type"]) == ("Main menu", "IVR")
    found = [
        (item["source_node_id"], item["target_node_id"], item["condition"], item["type"])
        for item in body["connections"]
    ]
    assert found == [
        ("node_menu", "node_sales", "dtmf == '1'", "conditional"),
        ("node_menu", "node_bye", "timeout", "fallback"),
        ("node_menu", "node_check", "true", "default"),
        ("node_check", "node_sales", "gold", "conditional"),
        ("node_check", "node_bye", "value == 'true'", "conditional"),
    ]


@given(flows())
def test_connection_ids_are_told_apart_and_stable(flow: Flow) -> None:
    first, second, other = (registration(made(flow), key)["connections"] for key in ("one", "one", "two"))
    ids = [item["id"] for item in first]
    assert first == second
    assert len(set(ids)) == len(ids)
    assert not {item["id"] for item in other} & set(ids)
    assert all(len(one) == 17 and one.startswith("conn_") and int(one[5:], 16) >= 0 for one in ids)


@given(flows())
def test_an_arrow_for_every_edge(flow: Flow) -> None:
    assert len(arrows(made(flow))) == sum(len(node.edges) for node in flow.nodes)


def test_a_configuration_holds_the_nodes_and_the_version_that_was_read() -> None:
    body = configuration(made(), "f1", 7)
    assert (body["id"], body["version"], body["entryPoint"]) == ("f1", 7, "node_menu")
    assert body["nodes"][2] == {
        "id": "node_sales",
        "type": "queue",
        "properties": {"name": "sales", "queue": "Sales"},
        "connections": {},
    }


@given(flows())
def test_a_flow_does_not_differ_from_itself(flow: Flow) -> None:
    assert differences(made(flow), made(flow)) == ()
    assert moved_nodes(made(flow), made(flow)) == ()


def test_what_a_vendor_adds_is_no_difference() -> None:
    assert differences(made(), with_property(made(), "node_menu", "playBeep", True)) == ()


def test_what_is_ours_is_a_difference() -> None:
    live = with_property(made(), "node_sales", "text", "One moment")
    assert differences(made(), live) == ('property "text" of node "node_sales" was not asked for',)


def test_a_setting_that_should_be_gone_is_a_difference() -> None:
    def flow(**settings: Any) -> Flow:
        return Flow(name="main", entry="c", nodes=(Custom(name="c", type="Whisper", settings=settings),))

    live = with_property(made(flow(a=1, b=2)), "node_c", "vendorAdded", "x")
    assert differences(made(flow(a=1)), live) == ('property "settings" of node "node_c" has another value',)


def test_secrets_are_compared_by_what_they_hide() -> None:
    def flow(say: Any) -> Flow:
        return Flow(name="main", entry="p", nodes=(Play(name="p", say=say),))

    assert differences(made(flow(Sensitive("x"))), made(flow("x"))) == ()
    assert differences(made(flow(Sensitive("x"))), made(flow("y"))) != ()


def changed(**replaced: Any) -> Flow:
    nodes = tuple(replaced.pop(node.name, node) for node in MENU.nodes)
    return MENU.model_copy(update={"nodes": (*(node for node in nodes if node), *replaced.values())})


@pytest.mark.parametrize(
    ("flow", "difference", "moved"),
    [
        (changed(sales=None), 'node "node_sales" is missing', 'node "node_sales" was removed'),
        (
            changed(more=Disconnect(name="more")),
            'node "node_more" is there, but was not asked for',
            'node "node_more" was added',
        ),
        (
            changed(check=Decision(name="check", variable="tier", edges={"gold": "bye", "true": "bye"})),
            'connection "gold" of node "node_check" leads elsewhere',
            'gold of node "node_check" was "node_sales" and is "node_bye" now',
        ),
        (
            changed(sales=Queue(name="sales", queue="Other")),
            'property "queue" of node "node_sales" has another value',
            'queue of node "node_sales" was "Sales" and is "Other" now',
        ),
        (
            MENU.model_copy(update={"entry": "check"}),
            'the entry is "node_check" and not "node_menu"',
            'the entry moved from "node_menu" to "node_check"',
        ),
    ],
)
def test_every_difference_is_named(flow: Flow, difference: str, moved: str) -> None:
    assert differences(made(), made(flow)) == (difference,)
    assert moved_nodes(made(), made(flow)) == (moved,)


def test_another_type_is_named_with_its_other_properties() -> None:
    other = changed(sales=Disconnect(name="sales"))
    assert differences(made(), made(other)) == (
        'node "node_sales" has the type "disconnect" and not "queue"',
    )
    assert moved_nodes(made(), made(other)) == (
        'type of node "node_sales" was "queue" and is "disconnect" now',
        'queue of node "node_sales" was "Sales" and is not there now',
    )


def test_no_value_is_shown_where_secrets_are_involved() -> None:
    secret = changed(sales=Queue(name="sales", queue=Sensitive("Sales")))
    other = changed(sales=Queue(name="sales", queue="Other"))
    assert moved_nodes(made(secret), made(other)) == ('node "node_sales" was changed',)
