"""The simulation of calls says what the stand-in of the vendor says, which shares no code with it.

Over the wire, in-process: each random flow is registered as a version, as a release writes it, and random calls go through
both. What both can tell is compared: the way, where it ended, and how. Times are not: each has its own idea of them.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from ivrplan.flow.flow import Flow
from ivrplan.flow.simulation.ends import Ended, OutOfInputs
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.simulate import simulate
from ivrplan.flow.simulation.walk import Walk
from ivrplan.language.plain import to_json
from ivrplan.language.values import reveal
from ivrplan.providers.cxone.convert import node_id, to_document
from ivrplan.providers.cxone.releases.content import version_body
from ivrplan.sandbox.app import build_app
from tests.sandbox.support import Api, control, credentials, register, registration
from tests.strategies.calls import random_flow, random_script
from tests.strategies.effort import examples

FLOWS: Final = examples(1000)
FIRST: Final = int(os.environ.get("IVRPLAN_FUZZ_SEED", "0"))
CALLS: Final = 3
LONG: Final = 10**9
"""Milliseconds: no call is cut off because it takes long."""

_RELEASE: Final = {
    "tag": "t",
    "priority": 1,
    "environment": "staging",
    "matrix": {},
    "timeouts": {"global_ms": LONG, "input_ms": 1, "transfer_ms": 1},
}
"""What a version carries besides the flow."""


Ask = Callable[[Flow, Sequence[Sequence[str]]], list[Any]]


@dataclass(frozen=True)
class Vendor:
    """A stand-in."""

    api: Api

    async def simulate(self, flow: Flow, calls: Sequence[Sequence[str]]) -> list[Any]:
        """What the vendor says of calls through a flow."""
        path = await self._registered()
        document = {**to_document("flow", flow), "release": _RELEASE}
        body = to_json(reveal(version_body(document, None, "2026-11-21T10:00:00Z")))
        made = await self.api.call("POST", f"{path}/versions", body)
        assert made.status_code == 201, made.text
        version = made.json()["id"]
        return [await self._call(path, version, inputs) for inputs in calls]

    async def _registered(self) -> str:
        """A flow to make a version of."""
        name = uuid4().hex
        made = await register(self.api, registration(name), key=name)
        return f"/api/v2/flows/{made.json()['id']}"

    async def _call(self, path: str, version: str, inputs: Sequence[str]) -> Any:
        answer = await self.api.call(
            "POST", f"{path}/simulations", {"versionId": version, "input": list(inputs)}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


async def begin(http: httpx.AsyncClient) -> Vendor:
    """A stand-in that refuses no version and cuts off no call."""
    wide = {
        "max_call_depth": 100,
        "max_decision_elements": 100,
        "simulation_window_ms": LONG,
    }
    await control(http, "PUT", "/settings", wide)
    token = (await http.post("/cxone/oauth/token", data=credentials())).json()["access_token"]
    return Vendor(Api(http, "/cxone", token))


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Asks one stand-in, in a loop of its own: hypothesis runs many examples in one test."""
    transport = httpx.ASGITransport(build_app())
    http = httpx.AsyncClient(transport=transport, base_url="http://sandbox")
    with asyncio.Runner() as runner:
        there = runner.run(begin(http))
        yield lambda flow, calls: runner.run(there.simulate(flow, calls))
        runner.run(http.aclose())


def told(call: Script, walk: Walk) -> Sequence[str]:
    """What the vendor is told, who knows neither the clock nor variables."""
    return (*walk.told, *walk.unused) if call.clock or call.variables else call.inputs


def test_the_simulation_and_the_vendor_agree(ask: Ask) -> None:
    for seed in range(FIRST, FIRST + FLOWS):
        random = Random(seed)
        flow = random_flow(random)
        calls = [random_script(random, flow) for _ in range(CALLS)]
        walks = [simulate(flow, call) for call in calls]
        for walk, answer in zip(walks, ask(flow, list(map(told, calls, walks))), strict=True):
            where = f"seed {seed}: {walk}"
            assert [node_id(name) for name in walk.path] == answer["path"], where
            assert (answer["result"] == "completed") is isinstance(walk.end, Ended), where
            assert answer["timedOut"] or not isinstance(walk.end, OutOfInputs), where
