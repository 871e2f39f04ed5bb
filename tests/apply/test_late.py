"""Data and conditions while a plan is applied: what the plan did not know is read and judged when it can be."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from ivrplan.apply.progress import ChangeFailed, ChangeSkipped, DataFailed, DataRead
from ivrplan.config.verdicts import Condition, Status
from ivrplan.diagnostics import RejectedError, Severity
from ivrplan.language.values import Sensitive
from ivrplan.plan import planfile
from ivrplan.providers.contract import Step, StepKind, Work
from tests.fakes.conditions import claim, post, pre
from tests.fakes.vendor import TYPES, failed
from tests.fakes.world import Ref, World

A, B = "fake_hook.a", "fake_hook.b"
FOUND = "data.fake_hook.found"


def _through_data(world: World, *conditions: Condition) -> None:
    """B needs data that is found by what only the creation of A tells."""
    world.look(FOUND, id=Ref(A), conditions=conditions)
    world.want(B, name="B", key=Ref(FOUND, "name"))
    world.want(A, name="A")


async def test_data_is_read_between_what_it_needs_and_what_needs_it() -> None:
    world = World()
    _through_data(world)
    outcome = await world.apply()
    assert outcome.failed == outcome.skipped == ()
    assert world.vendor.named("B").document["key"] == "A"
    assert DataRead(FOUND, world.vendor.named("A").id) in world.events
    assert (await world.plan()).empty


async def test_what_was_created_meanwhile_is_found_by_its_name() -> None:
    world = World()
    world.want(A, name="A")
    world.look("data.fake_flow.other", name="Other")
    world.vendor.create("fake_flow", {"name": "Other"}, "theirs")
    world.look(FOUND, name="A", needs=[A])
    world.want(B, name="B", key=Ref(FOUND))
    await world.apply()
    assert world.vendor.named("B").document["key"] == world.vendor.named("A").id


async def test_what_the_plan_has_read_is_not_read_again() -> None:
    world = World()
    world.vendor.create("fake_hook", {"name": "Theirs"}, "theirs")
    world.look(FOUND, name="Theirs")
    world.want(A, name="A", key=Ref(FOUND, "version"))
    plan = await world.plan()
    world.vendor.edit("Theirs", lambda document: document.update(size=4))
    await world.run(plan)
    assert world.vendor.named("A").document["key"] == "1"


async def test_a_secret_that_a_saved_plan_does_not_keep_is_read_again(tmp_path: Path) -> None:
    world = World()
    world.vendor.create("fake_hook", {"name": "Theirs"}, "theirs")
    world.look(FOUND, name="Theirs")
    world.want(A, name="A", key=Ref(FOUND, "version"))
    plan = await world.plan()
    (reading,) = plan.data
    hidden = {name: Sensitive(value) for name, value in (reading.attributes or {}).items()}
    secret = replace(plan, data=(replace(reading, attributes=hidden),))
    planfile.write(secret, tmp_path / "plan")
    outcome = await world.run(planfile.read(tmp_path / "plan", TYPES))
    assert outcome.finished == (A,)
    assert world.vendor.named("A").document["key"] == "1"


async def test_data_that_is_not_there_skips_what_needs_it_and_nothing_else() -> None:
    world = World()
    world.look(FOUND, name="Nobody", needs=[A])
    world.want(A, name="A")
    world.want(B, name="B", key=Ref(FOUND))
    world.want("fake_hook.z", name="Z")
    outcome = await world.apply()
    assert (outcome.failed, outcome.skipped) == ((FOUND,), (B,))
    assert set(outcome.finished) == {A, "fake_hook.z"}
    assert outcome.diagnostics[0].summary == "Object not found"
    assert [event.address for event in world.events if isinstance(event, DataFailed)] == [FOUND]


async def test_data_behind_a_failure_is_skipped_with_what_needs_it() -> None:
    async def refuse(step: Step, work: Work) -> None:
        if (work.address, step.kind) == (A, StepKind.REGISTER):
            raise failed(RejectedError, 422)

    world = World()
    _through_data(world)
    world.vendor.before = refuse
    outcome = await world.apply()
    assert outcome.failed == (A,)
    assert set(outcome.skipped) == {FOUND, B}
    assert world.vendor.reads == []


async def test_a_broken_condition_of_late_data_skips_what_needs_it() -> None:
    for broken in (pre(FOUND, Ref(A, "version"), "9"), post(FOUND, Ref(FOUND, "name"), "Z")):
        world = World()
        _through_data(world, broken)
        outcome = await world.apply()
        assert (outcome.finished, outcome.failed, outcome.skipped) == ((A,), (FOUND,), (B,))


async def test_a_precondition_is_judged_before_the_first_step() -> None:
    world = World()
    world.want(B, name="B", needs=[A], conditions=[pre(B, Ref(A, "version"), "9")])
    world.want("fake_hook.c", name="C", key=Ref(B))
    world.want(A, name="A")
    outcome = await world.apply()
    assert (outcome.finished, outcome.failed, outcome.skipped) == ((A,), (B,), ("fake_hook.c",))
    assert {address for address, _ in world.vendor.calls} == {A}
    assert list(world.state.resources) == [A]
    assert [event.address for event in world.events if isinstance(event, ChangeFailed)] == [B]


async def test_a_broken_postcondition_keeps_the_record_and_skips_what_needs_it() -> None:
    world = World()
    world.want(A, name="A", conditions=[post(A, Ref(A, "version"), "9")])
    world.want(B, name="B", key=Ref(A))
    outcome = await world.apply()
    assert (outcome.finished, outcome.failed, outcome.skipped) == ((), (A,), (B,))
    assert world.state.resources[A].id == world.vendor.named("A").id
    assert [event.address for event in world.events if isinstance(event, ChangeSkipped)] == [B]
    assert {(one.owner, one.status) for one in outcome.checks} == {(A, Status.FAILS)}


async def test_what_holds_after_all_is_told() -> None:
    world = World()
    world.want(A, name="A", conditions=[pre(A, 1, 1), post(A, Ref(A, "version"), "2")])
    outcome = await world.apply()
    assert outcome.finished == (A,)
    assert [one.status for one in outcome.checks] == [Status.HOLDS, Status.HOLDS]


async def test_a_condition_that_nobody_can_tell_does_not_hold() -> None:
    world = World()
    world.want(A, name="A", conditions=[post(A, Ref(A, "never_told"), 1)])
    outcome = await world.apply()
    assert outcome.failed == (A,)
    assert outcome.diagnostics[0].summary == "Condition has no value"


async def test_a_condition_of_what_stays_is_judged_when_all_is_known() -> None:
    world = World()
    world.want(A, name="A")
    world.want(B, name="B")
    await world.apply()
    world.want(A, name="A", size=3)
    world.want(B, name="B", needs=[A], conditions=[pre(B, Ref(A, "version"), "9")])
    outcome = await world.apply()
    assert outcome.finished == (A,)
    assert [(one.severity, one.address) for one in outcome.diagnostics] == [(Severity.ERROR, B)]


async def test_a_broken_precondition_of_an_output_keeps_its_old_value() -> None:
    world = World()
    world.want(A, name="A")
    world.show("version", Ref(A, "version"))
    await world.apply()
    world.want(A, name="A", size=3)
    world.show("version", Ref(A, "version"), conditions=[pre("output.version", Ref(A, "version"), "2")])
    outcome = await world.apply()
    assert outcome.finished == (A,)
    assert [one.address for one in outcome.diagnostics] == ["output.version"]
    assert world.state.outputs["version"].value == "2"


async def test_checks_are_judged_again_and_never_stop_anything() -> None:
    world = World()
    world.want(A, name="A")
    world.look(FOUND, name="A", check="check.there")
    world.claim("there", claim("check.there", Ref(FOUND, "version"), "2"), data=[FOUND])
    world.claim("new", claim("check.new", Ref(A, "version"), "9"))
    outcome = await world.apply()
    assert outcome.finished == (A,)
    assert {one.owner: one.status for one in outcome.checks} == {
        "check.there": Status.HOLDS,
        "check.new": Status.FAILS,
    }
    assert [one.severity for one in outcome.diagnostics] == [Severity.WARNING]


async def test_data_of_a_check_that_cannot_be_read_is_a_warning() -> None:
    world = World()
    world.want(A, name="A")
    world.look(FOUND, name="Nobody", check="check.there")
    world.claim("there", claim("check.there", Ref(FOUND, "version"), "2"), data=[FOUND])
    outcome = await world.apply()
    assert (outcome.finished, outcome.failed) == ((A,), ())
    assert [one.severity for one in outcome.diagnostics] == [Severity.WARNING]
    assert [one.status for one in outcome.checks] == [Status.UNKNOWN]


async def test_an_apply_that_was_stopped_reads_nothing_more() -> None:
    stop = asyncio.Event()

    async def stopping(step: Step, work: Work) -> None:
        del step, work
        stop.set()

    world = World()
    _through_data(world)
    world.vendor.after = stopping
    outcome = await world.run(await world.plan(), stop=stop)
    assert (outcome.finished, set(outcome.skipped)) == ((A,), {FOUND, B})


async def test_a_condition_of_a_module_s_output_is_judged_when_all_is_known() -> None:
    world = World()
    world.want(A, name="A")
    world.module_conditions.append(pre("module.m.output.id", Ref(A, "version"), "9"))
    plan = await world.plan()
    assert not plan.failed
    outcome = await world.run(plan)
    assert [(one.severity, one.address) for one in outcome.diagnostics] == [
        (Severity.ERROR, "module.m.output.id")
    ]
    assert (await world.plan()).failed


async def test_flows_that_lead_to_each_other_wait_for_each_other_s_data() -> None:
    """One alone would be registered, and then wait for another that never comes."""
    first, second = "fake_flow.first", "fake_flow.second"
    world = World()
    world.want(A, name="A")
    world.look(FOUND, name="Nobody", needs=[A])
    world.want(first, name="First", leads=[second])
    world.want(second, name="Second", leads=[first], key=Ref(FOUND))
    outcome = await world.run(await world.plan(), parallelism=1)
    assert (outcome.finished, outcome.failed) == ((A,), (FOUND,))
    assert set(outcome.skipped) == {first, second}
    world.look(FOUND, name="A", needs=[A])
    assert set((await world.apply()).finished) == {first, second}
