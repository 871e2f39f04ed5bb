"""A crash anywhere: what happened is found, what did not is not, and nothing happens twice."""

from __future__ import annotations

import pytest

from ivrplan.providers.contract import Action, Live, Result, StepKind, Work
from tests.conformance.resource_types.stage import Stage, covers, last

ACTIONS = (Action.CREATE, Action.UPDATE, Action.DELETE)
WRITES = "POST", "PUT", "DELETE"


async def change(stage: Stage, action: Action) -> Work:
    """A change of this sort that is ready to run."""
    if action is Action.CREATE:
        return stage.work(action, stage.desired())
    live: Live = await stage.created()
    return stage.work(action, stage.desired(stage.calls.changed) if action is Action.UPDATE else {}, live)


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_step_is_found_once_it_happened_and_not_before(stage: Stage, action: Action) -> None:
    work = await change(stage, action)
    done: dict[StepKind, Result] = {}
    for kind in stage.type.steps(action):
        step = stage.step(kind)
        assert _is_open(await stage.type.find(stage.client, step, work, done), kind)
        done[kind] = await stage.type.run(stage.client, step, work, done)
        found = await stage.type.find(stage.client, step, work, done)
        assert kind in stage.sample.untraceable or found == done[kind]


def _is_open(found: Result | None, kind: StepKind) -> bool:
    # Validations and jobs end by themselves: one may have been over before anybody waited for it.
    return found is None or kind in {StepKind.AWAIT_VALIDATION, StepKind.AWAIT_JOB}


@pytest.mark.parametrize("action", ACTIONS)
async def test_finding_writes_nothing(stage: Stage, action: Action) -> None:
    work = await change(stage, action)
    done: dict[StepKind, Result] = {}
    for kind in stage.type.steps(action):
        before = await stage.writes()
        await stage.type.find(stage.client, stage.step(kind), work, done)
        assert await stage.writes() == before
        done[kind] = await stage.type.run(stage.client, stage.step(kind), work, done)


@pytest.mark.parametrize("action", ACTIONS)
async def test_every_step_twice_has_the_effect_of_once(stage: Stage, action: Action) -> None:
    # Else looking twice changes how far the vendor is.
    await stage.behave(validation_polls=0, publish_polls=0, job_polls=0)
    work = await change(stage, action)
    done: dict[StepKind, Result] = {}
    for kind in stage.type.steps(action):
        before = dict(done)
        done[kind] = await stage.type.run(stage.client, stage.step(kind), work, before)
        once = await stage.truth()
        again = await _again(stage, kind, work, before)
        assert kind in stage.sample.untraceable or again == done[kind]
        assert await stage.truth() == once


async def _again(stage: Stage, kind: StepKind, work: Work, done: dict[StepKind, Result]) -> Result:
    step = stage.step(kind)
    found = None
    if kind in stage.sample.found_first:
        found = await stage.type.find(stage.client, step, work, done)
    return found or await stage.type.run(stage.client, step, work, done)


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "truncate"])
@pytest.mark.parametrize("action", ACTIONS)
async def test_a_lost_answer_is_no_lost_change(stage: Stage, action: Action, fault: str) -> None:
    work = await change(stage, action)
    for method in WRITES:
        await stage.fault({"method": method, "path": "^(?!.*token)"}, kind=fault)
    done = await stage.apply(work)
    truth = await stage.truth()
    if action is Action.DELETE:
        assert truth == {}
        return
    assert list(truth) == [last(done).id]
    live = await stage.read(last(done).id)
    assert live.version == last(done).version
    assert covers(live.document, work.target)
