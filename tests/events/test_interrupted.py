"""What an interrupted apply has done is told once, at whatever moment it died."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ivrplan.events.auditlog import AuditLog
from ivrplan.events.entry import AuditEntry, Status
from ivrplan.events.interrupted import interrupted
from ivrplan.events.record import Surroundings
from ivrplan.events.reporter import Reporter
from ivrplan.events.settings import AuditSettings, EventSettings
from ivrplan.events.verify import entries as read_entries
from ivrplan.events.verify import verify
from ivrplan.plan.change import Plan
from ivrplan.providers.contract import Action
from ivrplan.state.journal import ApplyBegan, Entry
from tests.fakes.world import Crash, MemoryJournal, World


def creates(world: World) -> None:
    world.want("fake_flow.a", name="A", shape="round")
    world.want("fake_hook.b", name="B")


def updates(world: World) -> None:
    world.want("fake_flow.a", name="A", shape="round", size=2)
    world.want("fake_hook.b", name="B", size=2)


def replaces(world: World) -> None:
    world.want("fake_flow.a", name="A", shape="square")


def deletes(world: World) -> None:
    world.forget("fake_hook.b")


SCENARIOS: Sequence[Callable[[World], None]] = (creates, updates, replaces, deletes)


async def prepared(scenario: Callable[[World], None]) -> World:
    world = World()
    if scenario is not creates:
        creates(world)
        await world.apply()
    scenario(world)
    world.journal = MemoryJournal()
    return world


async def killed(world: World, after: int) -> Plan:
    """Apply, and die after that many entries of the journal."""
    plan = await world.plan()
    world.journal.dies_after = after
    try:
        await world.run(plan, parallelism=1)
    except* Crash:
        pass
    return plan


async def found(world: World, around: Surroundings) -> tuple[list[Entry], list[AuditEntry]]:
    journal = [ApplyBegan(entry.plan, entry.lineage, entry.serial, "bob@ci") if isinstance(entry, ApplyBegan) else entry
               for entry in world.journal.entries]  # fmt: skip
    recovery = await world.recover()
    return journal, interrupted(journal, recovery, around)


async def moments(scenario: Callable[[World], None]) -> int:
    world = await prepared(scenario)
    counted = MemoryJournal()
    plan = await world.plan()
    world.journal = counted
    await world.run(plan, parallelism=1)
    return counted.count


@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_every_change_that_was_begun_is_told_with_what_came_of_it(
    scenario: Callable[[World], None], around: Surroundings
) -> None:
    for moment in range(1, await moments(scenario) - 1):
        world = await prepared(scenario)
        plan = await killed(world, moment)
        wanted = {change.address: change for change in plan.effective}
        _, entries = await found(world, around)
        assert len({entry.governance_id for entry in entries}) == len(entries)
        for entry in entries:
            change = wanted[entry.subject.address]
            assert entry.recovered
            assert (entry.subject.plan, entry.subject.actor, entry.recovered_by) == (
                plan.id,
                "bob@ci",
                "ada@desk",
            )
            assert entry.old_version == change.version
            keys = {step.key for step in change.steps}
            assert {step.idempotency_key for step in entry.steps} <= keys
            if entry.status is Status.SUCCEEDED and entry.subject.action == change.action:
                assert all(step.status is Status.SUCCEEDED for step in entry.steps)
                assert there(world, change.address) is (change.action is not Action.DELETE)
                assert entry.new_version == world_version(world, change.address)
            assert entry.error_code == ("" if entry.status is Status.SUCCEEDED else "interrupted")


def there(world: World, address: str) -> bool:
    return address in world.state.resources


def world_version(world: World, address: str) -> str:
    return world.state.resources[address].version if there(world, address) else ""


async def test_a_replacement_that_came_to_its_end_is_one_change(around: Surroundings) -> None:
    world = await prepared(replaces)
    count = await moments(replaces)
    await killed(world, count - 1)
    (entry,) = (await found(world, around))[1]
    assert (entry.subject.action, entry.status) == ("replace", Status.SUCCEEDED)
    assert [step.action for step in entry.steps] == ["delete", "register", "UPDATE_NODES", "publish"]


async def test_a_change_that_never_happened_is_told_as_failed(around: Surroundings) -> None:
    world = await prepared(deletes)
    await killed(world, 1)
    (entry,) = (await found(world, around))[1]
    assert (entry.status, entry.error, entry.validation_success) == (
        Status.FAILED,
        "The apply was interrupted",
        None,
    )
    assert entry.id == "id-2"


async def test_an_import_is_no_change(around: Surroundings) -> None:
    world = World()
    creates(world)
    await world.apply()
    world.state = type(world.state)(lineage=world.state.lineage, serial=world.state.serial)
    world.take("fake_hook.b", "id-2")
    world.forget("fake_flow.a")
    world.want("fake_hook.z", name="Z")
    await killed(world, 2)
    _, entries = await found(world, around)
    assert {entry.subject.address for entry in entries} <= {"fake_hook.z"}


def reporter(path: Path, around: Surroundings) -> Reporter:
    return Reporter(EventSettings(AuditSettings(path)), around, None)


async def test_what_was_told_is_not_told_again(tmp_path: Path, around: Surroundings) -> None:
    """The process died between the entry and the end of the journal; and again in the middle of recovering."""
    path = tmp_path / "audit.jsonl"
    world = await prepared(creates)
    await killed(world, await moments(creates) - 1)
    journal = world.journal.entries
    recovery = await world.recover()
    for _ in range(3):
        telling = reporter(path, around)
        await telling.recovered(journal, recovery)
        assert telling.warnings == ()
    assert [entry["address"] for entry in read_entries(path)] == ["fake_flow.a", "fake_hook.b"]
    assert verify(path).whole


async def test_what_was_left_open_is_told_when_it_is_known(tmp_path: Path, around: Surroundings) -> None:
    path = tmp_path / "audit.jsonl"
    world = await prepared(creates)
    await killed(world, await moments(creates) - 1)
    journal, entries = await found(world, around)
    assert world.found is not None
    open_ = {**entries[0].to_json(), "status": "unsettled"}
    AuditLog(path).append([open_])
    await reporter(path, around).recovered(journal, world.found)
    told = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(one["address"], one["status"]) for one in told] == [
        ("fake_flow.a", "unsettled"),
        ("fake_flow.a", "succeeded"),
        ("fake_hook.b", "succeeded"),
    ]
