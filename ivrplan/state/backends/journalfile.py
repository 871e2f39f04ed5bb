"""A journal in a local file: one entry a line, on the disk before `append` returns.

Entries that several changes append at the same time share one write and one sync, so that the journal does not
become what an apply waits for.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from ivrplan.diagnostics import StateError, error
from ivrplan.state.backends.files import replace_file, sync_folder
from ivrplan.state.journal import Entry, decode, encode


class JournalFile:
    """An open journal. Made by `open_journal`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._end = os.fstat(descriptor).st_size
        self._failure: OSError | None = None
        self._lines: list[str] = []
        self._waiting: list[asyncio.Future[None]] = []
        self._flusher: asyncio.Task[None] | None = None

    async def append(self, entry: Entry) -> None:
        """Keep the entry: it is durable when this returns. After one that could not be kept, none is any more."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines.append(encode(entry) + "\n")
        self._waiting.append(kept)
        if self._flusher is None:
            self._flusher = asyncio.create_task(self._flush())
        await kept

    async def drain(self) -> None:
        """Wait until nothing is on its way to the disk. Whoever waits can be cancelled, the writing cannot."""
        if self._flusher is not None:
            await asyncio.shield(self._flusher)

    async def _flush(self) -> None:
        while self._lines:
            data, waiting = "".join(self._lines).encode(), self._waiting
            self._lines, self._waiting = [], []
            if self._failure is None:
                await self._write(data)
            _settle(waiting, self._failure)
        self._flusher = None

    async def _write(self, data: bytes) -> None:
        try:
            await asyncio.to_thread(_write, self._descriptor, data)
        except OSError as cause:
            self._failure = cause
            # Where even this fails: half a line at the end is left out by readers, and cut off before the next one.
            with suppress(OSError):
                os.ftruncate(self._descriptor, self._end)
        else:
            self._end += len(data)


def _settle(waiting: Sequence[asyncio.Future[None]], failure: OSError | None) -> None:
    for future in waiting:
        if future.done():  # whoever waited was cancelled
            continue
        if failure is None:
            future.set_result(None)
        else:
            future.set_exception(_not_kept(failure))


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    getattr(os, "fdatasync", os.fsync)(descriptor)  # not every system has the cheaper one


def _not_kept(cause: OSError) -> StateError:
    return StateError(
        error(
            "Journal cannot be written",
            f"An entry of the journal could not be kept: {cause.strerror or cause}. Nothing further is sent.",
            hint="Make room on the disk, or mend the file's permissions; then run the command again.",
        ),
    )


@asynccontextmanager
async def open_journal(path: Path) -> AsyncIterator[JournalFile]:
    """The journal at `path`, open for appending.

    Raises:
        StateError: it cannot be opened.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        _cut_torn_line(descriptor)
        sync_folder(path.parent)
    except OSError as cause:
        raise _not_kept(cause) from cause
    journal = JournalFile(descriptor)
    try:
        yield journal
    finally:
        # A write may still run in its thread: the descriptor must outlive it.
        await journal.drain()
        os.close(descriptor)


def _cut_torn_line(descriptor: int) -> None:
    """Take away a last line that a crash cut off, or the next entry would be written into it."""
    size = os.fstat(descriptor).st_size
    whole = os.pread(descriptor, size, 0).rfind(b"\n") + 1
    if whole < size:
        os.ftruncate(descriptor, whole)
        os.fsync(descriptor)


def read_journal(path: Path) -> tuple[Entry, ...]:
    """The entries in the file, oldest first. A last line that was cut off was never relied on: it is left out.

    Raises:
        StateError: it cannot be read, or another line is damaged.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as cause:
        raise StateError(
            error("Journal cannot be read", f"{path.name}: {cause.strerror or cause}."),
        ) from cause
    *lines, _cut_off = data.split(b"\n")
    return tuple(decode(line) for line in lines)


def replace_journal(path: Path, entries: Sequence[Entry]) -> None:
    """Put these entries in the place of the whole file; with none, the file goes.

    Raises:
        OSError: it could not be written.
    """
    if entries:
        replace_file(path, "".join(encode(entry) + "\n" for entry in entries))
    elif path.exists():
        path.unlink()
        sync_folder(path.parent)
