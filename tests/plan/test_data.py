"""Data in a plan: found by id or name, read once, and left for the apply where it cannot be read yet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ivrplan.diagnostics import IvrplanError, Severity
from ivrplan.language.values import UNKNOWN, Sensitive
from ivrplan.plan import planfile
from ivrplan.plan.change import Mode, Plan
from ivrplan.plan.data import Reading
from ivrplan.providers.contract import Action, Summary
from tests.fakes.conditions import post, pre
from tests.fakes.vendor import TYPES, FakeType, Vendor
from tests.fakes.world import Ref, World

SHARED = "data.fake_flow.shared"


@pytest.fixture
def world() -> World:
    """A vendor that has a flow which nobody here manages."""
    world = World()
    world.vendor.create("fake_flow", {"name": "Shared"}, "theirs")
    return world


def reading(plan: Plan, address: str = SHARED) -> Reading:
    (found,) = [one for one in plan.data if one.address == address]
    return found


async def refused(world: World, **options: Any) -> IvrplanError:
    with pytest.raises(IvrplanError) as caught:
        await world.plan(**options)
    return caught.value


@pytest.mark.parametrize("query", [{"id": "id-1"}, {"name": "Shared"}, {"name": Sensitive("Shared")}])
async def test_an_object_is_found_by_its_id_or_name(world: World, query: dict[str, Any]) -> None:
    world.look(SHARED, **query)
    world.want("fake_hook.a", name="A", key=Ref(SHARED, "id"), size=Ref(SHARED, "version"))
    plan = await world.plan()
    assert reading(plan).attributes == {"id": "id-1", "version": "1", "name": "Shared"}
    assert plan.changes[0].after == {"name": "A", "key": "id-1", "size": "1"}
    assert plan.changes[0].needs == ()


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ({"id": "id-9"}, 'Fake has no fake_flow with the id "id-9", or the credentials cannot see it.'),
        ({"name": "Shard"}, 'Fake has no fake_flow with the name "Shard", or the credentials cannot see it.'),
        ({"name": Sensitive("Shard")}, "Fake has no fake_flow with this sensitive name, or the credentials cannot see it."),
        ({"id": Sensitive("id-9")}, "Fake has no fake_flow with this sensitive id, or the credentials cannot see it."),
    ],
)  # fmt: skip
async def test_what_is_not_there_is_told_with_its_place(
    world: World, query: dict[str, Any], detail: str
) -> None:
    world.look(SHARED, **query)
    (problem,) = (await refused(world)).diagnostics
    assert (problem.summary, problem.detail) == ("Object not found", detail)
    assert (problem.address, problem.range) == (SHARED, world.data[SHARED].range)
    assert problem.hint == ('Did you mean "Shared"?' if query == {"name": "Shard"} else "")


async def test_a_name_that_several_have_names_their_ids(world: World) -> None:
    world.vendor.create("fake_flow", {"name": "Shared"}, "another")
    world.look(SHARED, name="Shared")
    (problem,) = (await refused(world)).diagnostics
    assert problem.summary == "Object not unique"
    assert "id-1, id-2" in problem.detail


async def test_an_object_of_another_type_is_not_found_by_its_name(world: World) -> None:
    world.look("data.fake_hook.shared", name="Shared")
    assert (await refused(world)).diagnostics[0].summary == "Object not found"


async def test_all_that_cannot_be_read_is_told_at_once(world: World) -> None:
    world.look("data.fake_flow.a", id="id-8")
    world.look("data.fake_flow.b", id="id-9")
    world.look("data.fake_flow.c", name=Ref("data.fake_flow.a", "name"))
    found = (await refused(world)).diagnostics
    assert {one.address for one in found} == {"data.fake_flow.a", "data.fake_flow.b"}


async def test_data_may_be_found_through_other_data(world: World) -> None:
    world.look(SHARED, name="Shared")
    world.look("data.fake_flow.second", id=Ref(SHARED))
    plan = await world.plan()
    assert reading(plan, "data.fake_flow.second").attributes == reading(plan).attributes


async def test_reads_of_one_type_share_a_listing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    listings = 0
    whole = FakeType.list

    async def counted(kind: FakeType, client: Vendor) -> AsyncIterator[Summary]:
        nonlocal listings
        listings += 1
        async for summary in whole(kind, client):
            yield summary

    monkeypatch.setattr(FakeType, "list", counted)
    world.vendor.create("fake_flow", {"name": "Other"}, "another")
    for number in range(5):
        world.look(f"data.fake_flow.n{number}", name="Shared" if number % 2 else "Other")
    assert len((await world.plan()).data) == 5
    assert listings == 1


async def test_independent_reads_run_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each waits until the other has begun: one after the other, they would wait for ever."""
    begun = asyncio.Barrier(2)
    whole = FakeType.read

    async def together(kind: FakeType, client: Vendor, id: str) -> Any:  # noqa: A002 - the contract's word
        await begun.wait()
        return await whole(kind, client, id)

    monkeypatch.setattr(FakeType, "read", together)
    world.look("data.fake_flow.a", id="id-1")
    world.look("data.fake_hook.b", id="id-1")
    async with asyncio.timeout(10):
        assert len((await world.plan()).data) == 2


async def test_data_is_read_without_a_refresh_too(world: World) -> None:
    world.look(SHARED, name="Shared")
    assert not reading(await world.plan(refresh=False)).deferred


@pytest.mark.parametrize("mode", [Mode.DESTROY, Mode.REFRESH_ONLY])
async def test_who_evaluates_nothing_reads_nothing(world: World, mode: Mode) -> None:
    world.look(SHARED, name="Nobody")
    assert (await world.plan(mode=mode)).data == ()


async def test_what_is_asked_for_by_an_unknown_value_is_read_during_apply(world: World) -> None:
    world.want("fake_hook.a", name="A")
    world.look("data.fake_hook.again", id=Ref("fake_hook.a"))
    world.want("fake_hook.b", name="B", key=Ref("data.fake_hook.again", "name"))
    plan = await world.plan()
    found = reading(plan, "data.fake_hook.again")
    assert (found.deferred, found.query) == (True, {"id": UNKNOWN})
    assert found.because == "fake_hook.a comes first"
    assert plan.changes[1].after == {"name": "B", "key": UNKNOWN}


async def test_what_needs_a_pending_change_is_read_during_apply(world: World) -> None:
    world.want("fake_hook.a", name="A")
    world.look(SHARED, name="Shared", needs=["fake_hook.a"])
    world.look("data.fake_flow.behind", name="Shared", needs=[SHARED])
    assert [one.because for one in (await world.plan()).data] == [
        "fake_hook.a comes first",
        "data.fake_flow.shared comes first",
    ]
    await world.apply()
    assert not any(one.deferred for one in (await world.plan()).data)


async def test_a_target_takes_along_what_it_needs_and_no_other_data(world: World) -> None:
    world.want("fake_hook.first", name="First")
    world.look(SHARED, name="Shared", needs=["fake_hook.first"])
    world.look("data.fake_flow.lost", name="Nobody")
    world.want("fake_hook.a", name="A", key=Ref(SHARED))
    plan = await world.plan(targets=("fake_hook.a",))
    assert [one.address for one in plan.data] == [SHARED]
    assert [change.address for change in plan.changes] == ["fake_hook.first", "fake_hook.a"]
    assert [one.address for one in (await world.plan(targets=(SHARED,))).data] == [SHARED]


async def test_data_cannot_be_replaced(world: World) -> None:
    world.look(SHARED, name="Shared")
    assert (await refused(world, replace=(SHARED,))).diagnostics[0].summary == "Unknown address"


async def test_a_saved_plan_remembers_what_was_read(world: World, tmp_path: Path) -> None:
    world.want("fake_hook.a", name="A")
    world.look(SHARED, name=Sensitive("Shared"))
    world.look("data.fake_hook.late", id=Ref("fake_hook.a"))
    plan = await world.plan()
    planfile.write(plan, tmp_path / "plan")
    again = planfile.read(tmp_path / "plan", TYPES)
    assert reading(again).attributes == reading(plan).attributes
    assert reading(again, "data.fake_hook.late") == reading(plan, "data.fake_hook.late")
    assert "Shared" not in repr(reading(again).query)


async def test_a_saved_plan_keeps_no_secret_that_was_read(world: World, tmp_path: Path) -> None:
    world.look(SHARED, name="Shared")
    plan = await world.plan()
    secret = replace(reading(plan), attributes={"id": "id-1", "pin": Sensitive("hunter2")})
    planfile.write(replace(plan, data=(secret,)), tmp_path / "plan")
    assert "hunter2" not in (tmp_path / "plan").read_text()
    assert reading(planfile.read(tmp_path / "plan", TYPES)).deferred


async def test_a_broken_precondition_keeps_data_from_being_read(world: World) -> None:
    world.look(SHARED, id="id-9", conditions=[pre(SHARED, 1, 2)])
    plan = await world.plan()
    assert plan.failed
    assert (plan.data, world.vendor.reads) == ((), [])


async def test_a_postcondition_of_data_is_judged_when_it_was_read(world: World) -> None:
    world.look(SHARED, name="Shared", conditions=[post(SHARED, Ref(SHARED, "version"), "2")])
    assert (await world.plan()).failed
    world.vendor.edit("Shared", lambda document: document.update(size=3))
    assert not (await world.plan()).failed


async def test_data_of_a_check_that_is_not_there_is_a_warning(world: World) -> None:
    world.want("fake_hook.a", name="A")
    world.look(SHARED, name="Nobody", check="check.there")
    world.claim("there", data=[SHARED])
    plan = await world.plan()
    assert [(one.severity, one.summary) for one in plan.diagnostics] == [
        (Severity.WARNING, "Object not found")
    ]
    assert [change.action for change in plan.changes] == [Action.CREATE]


async def test_what_an_import_has_read_is_known_to_resources_too(world: World) -> None:
    world.look(SHARED, name="Shared")
    world.want("fake_flow.theirs", name="Shared")
    world.take("fake_flow.theirs", Ref(SHARED))
    world.want("fake_hook.a", name="A", key=Ref(SHARED, "version"))
    plan = await world.plan()
    (made,) = [change for change in plan.changes if change.address == "fake_hook.a"]
    assert made.after == {"name": "A", "key": "1"}
