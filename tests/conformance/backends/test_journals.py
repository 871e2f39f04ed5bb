"""What every backend promises of its journal: an entry is there for everybody as soon as `append` returns."""

from __future__ import annotations

import asyncio

from ivrplan.language.plain import mask
from ivrplan.language.values import Sensitive
from ivrplan.state.backend import Backend
from ivrplan.state.journal import (
    ApplyBegan,
    ChangeBegan,
    ChangeEnded,
    Entry,
    Moved,
    StepBegan,
    StepEnded,
    StepFailed,
)
from tests.conformance.backends.conftest import Start
from tests.conformance.backends.places import Where
from tests.conformance.backends.test_states import record

ENTRIES: tuple[Entry, ...] = (
    ApplyBegan("plan-1", "lineage", 7, "ann@host", "2026-11-02T10:00:00+00:00"),
    ChangeBegan(
        "fake.a",
        "fake",
        "fake.emea",
        "update",
        "id-1",
        "3",
        {"näme": "line\nbreak", "key": mask(Sensitive("s"))},
        ("fake.b",),
        {"näme": "x"},
        (("parts", "y"),),
    ),
    StepBegan("fake.a", "register", "key-1"),
    StepEnded("fake.a", "register", "id-1", "4", {"version_id": "4"}),
    StepFailed("fake.a", "publish", "Refused"),
    ChangeEnded("fake.a", record()),
    ChangeEnded("fake.b", None),
    Moved("fake.c", "fake.c (deposed 9)"),
)


async def test_every_kind_of_entry_is_read_as_it_was_written(backend: Backend, where: Where) -> None:
    async with backend.journal() as journal:
        for number, entry in enumerate(ENTRIES, 1):
            await journal.append(entry)
            assert tuple(await where.open().read_journal()) == ENTRIES[:number]
    assert tuple(await backend.read_journal()) == ENTRIES


async def test_a_journal_is_continued(backend: Backend) -> None:
    for entry in ENTRIES:
        async with backend.journal() as journal:
            await journal.append(entry)
    assert tuple(await backend.read_journal()) == ENTRIES


async def test_what_a_killed_process_kept_is_there(backend: Backend, start: Start) -> None:
    child = start("append", 5)
    assert child.stdout is not None
    for _ in range(5):
        assert await asyncio.to_thread(child.stdout.readline) == "kept\n"
    child.kill()
    child.wait()
    assert [entry.step for entry in await backend.read_journal() if isinstance(entry, StepBegan)] == [
        f"step {number}" for number in range(5)
    ]


async def test_entries_of_many_changes_keep_the_order_of_each(backend: Backend) -> None:
    async with backend.journal() as journal:

        async def change(address: str) -> None:
            for number in range(20):
                await journal.append(StepBegan(address, str(number), ""))

        await asyncio.gather(*(change(f"fake.n{number}") for number in range(10)))
    steps: dict[str, list[str]] = {}
    for entry in await backend.read_journal():
        assert isinstance(entry, StepBegan)
        steps.setdefault(entry.address, []).append(entry.step)
    assert steps == {f"fake.n{number}": [str(step) for step in range(20)] for number in range(10)}


async def test_a_cancelled_append_leaves_a_whole_journal(backend: Backend) -> None:
    async with backend.journal() as journal:
        task = asyncio.create_task(_append(journal))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await journal.append(ENTRIES[1])
    assert tuple(await backend.read_journal())[-1] == ENTRIES[1]


async def _append(journal: object) -> None:
    await journal.append(ENTRIES[0])  # type: ignore[attr-defined] # any journal


async def test_a_journal_is_replaced_as_a_whole_and_empties(backend: Backend) -> None:
    async with backend.journal() as journal:
        for entry in ENTRIES:
            await journal.append(entry)
    await backend.replace_journal(ENTRIES[2:4])
    assert tuple(await backend.read_journal()) == ENTRIES[2:4]
    async with backend.journal() as journal:
        await journal.append(ENTRIES[0])
    assert tuple(await backend.read_journal()) == (*ENTRIES[2:4], ENTRIES[0])
    await backend.replace_journal(())
    assert tuple(await backend.read_journal()) == ()
    await backend.replace_journal(())


async def test_the_journal_of_one_workspace_is_not_that_of_another(where: Where) -> None:
    async with where.open("staging").journal() as journal:
        await journal.append(ENTRIES[0])
    assert tuple(await where.open().read_journal()) == ()
    assert len(await where.open("staging").read_journal()) == 1
