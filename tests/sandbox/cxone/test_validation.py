"""What CXone answers 422 to, with the node and property that it names."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from tests.sandbox.support import Api, Json, arrow, configuration, configure, control, register, registration


def _nodes(body: Json, *nodes: tuple[str, str]) -> None:
    body["nodes"] += [{"id": f"node_{name}", "type": kind} for name, kind in nodes]


def _second_start(body: Json) -> None:
    _nodes(body, ("other", "start"))


def _no_start(body: Json) -> None:
    body["nodes"][0]["type"] = "decision"


def _bad_node_id(body: Json) -> None:
    body["nodes"].append({"id": "x", "type": "terminal"})


def _bad_node_type(body: Json) -> None:
    body["nodes"][1]["type"] = "menu"


def _same_node_twice(body: Json) -> None:
    _nodes(body, ("bye", "terminal"))


def _bad_connection_id(body: Json) -> None:
    body["connections"][0]["id"] = "conn_XYZ"


def _same_connection_twice(body: Json) -> None:
    body["connections"].append(arrow(1, "menu", "bye", "invalid"))


def _missing_target(body: Json) -> None:
    body["connections"].append(arrow(4, "menu", "nowhere", "invalid"))


def _same_condition_twice(body: Json) -> None:
    body["connections"].append(arrow(4, "menu", "bye", "dtmf == '1'"))


def _default_with_a_condition(body: Json) -> None:
    body["connections"][0]["condition"] = "vip"


def _fallback_of_another_word(body: Json) -> None:
    body["connections"][2]["condition"] = "busy"


def _conditional_timeout(body: Json) -> None:
    body["connections"][2]["type"] = "conditional"


def _conditional_digit(body: Json) -> None:
    body["connections"][1]["condition"] = "1"


def _unknown_connection_type(body: Json) -> None:
    body["connections"][1]["type"] = "sometimes"


def _cycle(body: Json) -> None:
    _nodes(body, ("again", "decision"))
    body["connections"] += [arrow(4, "menu", "again", "invalid"), arrow(5, "again", "menu")]


def _unreachable(body: Json) -> None:
    _nodes(body, ("lost", "terminal"))


def _dead_end(body: Json) -> None:
    _nodes(body, ("stuck", "decision"))
    body["connections"].append(arrow(4, "menu", "stuck", "invalid"))


def _terminal_goes_on(body: Json) -> None:
    body["connections"].append(arrow(4, "sales", "bye"))


def _never_ends(body: Json) -> None:
    _dead_end(body)
    _nodes(body, ("before", "decision"))
    body["connections"][-1] = arrow(4, "menu", "before", "invalid")
    body["connections"].append(arrow(5, "before", "stuck"))


REJECTED: list[tuple[Callable[[Json], None], str, str | None]] = [
    (_second_start, "A flow has exactly one node of type start, this one has 2.", None),
    (_no_start, "A flow has exactly one node of type start, this one has 0.", None),
    (_bad_node_id, "The id of node x does not start with node_.", "x"),
    (_bad_node_type, "Node node_menu has the unknown type menu.", "node_menu"),
    (_same_node_twice, "The node id node_bye is used 2 times.", "node_bye"),
    (_bad_connection_id, "The connection id conn_XYZ is not conn_ and 12 hexadecimal digits.", None),
    (_same_connection_twice, "The connection id conn_000000000001 is used 2 times.", None),
    (
        _missing_target,
        "Connection conn_000000000004 names the node node_nowhere, which does not exist.",
        "node_nowhere",
    ),
    (_same_condition_twice, "Node node_menu has 2 connections with the condition dtmf == '1'.", "node_menu"),
    (
        _default_with_a_condition,
        "Connection conn_000000000001 is of type default, its condition must be true.",
        "node_start",
    ),
    (
        _fallback_of_another_word,
        "Connection conn_000000000003 is of type fallback, its condition must be timeout, invalid or error.",
        "node_menu",
    ),
    (
        _conditional_timeout,
        "Connection conn_000000000003 is conditional, but 'timeout' is no condition of that type.",
        "node_menu",
    ),
    (
        _conditional_digit,
        "Connection conn_000000000002 is conditional, but '1' is no condition of that type.",
        "node_menu",
    ),
    (_unknown_connection_type, "Connection conn_000000000002 has the unknown type sometimes.", "node_menu"),
    (_cycle, "The connections make a cycle: node_menu -> node_again -> node_menu.", "node_menu"),
    (_unreachable, "Node node_lost cannot be reached from node_start.", "node_lost"),
    (_dead_end, "Node node_stuck is not terminal, but has no outbound connection.", "node_stuck"),
    (_terminal_goes_on, "Node node_sales is terminal, but has outbound connections.", "node_sales"),
    (_never_ends, "No path from node node_before reaches a terminal.", "node_before"),
]


@pytest.mark.parametrize(
    ("spoil", "message", "node_id"), REJECTED, ids=[case[0].__name__.strip("_") for case in REJECTED]
)
async def test_s3_rejects(
    cxone: Api, spoil: Callable[[Json], None], message: str, node_id: str | None
) -> None:
    body = registration()
    spoil(body)
    response = await register(cxone, body)

    expected = {"message": message} if node_id is None else {"message": message, "nodeId": node_id}
    found = [
        {name: value for name, value in item.items() if name != "property"}
        for item in response.json()["errors"]
    ]
    assert response.status_code == 422
    assert expected in found


async def test_two_branches_may_join(cxone: Api) -> None:
    body = registration()
    _nodes(body, ("left", "decision"), ("right", "decision"))
    body["connections"] += [
        arrow(4, "menu", "left", "dtmf == '2'"),
        arrow(5, "menu", "right", "dtmf == '3'"),
        arrow(6, "left", "bye"),
        arrow(7, "right", "bye"),
    ]
    response = await register(cxone, body)

    assert response.status_code == 201


async def test_several_problems_come_together(cxone: Api) -> None:
    body = registration()
    _bad_node_id(body)
    _bad_connection_id(body)
    response = await register(cxone, body)

    assert len(response.json()["errors"]) == 2


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("max_connections", "3 connections were sent, at most 1 are allowed."),
        ("max_outbound", "Node node_menu has 2 outbound connections, at most 1 are allowed."),
    ],
)
async def test_s3_limits_can_be_set(cxone: Api, setting: str, message: str) -> None:
    await control(cxone.http, "PUT", "/settings", {setting: 1})
    response = await register(cxone)

    assert response.status_code == 422
    assert message in [error["message"] for error in response.json()["errors"]]


@pytest.mark.parametrize("count", [50, 51])
async def test_s3_takes_50_connections(cxone: Api, count: int) -> None:
    body = registration()
    chain = ["start", *(f"n{number}" for number in range(count - 3)), "menu"]
    _nodes(body, *((name, "decision") for name in chain[1:-1]))
    pairs = pairwise(chain)
    body["connections"][0:1] = [arrow(10 + number, *pair) for number, pair in enumerate(pairs)]
    response = await register(cxone, body)

    assert len(body["connections"]) == count
    assert response.status_code == (201 if count == 50 else 422)


@pytest.mark.parametrize(
    "change",
    [{"name": ""}, {"name": "x" * 101}, {"type": "CHAT"}, {"id": "a/b"}, {"nodes": [{"id": "node_a"}]}],
)
async def test_s3_answers_400_to_another_shape(cxone: Api, change: Json) -> None:
    response = await register(cxone, {**registration(), **change})

    assert response.status_code == 400
    assert response.json()["errors"][0]["message"].startswith(next(iter(change)))


async def _configured_with(cxone: Api, node: int, change: Json) -> Any:
    flow_id = (await register(cxone)).json()["id"]
    body = configuration()
    body["nodes"][node] |= change
    return await configure(cxone, flow_id, body)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("audioUrl", 1, "a string"),
        ("playBeep", "yes", "a boolean"),
        ("playBeep", 0, "a boolean"),
        ("dtmfDigits", 1234, "a string"),
        ("timeoutSeconds", "5", "a number"),
        ("timeoutSeconds", True, "a number"),
    ],
)
async def test_s0_checks_typed_properties(cxone: Api, name: str, value: Any, expected: str) -> None:
    response = await _configured_with(cxone, 2, {"properties": {name: value}})

    message = f"Property {name} of node node_sales must be {expected}."
    assert response.status_code == 422
    assert response.json()["errors"] == [{"message": message, "nodeId": "node_sales", "property": name}]


@pytest.mark.parametrize(
    ("name", "value"), [("timeoutSeconds", 2.5), ("dtmfDigits", "0123"), ("anything", [1])]
)
async def test_s0_takes_right_types_and_free_properties(cxone: Api, name: str, value: Any) -> None:
    response = await _configured_with(cxone, 2, {"properties": {name: value}})

    assert response.json()["nodes"][2]["properties"] == {name: value}


async def test_s0_can_be_as_silent_as_the_real_vendor(cxone: Api) -> None:
    await control(cxone.http, "PUT", "/settings", {"silent_types": True})
    response = await _configured_with(cxone, 2, {"properties": {"audioUrl": 1}})

    assert response.status_code == 200


S0_REJECTED = [
    ({"type": "1st"}, "Node node_sales has the malformed type '1st'."),
    ({"connections": {"1": "node_x"}}, "Pointer 1 of node node_sales leads to node_x, which does not exist."),
    ({"connections": {" ": "node_bye"}}, "Node node_sales has a pointer with the malformed name ' '."),
    (
        {"connections": {"dtmf == '1'": "node_bye"}},
        """Node node_sales has a pointer with the malformed name "dtmf == '1'".""",
    ),
    ({"connections": {"true": "node_bye"}}, "Node node_sales has a pointer with the malformed name 'true'."),
    ({"id": "node_bye"}, "The node id node_bye is used 2 times."),
    (
        {"properties": {f"p{number}": 1 for number in range(51)}},
        "Node node_sales has 51 properties, at most 50 are allowed.",
    ),
]


@pytest.mark.parametrize(("change", "message"), S0_REJECTED)
async def test_s0_rejects(cxone: Api, change: Json, message: str) -> None:
    response = await _configured_with(cxone, 2, change)

    assert response.status_code == 422
    assert message in [error["message"] for error in response.json()["errors"]]


async def test_s0_rejects_an_unreachable_node(cxone: Api) -> None:
    response = await _configured_with(cxone, 1, {"connections": {"1": "node_sales"}})

    message = "Node node_bye cannot be reached from node_start."
    assert response.json()["errors"] == [{"message": message, "nodeId": "node_bye"}]


async def test_s0_rejects_an_unknown_entry_point(cxone: Api) -> None:
    flow_id = (await register(cxone)).json()["id"]
    response = await configure(cxone, flow_id, {**configuration(), "entryPoint": "node_x"})

    assert response.json()["errors"] == [
        {"message": "The entry point node_x does not exist.", "nodeId": "node_x"}
    ]


async def test_a_rejected_configuration_changes_nothing(cxone: Api) -> None:
    flow_id = (await register(cxone)).json()["id"]
    await configure(cxone, flow_id, {**configuration(), "entryPoint": "node_x"})
    response = await cxone.get(f"/api/v2/flows/ivr/{flow_id}")

    assert response.json()["version"] == 1


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"flow": "nobody"}, "Node node_sales hands calls over to flow nobody, which does not exist."),
        ({}, "Node node_sales hands calls over, but does not say to which flow."),
        ({"flow": 5}, "Node node_sales hands calls over, but does not say to which flow."),
    ],
)
async def test_s0_rejects_calls_that_are_handed_over_to_nobody(
    cxone: Api, properties: Json, message: str
) -> None:
    response = await _configured_with(cxone, 2, {"type": "goto", "properties": properties})

    assert response.status_code == 422
    assert response.json()["errors"] == [{"message": message, "nodeId": "node_sales", "property": "flow"}]


async def test_s0_takes_calls_that_are_handed_over_to_a_flow_or_to_the_same(cxone: Api) -> None:
    other = (await register(cxone, registration("Other"), "key-2")).json()["id"]
    flow_id = (await register(cxone)).json()["id"]
    for version, led_to in enumerate((other, flow_id), 1):
        body = configuration()
        body["nodes"][2] |= {"type": "goto", "properties": {"flow": led_to}}
        response = await configure(cxone, flow_id, body, f"v{version}")
        assert response.status_code == 200
        assert response.json()["nodes"][2]["properties"] == {"flow": led_to}
