"""Two objects that hold each other's id: both are registered, and get their content when both ids are there."""

from __future__ import annotations

import pytest

from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Disconnect, Goto, Menu
from ivrplan.language.plain import Document
from ivrplan.providers.contract import Action, Done, Step, StepKind
from tests.conformance.resource_types.capabilities import Capability
from tests.conformance.resource_types.stage import Stage, covers

ABSENT = "00000000-0000-4000-8000-000000000000"


def leading(to: str) -> Flow:
    nodes = (
        Menu(name="menu", say="Press 1.", edges={"1": "over", "timeout": "bye", "invalid": "bye"}),
        Goto(name="over", flow=to),
        Disconnect(name="bye"),
    )
    return Flow(name="main", entry="menu", nodes=nodes)


@pytest.fixture
def stage(stage: Stage) -> Stage:
    stage.needs(Capability.CIRCLES)
    return stage


def known(stage: Stage, name: str) -> Document:
    """The document while nobody knows where its goto leads."""
    whole = stage.desired(leading(ABSENT), name)
    return {part: _without(inner) for part, inner in whole.items()}


def _without(part: object) -> object:
    if not isinstance(part, dict):
        return part
    return {name: _without(inner) for name, inner in part.items() if inner != ABSENT}


async def registered(stage: Stage, name: str) -> Done:
    kind = stage.type.steps(Action.CREATE)[0]
    step = stage.step(kind, f"create {name}")
    return {kind: await stage.type.run(stage.client, step, stage.work(Action.CREATE, known(stage, name)), {})}


async def finished(stage: Stage, name: str, begun: Done, to: str) -> None:
    work, done = stage.work(Action.CREATE, stage.desired(leading(to), name)), dict(begun)
    for kind in stage.type.steps(Action.CREATE)[1:]:
        done[kind] = await stage.type.run(stage.client, stage.step(kind, f"create {name}"), work, done)


async def test_two_lead_to_each_other(stage: Stage) -> None:
    begun = {name: await registered(stage, name) for name in ("Day", "Night")}
    ids = {name: next(iter(done.values())).id for name, done in begun.items()}
    for name, other in (("Day", "Night"), ("Night", "Day")):
        await finished(stage, name, begun[name], ids[other])
        live = await stage.read(ids[name])
        assert covers(live.document, stage.desired(leading(ids[other]), name))
        found = stage.type.to_flow(live.document)
        assert found is not None
        assert found.node("over") == Goto(name="over", flow=ids[other])


async def test_the_first_step_is_found_again_by_what_was_known(stage: Stage) -> None:
    (result,) = (await registered(stage, "Day")).values()
    kind: StepKind = stage.type.steps(Action.CREATE)[0]
    step: Step = stage.step(kind, "create Day")
    found = await stage.type.find(stage.client, step, stage.work(Action.CREATE, known(stage, "Day")), {})
    assert found is not None
    assert found.id == result.id
