"""The folder that a source names, without network."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ivrplan.config.modules import folders
from ivrplan.config.modules.digest import digest
from ivrplan.config.modules.folders import ModuleFolders
from ivrplan.config.modules.lockfile import LOCK_FILE
from ivrplan.diagnostics import ConfigurationError, Diagnostic
from ivrplan.workflow.install import install
from tests.config.modules.projects import PLACE, call, folder, problem, write
from tests.fakes.repositories import Repository, make_repository

FILES = {
    "menus/main.ivr.hcl": "",
    "hours/main.ivr.hcl": "",
    "docs/readme.md": "",
    "out": "-> menus",
}


@pytest.fixture
def flows(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "flows.git", {"v1": FILES})


def refused(root: Path, source: str, caller: Path | None = None) -> Diagnostic:
    with pytest.raises(ConfigurationError) as failure:
        folder(root, source, caller)
    assert problem(failure).range == PLACE.range
    return problem(failure)


def test_local_sources_begin_at_the_caller(tmp_path: Path) -> None:
    root = write(tmp_path / "root", {"a/main.ivr.hcl": "", "a/b/main.ivr.hcl": ""})
    write(tmp_path, {"shared/main.ivr.hcl": ""})
    assert folder(root, "./a") == root / "a"
    assert folder(root, "./b", root / "a") == root / "a/b"
    assert folder(root, "../../a", root / "a/b") == root / "a"
    assert folder(root, "../shared") == tmp_path / "shared"


def test_a_relative_root_gives_absolute_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a/main.ivr.hcl": ""})
    monkeypatch.chdir(tmp_path)
    assert folder(Path(), "./a") == tmp_path / "a"


def test_a_local_folder_must_be_there_and_hold_files(tmp_path: Path) -> None:
    root = write(tmp_path, {"menus/main.ivr.hcl": "", "docs/readme.md": "", "file.ivr.hcl": ""})
    missing = refused(root, "./menu")
    assert (missing.summary, missing.hint) == ("Module folder not found", 'Did you mean "menus"?')
    assert refused(root, "./nowhere/at/all").summary == "Module folder not found"
    assert refused(root, "./file.ivr.hcl").summary == "Module folder not found"
    assert refused(root, f"./{'x' * 300}").summary == "Module folder not found"
    assert refused(root, "./docs").summary == "Module without files"


def test_what_is_no_source_is_refused_where_it_stands(tmp_path: Path) -> None:
    assert refused(tmp_path, "menus").summary == "Unsupported module source"


def test_a_source_that_is_not_pinned(tmp_path: Path) -> None:
    found = refused(tmp_path, "git::/srv/r.git//menus?ref=v1")
    assert found.summary == "Module not installed"
    assert "does not pin it" in found.detail
    assert "`ivrplan init`" in found.hint


def installed(tmp_path: Path, flows: Repository, subfolder: str = "menus") -> tuple[Path, str]:
    source = f"git::{flows.url}//{subfolder}?ref=v1"
    root = write(tmp_path / "root", {"main.ivr.hcl": call(source)})
    install(root)
    return root, source


def test_a_source_that_is_pinned_but_not_here(tmp_path: Path, flows: Repository) -> None:
    root, source = installed(tmp_path, flows)
    shutil.rmtree(root / ".ivrplan")
    found = refused(root, source)
    assert found.summary == "Module not installed"
    assert "not fetched to this machine" in found.detail


@pytest.mark.parametrize("change", ["edit", "add", "remove", "link", "lock"])
def test_any_change_of_what_was_fetched_is_found(tmp_path: Path, flows: Repository, change: str) -> None:
    root, source = installed(tmp_path, flows)
    (checkout,) = (root / ".ivrplan/modules").glob("[0-9a-f]*")
    match change:
        case "edit":
            (checkout / "hours/main.ivr.hcl").write_text("#")
        case "add":
            (checkout / "hours/new").write_text("")
        case "remove":
            (checkout / "docs/readme.md").unlink()
        case "link":
            (checkout / "hours/out").symlink_to(tmp_path)
        case _:
            lock = root / LOCK_FILE
            digest = lock.read_text().partition("sha256:")[2][:64]
            lock.write_text(lock.read_text().replace(digest, "0" * 64))
    found = refused(root, source)
    assert found.summary == "Module content changed"
    assert ".ivrplan/modules/" in found.detail
    assert str(tmp_path) not in found.detail.replace(flows.url, "")


def test_files_are_read_once_to_be_checked(
    tmp_path: Path, flows: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, source = installed(tmp_path, flows)
    read: list[Path] = []

    def counted(checkout: Path) -> str:
        read.append(checkout)
        return digest(checkout)

    monkeypatch.setattr(folders, "digest", counted)
    found = ModuleFolders.of(root)
    assert found.folder(source, PLACE, root) == found.folder(source, PLACE, root)
    assert found.folder(f"git::{flows.url}//hours?ref=v1", PLACE, root).name == "hours"
    assert len(read) == 1


def test_a_subfolder_must_be_there_and_hold_files(tmp_path: Path, flows: Repository) -> None:
    root, _ = installed(tmp_path, flows)
    missing = refused(root, f"git::{flows.url}//menu?ref=v1")
    assert (missing.summary, missing.hint) == ("Module folder not found", 'Did you mean "menus"?')
    assert refused(root, f"git::{flows.url}//docs?ref=v1").summary == "Module without files"
    assert refused(root, f"git::{flows.url}?ref=v1").summary == "Module without files"
    assert folder(root, f"git::{flows.url}//out?ref=v1").name == "out"


def test_a_subfolder_may_be_in_a_submodule(tmp_path: Path, flows: Repository) -> None:
    flows.commit({**FILES, ".gitmodules": ""}, tag="v1")
    root, _ = installed(tmp_path, flows)
    assert "submodules" in refused(root, f"git::{flows.url}//lib/menus?ref=v1").detail


def test_a_local_source_stays_in_the_repository_that_its_module_was_fetched_from(
    tmp_path: Path, flows: Repository
) -> None:
    root, source = installed(tmp_path, flows)
    menus = folder(root, source)
    assert folder(root, "../hours", menus) == menus.parent / "hours"
    for path in (
        "../..",
        "../../..",
        "../../../..",
        "../../../../..",
        f"../../{'0' * 20}",
        "../../../../other",
    ):
        assert refused(root, path, menus).summary == "Module source leaves its repository", path
    other = write(tmp_path / "other", {"main.ivr.hcl": ""})
    (menus / "link").symlink_to(other)
    assert refused(root, "./link", menus).summary == "Module source leaves its repository"
