"""The provider against the vendor's stand-in, in-process, in time that passes only when somebody sleeps."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from ivrplan.providers.genesys.provider import GenesysProvider
from ivrplan.providers.genesys.settings import GenesysSettings
from ivrplan.providers.http.runtime import Runtime
from ivrplan.sandbox.app import build_app
from tests.providers.genesys.standin import BASE, Vendor
from tests.providers.http.fakes import FakeTime


@pytest.fixture
async def vendor() -> AsyncIterator[Vendor]:
    clock = FakeTime()
    transport = httpx.ASGITransport(app=build_app())
    runtime = Runtime(
        monotonic=clock.monotonic,
        wall=clock.wall,
        sleep=clock.sleep,
        chance=lambda: 1.0,
        transport=transport,
    )
    settings = GenesysSettings(base_url=BASE, client_id="sandbox", client_secret="sandbox")
    provider = GenesysProvider({}, runtime)
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as control,
        provider.connect(settings) as client,
    ):
        yield Vendor(control, client, clock)
