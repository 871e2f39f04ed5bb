"""`ivrplan fmt`, option by option."""

from __future__ import annotations

import io
import json
import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from ivrplan.language.format import format_source
from tests.cli.conftest import Command

ROOT: Final = Path(__file__).parents[2]
UGLY: Final = 'flow "main" {\nentry="a"\n}\n'
FINE: Final = 'flow "main" {\n  entry = "a"\n}\n'


@pytest.fixture
def ugly(ivrplan: Command) -> Command:
    """Runs commands in a folder with one file to be formatted."""
    ivrplan.write(UGLY)
    return ivrplan


def text(ivrplan: Command, name: str = "main.ivr.hcl") -> str:
    return (ivrplan.folder / name).read_text(encoding="utf-8")


def names(ivrplan: Command) -> list[str]:
    return sorted(path.name for path in ivrplan.folder.iterdir())


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_formats_the_current_folder(ugly: Command) -> None:
    ended = ugly("fmt")

    assert (ended.code, ended.out, ended.err) == (0, "main.ivr.hcl\n", "")
    assert text(ugly) == FINE


def test_says_nothing_when_there_is_nothing_to_do(ugly: Command) -> None:
    ugly.write(FINE)
    before = (ugly.folder / "main.ivr.hcl").stat()
    ended = ugly("fmt")

    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert (ugly.folder / "main.ivr.hcl").stat() == before


def test_formats_configuration_and_values_only(ivrplan: Command) -> None:
    for name in ("a.ivr.hcl", "b.ivrvars", "c.auto.ivrvars", "d.hcl", ".e.ivr.hcl"):
        ivrplan.write("a=1\n", name)

    assert ivrplan("fmt").out.split() == ["a.ivr.hcl", "b.ivrvars", "c.auto.ivrvars"]
    assert text(ivrplan, "d.hcl") == text(ivrplan, ".e.ivr.hcl") == "a=1\n"


def test_formats_the_root_folder_given(ugly: Command) -> None:
    (ugly.folder / "other").mkdir()
    ugly.write(UGLY, "other/main.ivr.hcl")

    assert ugly("-C", "other", "fmt").out == "other/main.ivr.hcl\n"
    assert text(ugly) == UGLY


def test_formats_only_the_paths_given_each_once(ugly: Command) -> None:
    ugly.write(UGLY, "other.ivr.hcl")
    ended = ugly("fmt", "other.ivr.hcl", "./other.ivr.hcl")

    assert (ended.code, ended.out) == (0, "other.ivr.hcl\n")
    assert (text(ugly), text(ugly, "other.ivr.hcl")) == (UGLY, FINE)


def test_folders_in_folders_count_on_demand_hidden_ones_never(ugly: Command) -> None:
    for folder in ("a/b", ".ivrplan", "a/.git"):
        (ugly.folder / folder).mkdir(parents=True)
        ugly.write(UGLY, f"{folder}/x.ivr.hcl")

    assert ugly("fmt", "--check").out == "main.ivr.hcl\n"
    assert ugly("fmt", "--recursive").out == "a/b/x.ivr.hcl\nmain.ivr.hcl\n"
    assert text(ugly, ".ivrplan/x.ivr.hcl") == text(ugly, "a/.git/x.ivr.hcl") == UGLY


def test_check_changes_nothing(ugly: Command) -> None:
    ended = ugly("fmt", "--check")

    assert (ended.code, ended.out, ended.err) == (1, "main.ivr.hcl\n", "")
    assert text(ugly) == UGLY
    ugly.write(FINE)
    assert ugly("fmt", "--check").code == 0


def test_diff_shows_what_changes(ugly: Command) -> None:
    ended = ugly("fmt", "--diff")

    assert ended.out.splitlines() == [
        "main.ivr.hcl",
        "--- a/main.ivr.hcl",
        "+++ b/main.ivr.hcl",
        "@@ -1,3 +1,3 @@",
        ' flow "main" {',
        '-entry="a"',
        '+  entry = "a"',
        " }",
    ]
    assert text(ugly) == FINE


def test_diff_with_check_changes_nothing(ugly: Command) -> None:
    ended = ugly("fmt", "--diff", "--check")

    assert ended.code == 1
    assert '-entry="a"\n+  entry = "a"' in ended.out
    assert text(ugly) == UGLY


def test_line_ends_and_a_byte_order_mark_count_as_changes(ugly: Command) -> None:
    path = ugly.folder / "main.ivr.hcl"
    path.write_bytes(b"\xef\xbb\xbf" + FINE.replace("\n", "\r\n").encode())

    assert ugly("fmt", "--diff").out == "main.ivr.hcl\n"
    assert path.read_bytes() == FINE.encode()


def test_a_file_that_cannot_be_parsed_stays_and_the_others_are_formatted(ugly: Command) -> None:
    ugly.write("a =\n", "bad.ivr.hcl")
    ugly.write('a = "{{ x"\n', "worse.ivr.hcl")
    ended = ugly("fmt")

    assert (ended.code, ended.out) == (1, "main.ivr.hcl\n")
    assert "error: Missing expression" in ended.err
    assert "bad.ivr.hcl:1:4" in ended.err
    assert "worse.ivr.hcl:1:" in ended.err
    assert text(ugly, "bad.ivr.hcl") == "a =\n"


def test_paths_that_cannot_be_formatted_are_named(ugly: Command) -> None:
    ugly.write("x", "notes.txt")
    (ugly.folder / "latin.ivr.hcl").write_bytes(b'a = "\xe9"\n')
    ended = ugly("fmt", "notes.txt", "nowhere", "latin.ivr.hcl", "main.ivr.hcl")

    assert (ended.code, ended.out) == (1, "main.ivr.hcl\n")
    for summary in ("Not a configuration file", "File not found", "File is not UTF-8 text"):
        assert f"error: {summary}" in ended.err


def test_a_folder_that_cannot_be_listed_is_named(ugly: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)  # root may list anything
    ended = ugly("fmt")

    assert (ended.code, ended.out) == (1, "")
    assert "error: Folder cannot be read" in ended.err


def test_mode_and_links_stay(ugly: Command) -> None:
    path = ugly.folder / "main.ivr.hcl"
    path.chmod(0o640)
    (ugly.folder / "sub").mkdir()
    link = ugly.folder / "sub" / "linked.ivr.hcl"
    link.symlink_to(path)
    inode = path.stat().st_ino

    assert ugly("fmt", "sub").out == "sub/linked.ivr.hcl\n"
    assert link.is_symlink()
    assert text(ugly) == FINE
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.stat().st_ino != inode, "written anew, and put in the old one's place at once"
    assert names(ugly) == ["main.ivr.hcl", "sub"]


def test_a_write_protected_file_stays(ugly: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)  # root may write anything
    ended = ugly("fmt")

    assert (ended.code, ended.out) == (1, "")
    assert "error: File cannot be written" in ended.err
    assert text(ugly) == UGLY


def test_a_file_that_cannot_be_written_stays(ugly: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    ended = ugly("fmt")

    assert (ended.code, ended.out) == (1, "")
    assert "No space left on device" in ended.err
    assert text(ugly) == UGLY
    assert names(ugly) == ["main.ivr.hcl"]


def test_json(ugly: Command) -> None:
    ugly.write("a =\n", "bad.ivr.hcl")
    ended = ugly("fmt", "--check", "--json")
    printed = json.loads(ended.out)

    assert ended.code == 1
    assert printed["changed"] == ["main.ivr.hcl"]
    assert [problem["summary"] for problem in printed["diagnostics"]] == ["Missing expression"]


def test_standard_input(ivrplan: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, b"\xef\xbb\xbf" + 'a="é"\r\n'.encode())
    ended = ivrplan("fmt", "-")

    assert (ended.code, ended.out, ended.err) == (0, 'a = "é"\n', "")


def test_standard_input_with_diff(ivrplan: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, b"a=1\n")

    assert ivrplan("fmt", "-", "--diff").out.splitlines()[-2:] == ["-a=1", "+a = 1"]
    feed(monkeypatch, b"a = 1\n")
    assert ivrplan("fmt", "-", "--diff").out == ""


@pytest.mark.parametrize(("data", "code"), [(b"a = 1\n", 0), (b"a=1\n", 1), (b"a = 1\r\n", 1)])
def test_standard_input_with_check(
    ivrplan: Command, monkeypatch: pytest.MonkeyPatch, data: bytes, code: int
) -> None:
    feed(monkeypatch, data)
    ended = ivrplan("fmt", "-", "--check")

    assert (ended.code, ended.out) == (code, "")


@pytest.mark.parametrize(
    ("data", "summary"), [(b"a =\n", "Missing expression"), (b"\xff", "Input is not UTF-8 text")]
)
def test_standard_input_that_cannot_be_read(
    ivrplan: Command, monkeypatch: pytest.MonkeyPatch, data: bytes, summary: str
) -> None:
    feed(monkeypatch, data)
    ended = ivrplan("fmt", "-")

    assert (ended.code, ended.out) == (1, "")
    assert f"error: {summary}" in ended.err


@pytest.mark.parametrize("more", ["main.ivr.hcl", "--json"])
def test_standard_input_stands_alone(ugly: Command, more: str) -> None:
    ended = ugly("fmt", "-", more)

    assert ended.code == 1
    assert "excludes other paths and --json" in ended.out + ended.err


@pytest.mark.parametrize("folder", sorted({"examples", "modules"} & {path.name for path in ROOT.iterdir()}))
def test_the_projects_own_files_are_canonical(ivrplan: Command, folder: str) -> None:
    ended = ivrplan("fmt", "--check", "--recursive", str(ROOT / folder))

    assert (ended.code, ended.out, ended.err) == (0, "", "")


@pytest.mark.parametrize("provider", ["cxone", "genesys"])
def test_what_init_writes_is_canonical(ivrplan: Command, provider: str) -> None:
    assert ivrplan("init", "--provider", provider).code == 0
    assert names(ivrplan) != []
    ended = ivrplan("fmt", "--check", "--recursive")

    assert (ended.code, ended.out, ended.err) == (0, "", "")


def samples() -> Iterator[tuple[str, str]]:
    """The configurations that the pages show, with their pages."""
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for sample in re.findall(r"```hcl\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            yield page.name, sample


def test_the_samples_of_the_pages_are_canonical() -> None:
    shown = list(samples())

    assert len(shown) > 50
    assert [page for page, text in shown if format_source("a.ivr.hcl", text) != text] == []
