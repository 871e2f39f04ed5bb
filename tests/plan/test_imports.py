"""`import` blocks: what is taken over, what is refused, and what the vendor keeps as its own."""

from __future__ import annotations

from typing import Any

import pytest

from ivrplan.diagnostics import IvrplanError, PlanError, UnavailableError
from ivrplan.language.values import UNKNOWN, Sensitive
from ivrplan.plan.change import Counts, Mode
from ivrplan.plan.staleness import check_current
from ivrplan.providers.contract import Action
from tests.fakes.vendor import failed
from tests.fakes.world import Ref, World


def _world(**document: Any) -> World:
    """A vendor that has one object that nobody manages."""
    world = World()
    there = world.vendor.create("fake_hook", {"name": "H", **document}, "by hand")
    world.vendor.save(there, there.document)
    return world


async def _refusal(world: World, **options: Any) -> list[str]:
    with pytest.raises(IvrplanError) as caught:
        await world.plan(**options)
    assert all(each.address for each in caught.value.diagnostics)
    return [each.summary for each in caught.value.diagnostics]


async def test_what_is_as_it_is_wanted_is_only_imported() -> None:
    world = _world(parts={"x": {"t": 1}})
    world.want("fake_hook.h", name="H", parts={"x": {"t": 1}})
    world.take("fake_hook.h", "id-1")
    plan = await world.plan()
    (change,) = plan.changes
    assert (change.action, change.importing, change.id) == (Action.NO_OP, "id-1", "id-1")
    assert plan.counts == Counts(imported=1)
    assert not plan.empty
    await world.apply()
    assert world.vendor.calls == []
    assert world.state.resources["fake_hook.h"].id == "id-1"
    assert (await world.plan()).empty


async def test_what_differs_is_changed_in_place_and_the_vendors_defaults_stay() -> None:
    world = _world(size=1, parts={"x": {"t": 1}, "y": {"t": 1}})
    world.want("fake_hook.h", name="H", size=2, parts={"x": {"t": 1}})
    world.take("fake_hook.h", "id-1")
    plan = await world.plan()
    (change,) = plan.changes
    assert change.action is Action.UPDATE
    assert {field.path for field in change.difference.fields} == {("size",), ("parts", "y")}
    assert plan.counts == Counts(imported=1, change=1)
    await world.apply()
    there = world.vendor.named("H").document
    assert there == {"region": "eu", "name": "H", "size": 2, "parts": {"x": {"t": 1, "retries": 3}}}
    assert (await world.plan()).empty
    assert len(world.vendor.objects) == 1


async def test_an_object_is_found_by_its_name() -> None:
    world = _world()
    world.want("fake_hook.h", name="H")
    world.take("fake_hook.h", "H", by="name")
    assert [change.importing for change in (await world.plan()).changes] == ["id-1"]
    world.vendor.create("fake_hook", {"name": "H"}, "again")
    assert await _refusal(world) == ["Several objects of one name"]


async def test_data_that_needs_nothing_can_name_the_object() -> None:
    world = _world()
    world.look("data.fake_hook.same", name="H")
    world.look("data.fake_hook.again", id=Ref("data.fake_hook.same"))
    world.want("fake_hook.h", name="H")
    world.take("fake_hook.h", Ref("data.fake_hook.again"))
    assert [change.importing for change in (await world.plan()).changes] == ["id-1"]
    world.look("data.fake_hook.same", name="nobody")
    with pytest.raises(PlanError) as caught:
        await world.plan()
    assert caught.value.diagnostics[0].summary == "Object not found"


async def test_once_imported_the_block_says_nothing_more() -> None:
    world = _world()
    world.want("fake_hook.h", name="H")
    world.take("fake_hook.h", "id-1")
    await world.apply()
    world.imports.clear()
    world.take("fake_hook.h", "another")
    assert (await world.plan()).empty


async def test_what_others_refer_to_is_known_at_once() -> None:
    world = _world()
    world.want("fake_hook.h", name="H")
    world.want("fake_hook.b", name="B", key=Ref("fake_hook.h"))
    world.take("fake_hook.h", "id-1")
    plan = await world.plan()
    assert plan.changes[1].after == {"name": "B", "key": "id-1"}
    await world.apply()
    assert (await world.plan()).empty


async def test_a_secret_in_the_object_is_written_down_nowhere() -> None:
    world = _world(key="s3cret-key")
    world.want("fake_hook.h", name="H", key=Sensitive("s3cret-key"))
    world.take("fake_hook.h", "id-1")
    plan = await world.plan()
    assert [change.action for change in plan.changes] == [Action.NO_OP]
    assert "s3cret" not in repr(plan)
    await world.apply()
    assert "s3cret" not in repr(world.state)
    assert (await world.plan()).empty


@pytest.mark.parametrize("what", ["nobody", 7, "", None, UNKNOWN, Sensitive("id-1")])
async def test_what_names_nothing_is_refused(what: Any) -> None:
    world = _world()
    world.want("fake_hook.h", name="H")
    world.take("fake_hook.h", what)
    expected = "Nothing to import" if what == "nobody" else "Unsuitable import"
    assert await _refusal(world) == [expected]


async def test_what_is_managed_or_named_twice_is_refused() -> None:
    world = _world()
    world.want("fake_hook.h", name="H")
    world.take("fake_hook.h", "id-1")
    await world.apply()
    world.imports.clear()
    world.want("fake_hook.i", name="H")
    world.take("fake_hook.i", "id-1")
    assert await _refusal(world) == ["Object is managed already"]
    world.vendor.create("fake_hook", {"name": "Z"}, "free")
    for address in ("fake_hook.i", "fake_hook.j"):
        world.want(address, name="Z")
    world.imports.clear()
    world.take("fake_hook.i", "id-2")
    world.take("fake_hook.j", "id-2")
    assert await _refusal(world) == ["Duplicate import"]
    world.imports.clear()
    world.take("fake_hook.i", "id-2")
    world.take("fake_hook.i", "id-2")
    assert await _refusal(world) == ["Duplicate import"]


async def test_what_is_not_declared_is_refused() -> None:
    world = _world()
    world.take("fake_hook.h", "id-1")
    assert await _refusal(world) == ["Import target is not declared"]


async def test_an_object_that_would_be_replaced_is_not_imported() -> None:
    world = _world(shape="round")
    world.want("fake_hook.h", name="H", shape="square")
    world.take("fake_hook.h", "id-1")
    assert await _refusal(world) == ["Import would replace the object"]


async def test_all_problems_are_told_at_once() -> None:
    world = _world()
    for address in ("fake_hook.h", "fake_hook.i"):
        world.want(address, name="H")
        world.take(address, f"no {address}")
    assert await _refusal(world) == ["Nothing to import", "Nothing to import"]


async def test_a_vendor_that_cannot_be_asked_ends_the_plan() -> None:
    world = _world()
    world.want("fake_hook.h", name="H")
    world.take("fake_hook.h", "id-1")
    world.vendor.unreachable = True
    with pytest.raises(IvrplanError, match="Vendor says no"):
        await world.plan()


async def test_nothing_is_imported_by_looking_or_destroying_or_beside_the_targets() -> None:
    world = _world()
    world.want("fake_hook.h", name="H")
    world.want("fake_hook.b", name="B")
    world.take("fake_hook.h", "id-1")
    for options in ({"mode": Mode.REFRESH_ONLY}, {"mode": Mode.DESTROY}, {"targets": ("fake_hook.b",)}):
        assert (await world.plan(**options)).counts.imported == 0


async def test_a_failed_change_leaves_the_object_imported() -> None:
    world = _world()
    world.want("fake_hook.h", name="H", size=2)
    world.take("fake_hook.h", "id-1")

    async def refuse(*_: object) -> None:
        raise failed(UnavailableError, 503)

    world.vendor.before = refuse
    assert (await world.apply()).failed == ("fake_hook.h",)
    assert world.state.resources["fake_hook.h"].id == "id-1"


async def test_an_object_that_moved_since_makes_a_saved_plan_stale() -> None:
    world = _world()
    world.want("fake_hook.h", name="H")
    world.take("fake_hook.h", "id-1")
    plan = await world.plan()
    await check_current(plan, world.configuration, world.state, world.connections)
    world.vendor.edit("H", lambda document: document.update(size=9))
    with pytest.raises(PlanError):
        await check_current(plan, world.configuration, world.state, world.connections)
