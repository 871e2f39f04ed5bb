"""What the validation of a Genesys version finds."""

from collections.abc import Callable

import pytest

from tests.sandbox.support import Api, Json, control, create, create_version, version


def _add(body: Json, node: str, kind: str, *arrows: tuple[str, str]) -> None:
    body["nodes"].append({"id": node, "type": kind, "name": node})
    for number, (source, target) in enumerate(arrows):
        connection = {"id": f"{node}{number}", "sourceNodeId": source, "targetNodeId": target}
        body["connections"].append({**connection, "condition": f"to {target}"})


def _no_start(body: Json) -> None:
    body["nodes"][0]["type"] = "play"


def _two_starts(body: Json) -> None:
    _add(body, "again", "trigger", ("again", "bye"))


def _unknown_type(body: Json) -> None:
    body["nodes"][1]["type"] = "teleport"


def _dead_end(body: Json) -> None:
    _add(body, "stuck", "play", ("menu", "stuck"))


def _unreachable(body: Json) -> None:
    _add(body, "lost", "disconnect")


def _cycle(body: Json) -> None:
    _add(body, "again", "play", ("menu", "again"), ("again", "menu"))


def _terminal_goes_on(body: Json) -> None:
    _add(body, "after", "disconnect", ("sales", "after"))


def _never_ends(body: Json) -> None:
    _add(body, "before", "play", ("menu", "before"))
    _add(body, "stuck", "play", ("before", "stuck"))


def _missing_node(body: Json) -> None:
    body["connections"][0]["targetNodeId"] = "nowhere"


def _same_node_twice(body: Json) -> None:
    _add(body, "bye", "disconnect")


def _same_connection_twice(body: Json) -> None:
    body["connections"][1]["id"] = "c0"


def _same_condition_twice(body: Json) -> None:
    body["connections"][2]["condition"] = "1"


def _empty_condition(body: Json) -> None:
    body["connections"][2]["condition"] = " "


def _unknown_variable(body: Json) -> None:
    body["connections"][2]["condition"] = "${vip} == true"


FAILED: list[tuple[Callable[[Json], None], str]] = [
    (_no_start, "A flow has exactly one node of type trigger, this one has 0."),
    (_two_starts, "A flow has exactly one node of type trigger, this one has 2."),
    (_unknown_type, "Node menu has the unknown type teleport."),
    (_dead_end, "Node stuck of type play is a dead end."),
    (_unreachable, "Node lost cannot be reached from start."),
    (_cycle, "The connections make a cycle: menu -> again -> menu."),
    (_terminal_goes_on, "Node sales of type queue ends a call, but has outbound connections."),
    (_never_ends, "No path from node before reaches a terminal."),
    (_missing_node, "Connection c0 names the node nowhere, which does not exist."),
    (_same_node_twice, "The node id bye is used 2 times."),
    (_same_connection_twice, "The connection id c0 is used 2 times."),
    (_same_condition_twice, "Node menu has 2 connections with the condition 1."),
    (_empty_condition, "Connection c2 has an empty condition."),
    (_unknown_variable, "The condition of connection c2 names the unknown variable vip."),
]


async def _verdict(genesys: Api, body: Json) -> Json:
    await control(genesys.http, "PUT", "/settings", {"validation_polls": 0})
    response = await create_version(genesys, await create(genesys), body)
    assert response.status_code == 201, response.text
    verdict: Json = response.json()["validation"]
    return verdict


@pytest.mark.parametrize(("spoil", "message"), FAILED, ids=[case[0].__name__.strip("_") for case in FAILED])
async def test_validation_fails(genesys: Api, spoil: Callable[[Json], None], message: str) -> None:
    body = version()
    spoil(body)
    verdict = await _verdict(genesys, body)

    assert verdict["status"] == "failed"
    assert {"message": message} in verdict["errors"]


async def test_a_declared_variable_may_be_named(genesys: Api) -> None:
    body = version()
    _unknown_variable(body)
    body["variables"] = [{"id": "v1", "name": "vip", "type": "boolean", "scope": "flow"}]
    verdict = await _verdict(genesys, body)

    assert verdict["status"] == "passed"


async def test_a_tenant_can_have_node_types_of_its_own(genesys: Api) -> None:
    await control(genesys.http, "PUT", "/settings", {"genesys_extra_node_types": ["teleport"]})
    body = version()
    _unknown_type(body)
    verdict = await _verdict(genesys, body)

    assert verdict["status"] == "passed"


@pytest.mark.parametrize(("count", "status"), [(50, "passed"), (51, "failed")])
async def test_50_nodes_are_the_most(genesys: Api, count: int, status: str) -> None:
    body = version()
    for number in range(count - len(body["nodes"])):
        _add(body, f"end{number}", "disconnect", ("menu", f"end{number}"))
    verdict = await _verdict(genesys, body)

    assert verdict["status"] == status


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"flow": "nobody"}, "Node sales transfers to flow nobody, which does not exist."),
        ({}, "Node sales transfers to a flow, but its setting flow does not say to which."),
    ],
)
async def test_a_transfer_to_no_flow_fails(genesys: Api, settings: Json, message: str) -> None:
    body = version()
    sales = next(node for node in body["nodes"] if node["id"] == "sales")
    sales |= {"type": "transfer", "settings": {"transferType": "flow", **settings}}
    verdict = await _verdict(genesys, body)

    assert verdict == {"status": "failed", "errors": [{"message": message}]}


async def test_a_transfer_to_a_flow_passes(genesys: Api) -> None:
    body = version()
    sales = next(node for node in body["nodes"] if node["id"] == "sales")
    led_to = {"transferType": "flow", "flow": await create(genesys, "Other")}
    sales |= {"type": "transfer", "settings": led_to}
    verdict = await _verdict(genesys, body)

    assert verdict["status"] == "passed"
