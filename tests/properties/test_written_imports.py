"""Whatever stands at both vendors: the configuration that is written for it asks for nothing else than what is there."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ivrplan.config.request import LoadRequest
from ivrplan.flow.flow import Flow
from ivrplan.plan.change import Counts, Plan
from ivrplan.providers.contract import Action
from ivrplan.sandbox.serve import sandbox_process
from ivrplan.sandbox.settings import Behaviour, SandboxSettings
from ivrplan.workflow.apply import ApplyRequest, apply
from ivrplan.workflow.generate import plan_written
from ivrplan.workflow.plan import PlanRequest, plan
from tests.end_to_end.small import HEAD
from tests.properties.test_whole_tool import KINDS, leads_on, printed
from tests.strategies.flows import flows


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    prompt = SandboxSettings(behaviour=Behaviour(validation_polls=0, publish_polls=0))
    with sandbox_process(prompt) as url:
        yield url


async def _yes(plan: Plan, sources: Mapping[str, str]) -> bool:
    del plan, sources
    return True


def _edit(http: httpx.Client, url: str, data: st.DataObject) -> None:
    """Somebody writes something into a node by hand. At Genesys Cloud it then is no node of ours any more."""
    vendor = data.draw(st.sampled_from(("cxone", "genesys")))
    (flow,) = http.get(f"{url}/_control/flows/{vendor}").json()["flows"]
    nodes = flow["nodes"] if vendor == "cxone" else flow["versions"][0]["nodes"]
    node = data.draw(st.sampled_from([node["id"] for node in nodes if node["id"] != "trigger"]))
    part = "properties" if vendor == "cxone" else "settings"
    note = data.draw(st.sampled_from(("by hand", "{{ x }} ${y}")))
    patch = {"nodes": {node: {part: {"note": note}}}, **({"publish": True} if vendor == "genesys" else {})}
    http.post(f"{url}/_control/edit/{vendor}/{flow['id']}", json=patch).raise_for_status()


def _imports(http: httpx.Client, url: str) -> str:
    kinds = {"cxone": "cxone_ivr_flow", "genesys": "genesys_flow"}
    found = {
        kind: http.get(f"{url}/_control/flows/{vendor}").json()["flows"] for vendor, kind in kinds.items()
    }
    return "".join(
        f'import {{\n  to = {kind}.taken\n  id = "{flow["id"]}"\n}}\n' for kind, (flow,) in found.items()
    )


@settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(flow=flows(max_nodes=7, kinds=KINDS).filter(leads_on), data=st.data())
def test_what_is_written_is_what_is_there(url: str, tmp_path: Path, flow: Flow, data: st.DataObject) -> None:
    folder = tmp_path / "project"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    load = LoadRequest(folder, environment={"IVRPLAN_VAR_sandbox": url})
    (folder / "head.ivr.hcl").write_text(HEAD, encoding="utf-8")
    (folder / "one.ivr.hcl").write_text(printed("one", flow), encoding="utf-8")
    with httpx.Client(verify=False) as http:
        http.post(f"{url}/_control/reset").raise_for_status()
        applied = asyncio.run(apply(ApplyRequest(load), _yes))
        assert applied.successful, applied.outcome
        if data.draw(st.booleans()):
            _edit(http, url, data)
        (folder / "ivrplan.state.json").unlink()
        (folder / "one.ivr.hcl").write_text(_imports(http, url), encoding="utf-8")
    planned, wrote = asyncio.run(plan_written(PlanRequest(load), folder / "written.ivr.hcl"))
    assert wrote
    assert [change.action for change in planned.plan.changes] == [Action.NO_OP] * 2
    assert planned.plan.counts == Counts(imported=2)
    assert asyncio.run(apply(ApplyRequest(load), _yes)).successful
    assert asyncio.run(plan(PlanRequest(load))).plan.empty
