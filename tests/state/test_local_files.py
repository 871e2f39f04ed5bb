"""The local backend's files: whole after every crash, for their owner only, and damage is told of with its remedy."""

# ruff: noqa: ASYNC221, ASYNC240 - the files are small, and nothing else runs in a test's loop

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ivrplan.diagnostics import StateError
from ivrplan.state.backends.local import BACKUPS, LocalBackend
from ivrplan.state.backends.table import Place, open_backend
from ivrplan.state.document import OutputRecord, State
from ivrplan.state.journal import ApplyBegan, Entry, StepBegan
from ivrplan.state.lock import LockInfo

ROOT = Path(__file__).parents[2]
ENTRY = StepBegan("fake.a", "register", "key")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ivrplan.state.json"


@pytest.fixture
def backend(path: Path) -> LocalBackend:
    return LocalBackend(path)


async def _write(backend: LocalBackend, times: int = 1) -> State:
    for _ in range(times):
        state = await backend.read()
        await backend.write(replace(state, outputs={"old": OutputRecord(value=True)}), expected=state)
    return await backend.read()


async def _crash_everywhere(folder: Path, work: str) -> list[LocalBackend]:
    """The state after the work was killed at each of its calls to the disk, the last one unharmed."""
    start = LocalBackend(folder / "start" / "state.json")
    await _write(start, 2)
    async with start.journal() as journal:
        for number in range(2):
            await journal.append(StepBegan("fake.a", f"old {number}", "key"))
    subprocess.run(
        [sys.executable, "-m", "tests.state.crashing", str(folder), work], cwd=ROOT, check=True, timeout=60
    )
    found = sorted(
        (path for path in folder.iterdir() if path.name.isdigit()), key=lambda path: int(path.name)
    )
    assert len(found) > 2
    return [LocalBackend(path / "state.json") for path in found]


async def test_a_state_is_the_old_or_the_new_whenever_its_writer_dies(tmp_path: Path) -> None:
    seen = [(await backend.read()).serial for backend in await _crash_everywhere(tmp_path, "write")]
    assert seen == sorted(seen)
    assert set(seen) == {2, 3}


async def test_after_every_crash_the_state_can_be_written(tmp_path: Path) -> None:
    for backend in await _crash_everywhere(tmp_path, "write"):
        state = await backend.read()
        assert (await _write(backend)).serial == state.serial + 1


async def test_what_append_returned_for_outlives_every_crash_and_the_journal_goes_on(tmp_path: Path) -> None:
    for backend in await _crash_everywhere(tmp_path, "journal"):
        marker = backend.path.parent / "kept"
        kept = int(marker.read_text(encoding="utf-8")) + 1 if marker.exists() and marker.read_text() else 0
        steps = [entry.step for entry in await backend.read_journal() if isinstance(entry, StepBegan)]
        assert steps[:2] == ["old 0", "old 1"]
        assert kept <= len(steps) - 2 <= 3
        async with backend.journal() as journal:
            await journal.append(ENTRY)
        assert list(await backend.read_journal())[-1] == ENTRY
        assert len(await backend.read_journal()) == len(steps) + 1


async def test_a_journal_is_the_old_or_the_new_whenever_its_replacer_dies(tmp_path: Path) -> None:
    lengths = [len(await backend.read_journal()) for backend in await _crash_everywhere(tmp_path, "replace")]
    assert set(lengths) == {1, 2}
    assert lengths == sorted(lengths, reverse=True)


async def test_a_workspace_is_listed_until_nothing_of_its_work_is_left(tmp_path: Path) -> None:
    seen = []
    for backend in await _crash_everywhere(tmp_path, "remove"):
        listed = "default" in await backend.workspaces()
        left = {file.name for file in backend.path.parent.iterdir()}
        assert listed == ("state.json" in left)
        assert listed or left <= {"state.json.lock"}
        seen.append(listed)
    assert seen == sorted(seen, reverse=True)
    assert set(seen) == {True, False}


async def test_files_are_for_their_owner_only(backend: LocalBackend, path: Path) -> None:
    async with backend.lock(LockInfo.of_this_process("apply")):
        await _write(backend, 2)
        async with backend.journal() as journal:
            await journal.append(ENTRY)
        files = sorted(path.parent.iterdir())
        assert [file.name for file in files] == [
            "ivrplan.state.json",
            "ivrplan.state.json.backup-1",
            "ivrplan.state.json.journal",
            "ivrplan.state.json.lock",
        ]
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


async def test_the_last_states_are_kept_as_backups(backend: LocalBackend, path: Path) -> None:
    await _write(backend, BACKUPS + 4)
    backups = sorted(path.parent.glob("*.backup-*"))
    serials = [json.loads(backup.read_text(encoding="utf-8"))["serial"] for backup in backups]
    assert serials == list(range(4, BACKUPS + 4))


async def test_a_backup_copied_back_is_the_state(backend: LocalBackend, path: Path) -> None:
    await _write(backend, 3)
    path.write_bytes(path.with_name(f"{path.name}.backup-2").read_bytes())
    assert (await backend.read()).serial == 2
    assert (await _write(backend)).serial == 3


DAMAGED = [
    (b"", "it is no complete state document (Expecting value: line 1 column 1 (char 0))"),
    (
        b'{"version": 1, "serial"',
        "it is no complete state document (Expecting ':' delimiter: line 1 column 24 (char 23))",
    ),
    (b"[]", "it is no complete state document (it is not a JSON object)"),
    (b'{"version": 1}', "it is no complete state document ('resources')"),
    (b"\xff\xfe", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
]


@pytest.mark.parametrize(("content", "why"), DAMAGED)
async def test_a_damaged_state_is_told_of_with_its_newest_backup(
    backend: LocalBackend, path: Path, content: bytes, why: str
) -> None:
    await _write(backend, 11)
    path.write_bytes(content)
    with pytest.raises(StateError) as caught:
        await backend.read()
    assert [(d.summary, d.detail, d.hint) for d in caught.value.diagnostics] == [
        (
            "Damaged state",
            f"The state in ivrplan.state.json cannot be read: {why}.",
            "Its newest backup is ivrplan.state.json.backup-10. Compare, then copy it over ivrplan.state.json.",
        ),
    ]


async def test_a_damaged_state_without_a_backup_says_so(backend: LocalBackend, path: Path) -> None:
    path.write_bytes(b"{")
    with pytest.raises(StateError) as caught:
        await backend.read()
    assert caught.value.diagnostics[0].hint == (
        "Restore it from your own backup. There is no older state beside it."
    )


async def test_every_truncation_of_a_state_is_noticed(backend: LocalBackend, path: Path) -> None:
    await _write(backend)
    whole = path.read_bytes()
    for length in range(len(whole.rstrip())):
        path.write_bytes(whole[:length])
        with pytest.raises(StateError):
            await backend.read()


async def test_a_damaged_state_is_not_overwritten(backend: LocalBackend, path: Path) -> None:
    state = await _write(backend)
    path.write_bytes(b"{")
    with pytest.raises(StateError):
        await backend.write(state, expected=state)
    assert path.read_bytes() == b"{"


async def test_a_resource_that_stands_there_twice_is_damage(backend: LocalBackend, path: Path) -> None:
    await _write(backend)
    data = json.loads(path.read_text(encoding="utf-8"))
    record: dict[str, object] = {
        "address": "fake.a", "type": "fake", "provider": "fake", "id": "1", "version": "1", "published": None,
        "attributes": {}, "dependencies": [], "document": {}, "sent": None,
    }  # fmt: skip
    data["resources"] = [record, record]
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(StateError) as caught:
        await backend.read()
    assert "(it holds fake.a twice)" in caught.value.diagnostics[0].detail


async def test_a_state_of_a_newer_format_asks_for_the_newer_program(
    backend: LocalBackend, path: Path
) -> None:
    path.write_text('{"version": 2, "ivrplan_version": "3.1"}', encoding="utf-8")
    with pytest.raises(StateError) as caught:
        await backend.read()
    assert [(d.summary, d.detail, d.hint) for d in caught.value.diagnostics] == [
        (
            "State of a newer format",
            "The state has format version 2; this ivrplan reads versions up to 1.",
            "Use the newer ivrplan that wrote it: version 3.1 or later.",
        ),
    ]


async def test_a_damaged_line_in_the_middle_of_the_journal_stops_everything(
    backend: LocalBackend, path: Path
) -> None:
    async with backend.journal() as journal:
        for _ in range(3):
            await journal.append(ENTRY)
    file = path.with_name(f"{path.name}.journal")
    first, second, third = file.read_bytes().splitlines(keepends=True)
    for damaged in (b"{}\n", second[:-9] + b"\n", second.replace(b"fake.a", b"fake\xff"), b"\n", b'["a"]\n'):
        file.write_bytes(first + damaged + third)
        with pytest.raises(StateError) as caught:
            await backend.read_journal()
        assert [(d.summary, d.detail, d.hint) for d in caught.value.diagnostics] == [
            (
                "Damaged journal",
                "A line of the journal cannot be read, so it is not known what an interrupted apply has done.",
                "Keep the journal file, and compare the vendor's objects with the state by hand.",
            ),
        ]


async def test_every_torn_last_line_is_left_out_and_cut_off(backend: LocalBackend, path: Path) -> None:
    entries: list[Entry] = [ENTRY, ApplyBegan("plän", "lineage", 1)]
    async with backend.journal() as journal:
        for entry in entries:
            await journal.append(entry)
    file = path.with_name(f"{path.name}.journal")
    whole = file.read_bytes()
    for length in range(whole.index(b"\n") + 1, len(whole)):
        file.write_bytes(whole[:length])
        assert list(await backend.read_journal()) == entries[:1]
        async with backend.journal() as journal:
            await journal.append(ENTRY)
        assert list(await backend.read_journal()) == [entries[0], ENTRY]


@pytest.mark.parametrize("call", ["write", "fdatasync"])
async def test_an_entry_that_could_not_be_kept_is_the_last(
    backend: LocalBackend, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Also half of one: nothing may be appended to it, and what was kept before stays readable."""
    real = os.write
    async with backend.journal() as journal:
        await journal.append(ENTRY)
        with monkeypatch.context() as patched:
            patched.setattr(os, call, _full(real))
            with pytest.raises(StateError) as caught:
                await journal.append(ENTRY)
        with pytest.raises(StateError):
            await journal.append(ENTRY)
    assert [(d.summary, d.detail, d.hint) for d in caught.value.diagnostics] == [
        (
            "Journal cannot be written",
            "An entry of the journal could not be kept: No space left on device. Nothing further is sent.",
            "Make room on the disk, or mend the file's permissions; then run the command again.",
        ),
    ]
    assert list(await backend.read_journal()) == [ENTRY]


def _full(real: object) -> object:
    room = [9]

    def call(descriptor: int, data: bytes = b"") -> int:
        size = room.pop() if room and data else 0
        if not size:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data[:size])  # type: ignore[operator, no-any-return] # os.write

    return call


async def test_a_state_that_cannot_be_written_is_as_it_was(
    backend: LocalBackend, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = await _write(backend)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StateError) as caught:
            await backend.write(state, expected=state)
    assert [(d.summary, d.detail, d.hint) for d in caught.value.diagnostics] == [
        (
            "State cannot be written",
            "ivrplan.state.json: No space left on device. The old state is as it was.",
            "Make room on the disk, or mend the folder's permissions; then run the command again.",
        ),
    ]
    assert await backend.read() == state
    assert not list(path.parent.glob(".*"))


async def test_places_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    beneath_a_file = LocalBackend(tmp_path / "file" / "state.json")
    nothing = State(lineage="")
    with pytest.raises(StateError) as caught:
        await beneath_a_file.write(nothing, expected=nothing)
    assert caught.value.diagnostics[0].summary == "State cannot be written"
    folder = LocalBackend(tmp_path)
    with pytest.raises(StateError) as caught:
        await folder.read()
    assert caught.value.diagnostics[0].summary == "Damaged state"
    (tmp_path / "there.lock").mkdir()
    with pytest.raises(StateError) as caught:
        await LocalBackend(tmp_path / "there").lock(LockInfo.of_this_process("plan")).__aenter__()
    assert [(d.summary, d.detail) for d in caught.value.diagnostics] == [
        ("State cannot be locked", "there.lock: Is a directory."),
    ]
    (tmp_path / "here.journal").mkdir()
    with pytest.raises(StateError) as caught:
        await LocalBackend(tmp_path / "here").journal().__aenter__()
    assert caught.value.diagnostics[0].summary == "Journal cannot be written"
    with pytest.raises(StateError) as caught:
        await LocalBackend(tmp_path / "here").read_journal()
    assert [(d.summary, d.detail) for d in caught.value.diagnostics] == [
        ("Journal cannot be read", "here.journal: Is a directory."),
    ]
    with pytest.raises(StateError) as caught:
        await LocalBackend(tmp_path / "here").replace_journal(())
    assert caught.value.diagnostics[0].summary == "State cannot be written"


async def test_a_description_of_another_form_is_no_holder(backend: LocalBackend, path: Path) -> None:
    lock = path.with_name(f"{path.name}.lock")
    for text in ("", "[1]", "{", "nonsense"):
        lock.write_text(text, encoding="utf-8")
        assert not await backend.busy()
        async with backend.lock(LockInfo.of_this_process("plan")):
            assert await backend.busy()


def test_workspaces_lie_beside_the_default(tmp_path: Path) -> None:
    default = open_backend("local", Place(tmp_path, "default", {}))
    staging = open_backend("local", Place(tmp_path, "staging", {"path": "kept/s.json"}))
    assert isinstance(default, LocalBackend)
    assert isinstance(staging, LocalBackend)
    assert default.path == tmp_path / "ivrplan.state.json"
    assert staging.path == tmp_path / "kept" / "ivrplan.state.d" / "staging" / "s.json"


def test_unknown_backends_and_settings_are_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(StateError) as caught:
        open_backend("locale", Place(tmp_path, "default", {}))
    assert [(d.detail, d.hint) for d in caught.value.diagnostics] == [
        ('There is no backend "locale".', 'Did you mean "local"?'),
    ]
    with pytest.raises(StateError) as caught:
        open_backend("local", Place(tmp_path, "default", {"pat": "x"}))
    assert [(d.detail, d.hint) for d in caught.value.diagnostics] == [
        ('The local backend has no setting "pat".', 'Did you mean "path"?'),
    ]
