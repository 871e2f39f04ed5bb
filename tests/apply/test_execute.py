"""A plan is run in its order, as much at once as allowed, and a failure stops what needs it and nothing else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ivrplan.apply.progress import (
    ChangeFailed,
    ChangeFinished,
    ChangeSkipped,
    ChangeStarted,
    StepFinished,
    StepStarted,
)
from ivrplan.config.configuration import Lifecycle
from ivrplan.diagnostics import ConfigurationError, RejectedError, UnavailableError, error
from ivrplan.language.values import Sensitive
from ivrplan.plan import planfile
from ivrplan.plan.change import Mode, Plan
from ivrplan.providers.contract import Action, Step, StepKind, Work
from ivrplan.state.document import OutputRecord, deposed_address, successor_address
from tests.fakes.vendor import TYPES, Hook, failed, raising
from tests.fakes.world import MemoryJournal, Ref, World


def _chain(world: World) -> None:
    world.want("fake_hook.c", name="C", key=Ref("fake_hook.b"))
    world.want("fake_hook.b", name="B", key=Ref("fake_hook.a"))
    world.want("fake_hook.a", name="A")
    world.want("fake_hook.z", name="Z")


def _refuses(address: str, step: StepKind = StepKind.REGISTER) -> Hook:
    async def hook(given: Step, work: Work) -> None:
        if (work.address, given.kind) == (address, step):
            raise failed(RejectedError, 422)

    return hook


async def test_what_is_needed_comes_first() -> None:
    world = World()
    _chain(world)
    await world.apply()
    order = [address for address, step in world.vendor.calls if step is StepKind.REGISTER]
    assert order.index("fake_hook.a") < order.index("fake_hook.b") < order.index("fake_hook.c")
    assert world.vendor.named("C").document["key"] == world.vendor.named("B").id


async def test_what_goes_goes_before_what_it_needs() -> None:
    world = World()
    _chain(world)
    await world.apply()
    world.vendor.calls.clear()
    await world.apply(mode=Mode.DESTROY)
    order = [address for address, _ in world.vendor.calls]
    assert order.index("fake_hook.c") < order.index("fake_hook.b") < order.index("fake_hook.a")
    assert world.state.resources == {}
    assert world.vendor.objects == {}


async def test_who_lets_go_of_something_does_so_before_it_goes() -> None:
    world = World()
    _chain(world)
    await world.apply()
    world.vendor.calls.clear()
    world.want("fake_hook.b", name="B", key="none")
    world.forget("fake_hook.a")
    await world.apply()
    assert [address for address, _ in world.vendor.calls] == ["fake_hook.b", "fake_hook.a"]


async def test_a_failure_skips_what_needs_it_and_nothing_else() -> None:
    world = World()
    _chain(world)
    world.vendor.before = _refuses("fake_hook.a")
    outcome = await world.apply()
    assert outcome.failed == ("fake_hook.a",)
    assert set(outcome.skipped) == {"fake_hook.b", "fake_hook.c"}
    assert outcome.finished == ("fake_hook.z",)
    assert set(world.state.resources) == {"fake_hook.z"}
    assert [(d.summary, d.address) for d in outcome.diagnostics] == [("Vendor says no", "fake_hook.a")]
    skips = {event.address: event.because for event in world.events if isinstance(event, ChangeSkipped)}
    assert set(skips.values()) == {"something that it needs has failed"}


async def test_every_change_is_told_of_from_its_start_to_its_end() -> None:
    world = World()
    world.want("fake_hook.a", name="A")
    await world.apply()
    *events, last = world.events
    assert events == [
        ChangeStarted("fake_hook.a", Action.CREATE),
        StepStarted("fake_hook.a", StepKind.REGISTER),
        StepFinished("fake_hook.a", StepKind.REGISTER),
        StepStarted("fake_hook.a", StepKind.CONFIGURE),
        StepFinished("fake_hook.a", StepKind.CONFIGURE),
    ]
    assert isinstance(last, ChangeFinished)
    assert (last.id, last.version) == ("id-1", "2")


@pytest.mark.parametrize(("parallelism", "most"), [(1, 1), (3, 3), (10, 6)])
async def test_no_more_is_worked_on_at_once_than_allowed(parallelism: int, most: int) -> None:
    world = World(providers=("fake", "fake.emea"))
    for number in range(6):
        world.want(f"fake_hook.n{number}", name=f"N{number}")
    busy: list[int] = []
    running: set[str] = set()

    async def hook(step: Step, work: Work) -> None:
        running.add(work.address)
        busy.append(len(running))
        for _ in range(5):
            await asyncio.sleep(0)
        if step.kind is StepKind.CONFIGURE:
            running.discard(work.address)

    world.vendor.before = hook
    await world.run(await world.plan(), parallelism=parallelism)
    assert max(busy) == most


async def test_each_provider_configuration_has_its_own_limit() -> None:
    world = World(providers=("fake", "fake.emea"))
    world.want("fake_hook.a", name="A")
    world.want("fake_hook.b", name="B", provider="fake.emea")
    both = asyncio.Event()
    waiting: list[str] = []

    async def hook(step: Step, work: Work) -> None:
        waiting.append(work.address)
        if len(set(waiting)) == 2:
            both.set()
        await asyncio.wait_for(both.wait(), 10)

    world.vendor.before = hook
    outcome = await world.run(await world.plan(), parallelism=1)
    assert len(outcome.finished) == 2


async def test_after_a_stop_what_is_under_way_ends_and_nothing_else_begins() -> None:
    world = World()
    _chain(world)
    stop = asyncio.Event()

    async def hook(step: Step, work: Work) -> None:
        stop.set()

    world.vendor.after = hook
    outcome = await world.run(await world.plan(), parallelism=1, stop=stop)
    assert len(outcome.finished) == 1
    assert len(outcome.skipped) == 3
    because = {event.because for event in world.events if isinstance(event, ChangeSkipped)}
    assert because == {"the apply was stopped", "something that it needs has failed"}
    assert len(world.vendor.objects) == 1
    await world.apply()
    assert (await world.plan()).empty


@pytest.mark.parametrize("room", range(1, 16))
async def test_what_cannot_be_journaled_is_not_sent(room: int) -> None:
    """The disk is full from some entry on. Nothing is sent after that, and nothing that was sent is forgotten."""
    world = World(journal=MemoryJournal(full=room))
    _chain(world)
    sent: list[int] = []

    async def hook(step: Step, work: Work) -> None:
        sent.append(len(world.journal.lines))

    world.vendor.before = hook
    outcome = await world.apply()
    assert outcome.failed
    assert len(outcome.finished) + len(outcome.failed) + len(outcome.skipped) == 4
    assert all(lines <= room for lines in sent)
    assert {diagnostic.summary for diagnostic in outcome.diagnostics} == {"Journal cannot be written"}
    await world.apply()
    assert (await world.plan()).empty
    assert {record.id for record in world.state.resources.values()} == set(world.vendor.objects)
    assert len(world.vendor.objects) == 4


async def test_a_plan_that_does_not_say_what_the_configuration_says_is_refused() -> None:
    world = World()
    world.want("fake_hook.a", name="A", size=1)
    plan = await world.plan()
    world.want("fake_hook.a", name="A", size=2)
    outcome = await world.run(plan)
    assert [(d.summary, d.detail, d.hint, d.address) for d in outcome.diagnostics] == [
        (
            "Plan and configuration disagree",
            "What is to be sent for fake_hook.a is not what the plan showed, so nothing was sent.",
            "A file or an environment variable that the configuration reads has changed. Plan again.",
            "fake_hook.a",
        ),
    ]
    assert world.vendor.calls == []


async def test_what_was_unknown_may_become_anything_and_nothing_else_may_change_with_it() -> None:
    world = World()
    world.want("fake_hook.a", name="A")
    world.want("fake_hook.b", name="B", parts={"x": {"id": Ref("fake_hook.a"), "t": 1}})
    plan = await world.plan()
    world.want("fake_hook.b", name="B", parts={"x": {"id": Ref("fake_hook.a"), "t": 2}})
    outcome = await world.run(plan)
    assert outcome.finished == ("fake_hook.a",)
    assert outcome.failed == ("fake_hook.b",)


async def test_what_stays_unknown_is_not_sent() -> None:
    world = World()
    world.want("fake_hook.a", name="A")
    world.want("fake_hook.b", name="B", key=Ref("fake_hook.a", "no_such"))
    outcome = await world.apply()
    assert outcome.failed == ("fake_hook.b",)
    assert outcome.diagnostics[0].summary == "Plan and configuration disagree"


async def test_an_expression_without_a_value_fails_its_change_only() -> None:
    world = World()
    _chain(world)
    plan = await world.plan()
    broken = world.blocks["fake_hook.z"]

    def evaluator(results: object) -> Any:
        raise ConfigurationError(error("No value", "It has none."))

    world.blocks["fake_hook.z"] = replace(broken, evaluator=evaluator)
    outcome = await world.run(plan)
    assert outcome.failed == ("fake_hook.z",)
    assert len(outcome.finished) == 3


async def test_an_answer_that_was_lost_is_looked_up_at_once() -> None:
    world = World()
    world.want("fake_flow.a", name="A")
    for side in ("after", "before"):
        setattr(world.vendor, side, raising(iter([failed(UnavailableError, 503)])))
    outcome = await world.apply()
    assert outcome.failed == ("fake_flow.a",)
    world.vendor.after = raising(iter([failed(UnavailableError, 503)] * 9))
    outcome = await world.apply()
    assert outcome.finished == ("fake_flow.a",)
    assert len(world.vendor.objects) == 1


async def test_a_refused_second_step_leaves_a_record_of_what_the_first_made() -> None:
    world = World()
    world.want("fake_flow.a", name="A", parts={"x": {"t": 1}})
    world.vendor.before = _refuses("fake_flow.a", StepKind.CONFIGURE)
    outcome = await world.apply()
    assert outcome.failed == ("fake_flow.a",)
    record = world.state.resources["fake_flow.a"]
    assert (record.id, record.sent) == ("id-1", None)
    world.vendor.before = raising(iter(()))
    plan = await world.plan()
    assert [change.action for change in plan.effective] == [Action.UPDATE]
    await world.apply()
    assert (await world.plan()).empty
    assert len(world.vendor.objects) == 1


async def test_a_refused_update_still_takes_the_part_away_the_next_time() -> None:
    """The first step is done and the release is refused, or nothing is: what was to go must go in the end."""
    for step in (StepKind.CONFIGURE, StepKind.PUBLISH):
        world = World()
        world.want("fake_flow.a", name="A", parts={"x": {"t": 1}, "y": {"t": 2}})
        await world.apply()
        world.want("fake_flow.a", name="A", parts={"x": {"t": 1}})
        world.vendor.before = _refuses("fake_flow.a", step)
        assert (await world.apply()).failed
        world.vendor.before = raising(iter(()))
        await world.apply()
        assert set(world.vendor.named("A").document["parts"]) == {"x"}
        assert (await world.plan()).empty


async def test_an_edit_in_the_moment_before_reading_back_shows_in_the_next_plan() -> None:
    world = World()
    world.want("fake_hook.a", name="A", size=1)

    async def hook(step: Step, work: Work) -> None:
        if step.kind is StepKind.CONFIGURE:
            world.vendor.edit("A", lambda document: document.update(size=7, note="mine"))

    world.vendor.after = hook
    await world.apply()
    world.vendor.after = raising(iter(()))
    change = (await world.plan()).effective[0]
    moved = {each.path: each.before for each in change.drift.fields} | {
        each.path: each.after for each in change.drift.fields
    }
    assert moved["size",] == 7
    assert moved["note",] == "mine"
    await world.apply()
    assert world.vendor.named("A").document == {"name": "A", "size": 1, "region": "eu"}
    assert (await world.plan()).empty


async def test_an_object_that_vanishes_before_it_is_read_back_is_reported() -> None:
    world = World()
    world.want("fake_hook.a", name="A")

    async def hook(step: Step, work: Work) -> None:
        if step.kind is StepKind.CONFIGURE:
            world.vendor.objects.clear()

    world.vendor.after = hook
    outcome = await world.apply()
    assert [(d.summary, d.detail, d.hint) for d in outcome.diagnostics] == [
        (
            "Object vanished",
            "fake_hook.a was written, but Fake does not have it any more.",
            "Somebody deleted it at the same moment. Plan again.",
        ),
    ]
    assert world.state.resources == {}


async def test_a_version_that_moved_between_plan_and_apply_is_never_overwritten() -> None:
    world = World()
    world.want("fake_hook.a", name="A", size=1)
    await world.apply()
    world.want("fake_hook.a", name="A", size=2)
    plan = await world.plan()
    world.vendor.edit("A", lambda document: document.update(size=9))
    outcome = await world.run(plan)
    assert outcome.failed == ("fake_hook.a",)
    assert world.vendor.named("A").document["size"] == 9


async def test_a_replacement_deletes_first_unless_it_is_told_otherwise() -> None:
    for lifecycle, order in (
        (Lifecycle(), [StepKind.DELETE, StepKind.REGISTER, StepKind.CONFIGURE]),
        (Lifecycle(create_before_destroy=True), [StepKind.REGISTER, StepKind.CONFIGURE, StepKind.DELETE]),
    ):
        world = World()
        world.want("fake_hook.a", name="A", shape="round")
        await world.apply()
        world.vendor.calls.clear()
        world.want("fake_hook.a", name="A", shape="square", lifecycle=lifecycle)
        outcome = await world.apply()
        assert outcome.finished == ("fake_hook.a",)
        assert [step for _, step in world.vendor.calls] == order
        assert [each.document["shape"] for each in world.vendor.objects.values()] == ["square"]
        assert set(world.state.resources) == {"fake_hook.a"}


async def test_an_old_object_that_could_not_be_deleted_goes_with_the_next_apply() -> None:
    world = World()
    world.want("fake_hook.a", name="A", shape="round")
    await world.apply()
    world.want("fake_hook.a", name="A", shape="square", lifecycle=Lifecycle(create_before_destroy=True))
    aside = deposed_address("fake_hook.a", "id-1")
    world.vendor.before = _refuses(aside, StepKind.DELETE)
    outcome = await world.apply()
    assert outcome.failed == ("fake_hook.a",)
    assert set(world.state.resources) == {"fake_hook.a", aside}
    world.vendor.before = raising(iter(()))
    change = (await world.plan()).effective[0]
    assert (change.address, change.action, change.because) == (aside, Action.DELETE, "it was replaced")
    await world.apply()
    assert set(world.vendor.objects) == {"id-2"}


def test_only_a_deposed_address_has_a_successor() -> None:
    assert successor_address(deposed_address("a.b", "7")) == "a.b"
    assert successor_address('a.b["x (deposed 7)"]') is None
    assert successor_address(deposed_address('a.b["x (deposed 7)"]', "9")) == 'a.b["x (deposed 7)"]'


async def test_outputs_are_kept_with_what_is_known_after_the_apply() -> None:
    world = World()
    world.want("fake_hook.a", name="A")
    world.show("id", Ref("fake_hook.a"))
    world.show("secret", Sensitive("s3cret"), sensitive=True)
    world.show("nothing", None)
    await world.apply()
    assert world.state.outputs == {"id": OutputRecord("id-1"), "secret": OutputRecord(None, sensitive=True)}
    assert (await world.plan()).empty


async def test_an_output_of_what_failed_keeps_its_old_value() -> None:
    world = World()
    world.want("fake_hook.a", name="A")
    world.show("version", Ref("fake_hook.a", "version"))
    await world.apply()
    world.want("fake_hook.a", name="A", size=3)
    world.vendor.before = _refuses("fake_hook.a", StepKind.CONFIGURE)
    await world.apply()
    assert world.state.outputs == {"version": OutputRecord("2")}
    world.vendor.before = raising(iter(()))
    await world.apply()
    assert world.state.outputs == {"version": OutputRecord("3")}


async def test_a_targeted_apply_leaves_the_outputs_that_its_plan_did_not_show() -> None:
    world = World()
    world.want("fake_hook.a", name="A")
    world.show("id", Ref("fake_hook.a"))
    await world.apply(targets=("fake_hook.a",))
    assert world.state.outputs == {}
    assert [output.name for output in (await world.plan()).outputs] == ["id"]


async def test_a_secret_that_the_vendor_shows_elsewhere_is_read_again_where_it_must_be_sent_back(
    tmp_path: Path,
) -> None:
    """Its record holds a mask there, and a mask is never sent."""
    for saved in (False, True):
        world = World()
        world.want("fake_hook.a", name="A", key=Sensitive("s3cret"), size="s3cret")
        await world.apply()
        world.vendor.edit("A", lambda document: document.update(copy="s3cret"))
        await world.apply(mode=Mode.REFRESH_ONLY)
        world.want("fake_hook.a", name="A", key=Sensitive("s3cret"), size="s3cret", parts={"x": {"t": 1}})
        plan = await world.plan()
        outcome = await world.run(_through_a_file(plan, tmp_path) if saved else plan)
        assert outcome.finished == ("fake_hook.a",), outcome.diagnostics
        assert world.vendor.named("A").document["size"] == "s3cret"
        assert (await world.plan()).empty


def _through_a_file(plan: Plan, folder: Path) -> Plan:
    path = folder / "plan.json"
    planfile.write(plan, path)
    return planfile.read(path, TYPES)


async def test_failed_changes_are_told_with_their_address() -> None:
    world = World()
    world.want("fake_hook.a", name="A")
    world.vendor.before = _refuses("fake_hook.a")
    await world.apply()
    told = [event for event in world.events if isinstance(event, ChangeFailed)]
    assert [(event.address, event.diagnostics[0].address) for event in told] == [
        ("fake_hook.a", "fake_hook.a")
    ]
