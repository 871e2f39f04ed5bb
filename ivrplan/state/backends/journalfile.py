"""A journal in a local file: one entry a line, on the disk before `append` returns.

Entries that several changes append at the same time share one write and one sync, so that the journal does not
become what an apply waits for.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from ivrplan.diagnostics import StateError, error
from ivrplan.state.backends.files import replace_file, sync_folder
from ivrplan.state.journal import Entry, decode, encode


class JournalFile:
    """An open journal. Made by `open_journal`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lines: list[str] = []
        self._waiting: list[asyncio.Future[None]] = []
        self._flusher: asyncio.Task[None] | None = None

    async def append(self, entry: Entry) -> None:
        """Keep the entry: it is durable when this returns."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines.append(encode(entry) + "\n")
        self._waiting.append(kept)
        if self._flusher is None:
            self._flusher = asyncio.create_task(self._flush())
        await kept

    async def drain(self) -> None:
        """Wait until nothing is on its way to the disk."""
        if self._flusher is not None:
            await self._flusher

    async def _flush(self) -> None:
        while self._lines:
            text, waiting = "".join(self._lines), self._waiting
            self._lines, self._waiting = [], []
            try:
                await asyncio.to_thread(_write, self._descriptor, text.encode())
            except OSError as cause:
                _settle(waiting, _not_kept(cause))
            else:
                _settle(waiting, None)
        self._flusher = None


def _settle(waiting: Sequence[asyncio.Future[None]], failure: StateError | None) -> None:
    for future in waiting:
        if future.done():  # whoever waited was cancelled
            continue
        if failure is None:
            future.set_result(None)
        else:
            future.set_exception(failure)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.fdatasync(descriptor)


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
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
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


def read_journal(path: Path) -> tuple[Entry, ...]:
    """The entries in the file, oldest first. A last line that was cut off was never relied on: it is left out.

    Raises:
        StateError: it cannot be read, or another line is damaged.
    """
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ()
    except OSError as cause:
        raise StateError(
            error("Journal cannot be read", f"{path.name}: {cause.strerror or cause}."),
        ) from cause
    *lines, _cut_off = text.split("\n")
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
