"""The content of a folder as one text."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.config.modules.digest import DigestError, digest

NAMES = st.text(alphabet="ab.é", min_size=1, max_size=3).filter(lambda name: name not in {".", ".."})
FILES = st.dictionaries(
    st.tuples(st.sampled_from(["", "x/", "x/y/", ".h/"]), NAMES.map(lambda name: name + "_")).map("".join),
    st.binary(max_size=4),
    min_size=1,
    max_size=5,
)


def made(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def of(files: Mapping[str, bytes]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        return digest(made(Path(folder), files))


@settings(max_examples=40)
@given(FILES, st.data())
def test_neither_order_nor_times_nor_permissions_count(files: dict[str, bytes], data: st.DataObject) -> None:
    shuffled = dict(data.draw(st.permutations(list(files.items()))))
    with tempfile.TemporaryDirectory() as name:
        folder = made(Path(name), shuffled)
        for path in shuffled:
            os.utime(folder / path, (1, 1))
            (folder / path).chmod(0o755)
        (folder / "empty").mkdir()
        (folder / ".git").mkdir()
        (folder / ".git/HEAD").write_text("x")
        assert digest(folder) == of(files)


@settings(max_examples=40)
@given(FILES, st.data())
def test_any_change_of_any_file_counts(files: dict[str, bytes], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(files)))
    other = {key: value for key, value in files.items() if key != name}
    changes: list[dict[str, bytes]] = [
        other,
        {**files, name: files[name] + b"\n"},
        {**other, name + "z": files[name]},
        {**files, "x/new": b""},
    ]
    assert of(files) not in [of(changed) for changed in changes]


def test_it_can_be_recomputed_by_hand(tmp_path: Path) -> None:
    made(tmp_path, {"b": b"1", "a/é": b"2", "a.b": b"", ".h": b"3", "B": b"4"})
    shell = "find . -type f -printf '%P\\n' | LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum"
    done = subprocess.run(shell, shell=True, cwd=tmp_path, capture_output=True, check=True)
    assert digest(tmp_path) == f"sha256:{done.stdout.decode().split()[0]}"


def test_a_link_is_not_the_file_that_it_leads_to(tmp_path: Path) -> None:
    made(tmp_path, {"a": b"a", "x/b": b"1"})
    (tmp_path / "l").symlink_to("a")
    linked = digest(tmp_path)
    (tmp_path / "l").unlink()
    (tmp_path / "l").write_text("a")
    assert digest(tmp_path) != linked
    (tmp_path / "l").unlink()
    (tmp_path / "l").symlink_to("x")
    assert digest(tmp_path) != linked


@pytest.mark.parametrize("target", ["..", "../x", "/etc/passwd", "x/../../y", "l", "out/a"])
def test_a_link_that_leads_out_is_refused(tmp_path: Path, target: str) -> None:
    folder = made(tmp_path / "f", {"x/a": b""})
    (folder / "l").symlink_to(target)
    if target.startswith("out"):
        (folder / "x/out").symlink_to("../..")
        (folder / "l").unlink()
        (folder / "l").symlink_to("x/out/f2")
    with pytest.raises(DigestError, match="symbolic link"):
        digest(folder)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DigestError, match="neither a file nor a folder"):
        digest(tmp_path)


def test_a_name_with_a_line_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a\nb").write_text("")
    with pytest.raises(DigestError, match="line end"):
        digest(tmp_path)


def test_a_copy_has_the_same_digest(tmp_path: Path) -> None:
    folder = made(tmp_path / "a", {"x/y": b"1"})
    (folder / "l").symlink_to("x")
    shutil.copytree(folder, tmp_path / "b", symlinks=True)
    assert digest(tmp_path / "b") == digest(folder)
