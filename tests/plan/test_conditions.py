"""Conditions in a plan: what is known now is judged now, what is not waits for the apply."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivrplan.config.verdicts import ConditionKind, Status
from ivrplan.diagnostics import Severity
from ivrplan.plan import planfile
from ivrplan.plan.change import Mode, Plan
from ivrplan.plan.conditions import Checked, worst
from tests.fakes.conditions import MESSAGE, claim, post, pre
from tests.fakes.vendor import TYPES
from tests.fakes.world import Ref, World

A = "fake_hook.a"


def statuses(plan: Plan) -> dict[str, Status]:
    return {f"{one.owner} {one.kind.value}": one.status for one in plan.checks}


async def _applied() -> World:
    world = World()
    world.want(A, name="A")
    await world.apply()
    return world


async def test_a_broken_precondition_is_an_error_of_a_plan_that_is_shown() -> None:
    world = World()
    world.want(A, name="A", conditions=[pre(A, 1, 2)])
    plan = await world.plan()
    assert plan.failed
    assert [change.address for change in plan.changes] == [A]
    assert plan.checks == (Checked(ConditionKind.PRECONDITION, A, Status.FAILS, MESSAGE),)


async def test_what_needs_something_that_is_not_there_yet_is_unknown() -> None:
    world = World()
    world.want("fake_hook.b", name="B")
    world.want(A, name="A", conditions=[pre(A, Ref("fake_hook.b"), "x"), post(A, Ref(A, "version"), "2")])
    plan = await world.plan()
    assert set(statuses(plan).values()) == {Status.UNKNOWN}
    assert not plan.diagnostics


async def test_a_postcondition_of_what_stays_is_judged_by_what_the_vendor_has() -> None:
    world = await _applied()
    world.want(A, name="A", conditions=[post(A, Ref(A, "version"), "9")])
    plan = await world.plan()
    assert plan.failed
    assert statuses(plan) == {f"{A} postcondition": Status.FAILS}


async def test_a_postcondition_on_a_version_waits_while_a_change_is_under_way() -> None:
    world = await _applied()
    world.want(A, name="A", size=3, conditions=[post(A, Ref(A, "version"), "9")])
    plan = await world.plan()
    assert statuses(plan) == {f"{A} postcondition": Status.UNKNOWN}


async def test_an_output_has_preconditions_too() -> None:
    world = World()
    world.show("n", 1, conditions=[pre("output.n", 1, 2)])
    assert (await world.plan()).failed


async def test_a_broken_claim_warns() -> None:
    world = await _applied()
    world.claim("old", claim("check.old", Ref(A, "version"), "9"), claim("check.old", 1, 1))
    plan = await world.plan()
    assert [one.severity for one in plan.diagnostics] == [Severity.WARNING]
    assert not plan.failed
    assert [one.status for one in plan.checks] == [Status.FAILS, Status.HOLDS]


async def test_a_claim_about_data_of_its_check() -> None:
    world = await _applied()
    world.look("data.fake_hook.a", name="A", check="check.there")
    world.claim(
        "there", claim("check.there", Ref("data.fake_hook.a", "version"), "2"), data=["data.fake_hook.a"]
    )
    assert statuses(await world.plan()) == {"check.there assertion": Status.HOLDS}


@pytest.mark.parametrize("mode", [Mode.DESTROY, Mode.REFRESH_ONLY])
async def test_who_evaluates_nothing_judges_nothing(mode: Mode) -> None:
    world = await _applied()
    world.want(A, name="A", conditions=[pre(A, 1, 2)])
    world.show("n", 1, conditions=[pre("output.n", 1, 2)])
    world.claim("old", claim("check.old", 1, 2))
    plan = await world.plan(mode=mode)
    assert plan.checks == ()
    assert not plan.diagnostics


async def test_a_saved_plan_remembers_what_was_judged(tmp_path: Path) -> None:
    world = await _applied()
    world.want(A, name="A", size=3, conditions=[pre(A, 1, 1), post(A, Ref(A, "version"), "9")])
    plan = await world.plan()
    planfile.write(plan, tmp_path / "plan")
    assert planfile.read(tmp_path / "plan", TYPES).checks == plan.checks


def test_the_worst_is_told() -> None:
    assert worst([]) is Status.HOLDS
    assert worst([Status.HOLDS, Status.UNKNOWN]) is Status.UNKNOWN
    assert worst([Status.FAILS, Status.UNKNOWN]) is Status.FAILS
    assert worst([Status.FAILS, Status.ERROR]) is Status.ERROR
