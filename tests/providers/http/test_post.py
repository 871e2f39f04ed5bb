"""A message is tried again for a while, and what went wrong is told without its URL."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from ivrplan.providers.http.post import TRIES, Posted, Poster, open_poster
from ivrplan.providers.http.runtime import Runtime
from tests.providers.http.fakes import FakeTime, FakeVendor, Reply, statuses

URL = "https://hooks.example.com/t0ken"


@pytest.fixture
async def poster(runtime: Runtime) -> AsyncIterator[Poster]:
    async with open_poster(runtime) as opened:
        yield opened


async def post(poster: Poster, vendor: FakeVendor, *replies: Reply, within: float = 60.0) -> Posted:
    vendor.replies = list(replies)
    return await poster.post(URL, b"{}", {"X-More": "1"}, within=within)


async def test_it_arrives(poster: Poster, vendor: FakeVendor) -> None:
    assert await post(poster, vendor, httpx.Response(204)) == Posted(204, 1)
    (request,) = vendor.requests
    assert (request.method, str(request.url), request.content) == ("POST", URL, b"{}")
    assert request.headers["x-more"] == "1"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"].startswith("ivrplan/")
    assert "authorization" not in request.headers


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_what_may_pass_is_tried_again(
    poster: Poster, vendor: FakeVendor, clock: FakeTime, status: int
) -> None:
    assert await post(poster, vendor, *statuses(status, status, 200)) == Posted(200, 3)
    assert clock.slept == [0.5, 1.0]


async def test_a_pause_that_is_asked_for_is_made(poster: Poster, vendor: FakeVendor, clock: FakeTime) -> None:
    busy = httpx.Response(429, headers={"retry-after": "7"})
    assert await post(poster, vendor, busy, httpx.Response(200)) == Posted(200, 2)
    assert clock.slept == [7.5]


async def test_it_is_not_tried_for_ever(poster: Poster, vendor: FakeVendor) -> None:
    assert await post(poster, vendor, *statuses(503)) == Posted(503, TRIES, "answered 503")
    assert await post(poster, vendor, *statuses(429), within=1000) == Posted(429, TRIES, "answered 429")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
async def test_a_refusal_is_final(poster: Poster, vendor: FakeVendor, status: int) -> None:
    assert await post(poster, vendor, *statuses(status)) == Posted(status, 1, f"answered {status}")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_nobody_is_led_elsewhere(poster: Poster, vendor: FakeVendor, status: int) -> None:
    moved = httpx.Response(status, headers={"location": "https://elsewhere.example.com/"})
    posted = await post(poster, vendor, moved)
    assert posted == Posted(status, 1, f"answered {status}, and redirects are not followed")
    assert [request.url.host for request in vendor.requests] == ["hooks.example.com"]


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (httpx.ConnectError(f"no way to {URL}"), "it cannot be reached"),
        (httpx.ConnectTimeout(f"no way to {URL}"), "it cannot be reached"),
        (httpx.ReadTimeout(f"nothing from {URL}"), "it does not answer"),
        (httpx.ReadError(f"broken {URL}"), "the connection failed (ReadError)"),
    ],
)
async def test_there_is_no_answer(poster: Poster, vendor: FakeVendor, failure: Exception, words: str) -> None:
    assert await post(poster, vendor, failure) == Posted(None, TRIES, words)
    assert await post(poster, vendor, failure, httpx.Response(200)) == Posted(200, 2)


async def test_a_pause_that_is_too_long_is_not_begun(
    poster: Poster, vendor: FakeVendor, clock: FakeTime
) -> None:
    busy = httpx.Response(429, headers={"retry-after": "3600"})
    posted = await post(poster, vendor, busy, within=30)
    assert posted == Posted(429, 1, "answered 429, and there is no time to try again")
    assert clock.slept == []


async def test_an_address_that_is_none(poster: Poster) -> None:
    posted = await poster.post("http://x\x00", b"", {}, within=1)
    assert posted == Posted(None, 0, "the URL is none")
