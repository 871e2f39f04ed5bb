"""What every backend promises of workspaces: each has what is its own, all are listed, and a removed one is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivrplan.diagnostics import StateConflictError
from ivrplan.state.backend import Backend
from ivrplan.state.document import State
from ivrplan.state.journal import StepBegan
from ivrplan.state.lock import LockInfo
from tests.conformance.backends.places import Where
from tests.conformance.backends.test_states import record

INFO = LockInfo("lock-1", "workspace delete", "ann", "host-7", 4711, "2026-11-02T10:00:00+00:00", "0.1")
ENTRY = StepBegan("fake.a", "register", "key-1")
NAMES = ("default", "production", "staging", "v1.2_x-y")


async def _begin(where: Where, workspace: str) -> State:
    backend = where.open(workspace)
    nothing = await backend.read()
    return await backend.write(replace(nothing, resources={"fake.a": record(id=workspace)}), expected=nothing)


async def _remove(backend: Backend) -> None:
    async with backend.lock(INFO):
        await backend.remove(expected=await backend.read())


async def test_there_is_none_before_something_is_written(where: Where) -> None:
    for name in NAMES:
        assert list(await where.open(name).workspaces()) == []


async def test_all_that_have_a_state_are_listed_from_each_of_them(where: Where) -> None:
    for name in reversed(NAMES):
        await _begin(where, name)
    for name in (*NAMES, "another"):
        assert list(await where.open(name).workspaces()) == list(NAMES)


async def test_an_empty_state_is_a_state(where: Where) -> None:
    backend = where.open("staging")
    nothing = await backend.read()
    kept = await backend.write(nothing, expected=nothing)
    assert list(await where.open().workspaces()) == ["staging"]
    assert (await where.open("staging").read(), kept.serial) == (kept, 1)


async def test_what_an_interrupted_first_apply_left_is_listed(where: Where) -> None:
    async with where.open("staging").journal() as journal:
        await journal.append(ENTRY)
    assert list(await where.open().workspaces()) == ["staging"]
    await where.open("staging").replace_journal(())
    assert list(await where.open().workspaces()) == []


async def test_a_lock_alone_makes_no_workspace(where: Where) -> None:
    async with where.open("staging").lock(INFO):
        assert list(await where.open().workspaces()) == []
    assert list(await where.open().workspaces()) == []


async def test_writes_in_one_are_not_seen_in_another(where: Where) -> None:
    kept = {name: await _begin(where, name) for name in NAMES}
    again = await where.open("staging").write(State(""), expected=kept["staging"])
    assert {name: await where.open(name).read() for name in NAMES} == kept | {"staging": again}


async def test_the_lock_of_one_does_not_lock_another(where: Where) -> None:
    async with where.open("staging").lock(INFO), where.open("production").lock(INFO), where.open().lock(INFO):
        assert not await where.open("v1.2_x-y").busy()


async def test_a_removed_one_is_gone_with_all_that_belonged_to_it(where: Where) -> None:
    others = {name: await _begin(where, name) for name in NAMES if name != "staging"}
    state = await _begin(where, "staging")
    for _ in range(3):
        state = await where.open("staging").write(state, expected=state)
    async with where.open("staging").journal() as journal:
        await journal.append(ENTRY)

    await _remove(where.open("staging"))

    again = where.open("staging")
    assert list(await again.workspaces()) == sorted(others)
    assert (await again.read(), list(await again.read_journal())) == (State(""), [])
    assert not await again.busy()
    assert {name: await where.open(name).read() for name in others} == others


async def test_a_removed_one_can_begin_anew(where: Where) -> None:
    before = await _begin(where, "staging")
    await _remove(where.open("staging"))
    after = await _begin(where, "staging")
    assert after.serial == 1
    assert after.lineage != before.lineage
    assert list(await where.open().workspaces()) == ["staging"]


async def test_the_default_one_can_be_removed_and_leaves_the_others(where: Where) -> None:
    await _begin(where, "default")
    kept = await _begin(where, "staging")
    await _remove(where.open())
    assert list(await where.open().workspaces()) == ["staging"]
    assert await where.open("staging").read() == kept


async def test_nothing_is_removed_that_somebody_wrote_in_between(where: Where) -> None:
    first = await _begin(where, "staging")
    backend = where.open("staging")
    async with backend.lock(INFO):
        second = await where.open("staging").write(first, expected=first)
        with pytest.raises(StateConflictError):
            await backend.remove(expected=first)
    assert await backend.read() == second


async def test_after_a_removal_the_lock_is_free(where: Where) -> None:
    await _begin(where, "staging")
    await _remove(where.open("staging"))
    async with where.open("staging").lock(INFO):
        assert await where.open("staging").busy()
