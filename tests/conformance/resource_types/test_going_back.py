"""An earlier version is put before callers again: once, unseen by nobody, and without a change of what is saved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivrplan.diagnostics import ConflictError
from ivrplan.language.plain import same
from ivrplan.providers.contract import Action, Live, Result, Rollback, StepKind, Work
from ivrplan.providers.gate import Gate
from ivrplan.providers.versions import History, Versioned
from tests.conformance.resource_types.capabilities import Capability
from tests.conformance.resource_types.stage import Stage

pytestmark = pytest.mark.usefixtures("versioned")


@pytest.fixture
def versioned(stage: Stage) -> Versioned:
    """The type, as one whose vendor keeps versions."""
    stage.needs(Capability.ROLLBACK)
    assert isinstance(stage.type, Versioned)
    return stage.type


async def released_twice(stage: Stage) -> Live:
    """Callers got the base flow, and get the changed one."""
    first = await stage.release(stage.released(stage.calls.base, "one"))
    return await stage.release(stage.released(stage.calls.changed, "two"), first)


async def history(stage: Stage, live: Live) -> History:
    assert isinstance(stage.type, Versioned)
    return await stage.type.history(stage.client, live.id)


async def back(stage: Stage, live: Live) -> Work:
    """The rollback to the version before, ready to run."""
    assert isinstance(stage.type, Versioned)
    known = await history(stage, live)
    now = known.of(known.live)
    assert now is not None
    before = known.of(now.before)
    assert before is not None
    target = await stage.type.content(stage.client, live, before.id)
    assert target is not None
    return Work(
        stage.address,
        Action.ROLLBACK,
        target,
        live.id,
        live.version,
        gate=Gate(restores=False),
        rollback=Rollback(before.id, before.title, now.id, before.before),
    )


async def roll_back(stage: Stage, work: Work, plan: str = "back") -> dict[StepKind, Result]:
    assert isinstance(stage.type, Versioned)
    done: dict[StepKind, Result] = {}
    for kind in stage.type.rollback_steps:
        done[kind] = await stage.type.run(stage.client, stage.step(kind, plan), work, done)
    return done


async def heard(stage: Stage, live: Live) -> object:
    """The nodes that callers hear."""
    assert isinstance(stage.type, Versioned)
    known = await history(stage, live)
    assert known.live is not None
    document = await stage.type.content(stage.client, live, known.live)
    assert document is not None
    flow = stage.type.to_flow(document)
    assert flow is not None
    return {node.name: node for node in flow.nodes}


def nodes(stage: Stage) -> object:
    return {node.name: node for node in stage.calls.base.nodes}


async def test_the_history_tells_what_callers_got(stage: Stage) -> None:
    live = await released_twice(stage)
    known = await history(stage, live)
    new, old = known.entries
    assert known.live == new.id == live.published
    assert (new.before, old.before) == (old.id, None)
    assert not new.hindrance
    assert not old.hindrance
    assert new.at >= old.at != ""
    assert known.named(old.name) == known.named(old.id) == old
    assert known.named("nothing of that name") is None


async def test_a_version_that_is_gone_has_no_content(stage: Stage, versioned: Versioned) -> None:
    live = await released_twice(stage)
    assert await versioned.content(stage.client, live, "00000000-0000-4000-8000-000000000000") is None


async def test_callers_get_the_version_before(stage: Stage) -> None:
    live = await released_twice(stage)
    work = await back(stage, live)
    await roll_back(stage, work)
    assert await heard(stage, live) == nodes(stage)
    now = await stage.seen(live.id, work.target)
    assert now.version == live.version
    assert now.published != live.published
    saved = [stage.type.to_flow(each.document) for each in (live, now)]
    assert saved[0] == saved[1] is not None


async def test_every_step_twice_has_the_effect_of_once(stage: Stage, versioned: Versioned) -> None:
    await stage.behave(validation_polls=0, publish_polls=0)
    live = await released_twice(stage)
    work = await back(stage, live)
    done: dict[StepKind, Result] = {}
    for kind in versioned.rollback_steps:
        step = stage.step(kind)
        assert await stage.type.find(stage.client, step, work, done) is None
        result = await stage.type.run(stage.client, step, work, done)
        once = await stage.truth()
        assert await stage.type.run(stage.client, step, work, done) == result
        assert await stage.truth() == once
        done[kind] = result
        assert await stage.type.find(stage.client, step, work, done) is not None


async def test_another_plan_takes_up_what_a_crash_left(stage: Stage, versioned: Versioned) -> None:
    live = await released_twice(stage)
    work = await back(stage, live)
    first, *_ = versioned.rollback_steps
    await stage.type.run(stage.client, stage.step(first, "crashed"), work, {})
    before = len((await history(stage, live)).entries)
    if (await history(stage, live)).live == live.published:
        await roll_back(stage, work, "another plan")
    assert len((await history(stage, live)).entries) == before
    assert await heard(stage, live) == nodes(stage)


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "truncate"])
async def test_a_lost_answer_is_no_lost_rollback(stage: Stage, fault: str) -> None:
    live = await released_twice(stage)
    work = await back(stage, live)
    steps = len((await history(stage, live)).entries)
    await stage.fault({"method": "POST", "path": "^(?!.*token)"}, kind=fault)
    await roll_back(stage, work)
    assert await heard(stage, live) == nodes(stage)
    assert len((await history(stage, live)).entries) - steps <= 1


async def test_what_somebody_published_meanwhile_is_not_taken_back(stage: Stage) -> None:
    live = await released_twice(stage)
    work = await back(stage, live)
    await stage.release(stage.released(stage.calls.base, "theirs"), live)
    before = await stage.truth()
    with pytest.raises(ConflictError) as caught:
        await roll_back(stage, work)
    assert await stage.truth() == before
    (problem,) = caught.value.diagnostics
    assert problem.address == stage.address
    assert live.published is not None
    assert live.published in problem.detail
    assert "versions" in problem.hint


async def test_a_rollback_to_what_is_gone_publishes_nothing(stage: Stage) -> None:
    live = await released_twice(stage)
    work = await back(stage, live)
    assert work.rollback is not None
    lost = replace(work, rollback=replace(work.rollback, to="00000000-0000-4000-8000-000000000000"))
    before = await stage.truth()
    with pytest.raises(Exception, match="00000000") as caught:
        await roll_back(stage, lost)
    assert type(caught.value).__module__ == "ivrplan.diagnostics"
    assert same(await stage.truth(), before)
