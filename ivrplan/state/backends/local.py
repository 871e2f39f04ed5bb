"""The state in a local file, with its journal, its lock and its backups beside it.

    ivrplan.state.json                    the state
    ivrplan.state.json.journal            what an unfinished apply has done
    ivrplan.state.json.lock               who works on it
    ivrplan.state.json.backup-<serial>    the states before

The state of a workspace other than `default` lies in `ivrplan.state.d/<workspace>/` beside.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ivrplan import __version__
from ivrplan.diagnostics import StateConflictError, StateError, error
from ivrplan.state.backends import filelock, journalfile
from ivrplan.state.backends.files import alone_in, replace_file
from ivrplan.state.document import State
from ivrplan.state.encoding import state_from_json, state_to_json
from ivrplan.state.journal import Entry, Journal
from ivrplan.state.lock import LockInfo
from ivrplan.state.upgrades.table import upgraded

DEFAULT_NAME: Final = "ivrplan.state.json"
BACKUPS: Final = 5


class LocalBackend:
    """A state in a local file.

    Args:
        path: of the state file. Its folder is made when something is written.
    """

    name = "local"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._journal = path.with_name(f"{path.name}.journal")
        self._lock = path.with_name(f"{path.name}.lock")

    async def read(self) -> State:
        """The state; one without lineage and with serial 0 where none was written yet."""
        return await asyncio.to_thread(self._read)

    async def read_journal(self) -> Sequence[Entry]:
        """The entries of an apply that has not been finished, oldest first."""
        return await asyncio.to_thread(journalfile.read_journal, self._journal)

    async def write(self, state: State, *, expected: State) -> State:
        """Keep the state with the next serial, if what is kept still is `expected`."""
        return await asyncio.to_thread(self._write, state, expected)

    def journal(self) -> AbstractAsyncContextManager[Journal]:
        """The journal, open for appending."""
        self._make_folder()
        return journalfile.open_journal(self._journal)

    async def replace_journal(self, entries: Sequence[Entry]) -> None:
        """Put these entries in the place of the whole journal."""
        try:
            await asyncio.to_thread(journalfile.replace_journal, self._journal, entries)
        except OSError as cause:
            raise _not_written(self._journal, cause) from cause

    def lock(self, info: LockInfo, *, timeout: float = 0) -> AbstractAsyncContextManager[None]:
        """Hold the lock."""
        self._make_folder()
        return filelock.hold(self._lock, info, timeout=timeout)

    async def unlock(self, lock_id: str) -> None:
        """Break the lock with this id."""
        filelock.break_lock(self._lock, lock_id)

    async def busy(self) -> bool:
        """Whether a living process holds the lock now."""
        return filelock.is_held(self._lock)

    def _read(self) -> State:
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return State(lineage="")
        except (OSError, UnicodeDecodeError) as cause:
            raise self._damaged(str(cause)) from cause
        try:
            return state_from_json(upgraded(_object(text)))
        except (ValueError, KeyError, TypeError, AttributeError) as cause:
            raise self._damaged(f"it is no complete state document ({cause})") from cause

    def _write(self, state: State, expected: State) -> State:
        self._make_folder()
        try:
            # Nobody writes between the look and the write, whatever became of the lock.
            with alone_in(self.path.parent):
                return self._write_alone(state, expected)
        except OSError as cause:
            raise _not_written(self.path, cause) from cause

    def _write_alone(self, state: State, expected: State) -> State:
        there = self._read()
        if (there.lineage, there.serial) != (expected.lineage, expected.serial):
            raise StateConflictError(
                error(
                    "State moved",
                    f"The state is at serial {there.serial}, but this command read it at serial {expected.serial}. "
                    "Nothing was overwritten; what was done is in the journal.",
                    hint="Run the command again: it starts from the newer state.",
                ),
            )
        kept = replace(
            state,
            lineage=there.lineage or str(uuid.uuid4()),
            serial=there.serial + 1,
            ivrplan_version=__version__,
        )
        self._back_up(there)
        replace_file(self.path, json.dumps(state_to_json(kept), ensure_ascii=False, indent=1) + "\n")
        return kept

    def _back_up(self, there: State) -> None:
        if not there.serial:
            return
        backup = self._backup(there.serial)
        backup.unlink(missing_ok=True)
        backup.hardlink_to(self.path)
        self._backup(there.serial - BACKUPS).unlink(missing_ok=True)

    def _backup(self, serial: int) -> Path:
        return self.path.with_name(f"{self.path.name}.backup-{serial}")

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as cause:
            raise _not_written(self.path, cause) from cause

    def _damaged(self, why: str) -> StateError:
        backups = sorted(self.path.parent.glob(f"{self.path.name}.backup-*"), key=_serial)
        hint = (
            f"Its newest backup is {backups[-1].name}. Compare, then copy it over {self.path.name}."
            if backups
            else "Restore it from your own backup. There is no older state beside it."
        )
        return StateError(
            error("Damaged state", f"The state in {self.path.name} cannot be read: {why}.", hint=hint),
        )


def _serial(backup: Path) -> int:
    digits = backup.name.rpartition("-")[2]
    return int(digits) if digits.isdigit() else -1


def _object(text: str) -> dict[str, Any]:
    data = json.loads(text)
    if not isinstance(data, dict):
        msg = "it is not a JSON object"
        raise TypeError(msg)
    return data


def _not_written(path: Path, cause: OSError) -> StateError:
    return StateError(
        error(
            "State cannot be written",
            f"{path.name}: {cause.strerror or cause}. The old state is as it was.",
            hint="Make room on the disk, or mend the folder's permissions; then run the command again.",
        ),
    )
