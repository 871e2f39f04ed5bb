"""The audit log as a file: entries are appended, synced, and never touched again.

Beside it lies its head record, `FILE.head`: how many entries there are, and the hash of the last. It is written after
them, so the log may be ahead of it after a crash, and is never behind: a log that has fewer entries than its head
record says was cut off. Applies of several workspaces may share a log; each appends under a lock of the kernel.
"""

from __future__ import annotations

import fcntl
import hmac
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ivrplan.diagnostics import IvrplanError, error
from ivrplan.events.chain import BrokenChainError, Link, canonical, digest, read_line, seal
from ivrplan.events.entry import Status
from ivrplan.state.backends.files import replace_file, sync_folder

LOCK_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.02
_BLOCK: Final = 64 * 1024


class AuditError(IvrplanError):
    """The audit log cannot be written or read."""


class TornHeadError(ValueError):
    """The head record is none, or not of this log."""


def head_path(log: Path) -> Path:
    """Where the head record of a log is."""
    return log.with_name(f"{log.name}.head")


def read_head(log: Path, key: str) -> Link | None:
    """What the head record of a log says; None where there is none.

    Raises:
        TornHeadError: it was changed.
        OSError: it cannot be read.
    """
    try:
        text = head_path(log).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except ValueError as failure:
        message = "its head record was changed"
        raise TornHeadError(message) from failure
    try:
        data = json.loads(text)
        link = Link(int(data["entries"]), str(data["hash"]))
        own = str(data["seal"])
    except (ValueError, KeyError, TypeError) as failure:
        message = "its head record was changed"
        raise TornHeadError(message) from failure
    if not hmac.compare_digest(own.encode(), _head_seal(link, key).encode()):
        message = "its head record was changed, or sealed with another key"
        raise TornHeadError(message)
    return link


def _head_seal(link: Link, key: str) -> str:
    return digest({"entries": link.entries, "hash": link.hash}, key)


def _write_head(log: Path, link: Link, key: str) -> None:
    data = {"entries": link.entries, "hash": link.hash, "seal": _head_seal(link, key)}
    replace_file(head_path(log), canonical(data) + "\n")


@dataclass(frozen=True, slots=True)
class AuditLog:
    """A log. All of it blocks: it is called from threads.

    Attributes:
        path: its file.
        key: seals the entries; empty for none.
        sleep: waits for seconds while another process appends.
    """

    path: Path
    key: str = field(default="", repr=False)
    sleep: Callable[[float], None] = time.sleep

    def check(self) -> None:
        """See that entries can be appended, and make the log where there is none.

        Raises:
            AuditError: they cannot.
        """
        self.append(())

    def append(self, bodies: Sequence[Mapping[str, Any]]) -> None:
        """Append entries: they are durable when this returns.

        Raises:
            AuditError: they could not be kept; or the log was damaged, and what shows that must not be covered up.
        """
        with self._open() as (descriptor, link):
            self._extend(descriptor, link, bodies)

    def told(self) -> frozenset[str]:
        """The ids of all changes of which the log says what came of them. Lines that are none are passed over.

        Raises:
            AuditError: it cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                return frozenset(_settled(file))
        except FileNotFoundError:
            return frozenset()
        except OSError as cause:
            raise self._failed(f"{cause.strerror or cause}.") from cause

    def _extend(self, descriptor: int, link: Link, bodies: Iterable[Mapping[str, Any]]) -> None:
        lines: list[str] = []
        for body in bodies:
            line, link = seal(body, link, self.key)
            lines.append(line + "\n")
        if not lines:
            return
        end = os.fstat(descriptor).st_size
        try:
            _write(descriptor, "".join(lines).encode("utf-8", "surrogatepass"))
            _write_head(self.path, link, self.key)
        except OSError:
            # What is told not to be recorded must not be there after all. Where even this fails, nothing is covered up.
            with suppress(OSError):
                os.ftruncate(descriptor, end)
            raise

    @contextmanager
    def _open(self) -> Iterator[tuple[int, Link]]:
        """The log, locked, with where its chain has got to."""
        try:
            descriptor = self._locked()
            try:
                yield descriptor, self._tail(descriptor)
            finally:
                os.close(descriptor)
        except OSError as cause:
            raise self._failed(f"{cause.strerror or cause}.") from cause
        except (BrokenChainError, TornHeadError) as damage:
            raise self._damaged(str(damage)) from damage

    def _locked(self) -> int:
        deadline = LOCK_SECONDS
        while (descriptor := self._try()) is None:
            if deadline <= 0:
                raise self._failed("Another process keeps it locked.")
            self.sleep(_POLL_SECONDS)
            deadline -= _POLL_SECONDS
        return descriptor

    def _try(self) -> int | None:
        """The locked file; None while another process has it."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(descriptor).st_ino == self.path.stat().st_ino:
                return descriptor
        except (BlockingIOError, FileNotFoundError):
            pass  # another process has it, or it was moved away between opening and locking
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        return None

    def _tail(self, descriptor: int) -> Link:
        """Where the chain has got to. A last line that a crash cut off was never relied on: it goes.

        Raises:
            BrokenChainError, TornHeadError: the log is not whole.
        """
        end = _whole_size(descriptor)
        line = _last_line(descriptor, end)
        link = read_line(line, self.key)[1] if line else Link()
        head = read_head(self.path, self.key)
        if head is None and link.entries:
            message = "its head record is missing"
            raise TornHeadError(message)
        if head is not None and (
            link.entries < head.entries or (link.entries == head.entries and link != head)
        ):
            message = (
                f"it ends with entry {link.entries}, and its head record says that there are {head.entries}"
            )
            raise TornHeadError(message)
        if end < os.fstat(descriptor).st_size:
            os.ftruncate(descriptor, end)
            os.fsync(descriptor)
        if head is None:
            _write_head(self.path, link, self.key)
            sync_folder(self.path.parent)
        return link

    def _failed(self, detail: str) -> AuditError:
        return AuditError(
            error(
                "Audit log cannot be written",
                f"{self.path.name}: {detail}",
                hint="Make room, or mend the permissions of the file and its folder.",
            )
        )

    def _damaged(self, what: str) -> AuditError:
        return AuditError(
            error(
                "Audit log is damaged",
                f"{self.path.name}: {what}. Nothing is appended, so that what shows it is not covered up.",
                hint="Run `ivrplan audit verify`, keep the log and its head record as they are for whoever looks into it, "
                "and move both away: then a new log is begun.",
            )
        )


def _whole_size(descriptor: int) -> int:
    """Where the last whole line ends."""
    end = os.fstat(descriptor).st_size
    while end > 0:
        begin = max(0, end - _BLOCK)
        found = os.pread(descriptor, end - begin, begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        end = begin
    return 0


def _last_line(descriptor: int, end: int) -> str:
    """The last of the whole lines; empty where there is none."""
    if end == 0:
        return ""
    begin, data = end - 1, b""
    while begin > 0 and b"\n" not in data:
        start = max(0, begin - _BLOCK)
        data = os.pread(descriptor, begin - start, start) + data
        begin = start
    line = data.rpartition(b"\n")[2]
    return line.decode("utf-8", "backslashreplace")


def _settled(lines: Iterable[bytes]) -> Iterator[str]:
    for line in lines:
        try:
            data = json.loads(line)
        except ValueError:
            continue  # whether the log is whole is another question
        if isinstance(data, dict) and data.get("status") != Status.UNSETTLED:
            yield str(data.get("governance_id", ""))


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.fsync(descriptor)
