"""Is an audit log whole? Reads it, and never writes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ivrplan.diagnostics import error
from ivrplan.events.auditlog import AuditError, TornHeadError, read_head
from ivrplan.events.chain import BrokenChainError, Link, follow

_TORN: Final = (
    "Its last line was cut off by a crash; the next apply takes it away, and tells what it would have told."
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found.

    Attributes:
        path: the log.
        entries: how many of its entries are whole, from the first on.
        hash: of the last of them.
        line: the first line that is not whole, from 1 on; 0 where all are.
        problem: what is wrong, as a sentence part; empty where nothing is.
        keyed: whether a key was used.
        note: what should be known although nothing is wrong.
    """

    path: Path
    entries: int
    hash: str
    line: int = 0
    problem: str = ""
    keyed: bool = False
    note: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing was changed, removed, reordered or cut off."""
        return not self.problem


def verify(path: Path, key: str = "", expected: str = "") -> Verified:
    """See whether a log is whole.

    Args:
        path: its file.
        key: what seals it; empty for none.
        expected: the hash of an entry that it has to have: one that somebody wrote down elsewhere.

    Raises:
        AuditError: it cannot be read.
    """
    data = _read(path)
    *lines, torn = data.split("\n")
    link, hashes = Link(), {Link().hash: 0}
    for number, line in enumerate(lines, 1):
        try:
            link = follow(line, link, key)[1]
        except BrokenChainError as failure:
            return Verified(path, link.entries, link.hash, number, str(failure), bool(key))
        hashes[link.hash] = link.entries
    problem = _head_problem(path, key, link, hashes)
    if not problem and expected and expected not in hashes:
        problem = "it has no entry with the hash that was expected"
    broken = len(lines) + 1 if problem else 0
    note = _TORN if torn and not problem else ""
    return Verified(path, link.entries, link.hash, broken, problem, bool(key), note)


def _head_problem(path: Path, key: str, link: Link, hashes: Mapping[str, int]) -> str:
    """What the head record shows: entries that were cut off at the end, or were replaced."""
    try:
        head = read_head(path, key)
    except TornHeadError as failure:
        return str(failure)
    except OSError as cause:
        raise _unreadable(path, cause) from cause
    if head is None:
        return "its head record is missing" if link.entries else ""
    if head.entries > link.entries:
        return f"entries are missing at the end: there are {link.entries}, and its head record says {head.entries}"
    if hashes.get(head.hash) != head.entries:
        return f"entry {head.entries} is another one than its head record says"
    return ""


def entries(path: Path) -> Iterator[Mapping[str, Any]]:
    """The entries of a log, oldest first. They are not verified.

    Raises:
        AuditError: it cannot be read, or a line of it is no JSON.
    """
    *lines, _torn = _read(path).split("\n")
    for number, line in enumerate(lines, 1):
        try:
            data = json.loads(line)
        except ValueError as failure:
            raise _no_entry(path, number) from failure
        if not isinstance(data, dict):
            raise _no_entry(path, number)
        yield data


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "backslashreplace")
    except OSError as cause:
        raise _unreadable(path, cause) from cause


def _unreadable(path: Path, cause: OSError) -> AuditError:
    return AuditError(error("Audit log cannot be read", f"{path.name}: {cause.strerror or cause}."))


def _no_entry(path: Path, number: int) -> AuditError:
    return AuditError(
        error(
            "Audit log is damaged",
            f"{path.name}: line {number} is no entry.",
            hint="Run `ivrplan audit verify`.",
        )
    )
