"""Flows that hand calls over to each other: each is begun, gets the others' ids, and is finished; or all are told why not."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from ivrplan.apply.identities import Identities, known_part
from ivrplan.apply.progress import ChangeSkipped
from ivrplan.diagnostics import PlanError, RejectedError
from ivrplan.language.values import UNKNOWN, Sensitive
from ivrplan.plan import planfile
from ivrplan.plan.change import Change
from ivrplan.providers.contract import Action, Step, StepKind, Work
from ivrplan.state.journal import ChangeBegan, StepBegan
from tests.fakes.vendor import TYPES, Hook, failed, raising
from tests.fakes.world import Ref, World

A, B, C, D = (f"fake_flow.{name}" for name in "abcd")
REGISTER, CONFIGURE, PUBLISH = StepKind.REGISTER, StepKind.CONFIGURE, StepKind.PUBLISH


def _world(**leads: str) -> World:
    world = World()
    for name, others in leads.items():
        world.want(f"fake_flow.{name}", name=name.upper(), leads=[f"fake_flow.{other}" for other in others])
    return world


def _refuses(address: str, step: StepKind) -> Hook:
    async def hook(given: Step, work: Work) -> None:
        if (work.address, given.kind) == (address, step):
            raise failed(RejectedError, 422)

    return hook


async def test_in_a_chain_the_target_is_published_before_anybody_is_led_there() -> None:
    world = _world(a="b", b="c", c="")
    await world.apply()
    assert [address for address, _ in world.vendor.calls] == [C] * 3 + [B] * 3 + [A] * 3


async def test_in_a_circle_all_are_begun_before_any_is_led_to_another() -> None:
    world = _world(a="b", b="c", c="a")
    outcome = await world.apply()
    assert set(outcome.finished) == {A, B, C}
    assert {step for _, step in world.vendor.calls[:3]} == {REGISTER}


async def test_what_a_circle_needs_is_finished_before_and_what_needs_it_begins_after() -> None:
    world = _world(a="bd", b="a", c="a", d="")
    await world.apply()
    order = [address for address, _ in world.vendor.calls]
    assert (order[:3], set(order[3:9]), order[9:]) == ([D] * 3, {A, B}, [C] * 3)


@pytest.mark.parametrize(
    "leads", [{"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "a"}, {"a": "a", "b": "ab"}]
)
@pytest.mark.parametrize("parallelism", [1, 2, 10])
async def test_who_waits_for_an_id_is_in_nobodys_way(leads: dict[str, str], parallelism: int) -> None:
    world = _world(**leads)
    for number in range(3):
        world.want(f"fake_hook.n{number}", name=f"N{number}", key=Ref(A))
    busy: set[str] = set()
    most: list[int] = []

    async def before(step: Step, work: Work) -> None:
        busy.add(work.address)
        most.append(len(busy))
        await asyncio.sleep(0)

    async def after(step: Step, work: Work) -> None:
        busy.discard(work.address)

    world.vendor.before, world.vendor.after = before, after
    outcome = await asyncio.wait_for(world.run(await world.plan(), parallelism=parallelism), 30)
    assert outcome.diagnostics == ()
    assert max(most) <= parallelism
    assert (await world.plan()).empty


async def test_the_first_step_is_given_what_is_known_and_is_journaled_so() -> None:
    world = World()
    world.want(A, name="A", size=1, leads=[B])
    world.want(B, name="B", leads=[A])
    plan, journal = await world.plan(), world.journal
    seen: dict[StepKind, object] = {}

    async def hook(step: Step, work: Work) -> None:
        if work.address == A:
            seen[step.kind] = dict(work.target)

    world.vendor.before = hook
    await world.run(plan)
    identity = world.vendor.named("B").id
    whole = {"name": "A", "size": 1, "leads": {f"to {B}": identity}}
    assert seen == {REGISTER: {"name": "A", "size": 1, "leads": {}}, CONFIGURE: whole, PUBLISH: whole}
    entries = [entry for entry in journal.entries if getattr(entry, "address", "") == A]
    assert [entry.sent for entry in entries if isinstance(entry, ChangeBegan)] == [seen[REGISTER], whole]
    kinds = [type(entry) for entry in entries]
    assert kinds.index(StepBegan) == 1
    assert entries[3] == ChangeBegan(
        A,
        "fake_flow",
        "fake",
        "create",
        sent=whole,
        dependencies=(B,),
        steps=("register", "configure", "publish"),
    )
    record = world.state.resources[A]
    assert (record.sent, record.dependencies) == (whole, (B,))


@pytest.mark.parametrize("parallelism", [1, 10])
async def test_when_one_cannot_be_begun_the_others_are_kept_and_told_why(parallelism: int) -> None:
    world = _world(a="b", b="c", c="a", d="a")
    world.vendor.before = _refuses(C, REGISTER)
    outcome = await world.run(await world.plan(), parallelism=parallelism)
    assert (set(outcome.failed), outcome.skipped) == ({A, B, C}, (D,))
    told = {diagnostic.address: diagnostic for diagnostic in outcome.diagnostics}
    assert told[C].summary == "Vendor says no"
    assert told[B].summary == "Flow to hand calls over to is missing"
    assert f"{B} was begun, but could not be finished: {C}" in told[B].detail
    # What is there is in the state, and the next apply goes on with it.
    assert {record.id for record in world.state.resources.values()} == set(world.vendor.objects)
    assert {step for _, step in world.vendor.calls} == {REGISTER}
    assert world.state.resources[B].sent is None
    assert outcome.unsettled == frozenset()
    world.vendor.before = raising(iter(()))
    outcome = await world.apply()
    assert outcome.diagnostics == ()
    assert (await world.plan()).empty
    assert len(world.vendor.objects) == 4


@pytest.mark.parametrize("step", [CONFIGURE, PUBLISH])
async def test_when_one_cannot_be_finished_it_is_kept_and_finished_later(step: StepKind) -> None:
    world = _world(a="b", b="a", d="b")
    world.vendor.before = _refuses(A, step)
    outcome = await world.apply()
    assert (outcome.failed, outcome.finished, outcome.skipped) == ((A,), (B,), (D,))
    assert set(world.state.resources) == {A, B}
    world.vendor.before = raising(iter(()))
    await world.apply()
    assert (await world.plan()).empty


async def test_what_a_circle_needs_fails_and_nothing_of_the_circle_is_begun() -> None:
    world = _world(a="b", b="ad", d="")
    world.vendor.before = _refuses(D, CONFIGURE)
    outcome = await world.apply()
    assert (outcome.failed, set(outcome.skipped)) == ((D,), {A, B})
    assert len(world.vendor.objects) == 1


async def test_after_a_stop_the_rest_of_a_circle_is_not_begun() -> None:
    world = _world(a="b", b="a")
    stop = asyncio.Event()

    async def hook(step: Step, work: Work) -> None:
        stop.set()

    world.vendor.after = hook
    outcome = await asyncio.wait_for(world.run(await world.plan(), parallelism=1, stop=stop), 30)
    assert (outcome.failed, outcome.skipped) == ((A,), (B,))
    assert [event.because for event in world.events if isinstance(event, ChangeSkipped)] == [
        "the apply was stopped"
    ]
    assert outcome.diagnostics[0].summary == "Flow to hand calls over to is missing"
    await world.apply()
    assert (await world.plan()).empty
    assert len(world.vendor.objects) == 2


async def test_what_is_sent_in_the_end_is_what_the_plan_showed() -> None:
    world = _world(a="b", b="a")
    plan = await world.plan()
    values = world.blocks[A].evaluate({})
    world.blocks[A] = replace(world.blocks[A], evaluator=lambda _: {**values, "size": 2})
    outcome = await world.run(plan)
    assert {diagnostic.address: diagnostic.summary for diagnostic in outcome.diagnostics} == {
        A: "Plan and configuration disagree",
        B: "Flow to hand calls over to is missing",
    }
    assert {address for address, _ in world.vendor.calls} == {B}


async def test_a_saved_plan_of_a_circle_is_applied_like_any_other(tmp_path: Path) -> None:
    world = _world(a="b", b="c", c="ac")
    plan = await world.plan()
    planfile.write(plan, tmp_path / "plan")
    read = planfile.read(tmp_path / "plan", TYPES)
    assert [change.awaits for change in read.changes] == [change.awaits for change in plan.changes]
    assert read.changes[0].awaits
    await world.run(read)
    assert (await world.plan()).empty


def test_ids_are_waited_for_until_it_is_known_that_there_will_be_none() -> None:
    changes = [
        *(Change(address, "fake_flow", "fake", Action.CREATE, awaits=(A, B, C)) for address in (A, B, C)),
        Change(D, "fake_flow", "fake", Action.UPDATE, id="id-d"),
    ]
    identities = Identities(changes)
    assert identities.known == {D: "id-d"}
    settled = identities.settled(changes[0])
    assert identities.supposing(changes[0]).keys() == {A, B, C, D}
    identities.tell(B, "id-b")
    identities.settle(B)
    identities.tell(A, "id-a")
    identities.settle(D)
    assert not settled.is_set()
    identities.settle(C)
    assert settled.is_set()
    assert identities.known == {A: "id-a", B: "id-b", D: "id-d"}
    with pytest.raises(PlanError, match=f"could not be finished: {C}, which"):
        identities.check(changes[0])


def test_what_is_not_known_is_left_out_of_what_is_sent_first() -> None:
    document = {"a": UNKNOWN, "b": {"c": Sensitive(UNKNOWN), "d": 1, "e": {"f": UNKNOWN}}, "g": (1, 2)}
    assert known_part(document) == {"b": {"d": 1, "e": {}}, "g": (1, 2)}
