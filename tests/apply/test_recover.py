"""Whatever an apply is doing when its process dies: the next one brings everything to its end, each thing once."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from ivrplan.apply.recover import recover, unsettled_entries
from ivrplan.diagnostics import PlanError, RejectedError, StateError, UnavailableError
from ivrplan.providers.contract import Step, Work
from ivrplan.state.document import State, deposed_address
from ivrplan.state.journal import ApplyBegan, ChangeBegan, ChangeEnded, Entry, StepBegan, StepEnded, encode
from tests.apply import scenarios
from tests.fakes.vendor import failed, raising
from tests.fakes.world import Crash, MemoryJournal, World

Trap = Callable[[World], None]


async def _prepared(scenario: Callable[[World], None]) -> World:
    world = World()
    if scenario is not scenarios.creates:
        scenarios.chain(world)
        await world.apply()
        world.vendor.calls.clear()
    scenario(world)
    return world


async def _traps(scenario: Callable[[World], None]) -> list[tuple[str, Trap]]:
    """Every point at which the process can die: around each journal entry, and around each call that acts."""
    trial = await _prepared(scenario)
    journal = trial.journal
    await trial.apply()
    traps: list[tuple[str, Trap]] = []
    for number in range(journal.count):
        traps.append((f"before entry {number}", _dies_before(number)))
        traps.append((f"after entry {number}", _dies_after(number)))
    for number in range(len(trial.vendor.calls)):
        traps.append((f"before call {number}", _dies_at_call(number, "before")))
        traps.append((f"after call {number}", _dies_at_call(number, "after")))
    return traps


def _dies_before(number: int) -> Trap:
    return lambda world: setattr(world.journal, "dies_before", number)


def _dies_after(number: int) -> Trap:
    return lambda world: setattr(world.journal, "dies_after", number)


def _dies_at_call(number: int, side: str) -> Trap:
    def failures() -> Iterator[BaseException | None]:
        yield from [None] * number
        yield Crash()

    return lambda world: setattr(world.vendor, side, raising(failures()))


async def _die(world: World) -> None:
    """Apply until the trap springs; what is left is the vendor, the state and what the journal holds."""
    assert await _dies(world)
    _restart(world)


async def _dies(world: World) -> bool:
    died = False
    try:
        await world.apply()
    except* Crash:
        died = True
    return died


def _restart(world: World) -> None:
    world.vendor.before = world.vendor.after = raising(iter(()))
    world.journal = MemoryJournal(list(world.journal.lines))


async def _check_converges(world: World) -> None:
    outcome = await world.apply()
    assert not outcome.failed, outcome.diagnostics
    assert not outcome.skipped
    plan = await world.plan()
    assert plan.empty, plan.effective
    assert not any(change.drift for change in plan.changes)
    assert not plan.records
    _check_agrees(world)


def _check_agrees(world: World) -> None:
    """Every resource has one object, every object one record, and the documents are those that were asked for."""
    assert {record.id for record in world.state.resources.values()} == set(world.vendor.objects)
    assert set(world.state.resources) == set(world.blocks)
    for address, block in world.blocks.items():
        there = world.vendor.objects[world.state.resources[address].id]
        asked: Any = block.evaluate(
            {name: record.attributes for name, record in world.state.resources.items()}
        )
        assert there.document["name"] == asked["name"]
        parts = asked.get("parts") or {}
        assert there.document.get("parts", {}).keys() == parts.keys()
        assert all(there.document["parts"][name]["t"] == part["t"] for name, part in parts.items())
        assert there.document["region"] == "eu"
        assert there.document.get("shape") == asked.get("shape")
        led_to = {f"to {other}": world.state.resources[other].id for other in block.handovers.values()}
        assert there.document.get("leads", {}) == led_to


@pytest.mark.parametrize("scenario", scenarios.SCENARIOS)
async def test_a_crash_anywhere_is_made_good_by_the_next_apply(scenario: Callable[[World], None]) -> None:
    for name, trap in await _traps(scenario):
        world = await _prepared(scenario)
        trap(world)
        await _die(world)
        try:
            await _check_converges(world)
        except AssertionError as wrong:
            wrong.add_note(name)
            raise


@pytest.mark.parametrize(
    "scenario",
    [
        scenarios.creates,
        scenarios.swaps,
        scenarios.replaces,
        scenarios.leads_in_a_circle,
        scenarios.swaps_in_a_circle,
        scenarios.everything,
        scenarios.moves,
    ],
)
async def test_a_second_crash_during_the_next_apply_is_made_good_too(
    scenario: Callable[[World], None],
) -> None:
    for first, trap in await _traps(scenario):
        for number in range(0, 12, 2):
            world = await _prepared(scenario)
            trap(world)
            await _die(world)
            if await _survives(world, number):
                break
            await _check_converges(world)
            assert first


async def _survives(world: World, number: int) -> bool:
    """Apply again, dying after this many calls; whether it came to its end before."""
    _dies_at_call(number // 2, "before" if number % 4 else "after")(world)
    died = await _dies(world)
    _restart(world)
    return not died


@pytest.mark.parametrize("scenario", scenarios.SCENARIOS)
async def test_a_journal_that_the_state_has_taken_in_already_changes_nothing(
    scenario: Callable[[World], None],
) -> None:
    world = await _prepared(scenario)
    journal = world.journal
    await world.apply()
    before = copy.deepcopy(world.state.resources)
    recovery = await recover(world.state, journal.entries, world.connections)
    assert recovery.state.resources == before
    assert recovery.found == ()


@pytest.mark.parametrize("scenario", scenarios.SCENARIOS)
async def test_recovering_twice_finds_the_same_as_once(scenario: Callable[[World], None]) -> None:
    for _, trap in await _traps(scenario):
        world = await _prepared(scenario)
        trap(world)
        await _die(world)
        once = await recover(world.state, world.journal.entries, world.connections)
        twice = await recover(once.state, world.journal.entries, world.connections)
        assert _ids(twice.state) == _ids(once.state)
        assert {name for name, record in twice.state.resources.items() if record.sent is None} == {
            name for name, record in once.state.resources.items() if record.sent is None
        }


def _ids(state: State) -> dict[str, str]:
    return {address: record.id for address, record in state.resources.items()}


@pytest.mark.parametrize("scenario", scenarios.SCENARIOS)
async def test_what_the_vendor_left_unsaid_is_looked_up_by_the_next_apply(
    scenario: Callable[[World], None],
) -> None:
    """The answer to each call is lost in turn, and the vendor stays out of reach until the apply has ended."""
    trial = await _prepared(scenario)
    await trial.apply()
    for number in range(len(trial.vendor.calls)):
        for acted in (False, True):
            world = await _prepared(scenario)
            _lose(world, number, acted=acted)
            outcome = await world.apply()
            assert outcome.failed
            world.vendor.unreachable = False
            _restart(world)
            await _check_converges(world)


def _lose(world: World, number: int, *, acted: bool) -> None:
    calls = iter(range(1_000))

    async def hook(step: Step, work: Work) -> None:
        if next(calls) >= number:
            world.vendor.unreachable = True
            raise failed(UnavailableError, 503)

    if acted:
        world.vendor.after = hook
    else:
        world.vendor.before = hook


async def test_a_refused_create_before_destroy_leaves_the_old_object_in_its_place() -> None:
    world = await _prepared(scenarios.swaps)
    world.vendor.before = raising(iter([failed(RejectedError, 422)]))
    old = world.state.resources["fake_flow.c"].id
    outcome = await world.apply()
    assert outcome.failed == ("fake_flow.c",)
    assert world.state.resources["fake_flow.c"].id == old
    scenarios.chain(world)
    assert (await world.plan()).empty


async def test_after_an_uncertain_delete_of_a_replaced_object_the_new_one_stays() -> None:
    world = await _prepared(scenarios.swaps)
    old = world.state.resources["fake_flow.c"].id
    _lose(world, 3, acted=False)
    outcome = await world.apply()
    assert outcome.unsettled == {deposed_address("fake_flow.c", old)}
    world.vendor.unreachable = False
    _restart(world)
    new = world.state.resources["fake_flow.c"].id
    await _check_converges(world)
    assert world.state.resources["fake_flow.c"].id == new
    assert old not in world.vendor.objects


async def test_what_was_found_is_told_in_words() -> None:
    words = set()
    for scenario in scenarios.SCENARIOS:
        for _, trap in await _traps(scenario):
            world = await _prepared(scenario)
            trap(world)
            await _die(world)
            recovery = await world.recover()
            words |= {found.finding for found in recovery.found}
    assert words == {
        "had been created",
        "had been created, but not finished",
        "had been changed",
        "had been deleted",
        "had not been changed",
        "had not been created",
    }


async def test_a_journal_of_another_state_is_not_taken_in() -> None:
    world = await _prepared(scenarios.updates)
    with pytest.raises(StateError) as caught:
        await recover(world.state, [ApplyBegan("plan", "another", 3)], world.connections)
    assert [(d.summary, d.detail, d.hint) for d in caught.value.diagnostics] == [
        (
            "Journal of another state",
            (
                "The journal beside the state was written for a state of another lineage, so what it tells of an "
                "interrupted apply cannot be taken in."
            ),
            (
                "Put the state file that belongs to the journal back, or move the journal away after checking at the "
                "vendor what the interrupted apply did."
            ),
        ),
    ]


async def test_a_provider_that_is_not_configured_any_more_is_asked_for() -> None:
    world = await _prepared(scenarios.updates)
    entries: list[Entry] = [
        ChangeBegan("fake_flow.z", "fake_flow", "fake.emea", "create"),
        StepBegan("fake_flow.z", "register", "k"),
    ]
    with pytest.raises(PlanError) as caught:
        await recover(world.state, entries, world.connections)
    found = caught.value.diagnostics[0]
    assert found.detail == (
        "An apply was interrupted while it changed fake_flow.z through the provider configuration "
        '"fake.emea", which the configuration does not have any more.'
    )
    assert found.hint == "Put the provider block back, so that it can be looked up what has happened."
    assert found.address == "fake_flow.z"


async def test_while_the_vendor_cannot_be_asked_nothing_is_lost() -> None:
    world = await _prepared(scenarios.creates)
    _dies_at_call(0, "after")(world)
    await _die(world)
    world.vendor.unreachable = True
    lines = list(world.journal.lines)
    with pytest.raises(UnavailableError):
        await world.apply()
    assert world.journal.lines == lines
    world.vendor.unreachable = False
    await _check_converges(world)


async def test_a_stale_record_never_hides_the_object_that_was_made_in_its_place() -> None:
    world = await _prepared(scenarios.makes_again_what_is_gone)
    _dies_at_call(0, "after")(world)
    await _die(world)
    recovery = await recover(world.state, world.journal.entries, world.connections)
    assert recovery.state.resources["fake_flow.a"].id == world.vendor.named("A").id


async def test_the_unsettled_part_of_a_journal_says_which_apply_it_was() -> None:
    began = ApplyBegan("plan", "lineage", 1)
    mine, other = ChangeBegan("a.a", "a", "fake", "create"), ChangeEnded("b.b", None)
    assert unsettled_entries([began, mine, other], {"a.a"}) == [began, mine]
    assert unsettled_entries([began, mine, other], set()) == []


async def test_a_secret_stands_in_no_journal() -> None:
    world = await _prepared(scenarios.creates)
    journal = world.journal
    await world.apply()
    assert not any("s3cret-key" in line for line in journal.lines)
    assert all("s3cret-key" not in encode(entry) for entry in journal.entries)
    assert "s3cret-key" not in repr(world.state)


async def test_somebody_who_edits_between_crash_and_recovery_is_seen() -> None:
    world = await _prepared(scenarios.updates)
    _dies_at_call(0, "after")(world)
    await _die(world)
    world.vendor.edit("A", lambda document: document["parts"]["x"].update(t=77))
    plan = await world.plan()
    change = next(change for change in plan.effective if change.address == "fake_flow.a")
    assert any(each.before == 77 for each in change.difference.fields)
    world.state = replace(world.state)
    await _check_converges(world)


async def test_what_somebody_added_after_the_last_step_and_before_recovery_is_not_taken_for_the_vendors_default() -> (
    None
):
    trial = await _prepared(scenarios.updates)
    entries = trial.journal
    await trial.apply()
    last = max(
        number
        for number, entry in enumerate(entries.entries)
        if isinstance(entry, StepEnded) and entry.address == "fake_flow.a"
    )
    for number in range(last + 1):
        world = await _prepared(scenarios.updates)
        _dies_after(number)(world)
        await _die(world)
        world.vendor.edit("A", lambda document: document.update(note="mine"))
        complete = any(
            isinstance(entry, StepEnded) and (entry.address, entry.step) == ("fake_flow.a", "publish")
            for entry in world.journal.entries
        )
        plan = await world.plan()
        change = next(change for change in plan.changes if change.address == "fake_flow.a")
        if complete:
            assert ("note",) in {each.path for each in change.drift.fields}
        await world.apply()
        assert (await world.plan()).empty
        assert not complete or "note" not in world.vendor.named("A").document
