"""What an input means in a simulated call at CXone's stand-in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ivrplan.sandbox.cxone.versions.simulation import Simulation
from ivrplan.sandbox.settings import Behaviour
from tests.sandbox.support import Json

COLLECT = {"variable": "pin", "minDigits": 2, "maxDigits": 4, "maxRetries": 1}


def content(kind: str, properties: Mapping[str, Any], *conditions: str) -> Json:
    """A start of this type, and an end behind each condition, called as the condition."""
    ends = [{"id": one, "type": "disconnect"} for one in conditions]
    edges = [
        {"from": "s", "to": one, "condition": f"dtmf == '{one}'" if len(one) == 1 else one}
        for one in conditions
    ]
    start = {"id": "s", "type": "start", "nodeType": kind, "properties": dict(properties)}
    timeouts = {"globalTimeout": 10**6, "inputTimeout": 10000, "transferTimeout": 1}
    return {"elements": [start, *ends], "edges": edges, "timeouts": timeouts}


@pytest.mark.parametrize(
    ("kind", "properties", "conditions", "inputs", "end", "result"),
    [
        ("menu", {"maxRetries": 1}, ("1", "timeout", "invalid"), ["7", "1"], "1", "completed"),
        ("menu", {"maxRetries": 1}, ("1", "timeout", "invalid"), ["7", "7"], "invalid", "completed"),
        ("menu", {"maxRetries": 1}, ("1", "timeout", "invalid"), ["7"], "timeout", "completed"),
        ("menu", {"maxRetries": True}, ("1", "invalid"), ["7"], "invalid", "completed"),
        ("menu", {}, ("true",), [], "true", "completed"),
        ("menu", {}, ("1",), [], "s", "timeout"),
        ("menu", {}, ("1", "true"), ["hello"], "s", "error"),
        ("collect", COLLECT, ("true", "invalid"), ["12#"], "true", "completed"),
        ("collect", COLLECT, ("true", "invalid"), ["12345", "1"], "invalid", "completed"),
        ("collect", COLLECT, ("true", "invalid"), ["12a"], "s", "error"),
        ("hours", {}, ("open", "closed"), ["holiday"], "closed", "completed"),
        ("hours", {}, ("open", "true"), ["holiday"], "true", "completed"),
        ("hours", {}, ("open", "true"), ["nope"], "s", "error"),
        ("hours", {}, ("open",), [], "s", "timeout"),
        ("decision", {"variable": "v"}, ("gold", "true"), ["tin"], "true", "completed"),
        ("decision", {"variable": "v"}, ("gold",), [], "s", "timeout"),
        ("queue", {}, ("full",), [], "s", "completed"),
        ("queue", {}, ("full",), ["1"], "s", "completed"),
        ("queue", {}, ("full",), ["full"], "full", "completed"),
        ("request", {}, ("error", "true"), ["1"], "true", "completed"),
        ("VENDOR", {}, ("vip",), ["vip"], "vip", "completed"),
        ("VENDOR", {}, ("vip",), ["1"], "s", "error"),
    ],
)
def test_inputs(
    kind: str, properties: Json, conditions: tuple[str, ...], inputs: list[str], end: str, result: str
) -> None:
    done = Simulation(content(kind, properties, *conditions), inputs, Behaviour(), waits=True).run()
    assert (done.path[-1], done.result) == (end, result)


def chain(*elements: tuple[str, Mapping[str, Any], str]) -> Json:
    """Elements one after the other by the condition of each, and an end for what else may happen."""
    ids = [*(f"e{number}" for number in range(len(elements))), "end"]
    made = [
        {
            "id": name,
            "type": "start" if name == "e0" else kind,
            "nodeType": kind,
            "properties": dict(properties),
        }
        for name, (kind, properties, _) in zip(ids, elements, strict=False)
    ]
    edges = [
        {"from": name, "to": after, "condition": way}
        for name, after, (_, _, way) in zip(ids, ids[1:], elements, strict=False)
    ]
    ends = [{"id": "end", "type": "disconnect"}]
    timeouts = {"globalTimeout": 10**6, "inputTimeout": 10000, "transferTimeout": 1}
    return {"elements": [*made, *ends], "edges": edges, "timeouts": timeouts}


DECIDE = ("decision", {"variable": "v"}, "gold")


@pytest.mark.parametrize(
    ("before", "inputs", "reached"),
    [
        (("set", {"value.v": "gold"}, "true"), [], True),
        (("decision", {"variable": "v"}, "gold"), ["gold"], True),
        (("play", {"value.v": "gold"}, "true"), [], False),
    ],
)
def test_a_variable_is_remembered(before: Any, inputs: list[str], reached: bool) -> None:
    done = Simulation(chain(before, DECIDE), inputs, Behaviour(), waits=True).run()
    assert (done.path[-1] == "end") is reached


def test_nobody_knows_what_a_request_has_answered() -> None:
    flow = chain(("set", {"value.v": "gold"}, "true"), ("request", {"save.v": "a.b"}, "true"), DECIDE)
    assert Simulation(flow, [], Behaviour(), waits=True).run().result == "timeout"


@pytest.mark.parametrize(("inputs", "silences"), [([], 3), (["7"], 2), (["timeout", "timeout", "7"], 2)])
def test_each_wait_takes_its_time(inputs: list[str], silences: int) -> None:
    flow = content("menu", {"maxRetries": 2, "timeoutSeconds": 4}, "timeout", "invalid")
    assert Simulation(flow, inputs, Behaviour(), waits=True).run().took == 200 + silences * 4000
    assert Simulation(flow, inputs, Behaviour(), waits=False).run().took == 200
