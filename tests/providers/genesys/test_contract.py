"""The exact requests of every endpoint (vendor contract S4), and how their answers are read."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.diagnostics import ProtocolError, VendorProblem
from ivrplan.language.values import Sensitive
from ivrplan.providers.contract import Action, Live
from ivrplan.providers.genesys.api import GenesysApi, read_complaint
from ivrplan.providers.genesys.flows import GenesysClient, GenesysFlow
from ivrplan.providers.genesys.provider import GenesysProvider
from ivrplan.providers.genesys.settings import GenesysSettings
from ivrplan.providers.genesys.steps import marker
from tests.providers.genesys.standin import ADDRESS, flow_of_texts, step_of, target_of, work_of

HOST = "https://api.mypurecloud.com"
FLOWS = f"{HOST}/api/v2/flows"
FLOW = {"id": "f1", "name": "Main", "type": "INBOUNDCALL", "description": "d"}
VERSION = {
    "id": "2.0",
    "versionNumber": 2,
    "status": "draft",
    "validation": {"status": "passed", "errors": []},
}


@pytest.fixture
def wire() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        token = {"access_token": "header.payload.signature", "expires_in": 3600, "token_type": "bearer"}
        router.post(f"{HOST}/api/v2/oauth/token").respond(json=token)
        yield router


@pytest.fixture
async def client(wire: respx.MockRouter) -> AsyncIterator[GenesysClient]:
    settings = GenesysSettings(client_id="the-client", client_secret=Sensitive("the-secret"))
    async with GenesysProvider({}).connect(settings) as opened:
        yield opened


@pytest.fixture
def api(client: GenesysClient) -> GenesysApi:
    return client.api


def sent(wire: respx.MockRouter) -> httpx.Request:
    """The one request beside the token request, which carries the token and what all of them carry."""
    requests: list[httpx.Request] = [
        call.request for call in wire.calls if call.request.url.path != "/api/v2/oauth/token"
    ]
    (request,) = requests
    assert request.headers["authorization"] == "Bearer header.payload.signature"
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"].startswith("ivrplan/")
    return request


def query(request: httpx.Request) -> dict[str, str]:
    return dict(request.url.params)


async def test_token(wire: respx.MockRouter, api: GenesysApi) -> None:
    wire.get(f"{FLOWS}/f1").respond(json=FLOW)
    await api.flow("f1")
    request = wire.calls[0].request
    assert (request.method, str(request.url)) == ("POST", f"{HOST}/api/v2/oauth/token")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(request.content.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["the-client"],
        "client_secret": ["the-secret"],
        "scope": ["flow:write flow:view webhook:write analytics:read"],
    }


async def test_create_flow(wire: respx.MockRouter, api: GenesysApi) -> None:
    wire.post(FLOWS).respond(201, json=FLOW)
    body = {"name": "Main", "type": "INBOUNDCALL", "description": "d"}
    assert (await api.create_flow(body, ADDRESS)).id == "f1"
    request = sent(wire)
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.content) == body


async def test_list_flows(wire: respx.MockRouter, api: GenesysApi) -> None:
    pages = [
        {"entities": [FLOW | {"publishedVersion": {"id": "1.0"}, "lockedUser": {"id": "u"}}], "pageCount": 2},
        {"entities": [FLOW | {"id": "f2", "publishedVersion": None}], "pageCount": 2},
    ]
    route = wire.get(FLOWS).mock(side_effect=[httpx.Response(200, json=page) for page in pages])
    found = [(flow.id, flow.published) async for flow in api.flows()]
    assert found == [("f1", "1.0"), ("f2", None)]
    assert [query(call.request) for call in route.calls] == [
        {"pageNumber": "1", "pageSize": "100"},
        {"pageNumber": "2", "pageSize": "100"},
    ]


async def test_list_flows_of_a_name(wire: respx.MockRouter, api: GenesysApi) -> None:
    wire.get(FLOWS).respond(json={"entities": [], "pageCount": 0})
    assert [flow async for flow in api.flows("Sales & more")] == []
    assert query(sent(wire)) == {"pageNumber": "1", "pageSize": "100", "name": "Sales & more"}


async def test_read_flow(wire: respx.MockRouter, api: GenesysApi) -> None:
    wire.get(f"{FLOWS}/f1").respond(json=FLOW)
    flow = await api.flow("f1")
    assert flow is not None
    assert (flow.name, flow.type, flow.description, flow.published) == ("Main", "INBOUNDCALL", "d", None)
    assert sent(wire).url.path == "/api/v2/flows/f1"


async def test_read_a_flow_that_is_gone(wire: respx.MockRouter, api: GenesysApi) -> None:
    wire.get(f"{FLOWS}/f1").respond(404, json={"message": "gone"})
    assert await api.flow("f1") is None


@pytest.mark.parametrize("status", [204, 404])
async def test_delete_flow(wire: respx.MockRouter, api: GenesysApi, status: int) -> None:
    wire.delete(f"{FLOWS}/f1").respond(status)
    await api.delete_flow("f1", ADDRESS)
    assert sent(wire).method == "DELETE"
    assert sent(wire).content == b""


async def test_create_version(wire: respx.MockRouter, client: GenesysClient) -> None:
    wire.get(f"{FLOWS}/f1/versions").respond(json={"entities": [VERSION | {"id": "1.0"}], "pageCount": 1})
    route = wire.post(f"{FLOWS}/f1/versions").respond(201, json=VERSION)
    target = target_of(flow_of_texts("Hello"), "Main", description=Sensitive("for us"), settings={"a": 1})
    live = Live("f1", "1.0", {})
    step = step_of(GenesysFlow().steps(Action.UPDATE)[0])
    result = await GenesysFlow().run(client, step, work_of(Action.UPDATE, target, live), {})
    assert (result.id, result.version, result.data["version_id"]) == ("f1", "2.0", "2.0")
    body = json.loads(route.calls[0].request.content)
    ids = [connection.pop("id") for connection in body["connections"]]
    assert len(set(ids)) == 2
    assert body == {
        "name": "Main",
        "description": "for us",
        "language": "en-us",
        "nodes": [
            {"id": "trigger", "type": "trigger", "name": "trigger", "settings": {}},
            {"id": "say0", "type": "play", "name": "say0", "settings": {"prompt": "Hello"}},
            {"id": "bye", "type": "disconnect", "name": "bye", "settings": {}},
        ],
        "connections": [
            {"sourceNodeId": "trigger", "targetNodeId": "say0"},
            {"sourceNodeId": "say0", "targetNodeId": "bye"},
        ],
        "variables": [],
        "settings": {"a": 1},
    }


async def test_newest_version(wire: respx.MockRouter, api: GenesysApi) -> None:
    wire.get(f"{FLOWS}/f1/versions").respond(json={"entities": [VERSION], "pageCount": 9})
    version = await api.newest_version("f1")
    assert version is not None
    assert (version.id, version.verdict) == ("2.0", "passed")
    assert query(sent(wire)) == {"pageNumber": "1", "pageSize": "1"}


@pytest.mark.parametrize("answer", [httpx.Response(200, json={"entities": []}), httpx.Response(404)])
async def test_no_version(wire: respx.MockRouter, api: GenesysApi, answer: httpx.Response) -> None:
    wire.get(f"{FLOWS}/f1/versions").mock(return_value=answer)
    assert await api.newest_version("f1") is None


async def test_read_version(wire: respx.MockRouter, api: GenesysApi) -> None:
    route = wire.get(f"{FLOWS}/f1/versions/2.0").respond(
        json=VERSION | {"name": "Main", "nodes": [{"id": "a", "type": "play", "settings": {"n": 1.5}}]}
    )
    content = await api.content("f1", "2.0")
    assert content.nodes[0].settings is not None
    assert str(content.nodes[0].settings["n"]) == "1.5"
    assert (await api.validation("f1", "2.0", ADDRESS)).verdict == "passed"
    assert len(route.calls) == 2


async def test_publish(wire: respx.MockRouter, api: GenesysApi) -> None:
    wire.post(f"{FLOWS}/actions/publish").respond(202, json={"id": "operation"})
    await api.publish("f1", "2.0", ADDRESS)
    request = sent(wire)
    assert query(request) == {"flow": "f1", "version": "2.0"}
    assert request.content == b""


async def test_a_new_flow_carries_a_mark_by_which_it_is_found_again(
    wire: respx.MockRouter, client: GenesysClient
) -> None:
    route = wire.post(FLOWS).respond(200, json=FLOW)
    step = step_of(GenesysFlow().steps(Action.CREATE)[0])
    work = work_of(Action.CREATE, target_of(flow_of_texts("Hello"), "Main", description="Ours"))
    await GenesysFlow().run(client, step, work, {})
    body = json.loads(route.calls[0].request.content)
    assert body == {"name": "Main", "type": "INBOUNDCALL", "description": f"Ours {marker(step.key)}"}
    others = FLOW | {"id": "f0", "description": "Ours"}
    ours = FLOW | {"description": body["description"]}
    wire.get(FLOWS).respond(json={"entities": [others, ours], "pageCount": 1})
    found = await GenesysFlow().find(client, step, work, {})
    assert found is not None
    assert found.id == "f1"


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        None,
        {"id": ""},
        {"id": 5, "name": "x"},
        {"id": "f1"},
        {"id": "f1", "name": "x", "publishedVersion": {}},
    ],
)
async def test_a_flow_of_the_wrong_shape_is_not_believed(
    wire: respx.MockRouter, api: GenesysApi, body: Any
) -> None:
    wire.get(f"{FLOWS}/f1").respond(json=body)
    with pytest.raises(ProtocolError, match="read flow"):
        await api.flow("f1")


def test_error_bodies_are_read() -> None:
    body = {
        "message": "The request is malformed.",
        "code": "bad.request",
        "status": 400,
        "contextId": "c-1",
        "details": [{"errorCode": "missing", "fieldName": "name"}, {"scope": "x"}, 5],
        "errors": [{"message": "nodes.0: bad", "nodeId": "a"}, "plain"],
    }
    complaint = read_complaint(body)
    assert complaint.message == "The request is malformed."
    assert complaint.correlation_id == "c-1"
    assert complaint.problems == (
        VendorProblem("nodes.0: bad", node="a"),
        VendorProblem("plain"),
        VendorProblem("missing", property="name"),
    )


def test_errors_of_the_token_endpoint_are_read() -> None:
    assert (
        read_complaint({"error": "invalid_client", "description": "no such client"}).message
        == "no such client"
    )
    assert read_complaint({"error": "invalid_client"}).message == "invalid_client"


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["message", "errors", "details", "contextId", "nodeId", "x"]), inner
        )
    ),
    max_leaves=10,
)


@given(ANY_JSON)
def test_no_error_body_breaks_the_reader(body: Any) -> None:
    complaint = read_complaint(body)
    assert isinstance(complaint.message, str)
    assert all(problem.message for problem in complaint.problems)
