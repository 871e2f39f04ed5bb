"""Many changes at once against a vendor with a request rate; its clock moves on when the client sleeps.

The vendor's clock is not frozen: it would then take a refusal for a wait. The little time that the test takes lets the
vendor take a few requests more, which only makes what is asserted easier.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import httpx

from ivrplan.providers.contract import Action
from ivrplan.providers.genesys.provider import GenesysProvider
from ivrplan.providers.genesys.settings import GenesysSettings
from ivrplan.providers.http.runtime import Runtime
from ivrplan.sandbox.app import build_app
from tests.providers.genesys.standin import BASE, Vendor, flow_of_texts, target_of
from tests.providers.http.fakes import FakeTime

FLOWS = 40
AT_ONCE = 10


@dataclass
class SharedTime(FakeTime):
    """One clock for the client and the vendor: sleepers wake in the order of their times."""

    control: httpx.AsyncClient | None = None
    sleeping: list[tuple[float, asyncio.Event]] = field(default_factory=list)
    busy: int = 0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        woken = asyncio.Event()
        self.sleeping.append((self.now + seconds, woken))
        await woken.wait()

    async def run(self, work: asyncio.Task[None]) -> None:
        """Let time pass whenever nobody can go on without it."""
        while not work.done():
            for _ in range(200):
                await asyncio.sleep(0)
            if self.sleeping:
                await self._wake_next()

    async def _wake_next(self) -> None:
        assert self.control is not None
        self.sleeping.sort(key=lambda sleeper: sleeper[0])
        moment, woken = self.sleeping.pop(0)
        if moment > self.now:
            advanced = {"advance": moment - self.now}
            (await self.control.post("/_control/clock", json=advanced)).raise_for_status()
            self.now = moment
        woken.set()


async def create_all(vendor: Vendor) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def create(number: int) -> None:
        async with gate:
            await vendor.apply(Action.CREATE, target_of(flow_of_texts("Hello"), f"Flow {number}"))

    await asyncio.gather(*(create(number) for number in range(FLOWS)))


async def test_a_vendor_with_a_request_rate_is_served_at_about_that_rate() -> None:
    transport = httpx.ASGITransport(app=build_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as control:
        clock = SharedTime(control=control)
        runtime = Runtime(clock.monotonic, clock.wall, clock.sleep, lambda: 0.5, transport)
        settings = GenesysSettings(base_url=BASE, client_id="sandbox", client_secret="sandbox")
        async with GenesysProvider({}, runtime).connect(settings) as client:
            vendor = Vendor(control, client, clock)
            await vendor.settings(rate_per_second=10, rate_burst=20, validation_polls=0, publish_polls=0)
            began = clock.now
            work = asyncio.create_task(create_all(vendor))
            await clock.run(work)
            await work
            flows = await vendor.truth()
            answers = (await control.get("/_control/requests")).json()["requests"]
    refused = sum(item["status"] == 429 for item in answers)
    done = len(answers) - refused
    assert len(flows) == FLOWS
    assert all(flow["publishedVersion"] == {"id": "1.0"} for flow in flows)
    assert refused < done / 10
    assert clock.now - began < 2.5 * done / 10
