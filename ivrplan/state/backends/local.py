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
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ivrplan import __version__
from ivrplan.diagnostics import StateConflictError, StateError, error
from ivrplan.state.backend import DEFAULT_WORKSPACE
from ivrplan.state.backends import filelock, journalfile
from ivrplan.state.backends.files import alone_in, replace_file, sync_folder
from ivrplan.state.document import State
from ivrplan.state.encoding import state_from_json, state_to_json
from ivrplan.state.journal import Entry, Journal
from ivrplan.state.lock import LockInfo
from ivrplan.state.upgrades.table import upgraded

DEFAULT_NAME: Final = "ivrplan.state.json"
BACKUPS: Final = 5
_WORKSPACES: Final = "ivrplan.state.d"
_JOURNAL: Final = ".journal"


class LocalBackend:
    """A state in a local file.

    Args:
        path: of the state file of the default workspace. Its folder is made when something is written.
        workspace: the workspace that is meant.
    """

    name = "local"

    def __init__(self, path: Path, workspace: str = DEFAULT_WORKSPACE) -> None:
        self._default = path
        self._workspace = workspace
        self.path = self._path_of(workspace)
        self._journal = self.path.with_name(f"{path.name}{_JOURNAL}")
        self._lock = self.path.with_name(f"{path.name}.lock")

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

    async def workspaces(self) -> Sequence[str]:
        """The names of all workspaces that have a state or a journal beside this one; sorted."""
        try:
            return await asyncio.to_thread(lambda: sorted(self._found()))
        except OSError as cause:
            raise StateError(
                error("State cannot be read", f"{_WORKSPACES}: {cause.strerror or cause}.")
            ) from cause

    async def remove(self, *, expected: State) -> None:
        """Take the state of this workspace away, if it still is `expected`, with everything that lies beside it."""
        try:
            await asyncio.to_thread(self._remove, expected)
        except OSError as cause:
            raise _not_removed(self.path, cause) from cause

    def _path_of(self, workspace: str) -> Path:
        if workspace == DEFAULT_WORKSPACE:
            return self._default
        return self._default.parent / _WORKSPACES / workspace / self._default.name

    def _found(self) -> Iterator[str]:
        folder = self._default.parent / _WORKSPACES
        others = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
        for name in (DEFAULT_WORKSPACE, *others):
            path = self._path_of(name)
            if path.exists() or path.with_name(f"{path.name}{_JOURNAL}").exists():
                yield name

    def _remove(self, expected: State) -> None:
        folder = self.path.parent
        with alone_in(folder):
            _check_basis(self._read(), expected)
            # The state goes last but one: until then the workspace is listed. Without the lock anybody may begin anew.
            beside = [*self._backups(), *folder.glob(f".{self.path.name}.*"), self._journal]
            for file in (*beside, self.path, self._lock):
                file.unlink(missing_ok=True)
            sync_folder(folder)
        if self._workspace != DEFAULT_WORKSPACE:
            with suppress(OSError):  # somebody has begun anew, or keeps files of their own there
                folder.rmdir()

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
        _check_basis(there, expected)
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

    def _backups(self) -> list[Path]:
        return sorted(self.path.parent.glob(f"{self.path.name}.backup-*"), key=_serial)

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as cause:
            raise _not_written(self.path, cause) from cause

    def _damaged(self, why: str) -> StateError:
        backups = self._backups()
        hint = (
            f"Its newest backup is {backups[-1].name}. Compare, then copy it over {self.path.name}."
            if backups
            else "Restore it from your own backup. There is no older state beside it."
        )
        return StateError(
            error("Damaged state", f"The state in {self.path.name} cannot be read: {why}.", hint=hint),
        )


def _check_basis(there: State, expected: State) -> None:
    if (there.lineage, there.serial) != (expected.lineage, expected.serial):
        raise StateConflictError(
            error(
                "State moved",
                f"The state is at serial {there.serial}, but this command read it at serial {expected.serial}. "
                "Nothing was overwritten; what was done is in the journal.",
                hint="Run the command again: it starts from the newer state.",
            ),
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


def _not_removed(path: Path, cause: OSError) -> StateError:
    return StateError(
        error(
            "State cannot be removed",
            f"{path.name}: {cause.strerror or cause}.",
            hint="Mend the folder's permissions; then run the command again.",
        ),
    )
