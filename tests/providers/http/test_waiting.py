"""Polling, and sending what must not happen twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from ivrplan.diagnostics import RejectedError, UnavailableError, VendorAnswer, error
from ivrplan.providers.http.client import ApiClient
from ivrplan.providers.http.poll import Pace, poll
from ivrplan.providers.http.settle import settle
from tests.providers.http.fakes import FakeTime, Told

PACE = Pace(first_seconds=2.0, most_seconds=5.0, tries=6)


async def test_polling_ends_with_what_is_waited_for(client: ApiClient, clock: FakeTime, told: Told) -> None:
    seen: Iterator[str] = iter(["running", "running", "done", "never asked"])

    async def look() -> str:
        return next(seen)

    assert await poll(client, PACE, look, lambda status: status == "done", reason="job 7") == "done"
    assert clock.slept == [2.0, 3.0]
    assert told.waits == [("Example Voice", "job 7", 2.0), ("Example Voice", "job 7", 3.0)]


async def test_polling_is_bounded(client: ApiClient, clock: FakeTime) -> None:
    looks = 0

    async def look() -> int:
        nonlocal looks
        looks += 1
        return looks

    assert await poll(client, PACE, look, lambda _: False, reason="job 7") == 6
    assert clock.slept == [2.0, 3.0, 4.5, 5.0, 5.0]


async def test_polling_can_be_cancelled(client: ApiClient) -> None:
    looked = asyncio.Event()

    async def look() -> None:
        looked.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(poll(client, PACE, look, lambda _: False, reason="job 7"))
    await looked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def lost() -> UnavailableError:
    return UnavailableError(error("Lost"), answer=VendorAnswer("Example Voice", "create thing"))


class Writes:
    """A write whose answer gets lost, some times after it happened."""

    def __init__(self, *happens: bool) -> None:
        self.happens = iter(happens)
        self.done = 0

    async def send(self) -> str:
        if next(self.happens, None) is None:
            self.done += 1
            return "answered"
        raise lost()

    async def send_and_lose(self) -> str:
        self.done += int(next(self.happens))
        raise lost()

    async def find(self) -> str | None:
        return "found" if self.done else None


async def test_what_happened_unseen_is_found(client: ApiClient, clock: FakeTime) -> None:
    writes = Writes(True)
    assert await settle(client, writes.send_and_lose, writes.find) == "found"
    assert (writes.done, clock.slept) == (1, [])


async def test_what_did_not_happen_is_sent_again(client: ApiClient, clock: FakeTime) -> None:
    writes = Writes(False, False)
    assert await settle(client, writes.send, writes.find) == "answered"
    assert (writes.done, clock.slept) == (1, [0.5, 1.0])


async def test_sending_again_is_bounded(client: ApiClient, clock: FakeTime) -> None:
    writes = Writes(*[False] * 20)
    with pytest.raises(UnavailableError):
        await settle(client, writes.send_and_lose, writes.find)
    assert len(clock.slept) == 4


async def test_a_refusal_is_final(client: ApiClient) -> None:
    async def send() -> str:
        raise RejectedError(error("No"), answer=VendorAnswer("Example Voice", "create thing", 400))

    async def find() -> str | None:
        raise AssertionError("nothing is uncertain")

    with pytest.raises(RejectedError):
        await settle(client, send, find)
