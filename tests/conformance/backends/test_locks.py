"""What every backend promises of its lock: one holder, known by name, and none that outlives its process."""

from __future__ import annotations

import asyncio
import getpass
import os
import socket

import pytest

from ivrplan.diagnostics import StateError, StateLockedError
from ivrplan.state.backend import Backend
from ivrplan.state.lock import LockInfo
from tests.conformance.backends.conftest import Child, Start
from tests.conformance.backends.places import Where

INFO = LockInfo("lock-1", "apply", "ann", "host-7", 4711, "2026-11-02T10:00:00+00:00", "0.1")


async def _held(child: Child) -> str:
    """Wait until another process has the lock; its id."""
    assert child.stdout is not None
    line = await asyncio.to_thread(child.stdout.readline)
    word, identity = line.split()
    assert word == "held"
    return identity


async def test_only_one_process_holds_it(backend: Backend, start: Start) -> None:
    async with backend.lock(INFO):
        child = start("refused")
        assert (await asyncio.to_thread(child.communicate, timeout=30))[0] == "StateLockedError\n"
    child = start("refused")
    assert (await asyncio.to_thread(child.communicate, timeout=30))[0] == "held\n"


async def test_within_one_process_too_there_is_one_holder(backend: Backend, where: Where) -> None:
    async with backend.lock(INFO):
        with pytest.raises(StateLockedError):
            async with where.open().lock(INFO):
                pytest.fail("two holders")


async def test_whoever_is_turned_away_hears_by_whom(backend: Backend, where: Where) -> None:
    async with backend.lock(INFO):
        with pytest.raises(StateLockedError) as caught:
            await where.open().lock(INFO).__aenter__()
    assert [(d.summary, d.detail, d.hint) for d in caught.value.diagnostics] == [
        (
            "State is locked",
            (
                "ann on host-7 (process 4711) holds the lock on the state since 2026-11-02T10:00:00+00:00, for: apply. "
                "That process is alive. Lock id: lock-1."
            ),
            (
                "Wait for it to end, or wait here with --lock-timeout=60. If it hangs, end it by its process id; what it "
                "has done is in the journal."
            ),
        ),
    ]


async def test_whether_it_is_held_can_be_seen(backend: Backend, where: Where) -> None:
    assert not await backend.busy()
    async with backend.lock(INFO):
        assert await where.open().busy()
    assert not await backend.busy()


async def test_looking_turns_nobody_away(backend: Backend, where: Where) -> None:
    """A plan looks whether somebody works on the state while an apply takes the lock."""
    async with backend.lock(INFO):
        pass
    looker = where.open()
    for _ in range(200):
        look = asyncio.create_task(asyncio.to_thread(asyncio.run, _busy(looker)))
        async with backend.lock(INFO):
            await look


async def _busy(backend: Backend) -> bool:
    return await backend.busy()


async def test_it_is_given_back_when_the_work_fails(backend: Backend) -> None:
    with pytest.raises(ValueError, match="work"):
        async with backend.lock(INFO):
            raise ValueError("work")
    async with backend.lock(INFO):
        assert await backend.busy()


async def test_a_patient_one_gets_it_when_the_holder_is_done(backend: Backend, start: Start) -> None:
    child = start("hold")
    await _held(child)
    waiting = asyncio.create_task(_take(backend, 30))
    assert child.stdin is not None
    child.stdin.close()
    assert await waiting


async def _take(backend: Backend, timeout: float) -> bool:  # noqa: ASYNC109 - it is the lock's own
    async with backend.lock(INFO, timeout=timeout):
        return True


async def test_patience_ends(backend: Backend, where: Where) -> None:
    async with backend.lock(INFO):
        with pytest.raises(StateLockedError):
            await _take(where.open(), 0.15)


async def test_a_killed_holder_holds_nothing(backend: Backend, start: Start) -> None:
    child = start("hold")
    await _held(child)
    assert await backend.busy()
    child.kill()
    child.wait()
    assert not await backend.busy()
    assert await _take(backend, 0)


async def test_the_lock_of_another_is_broken_by_its_id_only(backend: Backend, start: Start) -> None:
    child = start("hold")
    identity = await _held(child)
    with pytest.raises(StateError) as caught:
        await backend.unlock("wrong")
    assert caught.value.diagnostics[0].summary == "No such lock"
    assert caught.value.diagnostics[0].detail == (
        f"Nobody holds a lock with the id wrong. The lock that is held has the id {identity}."
    )
    await backend.unlock(identity)
    async with backend.lock(INFO):
        child.stdin.close()  # type: ignore[union-attr] # it is a pipe
        child.wait()
        assert await backend.busy()


async def test_what_nobody_holds_cannot_be_broken(backend: Backend) -> None:
    async with backend.lock(INFO):
        pass
    with pytest.raises(StateError) as caught:
        await backend.unlock("lock-1")
    assert caught.value.diagnostics[0].detail == "Nobody holds a lock with the id lock-1."


def test_a_process_says_who_it_is() -> None:
    info = LockInfo.of_this_process("import", "9.9")
    assert (info.operation, info.host, info.process) == ("import", socket.gethostname(), os.getpid())
    assert info.who == getpass.getuser()
    assert info.ivrplan_version == "9.9"
    assert info.id != LockInfo.of_this_process("import").id
