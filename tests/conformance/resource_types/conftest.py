"""Every resource type of every provider, each on a stage of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from ivrplan.providers.http.runtime import Runtime
from ivrplan.sandbox.serve import running_sandbox
from tests.conformance.resource_types.samples import SAMPLES
from tests.conformance.resource_types.stage import Stage
from tests.providers.http.fakes import FakeTime


@pytest.fixture(scope="session")
def sandbox() -> Iterator[str]:
    with running_sandbox() as url:
        yield url


@pytest.fixture(params=sorted(SAMPLES))
async def stage(request: pytest.FixtureRequest, sandbox: str) -> AsyncIterator[Stage]:
    name: str = request.param
    sample, time = SAMPLES[name], FakeTime()
    runtime = Runtime(monotonic=time.monotonic, wall=time.wall, sleep=time.sleep, chance=lambda: 1.0)
    provider = sample.make({}, runtime)
    base_url = f"{sandbox}/{provider.name}"
    settings = provider.config.model_validate(
        {"base_url": base_url, "client_id": "sandbox", "client_secret": "sandbox"}
    )
    async with (
        httpx.AsyncClient(base_url=sandbox) as control,
        provider.connect(settings) as client,
    ):
        (await control.post("/_control/reset")).raise_for_status()
        yield Stage(name, sample, provider, client, control, base_url, time)
