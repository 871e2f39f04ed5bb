"""The provider against the vendor's stand-in on a real port: connections that break, answers that are cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from ivrplan.diagnostics import UnavailableError
from ivrplan.providers.contract import Action, StepKind
from ivrplan.providers.genesys.provider import GenesysProvider
from ivrplan.providers.genesys.settings import GenesysSettings
from ivrplan.providers.http.runtime import Runtime
from ivrplan.sandbox.serve import running_sandbox
from tests.providers.genesys.standin import Vendor, flow_of_texts, target_of
from tests.providers.http.fakes import FakeTime

ONE = target_of(flow_of_texts("Hello"))


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with running_sandbox() as url:
        yield url


@pytest.fixture
async def vendor(base: str) -> AsyncIterator[Vendor]:
    clock = FakeTime()
    settings = GenesysSettings(base_url=f"{base}/genesys", client_id="sandbox", client_secret="sandbox")
    runtime = Runtime(monotonic=clock.monotonic, wall=clock.wall, sleep=clock.sleep, chance=lambda: 1.0)
    async with (
        httpx.AsyncClient(base_url=base) as control,
        GenesysProvider({}, runtime).connect(settings) as client,
    ):
        (await control.post("/_control/reset")).raise_for_status()
        yield Vendor(control, client, clock)


async def test_many_flows_at_once(vendor: Vendor) -> None:
    targets = [target_of(flow_of_texts("Hello"), f"Flow {number}") for number in range(20)]
    await asyncio.gather(*(vendor.apply(Action.CREATE, target) for target in targets))
    assert {flow["name"] for flow in await vendor.truth()} == {f"Flow {number}" for number in range(20)}


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "truncate"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/oauth/token$"),
        ("POST", "^/api/v2/flows$"),
        ("POST", "/versions$"),
        ("GET", "/versions/1.0$"),
        ("POST", "/publish$"),
        ("GET", "^/api/v2/flows/[^/]+$"),
    ],
)
async def test_a_connection_that_breaks_costs_nothing_but_time(
    vendor: Vendor, kind: str, method: str, path: str
) -> None:
    await vendor.fault({"vendor": "genesys", "method": method, "path": path}, {"kind": kind})
    done = await vendor.apply(Action.CREATE, ONE)
    (flow,) = await vendor.truth()
    assert len(flow["versions"]) == 1
    assert flow["publishedVersion"] == {"id": done[StepKind.PUBLISH].version}


@pytest.mark.parametrize(
    "action", [{"kind": "drop_before"}, {"kind": "truncate"}], ids=lambda action: action["kind"]
)
async def test_a_vendor_that_stays_away_is_given_up(vendor: Vendor, action: dict[str, Any]) -> None:
    await vendor.fault({"vendor": "genesys", "method": "GET", "count": None}, action)
    with pytest.raises(UnavailableError, match="tried 5 times"):
        await vendor.type.read(vendor.client, "f1")


async def test_a_port_where_nobody_listens_is_named(vendor: Vendor) -> None:
    runtime = vendor.client.api.client.runtime
    settings = GenesysSettings(base_url="http://127.0.0.1:1", client_id="a", client_secret="b")
    async with GenesysProvider({}, runtime).connect(settings) as client:
        with pytest.raises(UnavailableError, match="No connection to Genesys Cloud") as caught:
            await vendor.type.read(client, "f1")
    assert "base_url" in caught.value.diagnostics[0].hint
