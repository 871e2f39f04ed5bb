"""`moved` and `removed` blocks: where records go, what a plan then says, and that no record is ever lost."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.diagnostics import PlanError
from ivrplan.plan.change import Counts, Mode, Plan
from ivrplan.plan.moves import arrange
from ivrplan.providers.contract import Action
from ivrplan.state.document import ResourceRecord, State, deposed_address
from ivrplan.state.rearrange import Rearrangement, Relocation, rearrange
from tests.fakes.world import Ref, World


async def _applied(*addresses: str) -> World:
    world = World()
    for address in addresses:
        world.want(address, name=address)
    await world.apply()
    for address in addresses:
        world.forget(address)
    return world


def _moved(plan: Plan) -> dict[str, str]:
    return {change.address: change.previous_address for change in plan.changes if change.previous_address}


async def _check_applies(world: World) -> None:
    """The apply sends nothing, and then there is nothing left to do."""
    world.vendor.calls.clear()
    outcome = await world.apply()
    assert not outcome.failed
    assert world.vendor.calls == []
    assert (await world.plan()).empty
    assert {record.id for record in world.state.resources.values()} <= world.vendor.objects.keys()
    assert all(address == record.address for address, record in world.state.resources.items())


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("fake_hook.a", "fake_hook.b", "fake_hook.a", "fake_hook.b"),
        ("fake_hook.a", "fake_hook.b", 'fake_hook.a["uk"]', 'fake_hook.b["uk"]'),
        ("fake_hook.a", 'fake_hook.a["uk"]', "fake_hook.a", 'fake_hook.a["uk"]'),
        ("fake_hook.a[0]", 'fake_hook.a["uk"]', "fake_hook.a[0]", 'fake_hook.a["uk"]'),
        ('fake_hook.a["uk"]', "fake_hook.b", 'fake_hook.a["uk"]', "fake_hook.b"),
        ("fake_hook.a", "module.m.fake_hook.a", "fake_hook.a", "module.m.fake_hook.a"),
        ("module.m.fake_hook.a", "fake_hook.a", "module.m.fake_hook.a[1]", "fake_hook.a[1]"),
        ("module.m", "module.n", "module.m.fake_hook.a", "module.n.fake_hook.a"),
        ("module.m", "module.n", 'module.m["x"].fake_hook.a[2]', 'module.n["x"].fake_hook.a[2]'),
        ("module.m", 'module.m["x"]', "module.m.fake_hook.a", 'module.m["x"].fake_hook.a'),
        ('module.m["x"]', "module.n", 'module.m["x"].module.o.fake_hook.a', "module.n.module.o.fake_hook.a"),
        ("module.m.module.o", "module.o", "module.m.module.o.fake_hook.a", "module.o.fake_hook.a"),
    ],
)
async def test_a_record_goes_where_its_block_went(before: str, after: str, old: str, new: str) -> None:
    world = await _applied(old)
    world.want(new, name=old)
    world.move(before, after)
    plan = await world.plan()
    assert _moved(plan) == {new: old}
    assert [change.action for change in plan.changes] == [Action.NO_OP]
    assert not plan.empty
    assert plan.counts == Counts()
    await _check_applies(world)
    assert list(world.state.resources) == [new]


@pytest.mark.parametrize(
    ("before", "after", "other"),
    [
        ("fake_hook.a", 'fake_hook.a["uk"]', "fake_hook.a[1]"),
        ('fake_hook.a["uk"]', "fake_hook.b", "fake_hook.a"),
        ("fake_hook.a", "fake_hook.b", "fake_flow.a"),
        ("fake_hook.a", "fake_hook.b", "module.m.fake_hook.a"),
        ("module.m.fake_hook.a", "fake_hook.a", 'module.m["x"].fake_hook.a'),
        ("module.m", 'module.m["x"]', 'module.m["y"].fake_hook.a'),
        ("module.m", "module.n", "module.mm.fake_hook.a"),
    ],
)
async def test_what_a_move_does_not_mean_stays(before: str, after: str, other: str) -> None:
    world = await _applied(other)
    world.want(other, name=other)
    world.move(before, after)
    assert (await world.plan()).empty


async def test_a_row_of_moves_is_followed_to_its_end_from_everywhere() -> None:
    for start in ("fake_hook.a", "fake_hook.b", "fake_hook.c"):
        world = await _applied(start)
        world.want("module.m.fake_hook.d", name=start)
        world.move("fake_hook.b", "fake_hook.c")
        world.move("fake_hook.a", "fake_hook.b")
        world.move("fake_hook.c", "module.n.fake_hook.d")
        world.move("module.n", "module.m")
        assert _moved(await world.plan()) == {"module.m.fake_hook.d": start}
        await _check_applies(world)


@pytest.mark.parametrize(
    ("old", "new"), [("fake_hook.a", "fake_hook.a[0]"), ("fake_hook.a[0]", "fake_hook.a")]
)
async def test_count_comes_and_goes_without_a_word(old: str, new: str) -> None:
    world = await _applied(old)
    world.want(new, name=old)
    assert _moved(await world.plan()) == {new: old}
    await _check_applies(world)


async def test_one_of_several_is_not_the_only_one() -> None:
    world = await _applied("fake_hook.a[0]", "fake_hook.a[1]")
    world.want("fake_hook.a", name="fake_hook.a[0]")
    plan = await world.plan()
    assert _moved(plan) == {"fake_hook.a": "fake_hook.a[0]"}
    assert plan.counts == Counts(destroy=1)


async def test_what_changes_moves_and_changes() -> None:
    world = await _applied("fake_flow.a")
    world.want("fake_flow.b", name="fake_flow.a", size=2)
    world.move("fake_flow.a", "fake_flow.b")
    plan = await world.plan()
    (change,) = plan.changes
    assert (change.action, change.previous_address) == (Action.UPDATE, "fake_flow.a")
    assert plan.counts == Counts(change=1, release=1)
    await world.apply()
    assert world.state.resources["fake_flow.b"].document["size"] == 2
    assert len(world.vendor.objects) == 1


async def test_what_moves_to_where_nothing_is_declared_goes() -> None:
    world = await _applied("fake_hook.a")
    world.move("fake_hook.a", "fake_hook.b")
    (change,) = (await world.plan()).changes
    assert (change.address, change.action, change.previous_address) == (
        "fake_hook.b",
        Action.DELETE,
        "fake_hook.a",
    )
    await world.apply()
    assert not world.vendor.objects
    assert not world.state.resources


async def test_who_refers_to_what_moved_refers_to_it_at_its_new_address() -> None:
    world = World()
    world.want("fake_hook.a", name="A")
    world.want("fake_hook.b", name="B", key=Ref("fake_hook.a"))
    await world.apply()
    world.forget("fake_hook.a")
    world.want("fake_hook.z", name="A")
    world.want("fake_hook.b", name="B", key=Ref("fake_hook.z"))
    world.move("fake_hook.a", "fake_hook.z")
    await _check_applies(world)
    assert world.state.resources["fake_hook.b"].dependencies == ("fake_hook.z",)
    world.forget("fake_hook.z")
    world.forget("fake_hook.b")
    assert [change.address for change in (await world.plan()).changes] == ["fake_hook.b", "fake_hook.z"]


async def test_a_deposed_object_goes_with_its_successor() -> None:
    world = await _applied("fake_hook.a")
    record = world.state.resources["fake_hook.a"]
    world.state = State(
        lineage="lineage", serial=2, resources=rearrange(world.state.resources, _to_deposed(record.id))
    )
    world.want("fake_hook.b", name="new")
    world.move("fake_hook.a", "fake_hook.b")
    plan = await world.plan()
    assert {change.address: change.action for change in plan.changes} == {
        "fake_hook.b": Action.CREATE,
        deposed_address("fake_hook.b", record.id): Action.DELETE,
    }
    await world.apply()
    assert list(world.state.resources) == ["fake_hook.b"]


def _to_deposed(identity: str) -> Rearrangement:
    return Rearrangement((Relocation("fake_hook.a", deposed_address("fake_hook.a", identity), identity),))


async def test_an_object_never_takes_the_place_of_another() -> None:
    world = await _applied("fake_hook.a", "fake_hook.b")
    world.want("fake_hook.b", name="fake_hook.b")
    world.move("fake_hook.a", "fake_hook.b")
    plan = await world.plan()
    assert [d.summary for d in plan.diagnostics] == ["Object cannot move"]
    assert {change.address: change.action for change in plan.changes} == {
        "fake_hook.a": Action.DELETE,
        "fake_hook.b": Action.NO_OP,
    }


async def test_destroy_and_refresh_know_the_new_addresses() -> None:
    world = await _applied("fake_hook.a")
    world.want("fake_hook.b", name="fake_hook.a")
    world.move("fake_hook.a", "fake_hook.b")
    looked = await world.plan(mode=Mode.REFRESH_ONLY)
    assert _moved(looked) == {"fake_hook.b": "fake_hook.a"}
    gone = await world.plan(mode=Mode.DESTROY)
    assert [(change.address, change.action) for change in gone.changes] == [("fake_hook.b", Action.DELETE)]
    await world.apply(mode=Mode.DESTROY)
    assert not world.vendor.objects
    assert not world.state.resources


async def test_a_plan_that_leaves_moved_objects_out_is_refused() -> None:
    world = await _applied("fake_hook.a", "fake_hook.c")
    world.want("fake_hook.b", name="fake_hook.a")
    world.want("fake_hook.c", name="fake_hook.c")
    world.move("fake_hook.a", "fake_hook.b")
    with pytest.raises(PlanError) as caught:
        await world.plan(targets=("fake_hook.c",))
    assert caught.value.diagnostics[0].summary == "Moved objects are not among the targets"
    assert "--target 'fake_hook.b'" in caught.value.diagnostics[0].hint
    assert _moved(await world.plan(targets=("fake_hook.b",))) == {"fake_hook.b": "fake_hook.a"}


async def test_what_is_forgotten_stays_at_the_vendor() -> None:
    world = await _applied("fake_hook.a", 'module.m["x"].fake_hook.b', "fake_hook.c")
    world.remove("fake_hook.a")
    world.remove("module.m")
    world.remove("fake_hook.c", destroy=True)
    plan = await world.plan()
    assert {change.address: change.action for change in plan.changes} == {
        "fake_hook.a": Action.FORGET,
        'module.m["x"].fake_hook.b': Action.FORGET,
        "fake_hook.c": Action.DELETE,
    }
    assert plan.counts == Counts(destroy=1, forgotten=2)
    await world.apply()
    assert not world.state.resources
    assert {there.document["name"] for there in world.vendor.objects.values()} == {
        "fake_hook.a",
        'module.m["x"].fake_hook.b',
    }
    assert (await world.plan()).empty


async def test_what_moved_first_is_forgotten_at_its_new_address() -> None:
    world = await _applied("fake_hook.a")
    world.move("fake_hook.a", "fake_hook.b")
    world.remove("fake_hook.b")
    (change,) = (await world.plan()).changes
    assert (change.address, change.action) == ("fake_hook.b", Action.FORGET)
    await world.apply()
    assert not world.state.resources
    assert len(world.vendor.objects) == 1


async def test_a_plan_for_targets_forgets_only_these() -> None:
    world = await _applied("fake_hook.a", "fake_hook.b")
    world.remove("fake_hook.a")
    world.remove("fake_hook.b")
    plan = await world.plan(targets=("fake_hook.a",))
    assert [change.address for change in plan.changes] == ["fake_hook.a"]
    await world.apply(targets=("fake_hook.a",))
    assert list(world.state.resources) == ["fake_hook.b"]


async def test_looking_forgets_nothing_and_destroying_does() -> None:
    world = await _applied("fake_hook.a")
    world.remove("fake_hook.a")
    assert (await world.plan(mode=Mode.REFRESH_ONLY)).counts == Counts()
    await world.apply(mode=Mode.DESTROY)
    assert not world.state.resources
    assert len(world.vendor.objects) == 1


async def test_a_rearrangement_that_has_happened_does_not_happen_again() -> None:
    world = await _applied("fake_hook.a")
    world.move("fake_hook.a", "fake_hook.b")
    world.want("fake_hook.b", name="fake_hook.a")
    how = (await world.plan()).rearrangement
    once = rearrange(world.state.resources, how)
    assert list(once) == ["fake_hook.b"]
    assert rearrange(once, how) == once
    assert how.moves[0] == Relocation("fake_hook.a", "fake_hook.b", world.vendor.named("fake_hook.a").id)
    assert how.forgotten == ()


NAMES = ("a", "b", "c", "a[0]", "a[1]", 'a["x"]', "b[0]")
ADDRESSES = tuple(f"{path}fake_hook.{name}" for path in ("", "module.m.", "module.n[0].") for name in NAMES)
TARGETS = (*ADDRESSES, "module.m", "module.n", "module.n[0]", "module.o")
KINDS = {target: bool(re.fullmatch(r"(.*\.)?module\.\w+(\[\d\])?", target)) for target in TARGETS}


@given(
    have=st.sets(st.sampled_from(ADDRESSES), min_size=1, max_size=6),
    want=st.sets(st.sampled_from(ADDRESSES), max_size=6),
    moves=st.lists(st.tuples(st.sampled_from(TARGETS), st.sampled_from(TARGETS)), max_size=5),
    removed=st.sets(st.sampled_from(TARGETS), max_size=2),
)
def test_every_object_is_managed_once_or_forgotten_on_purpose(
    have: set[str], want: set[str], moves: list[tuple[str, str]], removed: set[str]
) -> None:
    """Whatever the blocks say, circles and collisions included: loading refuses those, but the state must not suffer."""
    world = World()
    for address in sorted(want):
        world.want(address, name=address)
    for before, after in moves:
        if before != after and KINDS[before] == KINDS[after]:
            world.move(before, after)
    for target in removed:
        world.remove(target)
    state = _state_with(have)
    arranged = arrange(world.configuration, state, Mode.NORMAL)
    kept = [record.id for record in arranged.state.resources.values()]
    forgotten = [record.id for record in arranged.forgotten.values()]
    assert Counter(kept + forgotten) == Counter(record.id for record in state.resources.values())
    assert all(address == record.address for address, record in arranged.state.resources.items())
    assert rearrange(state.resources, arranged.how) == arranged.state.resources
    assert rearrange(arranged.state.resources, arranged.how) == arranged.state.resources
    assert removed or not forgotten


def _state_with(addresses: set[str]) -> State:
    records = {
        address: ResourceRecord(address, "fake_hook", "fake", f"id-{number}", "1", {}, {})
        for number, address in enumerate(sorted(addresses))
    }
    return State("lineage", 1, records)
