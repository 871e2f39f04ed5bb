"""Releases of CXone flows: what is sent, byte for byte, and what people read when a release cannot go on."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
import respx

from ivrplan.diagnostics import ConflictError, ProtocolError, RejectedError
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Decision, Disconnect, Menu, Play, Queue
from ivrplan.flow.value import FlowValue
from ivrplan.language.values import UNKNOWN, Sensitive, Value
from ivrplan.providers.contract import Action, Live, Result, Step, StepKind, Work
from ivrplan.providers.cxone.api import CxoneApi
from ivrplan.providers.cxone.flows import CxoneIvrFlow
from ivrplan.providers.cxone.limits import rules as flow_rules
from ivrplan.providers.cxone.releases.api import VersionsApi
from ivrplan.providers.cxone.releases.content import fingerprint
from ivrplan.providers.cxone.releases.limits import rules
from ivrplan.providers.cxone.settings import CxoneLimits
from ivrplan.providers.gate import Gate, Trial
from ivrplan.rules.run import check_flow

FLOW = Flow(
    name="main",
    entry="welcome",
    nodes=(
        Play(name="welcome", say="Welcome.", edges={"default": "kind"}),
        Decision(name="kind", variable="kind", edges={"vip": "sales", "default": "menu"}),
        Menu(name="menu", timeout=5, edges={"1": "sales", "timeout": "bye"}),
        Queue(name="sales", queue="Sales"),
        Disconnect(name="bye"),
    ),
)
KIND = CxoneIvrFlow()


def answer(status: int, body: Any = None) -> httpx.Response:
    return httpx.Response(status) if body is None else httpx.Response(status, json=body)


def scripted(route: respx.Route, *answers: httpx.Response) -> respx.Route:
    return route.mock(side_effect=list(answers))


VALUES: dict[str, Value] = {
    "name": "Main",
    "flow": FlowValue(FLOW, "main"),
    "release": {"tag": "one", "priority": 3},
}
TARGET = KIND.desired(VALUES)
MADE = {StepKind.CREATE_VERSION: Result("f1", "7", {"version_id": "new", "rollback": "old"})}
VERSIONS = "/api/v2/flows/f1/versions"
BODY = {
    "metadata": {
        "versionTag": "one",
        "activationPriority": 3,
        "createdBy": "ivrplan",
        "timestamp": "1970-01-01T00:16:40+00:00",
        "rollbackPoint": "old",
    },
    "versionTags": {"environment": "production", "releaseMatrix": {}, "rollbackReference": "old"},
    "elements": [
        {
            "id": "node_welcome",
            "type": "start",
            "nodeType": "play",
            "properties": {"name": "welcome", "text": "Welcome."},
        },
        {
            "id": "node_kind",
            "type": "decision",
            "properties": {"name": "kind", "variable": "kind"},
        },
        {
            "id": "node_menu",
            "type": "menu",
            "properties": {"name": "menu", "timeoutSeconds": 5, "dtmfDigits": "1"},
        },
        {"id": "node_sales", "type": "queue", "properties": {"name": "sales", "queue": "Sales"}},
        {"id": "node_bye", "type": "disconnect", "properties": {"name": "bye"}},
    ],
    "edges": [
        {"from": "node_welcome", "to": "node_kind", "condition": "true"},
        {"from": "node_kind", "to": "node_menu", "condition": "true"},
        {"from": "node_kind", "to": "node_sales", "condition": "vip"},
        {"from": "node_menu", "to": "node_sales", "condition": "dtmf == '1'"},
        {"from": "node_menu", "to": "node_bye", "condition": "timeout"},
    ],
    "routingRules": [{"condition": "vip", "action": "node_sales"}],
    "timeouts": {"globalTimeout": 30000, "inputTimeout": 10000, "transferTimeout": 60000},
}


def work(**changed: Any) -> Work:
    return Work("cxone_ivr_flow.main", Action.RELEASE, TARGET, "f1", "7", TARGET, Gate(**changed))


def step(kind: StepKind) -> Step:
    return Step(kind, f"key of {kind.value}")


def entry(version: str, status: str, tag: str = "one") -> dict[str, Any]:
    return {
        "id": version,
        "status": status,
        "metadata": {"versionTag": tag, "timestamp": "2026-11-21T10:00:00Z"},
    }


def listed(*entries: dict[str, Any]) -> httpx.Response:
    return answer(200, {"entities": list(entries)})


def stored(version: str, status: str, **changed: Any) -> httpx.Response:
    return answer(200, {**BODY, "id": version, "flowId": "f1", "status": status, **changed})


async def run(api: CxoneApi, kind: StepKind, **gate: Any) -> Result:
    return await KIND.run(api, step(kind), work(**gate), MADE if kind is not StepKind.CREATE_VERSION else {})


async def test_a_version_is_registered_with_its_rollback_point(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(
        wire.get(VERSIONS), listed(entry("old", "ACTIVE", "zero")), listed(entry("old", "ACTIVE", "zero"))
    )
    route = scripted(wire.post(VERSIONS), answer(201, {"id": "new", "status": "PENDING"}))
    result = await run(api, StepKind.CREATE_VERSION)
    sent = route.calls.last.request
    body = json.loads(sent.content)
    body["metadata"]["timestamp"] = BODY["metadata"]["timestamp"]  # type: ignore[index]
    assert body == BODY
    assert sent.headers["idempotency-key"] == "key of create version"
    assert result == Result("f1", "7", {"version_id": "new", "rollback": "old"})


async def test_the_same_version_that_waits_is_taken_up(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.get(VERSIONS), listed(entry("old", "ACTIVE", "zero"), entry("new", "PENDING")))
    scripted(wire.get(f"{VERSIONS}/new"), stored("new", "PENDING"))
    assert await run(api, StepKind.CREATE_VERSION) == MADE[StepKind.CREATE_VERSION]
    assert not [
        call for call in wire.calls if call.request.method == "POST" and "token" not in call.request.url.path
    ]


async def test_versions_in_the_way_are_named(api: CxoneApi, wire: respx.MockRouter) -> None:
    entries = listed(entry("old", "ACTIVE", "zero"), entry("wait", "PENDING", "half"))
    scripted(wire.get(VERSIONS), entries, entries, entries)
    scripted(wire.post(VERSIONS), answer(409, {"message": "Two versions are active or pending."}))
    with pytest.raises(ConflictError) as failure:
        await run(api, StepKind.CREATE_VERSION)
    detail = failure.value.diagnostics[0].detail
    assert 'old (tag "zero", ACTIVE, since 2026-11-21T10:00:00Z)' in detail
    assert 'wait (tag "half", PENDING' in detail


@pytest.mark.parametrize(
    ("trial", "call", "problem"),
    [
        ({}, {"path": ["node_welcome"], "timedOut": True}, 'ended in timeout at ""'),
        ({}, {"finalElement": "node_bye", "result": "error"}, 'ended in error at "bye"'),
        ({}, {"executionTime": 15001}, "took 15001 ms; 15000 ms are allowed"),
        ({"max_seconds": 2}, {"executionTime": 2001}, "the test allows 2 seconds"),
        (
            {"path": ("welcome", "sales")},
            {"path": ["node_welcome", "node_bye"]},
            "went welcome -> bye and not welcome -> sales",
        ),
        ({"terminal": "sales"}, {"finalElement": "node_bye"}, 'ended at "bye" and not at "sales"'),
    ],
)
async def test_a_call_that_goes_wrong_stops_the_release(
    api: CxoneApi, wire: respx.MockRouter, trial: dict[str, Any], call: dict[str, Any], problem: str
) -> None:
    route = scripted(wire.post("/api/v2/flows/f1/simulations"), answer(200, call))
    with pytest.raises(RejectedError) as failure:
        await run(api, StepKind.SIMULATE, trials=(Trial("t", ("1",), **trial),))
    first, last = failure.value.diagnostics
    assert problem in first.detail
    assert 'In the test "t" (inputs: "1")' in first.detail
    assert "Callers still get version old. Version new stays pending" in last.detail
    assert json.loads(route.calls.last.request.content) == {
        "versionId": "new",
        "input": ["1"],
        "simulateTimeouts": True,
        "recordPath": True,
    }


async def test_every_call_is_tried_before_the_release_stops(api: CxoneApi, wire: respx.MockRouter) -> None:
    window, fine = answer(504, {"message": "too long"}), answer(200, {"result": "completed"})
    scripted(wire.post("/api/v2/flows/f1/simulations"), window, fine)
    with pytest.raises(RejectedError) as failure:
        await run(api, StepKind.SIMULATE, trials=(Trial("a"), Trial("b")))
    assert "ran past the vendor's window" in failure.value.diagnostics[0].detail
    assert len(failure.value.diagnostics) == 2


async def test_a_published_version_is_read_back(api: CxoneApi, wire: respx.MockRouter) -> None:
    route = scripted(wire.post(f"{VERSIONS}/new/publish"), answer(200, {}))
    scripted(wire.get(f"{VERSIONS}/new"), stored("new", "ACTIVE"))
    assert await run(api, StepKind.PUBLISH) == MADE[StepKind.CREATE_VERSION]
    assert json.loads(route.calls.last.request.content) == {}


async def test_a_publish_that_happened_is_not_repeated(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.post(f"{VERSIONS}/new/publish"), answer(409, {"message": "not pending"}))
    scripted(wire.get(VERSIONS), listed(entry("new", "ACTIVE")))
    scripted(wire.get(f"{VERSIONS}/new"), stored("new", "ACTIVE"))
    assert await run(api, StepKind.PUBLISH) == MADE[StepKind.CREATE_VERSION]


async def test_the_version_before_is_put_back(api: CxoneApi, wire: respx.MockRouter) -> None:
    wrong = {**BODY, "elements": BODY["elements"][:1], "edges": []}  # type: ignore[index]
    scripted(wire.post(f"{VERSIONS}/new/publish"), answer(200, {}))
    scripted(wire.get(f"{VERSIONS}/new"), stored("new", "ACTIVE", **wrong))
    scripted(wire.get(f"{VERSIONS}/old"), stored("old", "DEPRECATED"))
    scripted(wire.get(VERSIONS), listed(entry("new", "ACTIVE")))
    again = scripted(wire.post(VERSIONS), answer(201, {"id": "again", "status": "PENDING"}))
    scripted(wire.post(f"{VERSIONS}/again/publish"), answer(200, {}))
    with pytest.raises(RejectedError, match="published as version again"):
        await run(api, StepKind.PUBLISH)
    sent = json.loads(again.calls.last.request.content)
    assert sent["elements"] == BODY["elements"]
    assert sent["versionTags"]["rollbackReference"] == sent["metadata"]["rollbackPoint"] == "new"


async def test_unless_it_shall_be_kept(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.post(f"{VERSIONS}/new/publish"), answer(200, {}))
    scripted(wire.get(f"{VERSIONS}/new"), stored("new", "DEPRECATED"))
    with pytest.raises(ProtocolError, match="is DEPRECATED"):
        await run(api, StepKind.PUBLISH, restores=False)


async def test_what_callers_get_is_read_beside_what_is_saved(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.get(VERSIONS), listed(entry("new", "ACTIVE"), entry("wait", "PENDING", "half")))
    scripted(wire.get(f"{VERSIONS}/new"), stored("new", "ACTIVE"))
    live = await KIND.with_release(api, Live("f1", "7", {"name": "Main"}))
    assert live.published == "new"
    assert live.document["release"] == TARGET["release"]
    assert (live.attributes["published_version"], live.attributes["rollback_version"]) == ("new", "old")
    assert 'wait (tag "half", PENDING' in live.warnings[0]


async def test_nothing_is_published_of_a_flow_without_versions(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.get(VERSIONS), answer(404))
    live = await KIND.with_release(api, Live("f1", "7", {"name": "Main"}))
    assert (live.published, live.document) == (None, {"name": "Main"})


async def test_the_token_of_versions_is_asked_for_with_its_scopes(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    scripted(wire.get(VERSIONS), listed())
    await VersionsApi(api.http).entries("f1")
    forms = [call.request.content.decode() for call in wire.calls if call.request.url.path == "/oauth/token"]
    assert len(forms) == 1
    assert "flows%3Apublish+flow%3Asimulate" in forms[0]


def test_steps_of_a_release() -> None:
    three = (StepKind.CREATE_VERSION, StepKind.SIMULATE, StepKind.PUBLISH)
    assert KIND.release_steps({}, TARGET) == three
    assert KIND.release_steps(TARGET, TARGET) == ()
    assert KIND.release_steps(TARGET, {"name": "Main"}) == ()
    assert KIND.release_steps(TARGET, KIND.desired({**VALUES, "release": {"tag": "two"}})) == three


def test_the_fingerprint_overlooks_what_a_vendor_adds() -> None:
    menu = TARGET["nodes"]["node_menu"]
    more = {**menu, "properties": {**menu["properties"], "playBeep": False}}
    assert fingerprint({**TARGET, "nodes": {**TARGET["nodes"], "node_menu": more}}) == fingerprint(TARGET)


@pytest.mark.parametrize(
    ("say", "expected"), [(UNKNOWN, UNKNOWN), (Sensitive("secret"), Sensitive), ("Hello.", str)]
)
def test_the_fingerprint_of_a_secret_is_secret(say: Any, expected: Any) -> None:
    nodes = (Play(name="welcome", say=say, edges={"default": "bye"}), Disconnect(name="bye"))
    document = KIND.desired(
        {"name": "Main", "flow": FlowValue(Flow(name="main", entry="welcome", nodes=nodes), "m")}
    )
    found = fingerprint(document)
    assert found is expected if expected is UNKNOWN else isinstance(found, expected)


def chain(length: int) -> Flow:
    nodes = [Menu(name=f"n{number}", edges={"1": f"n{number + 1}", "2": "end"}) for number in range(length)]
    ends = (Disconnect(name=f"n{length}"), Disconnect(name="end"))
    return Flow(name="main", entry="n0", nodes=(*nodes, *ends))


@pytest.mark.parametrize(
    ("length", "limits", "found"),
    [
        (5, {}, set()),
        (6, {}, {"IVR612"}),
        (16, {}, {"IVR611", "IVR612"}),
        (16, {"max_decisions": 16, "max_call_depth": 16}, set()),
    ],
)
def test_limits_of_a_release(length: int, limits: dict[str, int], found: set[str]) -> None:
    report = check_flow(chain(length), rules(CxoneLimits(**limits)))
    assert {finding.rule for finding in report.findings} == found
    assert not {rule.id for rule in rules(CxoneLimits())} & {rule.id for rule in flow_rules(CxoneLimits())}
