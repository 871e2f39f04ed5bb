"""Whether a request that failed may have been done: not sent, refused, or nobody knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
import pytest

from ivrplan.diagnostics import (
    AuthenticationError,
    ConflictError,
    PermissionDeniedError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    UnavailableError,
    UnreachedError,
    UnsettledError,
)
from ivrplan.providers.http.client import ApiClient
from ivrplan.providers.http.errors import looking_back
from ivrplan.providers.http.operation import Operation
from ivrplan.providers.http.settle import settle
from tests.providers.http.fakes import FakeVendor

WRITE = Operation("write thing", "PUT", scopes=("things:write",), repeatable=True)
ONCE = Operation("create thing", "POST", scopes=("things:write",))
READ = Operation("read thing", "GET", repeatable=True)

NO_CONNECTION = httpx.ConnectError("Connection refused")
LOST = httpx.ReadError("")


async def _failure(client: ApiClient, operation: Operation) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await client.request(operation, "/things/1")
    return caught.value


async def test_what_found_no_connection_was_never_sent(client: ApiClient, vendor: FakeVendor) -> None:
    vendor.replies = [NO_CONNECTION]
    assert type(await _failure(client, WRITE)) is UnreachedError


async def test_what_was_sent_once_may_have_been_done(client: ApiClient, vendor: FakeVendor) -> None:
    vendor.replies = [LOST, NO_CONNECTION]
    assert type(await _failure(client, WRITE)) is UnavailableError


@pytest.mark.parametrize("reply", [httpx.Response(503), httpx.Response(200, json={}), LOST, NO_CONNECTION])
async def test_what_got_no_token_was_never_sent(
    client: ApiClient, vendor: FakeVendor, reply: httpx.Response | Exception
) -> None:
    vendor.token_replies = [reply]
    assert type(await _failure(client, ONCE)) is UnreachedError
    assert vendor.requests == []


@pytest.mark.parametrize("status", [401, 403, 429])
async def test_a_refusal_says_nothing_of_an_earlier_try(
    client: ApiClient, vendor: FakeVendor, status: int
) -> None:
    vendor.replies = [LOST, httpx.Response(status, json={"message": "Not you"})]
    failure = await _failure(client, WRITE)
    assert type(failure) is UnsettledError
    assert f"answered {status}" in failure.diagnostics[0].detail


async def test_a_conflict_after_an_earlier_try_is_for_the_caller(
    client: ApiClient, vendor: FakeVendor
) -> None:
    vendor.replies = [LOST, httpx.Response(412)]
    assert type(await _failure(client, WRITE)) is ConflictError


async def test_a_read_that_is_refused_is_refused(client: ApiClient, vendor: FakeVendor) -> None:
    vendor.replies = [LOST, httpx.Response(403)]
    assert type(await _failure(client, READ)) is PermissionDeniedError


async def test_credentials_that_end_during_a_write_leave_its_fate_open(
    client: ApiClient, vendor: FakeVendor
) -> None:
    token = httpx.Response(200, json={"access_token": "one", "expires_in": 3600})
    vendor.token_replies = [token, httpx.Response(401)]
    vendor.replies = [LOST, httpx.Response(401)]
    assert type(await _failure(client, WRITE)) is UnsettledError


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (AuthenticationError, UnsettledError),
        (ConflictError, UnsettledError),
        (RateLimitedError, UnsettledError),
        (UnreachedError, UnsettledError),
        (UnavailableError, UnavailableError),
        (ProtocolError, ProtocolError),
    ],
)
async def test_whoever_is_refused_a_look_back_knows_nothing(
    client: ApiClient, vendor: FakeVendor, kind: type[ProviderError], expected: type[ProviderError]
) -> None:
    vendor.replies = [httpx.Response(503)]
    failure = await _failure(client, READ)
    with pytest.raises(ProviderError) as caught, looking_back():
        raise kind(*failure.diagnostics, answer=failure.answer)
    assert type(caught.value) is expected
    assert caught.value.diagnostics == failure.diagnostics


def _asking(client: ApiClient) -> Callable[[], Awaitable[str]]:
    async def send() -> str:
        return str((await client.request(ONCE, "/things")).status)

    return send


async def _nothing() -> str | None:
    return None


async def test_what_is_settled_without_a_connection_was_never_sent(
    client: ApiClient, vendor: FakeVendor
) -> None:
    vendor.replies = [NO_CONNECTION]
    with pytest.raises(UnreachedError):
        await settle(client, _asking(client), _nothing)


async def test_what_is_settled_after_a_lost_try_stays_open(client: ApiClient, vendor: FakeVendor) -> None:
    vendor.replies = [LOST, NO_CONNECTION]
    with pytest.raises(UnsettledError):
        await settle(client, _asking(client), _nothing)
