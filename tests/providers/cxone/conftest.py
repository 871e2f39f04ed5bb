"""The provider, connected to a CXone of scripted answers, in time that passes only when somebody sleeps."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import respx

from ivrplan.providers.cxone.api import CxoneApi
from ivrplan.providers.cxone.provider import CxoneProvider
from ivrplan.providers.cxone.settings import CxoneSettings
from ivrplan.providers.http.runtime import Runtime
from tests.providers.cxone.vendor import BASE
from tests.providers.http.fakes import FakeTime


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def wire() -> Iterator[respx.MockRouter]:
    token = {"access_token": "token-1", "expires_in": 3600}
    with respx.mock(base_url=BASE, assert_all_called=False) as router:
        router.post("/oauth2/token", name="token S0").mock(return_value=httpx.Response(200, json=token))
        router.post("/oauth/token", name="token S3").mock(return_value=httpx.Response(200, json=token))
        yield router


@pytest.fixture
async def api(wire: respx.MockRouter, time: FakeTime) -> AsyncIterator[CxoneApi]:
    runtime = Runtime(monotonic=time.monotonic, wall=time.wall, sleep=time.sleep, chance=lambda: 0.0)
    settings = CxoneSettings(org_id="acme", client_id="me", client_secret="s3cret-value")
    async with CxoneProvider({}, runtime).connect(settings) as client:
        yield client
