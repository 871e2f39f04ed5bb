"""Every request exactly as the contract has it, and every answer that the contract knows."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
import respx

from ivrplan.diagnostics import (
    AuthenticationError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    ProtocolError,
    ProviderError,
    RejectedError,
    UnsettledError,
)
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Custom, Play
from ivrplan.flow.value import FlowValue
from ivrplan.language.values import Sensitive
from ivrplan.providers.contract import Action, Result, StepKind, Summary
from ivrplan.providers.cxone.api import CxoneApi
from ivrplan.providers.cxone.convert import to_document
from ivrplan.providers.cxone.flows import CxoneIvrFlow
from tests.providers.cxone.vendor import (
    CONNECTION,
    FLOW,
    TARGET,
    body_of,
    connections,
    create,
    delete,
    entity,
    live,
    nodes,
    page,
    step,
    update,
)
from tests.providers.http.fakes import FakeTime

KIND = CxoneIvrFlow()
REGISTERED = {StepKind.REGISTER: Result("f1", "1")}
OTHER = to_document("Main menu", Flow(name="x", entry="p", nodes=(Play(name="p", say="Other."),)))


def answer(status: int, body: Any = None) -> httpx.Response:
    return httpx.Response(status) if body is None else httpx.Response(status, json=body)


def scripted(route: respx.Route, *answers: httpx.Response) -> respx.Route:
    return route.mock(side_effect=list(answers))


async def test_nodes_are_opened_by_a_token_asked_for_in_json(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.get("/api/v2/flows/ivr/f1"), answer(200, nodes()), answer(200, nodes()))
    await api.nodes("f1")
    await api.nodes("f1")
    (call,) = wire["token S0"].calls
    assert call.request.headers["content-type"] == "application/json"
    assert body_of(call.request) == {
        "grant_type": "client_credentials",
        "client_id": "me",
        "client_secret": "s3cret-value",
        "scope": "flows:read flows:write",
    }
    assert not wire["token S3"].called


async def test_connections_are_opened_by_a_token_asked_for_with_a_form(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    scripted(wire.get("/api/v2/flows/f1"), answer(200, connections()))
    await api.connections("f1")
    (call,) = wire["token S3"].calls
    assert call.request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(call.request.content.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["me"],
        "client_secret": ["s3cret-value"],
        "scope": ["flows:write flows:read"],
    }
    assert not wire["token S0"].called


async def test_a_token_is_renewed_30_seconds_before_its_end(
    api: CxoneApi, wire: respx.MockRouter, time: FakeTime
) -> None:
    wire.get("/api/v2/flows/ivr/f1").mock(return_value=answer(200, nodes()))
    for moment, tokens in ((0, 1), (3569, 1), (3571, 2)):
        time.now = 1000.0 + moment
        await api.nodes("f1")
        assert wire["token S0"].call_count == tokens


async def test_a_second_401_is_a_matter_of_credentials(api: CxoneApi, wire: respx.MockRouter) -> None:
    body = {"error": "invalid_token", "error_description": "The access token has expired."}
    route = wire.get("/api/v2/flows/ivr/f1").mock(return_value=answer(401, body))
    with pytest.raises(AuthenticationError) as caught:
        await api.nodes("f1")
    assert route.call_count == wire["token S0"].call_count == 2
    assert "The access token has expired." in caught.value.diagnostics[0].detail


async def test_a_first_401_is_forgiven(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.get("/api/v2/flows/ivr/f1"), answer(401), answer(200, nodes()))
    assert (await api.nodes("f1")) is not None


async def test_a_registration_sends_the_topology_under_its_key(api: CxoneApi, wire: respx.MockRouter) -> None:
    posted = scripted(wire.post("/api/v2/flows"), answer(201, connections(CONNECTION)))
    scripted(wire.get("/api/v2/flows/f1"), answer(200, connections(CONNECTION)))
    result = await KIND.run(api, step(StepKind.REGISTER), create(), {})
    assert result == Result("f1", "1")
    request = posted.calls.last.request
    assert request.headers["idempotency-key"] == "key of register"
    assert request.headers["authorization"] == "Bearer token-1"
    body = body_of(request)
    assert body.pop("connections") == [{**CONNECTION, "id": "conn_f8a819093139"}]
    assert body == {
        "name": "Main menu",
        "type": "IVR",
        "nodes": [{"id": "node_welcome", "type": "start"}, {"id": "node_bye", "type": "terminal"}],
    }


@pytest.mark.parametrize(
    ("registered", "complaint"),
    [
        ([], "node_welcome -[true]-> node_bye (default) was not registered"),
        (
            [{**CONNECTION, "condition": "timeout", "type": "fallback"}],
            "node_welcome -[timeout]-> node_bye (fallback) was registered, but not sent",
        ),
        (
            [CONNECTION, {**CONNECTION, "id": "conn_1", "condition": "gold", "type": "conditional"}],
            "node_welcome -[gold]-> node_bye (conditional) was registered, but not sent",
        ),
    ],
    ids=["lost", "changed", "added"],
)
async def test_a_registration_is_compared_with_what_was_sent(
    api: CxoneApi, wire: respx.MockRouter, registered: list[dict[str, Any]], complaint: str
) -> None:
    scripted(wire.post("/api/v2/flows"), answer(200, connections(CONNECTION)))
    scripted(wire.get("/api/v2/flows/f1"), answer(200, connections(*registered)))
    with pytest.raises(ProtocolError) as caught:
        await KIND.run(api, step(StepKind.REGISTER), create(), {})
    (problem,) = caught.value.diagnostics
    assert complaint in problem.detail
    assert "f1" in problem.detail
    assert problem.address == "cxone_ivr_flow.main"


async def test_a_connection_that_says_little_is_the_default(api: CxoneApi, wire: respx.MockRouter) -> None:
    short = {"id": "conn_1", "source_node_id": "node_welcome", "target_node_id": "node_bye"}
    scripted(wire.post("/api/v2/flows"), answer(200, {"id": "f1", "version": 3}))
    scripted(wire.get("/api/v2/flows/f1"), answer(200, connections(short)))
    assert await KIND.run(api, step(StepKind.REGISTER), create(), {}) == Result("f1", "3")


async def test_a_registration_that_cannot_be_read_back_is_not_believed(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    scripted(wire.post("/api/v2/flows"), answer(201, connections(CONNECTION)))
    scripted(wire.get("/api/v2/flows/f1"), answer(404, {"message": "gone"}))
    with pytest.raises(ProtocolError, match="cannot be read"):
        await KIND.run(api, step(StepKind.REGISTER), create(), {})


async def test_a_name_that_is_taken_is_never_taken_over(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.post("/api/v2/flows"), answer(409, {"message": "It exists.", "errors": []}))
    scripted(wire.get("/api/v2/flows"), answer(200, page(entity("f9"), entity("f8", "Other"))))
    with pytest.raises(ConflictError) as caught:
        await KIND.run(api, step(StepKind.REGISTER), create(), {})
    (problem,) = caught.value.diagnostics
    assert "It exists." in problem.detail
    assert "The flow of this name has the id f9." in problem.detail
    assert problem.hint.startswith("It is not taken over")


async def test_a_key_that_was_used_for_something_else_is_a_conflict(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    scripted(wire.post("/api/v2/flows"), answer(409, {"message": "The key was used."}))
    scripted(wire.get("/api/v2/flows"), answer(200, page()))
    with pytest.raises(ConflictError, match="The key was used"):
        await KIND.run(api, step(StepKind.REGISTER), create(), {})


async def test_a_bad_connection_is_told_with_its_node(api: CxoneApi, wire: respx.MockRouter) -> None:
    body = {"message": "Invalid.", "errors": [{"message": "Bad condition.", "nodeId": "node_bye"}, "Else."]}
    posted = wire.post("/api/v2/flows").mock(return_value=answer(422, body))
    with pytest.raises(RejectedError) as caught:
        await KIND.run(api, step(StepKind.REGISTER), create(), {})
    assert posted.call_count == 1
    assert [(item.node, item.message) for item in caught.value.answer.problems] == [
        ("node_bye", "Bad condition."),
        ("", "Else."),
    ]


async def test_a_configuration_sends_the_version_that_was_read(api: CxoneApi, wire: respx.MockRouter) -> None:
    put = scripted(wire.put("/api/v2/flows/ivr/f1"), answer(200, nodes(8)))
    assert await KIND.run(api, step(StepKind.CONFIGURE), update(7), {}) == Result("f1", "8")
    request = put.calls.last.request
    assert request.headers["if-match"] == "v7"
    assert body_of(request) == {
        "id": "f1",
        "version": 7,
        "nodes": [
            {
                "id": "node_welcome",
                "type": "play",
                "properties": {"name": "welcome", "text": "Welcome."},
                "connections": {"default": "node_bye"},
            },
            {"id": "node_bye", "type": "disconnect", "properties": {"name": "bye"}, "connections": {}},
        ],
        "entryPoint": "node_welcome",
    }


async def test_a_create_configures_what_it_registered(api: CxoneApi, wire: respx.MockRouter) -> None:
    put = scripted(wire.put("/api/v2/flows/ivr/f1"), answer(200, nodes(2)))
    assert await KIND.run(api, step(StepKind.CONFIGURE), create(), REGISTERED) == Result("f1", "2")
    assert put.calls.last.request.headers["if-match"] == "v1"


async def test_an_accepted_configuration_is_waited_for(
    api: CxoneApi, wire: respx.MockRouter, time: FakeTime
) -> None:
    scripted(wire.put("/api/v2/flows/ivr/f1"), answer(202))
    got = scripted(wire.get("/api/v2/flows/ivr/f1"), answer(200, nodes(7, OTHER)), answer(200, nodes(8)))
    assert await KIND.run(api, step(StepKind.CONFIGURE), update(7), {}) == Result("f1", "8")
    assert got.call_count == 2
    assert time.slept == [0.2]


async def test_an_accepted_configuration_that_never_comes_is_told(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    scripted(wire.put("/api/v2/flows/ivr/f1"), answer(202))
    got = wire.get("/api/v2/flows/ivr/f1").mock(return_value=answer(200, nodes(7, OTHER)))
    with pytest.raises(ProtocolError, match="configured otherwise"):
        await KIND.run(api, step(StepKind.CONFIGURE), update(7), {})
    assert got.call_count == 20


async def test_an_accepted_configuration_of_a_flow_that_vanishes_is_told(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    scripted(wire.put("/api/v2/flows/ivr/f1"), answer(202))
    scripted(wire.get("/api/v2/flows/ivr/f1"), answer(404))
    with pytest.raises(ProtocolError, match="cannot be read"):
        await KIND.run(api, step(StepKind.CONFIGURE), update(7), {})


async def test_a_configuration_that_was_not_kept_is_told_node_by_node(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    kept = nodes(8)
    kept["nodes"][0]["properties"]["text"] = "Hello."
    scripted(wire.put("/api/v2/flows/ivr/f1"), answer(200, kept))
    with pytest.raises(ProtocolError) as caught:
        await KIND.run(api, step(StepKind.CONFIGURE), update(7), {})
    assert 'property "text" of node "node_welcome" has another value' in caught.value.diagnostics[0].detail


async def test_what_the_vendor_adds_is_fine(api: CxoneApi, wire: respx.MockRouter) -> None:
    kept = nodes(8)
    kept["nodes"][0]["properties"]["playBeep"] = False
    scripted(wire.put("/api/v2/flows/ivr/f1"), answer(200, kept))
    assert await KIND.run(api, step(StepKind.CONFIGURE), update(7), {}) == Result("f1", "8")


async def test_a_type_that_the_vendor_would_swallow_is_not_sent(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    put = wire.put("/api/v2/flows/ivr/f1").mock(return_value=answer(200, nodes(8)))
    node = Custom(name="c", type="Whisper", settings={"timeoutSeconds": Sensitive("8"), "playBeep": 1})
    target = to_document("Main menu", Flow(name="x", entry="c", nodes=(node,)))
    with pytest.raises(RejectedError) as caught:
        await KIND.run(api, step(StepKind.CONFIGURE), update(7, target=target), {})
    assert [(item.node, item.property) for item in caught.value.answer.problems] == [
        ("node_c", "playBeep"),
        ("node_c", "timeoutSeconds"),
    ]
    assert '"playBeep" of node "node_c" must be true or false' in caught.value.diagnostics[0].detail
    assert not put.called


async def test_many_names_that_are_taken_are_looked_for_in_one_listing(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    wire.post("/api/v2/flows").mock(return_value=answer(409, {"message": "Taken."}))
    listing = wire.get("/api/v2/flows").mock(return_value=answer(200, page(entity("f1"), entity("f2"))))
    wire.get("/api/v2/flows/f1").mock(return_value=answer(200, connections(CONNECTION)))
    for _ in range(3):
        with pytest.raises(ConflictError, match="has the id f1"):
            await KIND.run(api, step(StepKind.REGISTER), create(), {})
    assert listing.call_count == 1


async def test_a_conflict_tells_both_versions_and_what_changed(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.put("/api/v2/flows/ivr/f1"), answer(412, {"message": "If-Match is v7."}))
    scripted(wire.get("/api/v2/flows/ivr/f1"), answer(200, nodes(9, OTHER)))
    with pytest.raises(ConflictError) as caught:
        await KIND.run(api, step(StepKind.CONFIGURE), update(7), {})
    (problem,) = caught.value.diagnostics
    assert "version 9" in problem.detail
    assert "version 7" in problem.detail
    assert 'node "node_welcome" was removed' in problem.detail
    assert 'node "node_p" was added' in problem.detail
    assert (caught.value.answer.status, problem.address) == (412, "cxone_ivr_flow.main")


async def test_a_conflict_right_after_the_registration_is_told(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.put("/api/v2/flows/ivr/f1"), answer(412))
    scripted(wire.get("/api/v2/flows/ivr/f1"), answer(200, nodes(2, OTHER)))
    with pytest.raises(ConflictError, match="right after it was registered"):
        await KIND.run(api, step(StepKind.CONFIGURE), create(), REGISTERED)


async def test_a_conflict_with_ourselves_is_none(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.put("/api/v2/flows/ivr/f1"), answer(412))
    scripted(wire.get("/api/v2/flows/ivr/f1"), answer(200, nodes(8)))
    assert await KIND.run(api, step(StepKind.CONFIGURE), update(7), {}) == Result("f1", "8")


async def test_a_conflict_without_a_change_is_shown_as_the_vendor_told_it(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    refused = answer(412, {"message": "Locked."})
    scripted(wire.put("/api/v2/flows/ivr/f1"), refused)
    scripted(wire.delete("/api/v2/flows/f1"), refused)
    wire.get("/api/v2/flows/ivr/f1").mock(return_value=answer(200, nodes(7)))
    for kind, work in ((StepKind.CONFIGURE, update(7)), (StepKind.DELETE, delete(7))):
        with pytest.raises(ConflictError, match="Locked"):
            await KIND.run(api, step(kind), work, {})


async def test_a_registration_that_may_not_be_read_back_is_not_refused(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    scripted(wire.post("/api/v2/flows"), answer(201, connections(CONNECTION)))
    scripted(wire.get("/api/v2/flows/f1"), answer(403))
    with pytest.raises(UnsettledError):
        await KIND.run(api, step(StepKind.REGISTER), create(), {})


async def test_a_conflict_of_a_flow_that_is_gone_stays_a_conflict(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    scripted(wire.put("/api/v2/flows/ivr/f1"), answer(412))
    scripted(wire.get("/api/v2/flows/ivr/f1"), answer(404))
    with pytest.raises(ConflictError):
        await KIND.run(api, step(StepKind.CONFIGURE), update(7), {})


@pytest.mark.parametrize(
    ("status", "expected"),
    [(400, RejectedError), (403, PermissionDeniedError), (404, NotFoundError), (422, RejectedError)],
)
async def test_a_refused_configuration_is_sent_once(
    api: CxoneApi, wire: respx.MockRouter, status: int, expected: type[ProviderError]
) -> None:
    problem = {"message": "must be a string", "nodeId": "node_bye", "property": "audioUrl"}
    put = wire.put("/api/v2/flows/ivr/f1").mock(
        return_value=answer(status, {"message": "No.", "errors": [problem]})
    )
    with pytest.raises(expected) as caught:
        await KIND.run(api, step(StepKind.CONFIGURE), update(7), {})
    assert put.call_count == 1
    assert caught.value.answer.problems[0].property == "audioUrl"
    assert 'node "node_bye", property "audioUrl": must be a string' in caught.value.diagnostics[0].detail


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_configuration_is_repeated_under_its_version(
    api: CxoneApi, wire: respx.MockRouter, status: int
) -> None:
    put = scripted(wire.put("/api/v2/flows/ivr/f1"), answer(status), answer(status), answer(200, nodes(8)))
    assert await KIND.run(api, step(StepKind.CONFIGURE), update(7), {}) == Result("f1", "8")
    assert [call.request.headers["if-match"] for call in put.calls] == ["v7", "v7", "v7"]


async def test_secrets_are_sent_in_clear_and_shown_to_nobody(api: CxoneApi, wire: respx.MockRouter) -> None:
    flow = Flow(name="x", entry="p", nodes=(Play(name="p", audio=Sensitive("https://x/?key=t0psecret")),))
    target = to_document("Main menu", flow)
    body = {"message": "Bad https://x/?key=t0psecret", "errors": []}
    put = wire.put("/api/v2/flows/ivr/f1").mock(return_value=answer(422, body))
    with pytest.raises(RejectedError) as caught:
        await KIND.run(api, step(StepKind.CONFIGURE), update(7, target=target), {})
    assert body_of(put.calls.last.request)["nodes"][0]["properties"]["audioUrl"] == "https://x/?key=t0psecret"
    assert "t0psecret" not in repr(caught.value.diagnostics) + repr(caught.value.answer)


@pytest.mark.parametrize("status", [204, 404])
async def test_a_deletion_sends_the_version_that_was_read(
    api: CxoneApi, wire: respx.MockRouter, status: int
) -> None:
    route = scripted(wire.delete("/api/v2/flows/f1"), answer(status))
    assert await KIND.run(api, step(StepKind.DELETE), delete(7), {}) == Result("f1")
    assert route.calls.last.request.headers["if-match"] == "v7"


async def test_a_changed_flow_is_not_deleted(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.delete("/api/v2/flows/f1"), answer(412))
    scripted(wire.get("/api/v2/flows/ivr/f1"), answer(200, nodes(9)))
    with pytest.raises(ConflictError, match="version 9 of flow f1, but the plan builds on version 7"):
        await KIND.run(api, step(StepKind.DELETE), delete(7), {})


async def test_a_flow_that_went_during_the_deletion_is_gone(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.delete("/api/v2/flows/f1"), answer(412))
    scripted(wire.get("/api/v2/flows/ivr/f1"), answer(404))
    assert await KIND.run(api, step(StepKind.DELETE), delete(7), {}) == Result("f1")


async def test_an_active_flow_is_not_deleted(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.delete("/api/v2/flows/f1"), answer(409, {"message": "A version is ACTIVE."}))
    with pytest.raises(ConflictError, match="A version is ACTIVE") as caught:
        await KIND.run(api, step(StepKind.DELETE), delete(7), {})
    assert "active" in caught.value.diagnostics[0].hint


async def test_a_reading_asks_for_the_name_once(api: CxoneApi, wire: respx.MockRouter) -> None:
    wire.get("/api/v2/flows/ivr/f1").mock(return_value=answer(200, nodes(7)))
    named = wire.get("/api/v2/flows/f1").mock(return_value=answer(200, connections(CONNECTION)))
    assert await KIND.read(api, "f1") == live(7)
    assert await KIND.read(api, "f1") == live(7)
    assert named.call_count == 1


async def test_a_reading_takes_the_name_from_the_listing(api: CxoneApi, wire: respx.MockRouter) -> None:
    listed = scripted(
        wire.get("/api/v2/flows"),
        answer(
            200, page(entity("f1"), {"id": "q1", "name": None, "type": None}, entity("q2", kind="Q"), count=2)
        ),
        answer(200, page(entity("f2", "Other", 5), number=2, count=2)),
    )
    wire.get("/api/v2/flows/ivr/f1").mock(return_value=answer(200, nodes(7)))
    assert [one async for one in KIND.list(api)] == [
        Summary("f1", "Main menu", "1"),
        Summary("f2", "Other", "5"),
    ]
    assert [dict(call.request.url.params) for call in listed.calls] == [
        {"page": "1", "pageSize": "100"},
        {"page": "2", "pageSize": "100"},
    ]
    assert await KIND.read(api, "f1") == live(7)


@pytest.mark.parametrize("gone", ["/api/v2/flows/ivr/f1", "/api/v2/flows/f1"])
async def test_a_flow_that_is_gone_is_none(api: CxoneApi, wire: respx.MockRouter, gone: str) -> None:
    wire.get("/api/v2/flows/ivr/f1").mock(return_value=answer(200, nodes(7)))
    wire.get("/api/v2/flows/f1").mock(return_value=answer(200, connections(CONNECTION)))
    wire.get(gone).mock(return_value=answer(404, {"message": "Gone."}))
    assert await KIND.read(api, "f1") is None


async def test_an_id_is_no_path(api: CxoneApi, wire: respx.MockRouter) -> None:
    route = wire.get(path="/api/v2/flows/ivr/../x?y").mock(return_value=answer(404))
    assert await KIND.read(api, "../x?y") is None
    assert route.calls.last.request.url.raw_path == b"/api/v2/flows/ivr/..%2Fx%3Fy"


@pytest.mark.parametrize(
    "broken",
    [
        {"version": "7"},
        {"version": None},
        {"nodes": {}},
        {"nodes": [{"id": "", "type": "play"}]},
        {"nodes": [{"id": "a", "type": "play"}, {"id": "a", "type": "play"}]},
        {"entryPoint": None},
    ],
)
async def test_an_answer_of_another_shape_is_not_believed(
    api: CxoneApi, wire: respx.MockRouter, broken: dict[str, Any]
) -> None:
    scripted(wire.get("/api/v2/flows/ivr/f1"), answer(200, nodes(7) | broken))
    with pytest.raises(ProtocolError):
        await KIND.read(api, "f1")


async def test_a_number_that_would_fill_the_memory_is_not_believed(
    api: CxoneApi, wire: respx.MockRouter
) -> None:
    text = '{"id": "f1", "version": 1, "entryPoint": "a", "nodes": [{"id": "a", "type": "x", "properties": {"n": 1e99999}}]}'
    scripted(
        wire.get("/api/v2/flows/ivr/f1"),
        httpx.Response(200, text=text, headers={"content-type": "application/json"}),
    )
    with pytest.raises(ProtocolError, match="too large"):
        await KIND.read(api, "f1")


async def test_few_versions_are_asked_for_one_by_one(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.get("/api/v2/flows/ivr/f1"), answer(200, nodes(7)))
    scripted(wire.get("/api/v2/flows/ivr/f2"), answer(404))
    assert await KIND.versions(api, ["f1", "f2"]) == {"f1": ("7", None)}


async def test_many_versions_are_looked_up_in_the_listing(api: CxoneApi, wire: respx.MockRouter) -> None:
    ids = [f"f{number}" for number in range(1, 7)]
    entities = [entity(id_, id_, 3) for id_ in ids]
    listed = scripted(
        wire.get("/api/v2/flows"),
        answer(200, page(*entities[:3], count=2)),
        answer(200, page(*entities[3:], number=2, count=2)),
    )
    assert await KIND.versions(api, ids) == dict.fromkeys(ids, ("3", None))
    assert listed.call_count == 2


async def test_a_long_listing_is_not_read_for_a_few(api: CxoneApi, wire: respx.MockRouter) -> None:
    ids = [f"f{number}" for number in range(1, 7)]
    entities = [entity(id_, id_, 3) for id_ in ids[:5]]
    listed = scripted(wire.get("/api/v2/flows"), answer(200, page(*entities, count=90)))
    scripted(wire.get("/api/v2/flows/ivr/f6"), answer(200, nodes(7) | {"id": "f6"}))
    versions = await KIND.versions(api, ids)
    assert versions["f6"] == ("7", None)
    assert (len(versions), listed.call_count) == (6, 1)


async def test_a_failure_among_many_requests_is_told(api: CxoneApi, wire: respx.MockRouter) -> None:
    scripted(wire.get("/api/v2/flows/ivr/f1"), answer(200, nodes(7)))
    scripted(wire.get("/api/v2/flows/ivr/f2"), answer(403, {"error": "insufficient_scope"}))
    with pytest.raises(PermissionDeniedError, match="insufficient_scope"):
        await KIND.versions(api, ["f1", "f2"])


async def test_a_registration_is_found_by_name_and_ids(api: CxoneApi, wire: respx.MockRouter) -> None:
    ours = {**CONNECTION, "id": "conn_f8a819093139"}
    wire.get("/api/v2/flows").mock(return_value=answer(200, page(entity("f1", version=4))))
    wire.get("/api/v2/flows/f1").mock(return_value=answer(200, connections(ours)))
    assert await KIND.find(api, step(StepKind.REGISTER), create(), {}) == Result("f1", "1")


@pytest.mark.parametrize("listed", [page(), page(entity())], ids=["no such name", "another topology"])
async def test_what_somebody_else_registered_is_not_found(
    api: CxoneApi, wire: respx.MockRouter, listed: dict[str, Any]
) -> None:
    wire.get("/api/v2/flows").mock(return_value=answer(200, listed))
    wire.get("/api/v2/flows/f1").mock(return_value=answer(200, connections()))
    assert await KIND.find(api, step(StepKind.REGISTER), create(), {}) is None


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (answer(200, nodes(8)), Result("f1", "8")),
        (answer(200, nodes(7)), None),
        (answer(200, nodes(8, OTHER)), None),
        (answer(404), None),
    ],
    ids=["moved and as wanted", "not moved", "moved by somebody", "gone"],
)
async def test_a_configuration_is_found_by_version_and_content(
    api: CxoneApi, wire: respx.MockRouter, found: httpx.Response, expected: Result | None
) -> None:
    scripted(wire.get("/api/v2/flows/ivr/f1"), found)
    assert await KIND.find(api, step(StepKind.CONFIGURE), update(7), {}) == expected


@pytest.mark.parametrize(
    ("found", "expected"), [(answer(404), Result("f1")), (answer(200, nodes(7)), None)], ids=["gone", "there"]
)
async def test_a_deletion_is_found_when_the_flow_is_gone(
    api: CxoneApi, wire: respx.MockRouter, found: httpx.Response, expected: Result | None
) -> None:
    scripted(wire.get("/api/v2/flows/ivr/f1"), found)
    assert await KIND.find(api, step(StepKind.DELETE), delete(7), {}) == expected


@pytest.mark.parametrize("kind", [StepKind.AWAIT_VALIDATION, StepKind.CREATE_JOB, StepKind.AWAIT_JOB])
async def test_a_step_that_is_none_of_ours_is_refused(api: CxoneApi, kind: StepKind) -> None:
    for call in (KIND.run, KIND.find):
        with pytest.raises(RejectedError, match="has no step"):
            await call(api, step(kind), update(), {})


def test_steps_and_replacements() -> None:
    assert KIND.steps(Action.CREATE) == (StepKind.REGISTER, StepKind.CONFIGURE)
    assert KIND.steps(Action.UPDATE) == (StepKind.CONFIGURE,)
    assert KIND.steps(Action.DELETE) == (StepKind.DELETE,)
    assert KIND.steps(Action.RELEASE) == ()
    assert KIND.replaces([("name",), ("entry",), ("nodes", "name")]) == {("name",)}
    assert KIND.desired({"name": "Main menu", "flow": FlowValue(FLOW, "main")}) == TARGET
