"""Connections, each with a client of its own."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from ivrplan.providers.http.lanes import Lanes
from ivrplan.providers.http.runtime import Runtime, Timeouts


class Counting(httpx.AsyncBaseTransport):
    """Knows how many requests are under way, and which time-outs they were given."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.timeouts: dict[str, float] = {}
        self.go_on = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.timeouts = request.extensions["timeout"]
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await self.go_on.wait()
        finally:
            self.now -= 1
        return httpx.Response(200, content=b"whole")


def request() -> httpx.Request:
    return httpx.Request("GET", "https://api.example.com/")


async def test_there_are_never_more_connections_than_allowed() -> None:
    transport = Counting()
    async with Lanes(Runtime(transport=transport, connections=3)) as lanes:
        tasks = [asyncio.create_task(lanes.send(request())) for _ in range(10)]
        for _ in range(20):
            await asyncio.sleep(0)
        assert transport.now == 3
        transport.go_on.set()
        answers = await asyncio.gather(*tasks)
    assert [answer.content for answer in answers] == [b"whole"] * 10
    assert transport.most == 3


async def test_one_after_the_other_needs_one_connection() -> None:
    transport = Counting()
    transport.go_on.set()
    async with Lanes(Runtime(transport=transport)) as lanes:
        for _ in range(5):
            await lanes.send(request())
        assert len(lanes._free) == 1


async def test_a_cancelled_request_gives_its_lane_back() -> None:
    transport = Counting()
    async with Lanes(Runtime(transport=transport, connections=1)) as lanes:
        task = asyncio.create_task(lanes.send(request()))
        for _ in range(5):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        transport.go_on.set()
        assert (await lanes.send(request())).status_code == 200


async def test_timeouts_are_those_of_the_runtime() -> None:
    transport = Counting()
    transport.go_on.set()
    async with Lanes(Runtime(transport=transport, timeouts=Timeouts(connect=1.5, read=2.5))) as lanes:
        await lanes.send(request())
    assert (transport.timeouts["connect"], transport.timeouts["read"]) == (1.5, 2.5)
