"""One request with its token, its pace and its retries."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest

from ivrplan.diagnostics import (
    AuthenticationError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from ivrplan.providers.http.client import ApiClient
from ivrplan.providers.http.operation import Operation
from tests.providers.http.fakes import FakeTime, FakeVendor, Told, statuses

READ = Operation("read thing", "GET", scopes=("things:read",), repeatable=True)
CREATE = Operation("create thing", "POST", scopes=("things:write",))


async def test_an_answer_keeps_its_numbers_exact(client: ApiClient, vendor: FakeVendor) -> None:
    vendor.replies = [
        httpx.Response(200, content=b'{"n": 0.1}', headers={"content-type": "application/json"})
    ]
    answer = await client.request(READ, "/things/1")
    assert answer.body == {"n": Decimal("0.1")}


async def test_a_request_carries_token_query_body_and_headers(client: ApiClient, vendor: FakeVendor) -> None:
    await client.request(
        CREATE, "/things", params={"page": 2}, json={"n": Decimal("1.5")}, headers={"If-Match": "v1"}
    )
    (request,) = vendor.requests
    assert str(request.url) == "https://api.example.com/things?page=2"
    assert request.method == "POST"
    assert request.content == b'{"n":1.5}'
    assert request.headers["authorization"] == "Bearer token-number-1"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["if-match"] == "v1"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, RejectedError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (409, ConflictError),
        (410, NotFoundError),
        (412, ConflictError),
        (415, RejectedError),
        (422, RejectedError),
        (501, UnavailableError),
        (302, ProtocolError),
    ],
)
async def test_a_final_status_is_never_retried(
    client: ApiClient, vendor: FakeVendor, clock: FakeTime, status: int, kind: type[ProviderError]
) -> None:
    vendor.replies = statuses(status)
    with pytest.raises(kind) as caught:
        await client.request(READ, "/things/1", about="thing.main")
    assert len(vendor.requests) == 1
    assert clock.slept == []
    assert caught.value.answer.status == status
    assert caught.value.diagnostics[0].address == "thing.main"
    assert '"read thing" (GET /things/1)' in caught.value.diagnostics[0].detail


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
async def test_a_passing_failure_is_retried_for_a_read(
    client: ApiClient, vendor: FakeVendor, clock: FakeTime, status: int
) -> None:
    vendor.replies = statuses(status, status, 200)
    assert (await client.request(READ, "/things/1")).status == 200
    assert clock.slept == [0.5, 1.0]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_write_is_not_sent_twice(client: ApiClient, vendor: FakeVendor, status: int) -> None:
    vendor.replies = statuses(status, 200)
    with pytest.raises(UnavailableError):
        await client.request(CREATE, "/things", json={})
    assert len(vendor.requests) == 1


async def test_failures_end_after_five_tries_and_the_message_tells_so(
    client: ApiClient, vendor: FakeVendor
) -> None:
    vendor.replies = statuses(503)
    with pytest.raises(UnavailableError) as caught:
        await client.request(READ, "/things/1")
    assert len(vendor.requests) == 5
    assert "tried 5 times" in caught.value.diagnostics[0].detail


async def test_the_try_that_brought_the_last_word_is_counted_too(
    client: ApiClient, vendor: FakeVendor
) -> None:
    vendor.replies = statuses(503, 503, 400)
    with pytest.raises(RejectedError, match="tried 3 times, with 2 seconds"):
        await client.request(READ, "/things/1")


async def test_a_429_is_waited_out_even_for_a_write(
    client: ApiClient, vendor: FakeVendor, clock: FakeTime, told: Told
) -> None:
    limited = httpx.Response(429, headers={"retry-after": "7"}, json={})
    vendor.replies = [limited, httpx.Response(201, json={})]
    assert (await client.request(CREATE, "/things", json={})).status == 201
    assert clock.slept[0] == 7.5
    assert told.waits[0] == ("Example Voice", "create thing: answered 429", 7.5)


async def test_a_retry_after_is_honoured_without_a_cap(
    client: ApiClient, vendor: FakeVendor, clock: FakeTime
) -> None:
    limited = httpx.Response(429, headers={"retry-after": "900"}, json={})
    vendor.replies = [limited, httpx.Response(200, json={})]
    await client.request(READ, "/things/1")
    assert clock.slept[0] >= 900


async def test_a_retry_after_can_be_a_date(client: ApiClient, vendor: FakeVendor, clock: FakeTime) -> None:
    clock.now = 0.0  # the wall then says Tue, 14 Nov 2023 22:13:20 GMT
    limited = httpx.Response(429, headers={"retry-after": "Tue, 14 Nov 2023 22:13:50 GMT"}, json={})
    vendor.replies = [limited, httpx.Response(200, json={})]
    await client.request(READ, "/things/1")
    assert clock.slept[0] == 30.5


async def test_a_minute_of_429_with_short_waits_is_survived(
    client: ApiClient, vendor: FakeVendor, clock: FakeTime
) -> None:
    vendor.replies = [httpx.Response(429, headers={"retry-after": "0"}, json={})]
    with pytest.raises(RateLimitedError) as caught:
        await client.request(CREATE, "/things", json={})
    assert sum(clock.slept) >= 60
    assert 10 <= len(vendor.requests) <= 60
    assert f"tried {len(vendor.requests)} times" in caught.value.diagnostics[0].detail


async def test_an_expired_token_is_refreshed_once(client: ApiClient, vendor: FakeVendor) -> None:
    vendor.replies = statuses(401, 200)
    await client.request(CREATE, "/things", json={})
    sent = [request.headers["authorization"] for request in vendor.requests]
    assert sent == ["Bearer token-number-1", "Bearer token-number-2"]


async def test_a_second_401_is_an_authentication_error(client: ApiClient, vendor: FakeVendor) -> None:
    vendor.replies = statuses(401)
    with pytest.raises(AuthenticationError) as caught:
        await client.request(READ, "/things/1")
    assert len(vendor.requests) == 2
    assert caught.value.diagnostics[0].hint == "Check EXAMPLE_CLIENT_ID and EXAMPLE_CLIENT_SECRET."
