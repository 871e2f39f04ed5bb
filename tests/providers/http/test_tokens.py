"""Bearer tokens: dialects, cache, early refresh, one request for all who wait."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import replace
from urllib.parse import parse_qs

import httpx
import pytest

from ivrplan.diagnostics import AuthenticationError, ProtocolError, UnavailableError
from ivrplan.providers.http.client import ApiClient
from ivrplan.providers.http.operation import Operation
from tests.providers.http.fakes import CREDENTIALS, FakeTime, FakeVendor

READ = Operation("read thing", "GET", repeatable=True)
SECRET = CREDENTIALS.client_secret


async def test_a_form_dialect_sends_credentials_and_scopes_in_a_form(
    client: ApiClient, vendor: FakeVendor
) -> None:
    await client.request(replace(READ, dialect="form"), "/things")
    (request,) = vendor.token_requests
    assert (request.method, str(request.url)) == ("POST", "https://api.example.com/oauth/token")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(request.content.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["things:read things:write"],
        "client_id": ["the-client"],
        "client_secret": [SECRET],
    }
    assert "authorization" not in request.headers


async def test_a_json_dialect_sends_them_as_json(client: ApiClient, vendor: FakeVendor) -> None:
    await client.request(replace(READ, dialect="json"), "/things")
    (request,) = vendor.token_requests
    assert request.url.path == "/json/token"
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.content) == {
        "grant_type": "client_credentials",
        "scope": "things:read",
        "client_id": "the-client",
        "client_secret": SECRET,
    }


async def test_a_basic_dialect_sends_them_in_the_header(client: ApiClient, vendor: FakeVendor) -> None:
    await client.request(replace(READ, dialect="basic"), "/things")
    (request,) = vendor.token_requests
    scheme, _, text = request.headers["authorization"].partition(" ")
    assert (scheme, base64.b64decode(text).decode()) == ("Basic", f"the-client:{SECRET}")
    assert parse_qs(request.content.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["things:read"],
    }


async def test_an_operation_without_a_dialect_uses_the_first(client: ApiClient, vendor: FakeVendor) -> None:
    await client.request(READ, "/things")
    assert vendor.token_requests[0].url.path == "/oauth/token"


async def test_dialects_keep_tokens_of_their_own(client: ApiClient, vendor: FakeVendor) -> None:
    for dialect in ("form", "json", "form", "json"):
        await client.request(replace(READ, dialect=dialect), "/things")
    assert [request.url.path for request in vendor.token_requests] == ["/oauth/token", "/json/token"]
    assert vendor.requests[0].headers["authorization"] != vendor.requests[1].headers["authorization"]


@pytest.mark.parametrize(("dialect", "margin"), [("form", 30), ("basic", 60)])
async def test_a_token_is_kept_until_its_margin_begins(
    client: ApiClient, vendor: FakeVendor, clock: FakeTime, dialect: str, margin: int
) -> None:
    operation = replace(READ, dialect=dialect)
    await client.request(operation, "/things")
    clock.now += 3600 - margin - 1
    await client.request(operation, "/things")
    assert len(vendor.token_requests) == 1
    clock.now += 1
    await client.request(operation, "/things")
    assert len(vendor.token_requests) == 2


async def test_a_token_that_lives_shorter_than_the_margin_is_used_for_half_its_life(
    client: ApiClient, vendor: FakeVendor, clock: FakeTime
) -> None:
    vendor.token_replies = [httpx.Response(200, json={"access_token": "short-lived", "expires_in": 20})]
    await client.request(READ, "/things")
    clock.now += 9
    await client.request(READ, "/things")
    assert len(vendor.token_requests) == 1
    clock.now += 2
    await client.request(READ, "/things")
    assert len(vendor.token_requests) == 2


async def test_all_who_wait_share_one_token_request(client: ApiClient, vendor: FakeVendor) -> None:
    await asyncio.gather(*(client.request(READ, f"/things/{number}") for number in range(20)))
    assert len(vendor.requests) == 20
    assert len(vendor.token_requests) == 1


async def test_all_who_wait_share_one_refusal(client: ApiClient, vendor: FakeVendor) -> None:
    vendor.token_replies = [httpx.Response(401, json={"message": "no such client"})]
    asked = (client.request(READ, f"/things/{number}") for number in range(20))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert {type(answer) for answer in answers} == {AuthenticationError}
    assert len(vendor.token_requests) == 1
    assert vendor.requests == []


async def test_all_who_wait_share_one_outage_but_the_next_tries_again(
    client: ApiClient, vendor: FakeVendor
) -> None:
    vendor.token_replies = [httpx.Response(503)]
    asked = (client.request(READ, f"/things/{number}") for number in range(20))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert {type(answer) for answer in answers} == {UnavailableError}
    assert len(vendor.token_requests) == 5
    vendor.token_replies = []
    assert (await client.request(READ, "/things")).status == 200


async def test_a_cancelled_refresh_does_not_take_the_others_along(
    client: ApiClient, vendor: FakeVendor
) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()
    original = vendor.handle_async_request

    async def slow(request: httpx.Request) -> httpx.Response:
        started.set()
        await go_on.wait()
        return await original(request)

    vendor.handle_async_request = slow  # type: ignore[method-assign]
    first = asyncio.create_task(client.request(READ, "/things/1"))
    await started.wait()
    second = asyncio.create_task(client.request(READ, "/things/2"))
    await asyncio.sleep(0)
    first.cancel()
    go_on.set()
    assert (await second).status == 200
    with pytest.raises(asyncio.CancelledError):
        await first


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_refused_token_request_is_a_matter_of_credentials(
    client: ApiClient, vendor: FakeVendor, status: int
) -> None:
    vendor.token_replies = [httpx.Response(status, json={"message": f"bad secret {SECRET}"})]
    with pytest.raises(AuthenticationError) as caught:
        await client.request(READ, "/things")
    assert caught.value.answer.status == status
    assert "EXAMPLE_CLIENT_SECRET" in caught.value.diagnostics[0].hint
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value.answer)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"access_token": ""},
        {"access_token": 5},
        {"access_token": "with space"},
        {"access_token": "line\nbreak"},
        {"access_token": "fine", "expires_in": 0},
        {"access_token": "fine", "expires_in": "soon"},
        ["access_token"],
    ],
)
async def test_a_token_answer_of_the_wrong_shape_is_not_believed(
    client: ApiClient, vendor: FakeVendor, body: object
) -> None:
    vendor.token_replies = [httpx.Response(200, json=body)]
    with pytest.raises(ProtocolError, match="get an access token"):
        await client.request(READ, "/things")


async def test_missing_scopes_are_told_apart_from_granted_ones(client: ApiClient, vendor: FakeVendor) -> None:
    vendor.replies = [httpx.Response(403, json={"message": "no"})]
    operation = Operation("write thing", "PUT", scopes=("things:read", "things:write"))
    with pytest.raises(Exception, match="no") as caught:
        await client.request(operation, "/things")
    hint = caught.value.diagnostics[0].hint  # type: ignore[attr-defined]
    assert "needs the scopes things:read things:write; the token lacks things:write." in hint
