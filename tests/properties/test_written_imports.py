"""Whatever stands at both vendors: the configuration that is written for it asks for nothing else than what is there."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ivrplan.config.request import LoadRequest
from ivrplan.config.write import literal
from ivrplan.flow.flow import Flow
from ivrplan.language.format import format_source
from ivrplan.plan.change import Counts, Plan
from ivrplan.providers.contract import Action
from ivrplan.sandbox.serve import sandbox_process
from ivrplan.sandbox.settings import Behaviour, SandboxSettings
from ivrplan.workflow.adopting import AdoptRequest, adopt
from ivrplan.workflow.apply import ApplyRequest, apply
from ivrplan.workflow.generate import plan_written
from ivrplan.workflow.plan import PlanRequest, plan
from tests.end_to_end.small import HEAD
from tests.properties.test_whole_tool import KINDS, leading, leads_on, printed
from tests.strategies.flows import flows, texts


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


def _begin(folder: Path, files: Mapping[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in {"head": HEAD, **files}.items():
        (folder / f"{name}.ivr.hcl").write_text(text, encoding="utf-8")


def _check_taken(load: LoadRequest, planned: Plan, count: int) -> None:
    """What was written plans as imports and nothing else, and once it is applied there is nothing to do."""
    assert [change.action for change in planned.changes] == [Action.NO_OP] * count
    assert planned.counts == Counts(imported=count)
    assert asyncio.run(apply(ApplyRequest(load), _yes)).successful
    assert asyncio.run(plan(PlanRequest(load))).plan.empty


_SETTINGS: Final = settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@_SETTINGS
@given(flow=flows(max_nodes=7, kinds=KINDS).filter(leads_on), data=st.data())
def test_what_is_written_is_what_is_there(url: str, tmp_path: Path, flow: Flow, data: st.DataObject) -> None:
    folder = tmp_path / "project"
    load = LoadRequest(folder, environment={"IVRPLAN_VAR_sandbox": url})
    _begin(folder, {"one": printed("one", flow)})
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
    _check_taken(load, planned.plan, 2)


@_SETTINGS
@given(
    one=flows(max_nodes=5, kinds=KINDS).filter(leads_on),
    two=flows(max_nodes=4, kinds=KINDS).filter(leads_on),
    names=st.lists(texts(), min_size=2, max_size=2, unique=True),
    data=st.data(),
)
def test_whole_tenants_are_what_they_were(
    url: str, tmp_path: Path, one: Flow, two: Flow, names: list[str], data: st.DataObject
) -> None:
    """Flows that lead to each other, under names as people give them; written for each vendor, moved, and applied."""
    folder = tmp_path / "project"
    load = LoadRequest(folder, environment={"IVRPLAN_VAR_sandbox": url})
    parts = dict(zip(("one", "two"), (leading(one, data), leading(two, data)), strict=True))
    wanted = dict(zip(parts, names, strict=True))
    _begin(
        folder,
        {
            label: printed(label, flow).replace(f'name = "{label}"', f"name = {literal(wanted[label])}")
            for label, flow in parts.items()
        },
    )
    httpx.post(f"{url}/_control/reset").raise_for_status()
    applied = asyncio.run(apply(ApplyRequest(load), _yes))
    assert applied.successful, applied.outcome
    (folder / "ivrplan.state.json").unlink()
    for label in parts:
        (folder / f"{label}.ivr.hcl").unlink()
    for vendor in ("cxone", "genesys"):
        found = asyncio.run(adopt(AdoptRequest(load, vendor, folder / vendor)))
        assert {one.name for one in found.objects} == set(names)
        assert found.complete
    for file in [*folder.glob("*/*.ivr.hcl")]:
        text = file.read_text(encoding="utf-8")
        assert format_source(file.name, text) == text
        file.rename(folder / file.name)
    _check_taken(load, asyncio.run(plan(PlanRequest(load))).plan, 4)
