"""Where the vendors' objects are kept: in memory, and if asked also in a file that outlives the run.

The file is a journal of JSON lines: a header, then one line a write. Nothing is rewritten while requests are served,
so that the cost of a write does not grow with what is there; the journal is compacted into a new file, put in place
atomically, when the sandbox starts and stops. A process that is killed loses nothing it has answered; the torn last
line that a kill can leave is dropped on the next start.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from ivrplan.sandbox.problems import SandboxError

_HEADER = {"ivrplan_sandbox": 1}

_Tables = dict[str, dict[str, Any]]


class Store:
    """Named tables of JSON values.

    Args:
        path: journal file; `None` keeps everything in memory.

    Raises:
        SandboxError: the file is damaged, is no sandbox file, or is in use by another sandbox.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._tables: _Tables = {}
        self._file: IO[str] | None = None
        self._lock: IO[str] | None = None
        if path is not None:
            self._open(path)

    def table(self, name: str) -> Mapping[str, Any]:
        """A read-only, live view of one table, oldest entry first."""
        return MappingProxyType(self._tables.setdefault(name, {}))

    def put(self, table: str, key: str, value: Any) -> None:
        """Store a JSON value; the caller must not change it afterwards."""
        self._tables.setdefault(table, {})[key] = value
        self._append([table, key, value])

    def delete(self, table: str, key: str) -> None:
        """Remove an entry that exists."""
        del self._tables[table][key]
        self._append([table, key])

    def clear(self) -> None:
        """Empty every table and the file."""
        for table in self._tables.values():
            table.clear()
        self._compact()

    def close(self) -> None:
        """Compact the journal and let go of the file."""
        self._compact()
        if self._file is not None:
            self._file.close()
            self._file = None
        self._release()

    def _append(self, entry: list[Any]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(entry, separators=(",", ":")) + "\n")
            self._file.flush()

    def _open(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(path)
            if path.exists():
                self._tables = _load(path)
            self._compact()
        except OSError as error:
            self._release()
            raise SandboxError(
                "The sandbox's data file cannot be used",
                detail=f"{path}: {error.strerror or error}.",
                hint="Check that the folder exists and can be written to, or name another file.",
            ) from error
        except SandboxError:
            self._release()
            raise

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _compact(self) -> None:
        if self._path is None:
            return
        fresh = self._path.with_name(self._path.name + ".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(json.dumps(_HEADER) + "\n")
            file.writelines(
                json.dumps([table, key, value], separators=(",", ":")) + "\n"
                for table, entries in self._tables.items()
                for key, value in entries.items()
            )
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        if self._file is not None:
            self._file.close()
        self._file = self._path.open("a", encoding="utf-8")


def _locked(path: Path) -> IO[str]:
    lock = path.with_name(path.name + ".lock").open("w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise SandboxError(
            "The sandbox's data file is in use",
            detail=f"Another sandbox keeps its objects in {path}.",
            hint="Stop the other sandbox, or name another file.",
        ) from None
    return lock


def _load(path: Path) -> _Tables:
    lines = path.read_bytes().split(b"\n")
    # Whatever follows the last line end was being written when the process died: its request had no answer yet.
    complete = lines[:-1]
    if not complete:
        return {}
    if _decoded(path, 1, complete[0]) != _HEADER:
        raise _damaged(path, 1, "it does not say that the file is a sandbox's")
    tables: _Tables = {}
    for number, line in enumerate(complete[1:], start=2):
        _replay(tables, _decoded(path, number, line), path, number)
    return tables


def _decoded(path: Path, number: int, line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise _damaged(path, number, f"it is not JSON ({error})") from None


def _replay(tables: _Tables, entry: Any, path: Path, number: int) -> None:
    match entry:
        case [str(table), str(key), value]:
            tables.setdefault(table, {})[key] = value
        case [str(table), str(key)]:
            tables.get(table, {}).pop(key, None)
        case _:
            raise _damaged(path, number, "it is no journal entry")


def _damaged(path: Path, number: int, why: str) -> SandboxError:
    return SandboxError(
        "The sandbox's data file is damaged",
        detail=f"Line {number} of {path} cannot be read: {why}.",
        hint="Restore the file, or delete it to start with an empty sandbox.",
    )
