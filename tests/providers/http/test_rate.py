"""The pace that all requests of a credential share."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from ivrplan.providers.http.client import ApiClient
from ivrplan.providers.http.operation import Operation
from ivrplan.providers.http.rate import AdaptiveRate
from tests.providers.http.fakes import FakeTime, FakeVendor

READ = Operation("read thing", "GET", repeatable=True)


def test_there_is_no_limit_before_the_first_refusal() -> None:
    rate = AdaptiveRate(FakeTime().monotonic)
    assert [rate.reserve() for _ in range(1000)] == [0.0] * 1000
    assert rate.a_second is None


def test_a_refusal_halves_what_was_really_sent() -> None:
    clock = FakeTime()
    rate = AdaptiveRate(clock.monotonic)
    for _ in range(100):
        rate.reserve()
    rate.refused(clock.now, 0.0)
    assert rate.a_second == 50.0
    waits = [rate.reserve() for _ in range(3)]
    assert waits == pytest.approx([0.0, 0.02, 0.04])


def test_refusals_of_one_burst_count_once() -> None:
    clock = FakeTime()
    rate = AdaptiveRate(clock.monotonic)
    left_at = clock.now
    for _ in range(100):
        rate.reserve()
    clock.now += 0.1
    for _ in range(100):
        rate.refused(left_at, 0.0)
    assert rate.a_second == 50.0


def test_a_second_refusal_halves_again() -> None:
    clock = FakeTime()
    rate = AdaptiveRate(clock.monotonic)
    for _ in range(100):
        rate.reserve()
    rate.refused(clock.now, 0.0)
    clock.now += 0.5
    for _ in range(10):
        clock.now += rate.reserve()
    rate.refused(clock.now, 0.0)
    assert rate.a_second == 25.0


def test_success_raises_the_rate_by_a_tenth_a_second() -> None:
    clock = FakeTime()
    rate = AdaptiveRate(clock.monotonic)
    for _ in range(100):
        rate.reserve()
    rate.refused(clock.now, 0.0)
    for _ in range(50):
        clock.now += rate.reserve()
        rate.succeeded()
    assert rate.a_second is not None
    assert 54.5 <= rate.a_second <= 55.0


def test_a_rate_that_nobody_uses_up_does_not_climb() -> None:
    clock = FakeTime()
    rate = AdaptiveRate(clock.monotonic)
    for _ in range(100):
        rate.reserve()
    rate.refused(clock.now, 0.0)
    for _ in range(50):
        clock.now += 1 + rate.reserve()
        rate.succeeded()
    assert rate.a_second == 50.0


def test_the_rate_never_falls_to_a_standstill() -> None:
    clock = FakeTime()
    rate = AdaptiveRate(clock.monotonic)
    for _ in range(20):
        clock.now += 10 + rate.reserve()
        rate.refused(clock.now, 0.0)
    assert rate.a_second == 0.5


def test_nothing_leaves_during_a_pause() -> None:
    clock = FakeTime()
    rate = AdaptiveRate(clock.monotonic)
    rate.reserve()
    rate.refused(clock.now, 30.0)
    assert rate.reserve() == 30.0


async def test_one_refusal_slows_down_the_others(
    client: ApiClient, vendor: FakeVendor, clock: FakeTime
) -> None:
    vendor.replies = [
        httpx.Response(429, headers={"retry-after": "5"}, json={}),
        httpx.Response(200, json={}),
    ]
    await client.request(READ, "/things/1")
    assert client.rate.a_second is not None
    left: list[float] = []
    for _ in range(3):
        await client.request(READ, "/things/2")
        left.append(clock.now)
    gap = left[2] - left[1]
    assert 0 < gap <= 1 / 0.5


async def test_a_throttled_crowd_gets_through(client: ApiClient, vendor: FakeVendor, clock: FakeTime) -> None:
    refusals = [httpx.Response(429, headers={"retry-after": "1"}, json={})] * 15
    vendor.replies = [*refusals, httpx.Response(200, json={})]
    answers = await asyncio.gather(*(client.request(READ, f"/things/{number}") for number in range(20)))
    assert {answer.status for answer in answers} == {200}
    assert len(vendor.requests) == 35
