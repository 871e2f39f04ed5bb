"""The lock file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.config.modules.lockfile import LOCK_FILE, Lock, Pin, read_lock, write_lock
from ivrplan.diagnostics import ConfigurationError
from tests.config.modules.projects import problem

COMMIT, DIGEST = "1" * 40, "sha256:" + "2" * 64
PIN = Pin(COMMIT, DIGEST)
BLOCK = f'module "git::/r?ref=v1" {{\n  commit = "{COMMIT}"\n  digest = "{DIGEST}"\n}}\n'


def test_it_reads_as_it_was_written(tmp_path: Path) -> None:
    lock = Lock({"git::https://h.example/r.git?ref=v1": PIN, "git::/${a}/%{r": PIN, "git::git@h:r": PIN})

    assert write_lock(tmp_path, lock)

    assert dict(read_lock(tmp_path).pins) == dict(lock.pins)
    assert not write_lock(tmp_path, lock)
    assert (tmp_path / LOCK_FILE).stat().st_mode & 0o777 == 0o644
    assert [path.name for path in tmp_path.iterdir()] == [LOCK_FILE]


def test_its_text_is_stable() -> None:
    pins = {"git::/b?ref=v1": PIN, "git::/a": PIN}
    text = Lock(pins).text()
    assert text == Lock(dict(reversed(pins.items()))).text()
    assert text.startswith("# The modules from git")
    assert text.endswith(f'\nmodule "git::/b?ref=v1" {{\n  commit = "{COMMIT}"\n  digest = "{DIGEST}"\n}}\n')


def test_without_pins_there_is_no_file(tmp_path: Path) -> None:
    assert read_lock(tmp_path) == Lock()
    assert not write_lock(tmp_path, Lock())
    write_lock(tmp_path, Lock({"git::/r": PIN}))
    assert write_lock(tmp_path, Lock())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "summary", "line"),
    [
        (BLOCK + BLOCK, "Duplicate block", 5),
        (BLOCK.replace("commit", "comit"), "Unsupported attribute", 2),
        (f'module "git::/r" {{\n  commit = "{COMMIT}"\n}}', "Missing attribute", 1),
        (BLOCK.replace(COMMIT, "1" * 39), "Invalid lock entry", 2),
        (BLOCK.replace("sha256:", "md5:"), "Invalid lock entry", 3),
        (BLOCK.replace(f'"{COMMIT}"', "12"), "Wrong type of value", 2),
        (BLOCK.replace(f'"{COMMIT}"', "var.x"), "Constant value required", 2),
        (BLOCK.replace("git::/r", "git::/r//sub"), "Invalid lock entry", 1),
        (BLOCK.replace("git::/r?ref=v1", "./r"), "Invalid lock entry", 1),
        (BLOCK.replace("git::/r?ref=v1", "menus"), "Unsupported module source", 1),
        (BLOCK.replace('"git::/r?ref=v1"', ""), "Wrong number of labels", 1),
        ("format = 2\n", "Unsupported attribute", 1),
        ("provider {}\n", "Unsupported block", 1),
        ("<<<<<<< HEAD\n" + BLOCK, "Attribute or block expected", 1),
    ],
)
def test_a_damaged_file_is_refused_with_the_place(tmp_path: Path, text: str, summary: str, line: int) -> None:
    (tmp_path / LOCK_FILE).write_text(text)
    with pytest.raises(ConfigurationError) as failure:
        read_lock(tmp_path)
    found = failure.value.diagnostics[0]
    assert found.summary == summary
    assert found.range is not None
    assert (found.range.file, found.range.line) == (LOCK_FILE, line)


def test_all_that_is_damaged_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / LOCK_FILE).write_text(BLOCK.replace(COMMIT, "x").replace("sha256:", "md5:") + "a = 1\n")
    with pytest.raises(ConfigurationError) as failure:
        read_lock(tmp_path)
    assert len(failure.value.diagnostics) == 3


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / LOCK_FILE).write_bytes(b"\xff")
    with pytest.raises(ConfigurationError) as failure:
        read_lock(tmp_path)
    assert problem(failure).summary == "File is not UTF-8 text"


def test_a_broken_link_is_no_empty_lock(tmp_path: Path) -> None:
    (tmp_path / LOCK_FILE).symlink_to("nowhere")
    with pytest.raises(ConfigurationError) as failure:
        read_lock(tmp_path)
    assert problem(failure).summary == "File cannot be read"


def test_a_file_that_cannot_be_written_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lock(tmp_path, Lock({"git::/r": PIN}))
    before = (tmp_path / LOCK_FILE).read_text()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigurationError) as failure:
        write_lock(tmp_path, Lock({"git::/s": PIN}))

    assert problem(failure).summary == "Lock file cannot be written"
    assert "No space left" in problem(failure).detail
    assert (tmp_path / LOCK_FILE).read_text() == before
    assert [path.name for path in tmp_path.iterdir()] == [LOCK_FILE]


@given(st.text(alphabet='module "git::/r" {}=\n#c1', max_size=40))
def test_any_text_is_a_lock_or_diagnostics(text: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / LOCK_FILE).write_text(text)
        try:
            read = read_lock(Path(name))
        except ConfigurationError:
            return
        assert read.pins == {}
