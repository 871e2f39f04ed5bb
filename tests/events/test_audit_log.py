"""The log as a file: appended by several, cut off by crashes and by people, and verified."""

from __future__ import annotations

import fcntl
import json
import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from ivrplan.events.auditlog import LOCK_SECONDS, AuditError, AuditLog, head_path
from ivrplan.events.verify import entries, verify

KEY: Final = "k3y"


def body(number: int, status: str = "succeeded") -> dict[str, Any]:
    return {"governance_id": f"id-{number}", "address": f"x_flow.a{number}", "status": status}


def written(path: Path, count: int = 3, key: str = "") -> Path:
    for number in range(count):
        AuditLog(path, key).append([body(number)])
    return path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


def cut(path: Path, lines: int) -> None:
    """Cut lines off at the end."""
    kept = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(kept[:-lines]))


@pytest.mark.parametrize("key", ["", KEY])
def test_what_was_appended_is_there_and_whole(log: Path, key: str) -> None:
    written(log, 3, key)
    found = verify(log, key)
    assert (found.whole, found.entries, found.keyed, found.note) == (True, 3, bool(key), "")
    assert [entry["address"] for entry in entries(log)] == ["x_flow.a0", "x_flow.a1", "x_flow.a2"]
    assert found.hash == json.loads(log.read_text().splitlines()[-1])["hash"]
    assert log.stat().st_mode & 0o777 == 0o600


def test_what_was_there_is_never_written_again(log: Path) -> None:
    written(log, 2)
    before, inode = log.read_bytes(), log.stat().st_ino
    AuditLog(log).append([body(7), body(8)])
    assert log.read_bytes().startswith(before)
    assert log.stat().st_ino == inode
    assert verify(log).entries == 4


def test_a_check_makes_an_empty_log_that_is_whole(log: Path) -> None:
    AuditLog(log).check()
    assert log.read_bytes() == b""
    assert verify(log).whole


@pytest.mark.parametrize("key", ["", KEY])
def test_entries_that_are_cut_off_at_the_end_show(log: Path, key: str) -> None:
    written(log, 3, key)
    cut(log, 1)
    found = verify(log, key)
    assert not found.whole
    assert (found.entries, found.line) == (2, 3)
    assert found.problem == "entries are missing at the end: there are 2, and its head record says 3"
    with pytest.raises(AuditError, match="ends with entry 2") as refused:
        AuditLog(log, key).append([body(9)])
    assert refused.value.diagnostics[0].summary == "Audit log is damaged"
    assert verify(log, key) == found, "what shows it is not covered up"


def test_a_log_that_is_emptied_shows(log: Path) -> None:
    written(log)
    log.write_bytes(b"")
    assert "missing at the end" in verify(log).problem
    with pytest.raises(AuditError, match="ends with entry 0"):
        AuditLog(log).check()


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda head: head.unlink(), "its head record is missing"),
        (lambda head: head.write_text("{}"), "its head record was changed"),
        (lambda head: head.write_bytes(b"\xff"), "its head record was changed"),
        (
            lambda head: head.write_text(head.read_text().replace('"entries":3', '"entries":2')),
            "its head record was changed",
        ),
    ],
    ids=["missing", "another", "no text", "edited"],
)
def test_a_head_record_that_somebody_touched_shows(
    log: Path, spoil: Callable[[Path], None], problem: str
) -> None:
    written(log)
    spoil(head_path(log))
    assert verify(log).problem.startswith(problem)
    with pytest.raises(AuditError, match=problem):
        AuditLog(log).append([body(9)])


def test_with_a_key_nobody_else_can_write_a_head_record(log: Path, tmp_path: Path) -> None:
    written(log, 3, KEY)
    cut(log, 1)
    forged = written(tmp_path / "forged.jsonl", 2, "another")
    head_path(forged).replace(head_path(log))
    assert "sealed with another key" in verify(log, KEY).problem


def test_a_log_that_was_put_together_anew_is_another_than_its_head_record_says(
    log: Path, tmp_path: Path
) -> None:
    written(log, 2)
    other = tmp_path / "other.jsonl"
    AuditLog(other).append([body(5), body(6)])
    other.replace(log)
    assert verify(log).problem == "entry 2 is another one than its head record says"
    with pytest.raises(AuditError):
        AuditLog(log).append([body(9)])


def test_an_entry_that_a_crash_cut_off_is_taken_away_by_the_next(log: Path) -> None:
    written(log, 2)
    with log.open("ab") as file:
        file.write(b'{"address":"x_fl')
    found = verify(log)
    assert found.whole
    assert "cut off by a crash" in found.note
    AuditLog(log).append([body(2)])
    assert [entry["address"] for entry in entries(log)] == ["x_flow.a0", "x_flow.a1", "x_flow.a2"]
    assert verify(log).note == ""


def test_a_crash_between_the_entries_and_the_head_record_does_no_harm(log: Path) -> None:
    written(log, 2)
    head = head_path(log).read_bytes()
    AuditLog(log).append([body(2), body(3)])
    head_path(log).write_bytes(head)
    assert verify(log).whole
    AuditLog(log).append([body(4)])
    assert (verify(log).whole, verify(log).entries) == (True, 5)


def test_entries_that_are_longer_than_what_is_read_at_once(log: Path) -> None:
    AuditLog(log).append([{**body(0), "long": "ü" * 200_000}])
    AuditLog(log).append([body(1)])
    assert verify(log).entries == 2


def test_a_log_has_one_key_for_all_its_life(log: Path) -> None:
    written(log, 1)
    with pytest.raises(AuditError, match="not sealed with the key"):
        AuditLog(log, KEY).append([body(1)])
    log.unlink()
    head_path(log).unlink()
    written(log, 1, KEY)
    with pytest.raises(AuditError, match="none is given"):
        AuditLog(log).append([body(1)])
    with pytest.raises(AuditError, match="the key is another one"):
        AuditLog(log, "another").append([body(1)])


def test_an_entry_that_was_noted_down_elsewhere_has_to_be_there(log: Path) -> None:
    written(log, 3)
    second = json.loads(log.read_text().splitlines()[1])["hash"]
    assert verify(log, expected=second).whole
    assert verify(log, expected="0" * 63 + "1").problem == "it has no entry with the hash that was expected"


def test_what_was_told_and_what_was_left_open(log: Path) -> None:
    assert AuditLog(log).told() == frozenset()
    AuditLog(log).append([body(1), body(2, "unsettled"), body(3, "failed")])
    with log.open("ab") as file:
        file.write(b"no JSON\n[]\n")
    assert AuditLog(log).told() == {"id-1", "id-3"}


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="No such file"):
        AuditLog(tmp_path / "none" / "audit.jsonl").check()
    with pytest.raises(AuditError, match="No such file"):
        verify(tmp_path / "audit.jsonl")


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_the_log_as_it_was(log: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    written(log, 2)
    before = log.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(AuditError, match="No space left"):
            AuditLog(log).append([body(2)])
    assert log.read_bytes() == before
    AuditLog(log).append([body(2)])
    assert (verify(log).whole, verify(log).entries) == (True, 3)


def test_somebody_keeps_the_log_locked(log: Path) -> None:
    AuditLog(log).check()
    waited: list[float] = []
    with log.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(AuditError, match="keeps it locked"):
            AuditLog(log, sleep=waited.append).append([body(1)])
    assert sum(waited) == pytest.approx(LOCK_SECONDS, abs=0.1)


def test_the_log_is_moved_away_while_it_is_waited_for(log: Path) -> None:
    """An entry is never written into a log that somebody has just put away."""
    written(log, 1)
    old = os.open(log, os.O_RDONLY)
    fcntl.flock(old, fcntl.LOCK_EX)
    archive = log.with_name("archive.jsonl")

    def put_away(_seconds: float) -> None:
        log.replace(archive)
        head_path(log).replace(head_path(archive))
        os.close(old)

    AuditLog(log, sleep=put_away).append([body(1)])
    assert verify(archive).entries == 1
    assert verify(log).entries == 1


def _append(path: Path, who: int) -> None:
    for number in range(20):
        AuditLog(path).append([body(who * 100 + number)])


def test_processes_share_a_log(log: Path) -> None:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_append, args=(log, who)) for who in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert (verify(log).whole, verify(log).entries) == (True, 80)
    told = [entry["governance_id"] for entry in entries(log)]
    for who in range(4):
        mine = [one for one in told if one in {f"id-{who * 100 + number}" for number in range(20)}]
        assert mine == [f"id-{who * 100 + number}" for number in range(20)]
