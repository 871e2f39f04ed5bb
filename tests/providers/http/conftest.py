"""A client that talks to a made-up vendor, in time that passes only when somebody sleeps."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from ivrplan.providers.http.client import ApiClient, connect
from ivrplan.providers.http.runtime import Runtime
from tests.providers.http.fakes import CREDENTIALS, PROFILE, FakeTime, FakeVendor, Told


@pytest.fixture
def clock() -> FakeTime:
    return FakeTime()


@pytest.fixture
def vendor() -> FakeVendor:
    return FakeVendor([httpx.Response(200, json={"fine": True})])


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def runtime(clock: FakeTime, vendor: FakeVendor) -> Runtime:
    return Runtime(
        monotonic=clock.monotonic,
        wall=clock.wall,
        sleep=clock.sleep,
        chance=lambda: 1.0,
        transport=vendor,
    )


@pytest.fixture
async def client(runtime: Runtime, told: Told) -> AsyncIterator[ApiClient]:
    async with connect(
        PROFILE, "https://api.example.com/", CREDENTIALS, observer=told, runtime=runtime
    ) as opened:
        yield opened
