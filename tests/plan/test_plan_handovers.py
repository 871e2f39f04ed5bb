"""Flows that hand calls over to each other: what a plan knows of ids, and what waits for what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.config.configuration import Lifecycle
from ivrplan.diagnostics import ConfigurationError, PlanError
from ivrplan.language.values import UNKNOWN
from ivrplan.plan.change import Change, Mode, Plan
from ivrplan.plan.handovers import arrange, desired, groups
from ivrplan.providers.contract import Action
from tests.fakes.vendor import TYPES
from tests.fakes.world import Ref, World

A, B, C, D = (f"fake_flow.{name}" for name in "abcd")


def _world(**leads: str) -> World:
    """Flows by name, each with the names of those that it leads to."""
    world = World()
    for name, others in leads.items():
        world.want(f"fake_flow.{name}", name=name.upper(), leads=[f"fake_flow.{other}" for other in others])
    return world


async def _applied(**leads: str) -> World:
    world = _world(**leads)
    outcome = await world.apply()
    assert outcome.diagnostics == ()
    return world


def _waits(plan: Plan) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """What each change waits for, and whose ids."""
    return {change.address: (change.dependencies, change.awaits) for change in plan.effective}


def _led(plan: Plan, address: str) -> object:
    change = next(each for each in plan.changes if each.address == address)
    assert change.after is not None
    return change.after.get("leads")


async def test_in_a_chain_the_target_comes_first_and_its_id_is_known_later() -> None:
    plan = await _world(a="b", b="c", c="").plan()
    assert _waits(plan) == {C: ((), ()), B: ((C,), ()), A: ((B,), ())}
    assert _led(plan, A) == {f"to {B}": UNKNOWN}
    assert next(change.needs for change in plan.changes if change.address == A) == (B,)


async def test_a_pair_waits_for_ids_only() -> None:
    plan = await _world(a="b", b="a").plan()
    assert _waits(plan) == {A: ((), (A, B)), B: ((), (A, B))}


async def test_in_a_triangle_all_wait_for_all_ids() -> None:
    plan = await _world(a="b", b="c", c="a").plan()
    assert _waits(plan) == dict.fromkeys((A, B, C), ((), (A, B, C)))


async def test_a_flow_that_leads_to_itself_waits_for_its_own_id() -> None:
    plan = await _world(a="a").plan()
    assert _waits(plan) == {A: ((), (A,))}
    assert plan.changes[0].needs == ()


async def test_a_circle_begins_together_and_is_waited_for_together() -> None:
    world = _world(a="bd", b="a", c="a", d="")
    plan = await world.plan()
    assert _waits(plan) == {D: ((), ()), A: ((D,), (A, B)), B: ((D,), (A, B)), C: ((A, B), ())}


@pytest.mark.parametrize(
    "leads", [{"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "a"}, {"a": "a"}, {"a": "b", "b": ""}]
)
async def test_after_an_apply_there_is_nothing_left_to_do(leads: dict[str, str]) -> None:
    world = await _applied(**leads)
    plan = await world.plan()
    assert plan.empty
    for name, others in leads.items():
        ids = {f"to fake_flow.{other}": world.vendor.named(other.upper()).id for other in others}
        assert world.vendor.named(name.upper()).document.get("leads", {}) == ids


async def test_a_target_that_is_gone_gets_a_new_id_and_who_leads_there_hears_of_it() -> None:
    world = await _applied(a="b", b="a")
    del world.vendor.objects[world.vendor.named("B").id]
    plan = await world.plan()
    assert {change.address: change.action for change in plan.changes} == {B: Action.CREATE, A: Action.UPDATE}
    # The object of A keeps its id, so B can be finished first.
    assert _waits(plan) == {B: ((), ()), A: ((B,), ())}
    assert (_led(plan, A), _led(plan, B)) == ({f"to {B}": UNKNOWN}, {f"to {A}": world.vendor.named("A").id})
    await world.apply()
    assert (await world.plan()).empty


@pytest.mark.parametrize("create_first", [False, True])
@pytest.mark.parametrize("leads", [{"a": "b", "b": ""}, {"a": "b", "b": "a"}, {"a": "b", "b": "ab"}])
async def test_a_target_that_is_replaced_changes_who_leads_there_in_the_same_plan(
    leads: dict[str, str], create_first: bool
) -> None:
    world = await _applied(**leads)
    others = [f"fake_flow.{other}" for other in leads["b"]]
    lifecycle = Lifecycle(create_before_destroy=create_first)
    world.want(B, name="B", shape="round", leads=others, lifecycle=lifecycle)
    plan = await world.plan()
    assert {change.address: change.action for change in plan.changes} == {B: Action.REPLACE, A: Action.UPDATE}
    assert next(change.dependencies for change in plan.changes if change.address == A) == (B,)
    await world.apply()
    assert (await world.plan()).empty
    assert len(world.vendor.objects) == 2


async def test_a_pair_that_is_replaced_as_a_whole_waits_for_the_new_ids() -> None:
    world = await _applied(a="b", b="a")
    plan = await world.plan(replace=(A, B))
    assert _waits(plan) == {A: ((), (A, B)), B: ((), (A, B))}
    old = set(world.vendor.objects)
    outcome = await world.apply(plan)
    assert outcome.diagnostics == ()
    assert not old & set(world.vendor.objects)
    assert (await world.plan()).empty


async def test_an_update_in_a_circle_waits_for_nobody() -> None:
    world = await _applied(a="b", b="a")
    for name, other in (("a", B), ("b", A)):
        world.want(f"fake_flow.{name}", name=name.upper(), leads=[other], size=7)
    assert _waits(await world.plan()) == {A: ((), ()), B: ((), ())}


@pytest.mark.parametrize("mode", [Mode.DESTROY, Mode.REFRESH_ONLY])
async def test_a_circle_can_go_and_can_be_looked_at(mode: Mode) -> None:
    world = await _applied(a="b", b="c", c="a", d="a")
    await world.apply(mode=mode)
    assert bool(world.vendor.objects) == (mode is Mode.REFRESH_ONLY)


async def test_a_circle_that_is_not_wanted_any_more_goes() -> None:
    world = await _applied(a="b", b="a")
    for address in (A, B):
        world.forget(address)
    await world.apply()
    assert world.vendor.objects == {}


async def test_who_lets_go_of_another_does_so_before_it_goes() -> None:
    world = await _applied(a="b", b="a")
    world.want(A, name="A")
    world.forget(B)
    assert _waits(await world.plan()) == {A: ((), ()), B: ((A,), ())}


async def test_a_target_brings_those_that_it_leads_to() -> None:
    world = _world(a="b", b="a", c="a", d="")
    plan = await world.plan(targets=(A,))
    assert {change.address for change in plan.changes} == {A, B}
    plan = await world.plan(targets=(C,))
    assert {change.address for change in plan.changes} == {A, B, C}


async def test_a_circle_over_anything_but_handovers_is_refused() -> None:
    world = _world(a="b", b="")
    world.want(B, name="B", key=Ref(A))
    with pytest.raises(PlanError) as caught:
        await world.plan()
    found = caught.value.diagnostics[0]
    assert found.summary == "Dependency cycle"
    assert f"{B} -> {A} -> {B}" in found.detail


async def test_what_a_vendor_takes_as_a_whole_only_cannot_be_in_a_circle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind = TYPES["fake_hook"]
    monkeypatch.setattr(kind, "steps", lambda action: TYPES["fake_flow"].steps(action)[1:] or ("delete",))
    world = World()
    world.want("fake_hook.a", name="A", leads=["fake_hook.a"])
    with pytest.raises(PlanError) as caught:
        await world.plan()
    assert "takes fake_hook.a as a whole only" in caught.value.diagnostics[0].detail


async def test_a_flow_that_nobody_could_foresee_is_refused() -> None:
    block = replace(_world(a="b").blocks[A], handovers={})
    with pytest.raises(ConfigurationError) as caught:
        desired(TYPES["fake_flow"], block, {}, {})
    assert caught.value.diagnostics[0].summary == "Flow that is chosen too late"


_EDGES = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=14)


@given(_EDGES, st.sets(st.sampled_from("abcdef")))
def test_no_change_waits_for_one_that_waits_for_it(edges: list[tuple[str, str]], there: set[str]) -> None:
    """However flows refer to each other: all are in the order, and nothing that must end first comes later."""
    changes = {
        name: Change(name, "fake_flow", "fake", Action.UPDATE if name in there else Action.CREATE)
        for name in "abcdef"
    }
    found = arrange(changes, [], edges)
    assert sorted(found.order) == sorted(changes)
    for name in changes:
        assert all(found.order.index(other) < found.order.index(name) for other in found.waits[name])
        # Whatever is led to is finished before, has an id, or gets one meanwhile.
        led_to = {other for waits, other in edges if waits == name}
        assert led_to <= found.waits[name] | there | {*found.awaits.get(name, ())}
        assert there.isdisjoint(found.awaits.get(name, ()))
    decided = groups("abcdef", [], edges)
    assert sorted(name for group in decided for name in group) == sorted(changes)
    place = {name: number for number, group in enumerate(decided) for name in group}
    assert all(place[other] <= place[waits] for waits, other in edges)
