"""A lock on a local file. The kernel lets go of it when its holder ends, however that happens."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from ivrplan.diagnostics import StateError, StateLockedError, error
from ivrplan.state.lock import LockInfo

_POLL_SECONDS: Final = 0.1


@asynccontextmanager
async def hold(path: Path, info: LockInfo, *, timeout: float) -> AsyncIterator[None]:  # noqa: ASYNC109 - it is the lock's own
    """Hold the lock at `path`.

    Raises:
        StateLockedError: somebody else kept it for longer than `timeout` seconds.
        StateError: the file cannot be opened.
    """
    descriptor = await _acquire(path, timeout)
    try:
        _describe(descriptor, info, path)
        yield
    finally:
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
        os.close(descriptor)


async def _acquire(path: Path, timeout: float) -> int:  # noqa: ASYNC109 - as above
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout
    while (descriptor := _try(path)) is None:
        if loop.time() >= deadline:
            raise _held(path)
        await asyncio.sleep(_POLL_SECONDS)
    return descriptor


def _try(path: Path) -> int | None:
    """The locked file, or None while somebody else holds it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as cause:
        raise _not_lockable(path, cause) from cause
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    if _is_current(descriptor, path):
        return descriptor
    os.close(descriptor)  # the file was removed by an unlock between opening and locking
    return _try(path)


def _is_current(descriptor: int, path: Path) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return there.st_ino == os.fstat(descriptor).st_ino


def _describe(descriptor: int, info: LockInfo, path: Path) -> None:
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(info.to_json()).encode(), 0)
    except OSError as cause:
        raise _not_lockable(path, cause) from cause


def holder(path: Path) -> dict[str, Any]:
    """What the holder of the lock says of itself; empty where nobody holds it."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock now.

    A holder that ended in order takes its description away. Without one nobody is tried: a try holds the lock for a
    moment, and would turn away whoever wants it then.
    """
    if not holder(path):
        return False
    descriptor = _try(path)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def break_lock(path: Path, lock_id: str) -> None:
    """Take the lock away from its holder.

    Raises:
        StateError: the lock has another id, or nobody holds it.
    """
    held = holder(path).get("id", "")
    if not held or held != lock_id or not is_held(path):
        raise StateError(
            error(
                "No such lock",
                f"Nobody holds a lock with the id {lock_id}."
                + (f" The lock that is held has the id {held}." if held and held != lock_id else ""),
            ),
        )
    path.unlink()


def _not_lockable(path: Path, cause: OSError) -> StateError:
    return StateError(error("State cannot be locked", f"{path.name}: {cause.strerror or cause}."))


def _held(path: Path) -> StateLockedError:
    by = holder(path)
    if not by:
        detail = "Another process holds the lock on the state."
    else:
        detail = (
            f"{by.get('who')} on {by.get('host')} (process {by.get('process')}) holds the lock on the state since "
            f"{by.get('created')}, for: {by.get('operation')}. That process is alive. Lock id: {by.get('id')}."
        )
    return StateLockedError(
        error(
            "State is locked",
            detail,
            hint="Wait for it to end, or wait here with --lock-timeout=60. If it hangs, end it by its process id; "
            "what it has done is in the journal.",
        ),
    )
