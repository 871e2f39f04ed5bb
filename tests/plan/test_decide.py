"""What is decided for one resource, by what is desired, what we applied last and what the vendor has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from ivrplan.config.configuration import Lifecycle
from ivrplan.language.values import Sensitive
from ivrplan.plan.change import Change, Mode, Plan
from ivrplan.plan.documents import ABSENT
from ivrplan.providers.contract import Action
from tests.fakes.world import Ref, World

Given = Callable[[World], None]
ADDRESS = "fake_flow.a"
FIRST: dict[str, Any] = {"name": "A", "size": 1, "shape": "round", "parts": {"x": {"t": 1}, "y": {"t": 2}}}


def wants(**changed: Any) -> Given:
    return lambda world: world.want(ADDRESS, **{**FIRST, **changed})


def edits(change: Callable[[dict[str, Any]], None]) -> Given:
    return lambda world: world.vendor.edit("A", change)


def publishes(world: World) -> None:
    there = world.vendor.named("A")
    there.published = there.version


def unpublishes(world: World) -> None:
    world.vendor.named("A").published = 1


def removes(world: World) -> None:
    world.forget(ADDRESS)


def vanishes(world: World) -> None:
    world.vendor.objects.clear()


@dataclass(frozen=True)
class Case:
    """What happened since the first apply, and what is to be done about it."""

    name: str
    happened: tuple[Given, ...]
    action: Action | None
    fields: tuple[tuple[str, ...], ...] = ()
    drift: tuple[tuple[str, ...], ...] = ()
    because: str = ""
    keeps_record: bool = True
    options: tuple[tuple[str, Any], ...] = ()


CASES = (
    Case("nothing", (), Action.NO_OP),
    Case("a field changed", (wants(size=2),), Action.UPDATE, (("size",),)),
    Case("a part changed", (wants(parts={"x": {"t": 9}, "y": {"t": 2}}),), Action.UPDATE, (("parts", "x", "t"),)),
    Case("a part taken away", (wants(parts={"x": {"t": 1}}),), Action.UPDATE, (("parts", "y"),)),
    Case("somebody edited", (edits(lambda d: d.update(size=7)), publishes), Action.UPDATE, (("size",),), (("size",),)),
    Case("somebody added", (edits(lambda d: d.update(note="x")), publishes), Action.UPDATE, (("note",),), (("note",),)),
    Case(
        "somebody took away",
        (edits(lambda d: d["parts"].pop("x")), publishes),
        Action.UPDATE,
        (("parts", "x"),),
        (("parts", "x"),),
    ),
    Case(
        "somebody changed a default",
        (edits(lambda d: d.update(region="us")), publishes),
        Action.UPDATE,
        (("region",),),
        (("region",),),
    ),
    Case(
        "somebody made it as desired",
        (wants(size=2), edits(lambda d: d.update(size=2)), publishes),
        Action.NO_OP,
        (),
        (("size",),),
        keeps_record=False,
    ),
    Case("somebody saved the same", (edits(lambda _: None), publishes), Action.NO_OP, keeps_record=False),
    Case(
        "what is saved is not published",
        (unpublishes,),
        Action.RELEASE,
        because="what is saved is not what callers get",
    ),
    Case("what cannot be changed in place", (wants(shape="square"),), Action.REPLACE, (("shape",),)),
    Case("asked to replace", (), Action.REPLACE, because="asked for", options=(("replace", (ADDRESS,)),)),
    Case("not wanted any more", (removes,), Action.DELETE, (("name",), ("parts",), ("region",), ("shape",), ("size",)),
         because="it is not in the configuration"),
    Case("gone", (vanishes,), Action.CREATE, (("name",), ("parts",), ("shape",), ("size",)),
         because="it was deleted at the vendor"),
    Case("gone and not wanted", (vanishes, removes), None, keeps_record=False),
    Case("all is to go", (), Action.DELETE, (("name",), ("parts",), ("region",), ("shape",), ("size",)),
         options=(("mode", Mode.DESTROY),)),
    Case("only looked at", (wants(size=2), edits(lambda d: d.update(note="x"))), Action.NO_OP, (), (("note",),),
         keeps_record=False, options=(("mode", Mode.REFRESH_ONLY),)),
    Case("only looked at, and gone", (vanishes,), None, keeps_record=False, options=(("mode", Mode.REFRESH_ONLY),)),
    Case("not looked at", (edits(lambda d: d.update(size=7)),), Action.NO_OP, options=(("refresh", False),)),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_what_is_decided(case: Case) -> None:
    world = World()
    wants()(world)
    await world.apply()
    for happened in case.happened:
        happened(world)
    plan = await world.plan(**dict(case.options))
    changes = {change.address: change for change in plan.changes}
    if case.action is None:
        assert changes == {}
    else:
        _check(changes[ADDRESS], case)
    assert (ADDRESS not in plan.records) is case.keeps_record


def _check(change: Change, case: Case) -> None:
    assert change.action is case.action
    assert sorted(each.path for each in change.difference.fields) == sorted(case.fields)
    assert sorted(each.path for each in change.drift.fields) == sorted(case.drift)
    assert change.because == case.because
    assert bool(change.steps) is (case.action is not Action.NO_OP)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_after_an_apply_of_what_was_decided_nothing_is_left_to_do(case: Case) -> None:
    world = World()
    wants()(world)
    await world.apply()
    for happened in case.happened:
        happened(world)
    await world.apply(**dict(case.options))
    if dict(case.options).get("mode"):
        return
    plan = await world.plan()
    assert plan.empty or case.name == "not looked at"
    assert not plan.records or case.name == "not looked at"


def _plain(plan: Plan) -> dict[tuple[str, ...], tuple[Any, Any]]:
    return {each.path: (each.before, each.after) for each in plan.effective[0].difference.fields}


async def test_an_update_says_what_it_builds_on() -> None:
    world = World()
    wants()(world)
    await world.apply()
    wants(size=2)(world)
    change = (await world.plan()).effective[0]
    assert (change.id, change.version, change.published) == ("id-1", "2", "2")
    assert change.before == world.vendor.named("A").document
    assert change.after == {**world.vendor.named("A").document, "size": 2}


@pytest.mark.parametrize("paths", [(("size",),), ((),)])
async def test_ignored_changes_are_not_made_and_come_back_when_they_are_ignored_no_more(paths: Any) -> None:
    world = World()
    wants()(world)
    await world.apply()
    wants(size=2, lifecycle=Lifecycle(ignore_changes=paths))(world)
    assert (await world.plan()).empty
    await world.apply()
    wants(size=2)(world)
    assert _plain(await world.plan()) == {("size",): (1, 2)}


async def test_what_somebody_did_to_an_ignored_part_shows_when_it_is_ignored_no_more() -> None:
    ignoring = Lifecycle(ignore_changes=((),))
    world = World()
    wants(lifecycle=ignoring)(world)
    await world.apply()
    world.vendor.edit("A", lambda document: (document.update(size=7, note="x"), document["parts"].pop("y")))
    publishes(world)
    assert (await world.plan()).empty
    await world.apply()
    assert (await world.plan()).empty
    wants()(world)
    assert _plain(await world.plan()) == {
        ("size",): (7, 1),
        ("note",): ("x", ABSENT),
        ("parts", "y"): (ABSENT, {"t": 2}),
    }
    await world.apply()
    assert (await world.plan()).empty


async def test_an_ignored_part_stays_while_another_is_changed() -> None:
    world = World()
    wants()(world)
    await world.apply()
    world.vendor.edit("A", lambda document: document.update(size=7))
    ignoring = Lifecycle(ignore_changes=(("size",), ("parts", "y")))
    wants(size=3, parts={"x": {"t": 4}}, lifecycle=ignoring)(world)
    await world.apply()
    there = world.vendor.named("A").document
    assert there["size"] == 7
    assert {name: part["t"] for name, part in there["parts"].items()} == {"x": 4, "y": 2}
    assert (await world.plan()).empty


async def test_what_was_only_looked_at_still_differs_from_what_is_asked_for() -> None:
    world = World()
    wants()(world)
    await world.apply()
    world.vendor.edit("A", lambda document: (document.update(size=7, note="x"), document["parts"].pop("y")))
    publishes(world)
    await world.apply(mode=Mode.REFRESH_ONLY)
    plan = await world.plan()
    assert not plan.effective[0].drift
    assert _plain(plan) == {("size",): (7, 1), ("note",): ("x", ABSENT), ("parts", "y"): (ABSENT, {"t": 2})}


async def test_a_default_that_somebody_took_away_is_no_matter_once_that_was_accepted() -> None:
    world = World()
    world.want(ADDRESS, name="A")
    await world.apply()
    world.vendor.named("A").document["extra"] = {"one": 1, "two": 2}
    world.vendor.edit("A", lambda _: None)
    publishes(world)
    await world.apply(mode=Mode.REFRESH_ONLY)
    await world.apply()
    assert (await world.plan()).empty


async def test_looking_again_finds_nothing_new() -> None:
    world = World()
    wants()(world)
    world.want("fake_hook.never_applied", name="N")
    await world.apply(targets=(ADDRESS,))
    world.vendor.edit("A", lambda document: document.update(size=7))
    assert set((await world.plan(mode=Mode.REFRESH_ONLY)).records) == {ADDRESS}
    await world.apply(mode=Mode.REFRESH_ONLY)
    plan = await world.plan(mode=Mode.REFRESH_ONLY)
    assert plan.records == {}
    assert plan.empty


async def test_a_secret_that_somebody_replaced_shows_as_changed_and_in_clear_nowhere() -> None:
    world = World()
    wants(key=Sensitive("our-s3cret"))(world)
    await world.apply()
    world.vendor.edit("A", lambda document: document.update(key="their-s3cret"))
    publishes(world)
    plan = await world.plan()
    (field,) = plan.effective[0].difference.fields
    assert (field.path, field.before, field.after) == (
        ("key",),
        Sensitive("their-s3cret"),
        Sensitive("our-s3cret"),
    )
    assert "s3cret" not in repr(plan)
    await world.apply(mode=Mode.REFRESH_ONLY)
    assert "s3cret" not in repr(world.state)
    await world.apply()
    assert world.vendor.named("A").document["key"] == "our-s3cret"
    assert (await world.plan()).empty


async def test_what_an_updated_resource_will_be_is_unknown_except_its_id() -> None:
    world = World()
    wants()(world)
    world.want("fake_hook.id", name="I", key=Ref(ADDRESS))
    world.want("fake_hook.version", name="V", key=Ref(ADDRESS, "version"))
    await world.apply()
    assert (await world.plan()).empty
    wants(size=2)(world)
    assert [change.address for change in (await world.plan()).effective] == [ADDRESS, "fake_hook.version"]


async def test_dependencies_that_changed_alone_are_recorded() -> None:
    world = World()
    wants()(world)
    world.want("fake_hook.b", name="B")
    await world.apply()
    world.want("fake_hook.b", name="B", needs=(ADDRESS,))
    plan = await world.plan()
    assert plan.empty
    assert plan.records["fake_hook.b"].dependencies == (ADDRESS,)  # type: ignore[union-attr] # it is there
    await world.apply()
    assert (await world.plan()).records == {}
