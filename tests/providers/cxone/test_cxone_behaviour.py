"""The provider against the vendor's stand-in, in-process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, assume, given, settings

from ivrplan.diagnostics import ConflictError, ProtocolError, RejectedError
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Custom, Disconnect
from ivrplan.providers.contract import Action, Live, StepKind, Work
from ivrplan.providers.cxone.api import CxoneApi
from ivrplan.providers.cxone.convert import to_document
from ivrplan.providers.cxone.flows import CxoneIvrFlow
from ivrplan.providers.cxone.limits import rules
from ivrplan.providers.cxone.provider import CxoneProvider
from ivrplan.providers.cxone.settings import CxoneLimits, CxoneSettings
from ivrplan.providers.cxone.wire import differences
from ivrplan.providers.http.runtime import Runtime
from ivrplan.rules.rule import Subject
from ivrplan.sandbox.app import build_app
from ivrplan.sandbox.settings import Behaviour, SandboxSettings
from tests.providers.cxone.vendor import TARGET, create, step
from tests.providers.http.fakes import FakeTime
from tests.strategies.flows import OUTCOMES, flows

KIND = CxoneIvrFlow()
AWKWARD = {**OUTCOMES, "decision": ("true", "dtmf == '1'", "value == 'true'", " ", "1", "default")}


@asynccontextmanager
async def connected(**behaviour: Any) -> AsyncIterator[CxoneApi]:
    time = FakeTime()
    app = build_app(SandboxSettings(behaviour=Behaviour(**behaviour)))
    runtime = Runtime(
        monotonic=time.monotonic, wall=time.wall, sleep=time.sleep, transport=httpx.ASGITransport(app)
    )
    chosen = CxoneSettings(base_url="http://sandbox/cxone", client_id="sandbox", client_secret="sandbox")
    async with CxoneProvider({}, runtime).connect(chosen) as api:
        yield api


async def apply(api: CxoneApi, work: Work) -> Live:
    done: dict[Any, Any] = {}
    for kind in KIND.steps(work.action):
        done[kind] = await KIND.run(api, step(kind), work, done)
    live = await KIND.read(api, list(done.values())[-1].id)
    assert live is not None
    return live


async def deployed(flow: Flow) -> Live:
    async with connected() as api:
        return await apply(api, Work("cxone_ivr_flow.x", Action.CREATE, to_document("Any name", flow)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(flows(max_nodes=8, outcomes=AWKWARD))
def test_a_deployed_flow_comes_back_with_its_meaning(flow: Flow) -> None:
    assume(not any(list(rule.check(Subject(CallGraph(flow)))) for rule in rules(CxoneLimits())))
    live = asyncio.run(deployed(flow))
    found = KIND.to_flow(live.document)
    assert found is not None
    assert (found.entry, found.nodes) == (flow.entry, flow.nodes)
    assert differences(to_document("Any name", flow), live.document) == ()


async def test_an_answer_without_a_body_is_read_back() -> None:
    async with connected(put_answers_202=True) as api:
        live = await apply(api, create())
    assert (live.version, differences(TARGET, live.document)) == ("2", ())


async def test_a_vendor_that_swallows_wrong_types_never_sees_them() -> None:
    node = Custom(name="c", type="Whisper", settings={"audioUrl": 5}, edges={"default": "bye"})
    flow = Flow(name="x", entry="c", nodes=(node, Disconnect(name="bye")))
    work = Work("cxone_ivr_flow.x", Action.CREATE, to_document("X", flow))
    async with connected(silent_types=True) as api:
        with pytest.raises(RejectedError, match='"audioUrl" of node "node_c" must be a string'):
            await apply(api, work)
        assert [one async for one in KIND.list(api)] == []


async def test_an_edit_between_register_and_configure_is_never_overwritten() -> None:
    async with connected() as api:
        done = {StepKind.REGISTER: await KIND.run(api, step(StepKind.REGISTER), create(), {})}
        elsewhere = Work("x", Action.UPDATE, TARGET, done[StepKind.REGISTER].id, "1")
        by_hand = await KIND.run(api, step(StepKind.CONFIGURE), elsewhere, {})
        other = {**TARGET, "nodes": {**TARGET["nodes"]}}
        other["nodes"]["node_bye"] = {
            **TARGET["nodes"]["node_bye"],
            "properties": {"name": "bye", "text": "!"},
        }
        with pytest.raises(ConflictError, match="right after it was registered"):
            await KIND.run(api, step(StepKind.CONFIGURE), Work("x", Action.CREATE, other), done)
        live = await KIND.read(api, by_hand.id)
    assert live is not None
    assert (live.version, differences(TARGET, live.document)) == ("2", ())


async def test_a_flow_of_the_same_name_by_somebody_else_is_not_found_as_ours() -> None:
    async with connected() as api:
        await apply(api, create())
        flow = Flow(name="x", entry="bye", nodes=(Disconnect(name="bye"),))
        work = Work("x", Action.CREATE, to_document("Main menu", flow))
        assert await KIND.find(api, step(StepKind.REGISTER), work, {}) is None


async def test_a_vendor_that_registers_something_else_is_not_believed() -> None:
    async with connected() as api:
        registered = await KIND.run(api, step(StepKind.REGISTER), create(), {})
        nodes = {key: {**node, "connections": {}} for key, node in TARGET["nodes"].items()}
        nodes["node_welcome"]["connections"] = {"timeout": "node_bye"}
        body = Work("x", Action.UPDATE, {**TARGET, "nodes": nodes}, registered.id, "1")
        await KIND.run(api, step(StepKind.CONFIGURE), body, {})
        with pytest.raises(ProtocolError, match="registered otherwise"):
            await KIND.run(api, step(StepKind.REGISTER), create(), {})
