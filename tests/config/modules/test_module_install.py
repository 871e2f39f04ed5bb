"""Fetching what is called and pinning what is new, with real git and real repositories."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

import pytest

from ivrplan.config.modules import install as installing
from ivrplan.config.modules.git import Revision
from ivrplan.config.modules.install import Outcome
from ivrplan.config.modules.lockfile import LOCK_FILE, read_lock
from ivrplan.diagnostics import ConfigurationError
from ivrplan.workflow.install import install
from tests.config.modules.projects import call, folder, problem, write
from tests.fakes.repositories import Repository, make_repository

V1 = {"menus/main.ivr.hcl": call("../hours"), "hours/main.ivr.hcl": "# one\n", ".hidden": "1"}
V2 = {**V1, "hours/main.ivr.hcl": "# two\n"}


@pytest.fixture
def flows(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "flows.git", {"v1": V1, "v2": V2})


def project(tmp_path: Path, *sources: str) -> Path:
    calls = "".join(call(source, f"m{index}") for index, source in enumerate(sources))
    return write(tmp_path / "project", {"main.ivr.hcl": calls})


def left_in(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir() if path.name != ".gitignore")


def test_a_new_source_is_fetched_and_pinned(tmp_path: Path, flows: Repository) -> None:
    root = project(tmp_path, f"git::{flows.url}//menus?ref=v1")
    told: list[str] = []

    (installed,) = install(root, fetching=told.append)

    assert told == [installed.source] == [f"git::{flows.url}?ref=v1"]
    assert installed.outcome is Outcome.FETCHED
    pin = read_lock(root).pins[installed.source]
    assert pin.commit == installed.commit
    found = folder(root, f"git::{flows.url}//menus?ref=v1")
    assert found == installed.folder / "menus"
    assert folder(root, "../hours", found) == installed.folder / "hours"
    assert {path.name for path in installed.folder.iterdir()} == {"menus", "hours", ".hidden"}


def test_what_is_there_is_kept_without_network(tmp_path: Path, flows: Repository) -> None:
    root = project(tmp_path, f"git::{flows.url}//menus?ref=v1")
    install(root)
    before = (root / LOCK_FILE).stat().st_mtime_ns
    shutil.rmtree(flows.folder)

    (installed,) = install(root)

    assert installed.outcome is Outcome.KEPT
    assert (root / LOCK_FILE).stat().st_mtime_ns == before


def test_a_branch_moves_only_with_upgrade(tmp_path: Path, flows: Repository) -> None:
    root = project(tmp_path, f"git::{flows.url}//hours")
    (first,) = install(root)
    flows.commit({"hours/main.ivr.hcl": "# three\n"})

    (kept,) = install(root)
    (upgraded,) = install(root, upgrade=True)
    (again,) = install(root, upgrade=True)

    assert (kept.commit, kept.outcome) == (first.commit, Outcome.KEPT)
    assert (upgraded.outcome, upgraded.before) == (Outcome.UPGRADED, first.commit)
    assert (again.commit, again.outcome) == (upgraded.commit, Outcome.KEPT)
    assert (folder(root, f"git::{flows.url}//hours") / "main.ivr.hcl").read_text() == "# three\n"


@pytest.mark.parametrize("allowed", ["true", "false"])
def test_a_pinned_commit_is_fetched_though_its_branch_moved_on(
    tmp_path: Path, flows: Repository, allowed: str
) -> None:
    root = project(tmp_path, f"git::{flows.url}//hours?ref=main")
    (first,) = install(root)
    flows.commit({"hours/main.ivr.hcl": "# three\n"})
    shutil.rmtree(root / ".ivrplan")
    flows.set("uploadpack.allowAnySHA1InWant", allowed)

    (installed,) = install(root)

    assert (installed.commit, installed.outcome) == (first.commit, Outcome.FETCHED)
    assert (installed.folder / "hours/main.ivr.hcl").read_text() == "# two\n"


def test_a_pinned_commit_is_fetched_though_its_branch_is_deleted(tmp_path: Path, flows: Repository) -> None:
    commit = flows.commit({"main.ivr.hcl": ""}, branch="topic")
    root = project(tmp_path, f"git::{flows.url}?ref=topic")
    install(root)
    shutil.rmtree(root / ".ivrplan")
    flows.delete("topic")

    (installed,) = install(root)

    assert installed.commit == commit


def test_a_tag_that_moved_is_an_error_that_names_both_commits(tmp_path: Path, flows: Repository) -> None:
    root = project(tmp_path, f"git::{flows.url}//menus?ref=v1")
    (first,) = install(root)
    lock = (root / LOCK_FILE).read_text()
    moved = flows.commit({**V1, "evil": "x"}, tag="v1")
    shutil.rmtree(root / ".ivrplan")

    with pytest.raises(ConfigurationError) as failure:
        install(root)

    found = problem(failure)
    assert found.summary == "Module tag has moved"
    assert first.commit in found.detail
    assert moved in found.detail
    assert found.range is not None
    assert (found.range.file, found.range.line) == ("main.ivr.hcl", 2)
    assert (root / LOCK_FILE).read_text() == lock
    assert left_in(root / ".ivrplan/modules") == []

    (upgraded,) = install(root, upgrade=True)
    assert (upgraded.commit, upgraded.before) == (moved, first.commit)


def test_content_that_differs_from_the_lock_is_refused(tmp_path: Path, flows: Repository) -> None:
    root = project(tmp_path, f"git::{flows.url}//menus?ref=v1")
    install(root)
    lock = (root / LOCK_FILE).read_text()
    digest = lock.partition("sha256:")[2][:64]
    (root / LOCK_FILE).write_text(lock.replace(digest, "0" * 64))

    with pytest.raises(ConfigurationError) as failure:
        install(root)

    found = problem(failure)
    assert found.summary == "Module content differs from the lock file"
    assert digest in found.detail
    assert "0" * 64 in found.detail


def test_a_changed_cache_is_refused_and_mended(tmp_path: Path, flows: Repository) -> None:
    source = f"git::{flows.url}//menus?ref=v1"
    root = project(tmp_path, source)
    (installed,) = install(root)
    (installed.folder / "menus/main.ivr.hcl").write_text("# mine\n")

    with pytest.raises(ConfigurationError) as failure:
        folder(root, source)
    assert problem(failure).summary == "Module content changed"
    assert problem(failure).range is not None

    assert install(root)[0].outcome is Outcome.FETCHED
    assert (folder(root, source) / "main.ivr.hcl").read_text() == V1["menus/main.ivr.hcl"]
    assert left_in(root / ".ivrplan/modules") == [installed.folder.name]


KILLED: Final = """
import os, sys
from pathlib import Path
from ivrplan.config.modules import install as installing

installing._put = lambda *_, **__: os._exit(9)
installing.install(Path(sys.argv[1]))
"""


def test_a_crash_before_the_files_are_in_place_leaves_nothing_half(tmp_path: Path, flows: Repository) -> None:
    source = f"git::{flows.url}//menus?ref=v1"
    root = project(tmp_path, source)

    assert subprocess.run([sys.executable, "-c", KILLED, root], check=False).returncode == 9

    assert left_in(root / ".ivrplan/modules")[0].startswith(".new-")
    assert not (root / LOCK_FILE).exists()
    with pytest.raises(ConfigurationError) as failure:
        folder(root, source)
    assert problem(failure).summary == "Module not installed"

    (installed,) = install(root)
    assert left_in(root / ".ivrplan/modules") == [installed.folder.name]
    assert folder(root, source).is_dir()


def test_pins_that_nothing_uses_are_removed_and_without_any_there_is_no_file(
    tmp_path: Path, flows: Repository
) -> None:
    root = project(tmp_path, f"git::{flows.url}//menus?ref=v1", f"git::{flows.url}//hours?ref=v2")
    assert len(install(root)) == len(read_lock(root).pins) == 2

    project(tmp_path, f"git::{flows.url}//hours?ref=v2")
    install(root)
    assert list(read_lock(root).pins) == [f"git::{flows.url}?ref=v2"]

    project(tmp_path)
    assert install(root) == ()
    assert not (root / LOCK_FILE).exists()


def test_a_configuration_without_git_sources_gets_neither_cache_nor_lock(tmp_path: Path) -> None:
    root = write(tmp_path, {"main.ivr.hcl": call("./a"), "a/main.ivr.hcl": ""})
    assert install(root) == ()
    assert sorted(path.name for path in root.iterdir()) == ["a", "main.ivr.hcl"]


def test_subfolders_share_one_entry_and_one_fetch(tmp_path: Path, flows: Repository) -> None:
    root = project(tmp_path, f"git::{flows.url}//menus?ref=v1", f"git::{flows.url}//hours?ref=v1")
    told: list[str] = []
    assert len(install(root, fetching=told.append)) == len(told) == 1


def test_modules_that_modules_call_are_installed(tmp_path: Path, flows: Repository) -> None:
    outer = make_repository(
        tmp_path / "outer.git", {"v9": {"main.ivr.hcl": call(f"git::{flows.url}//menus?ref=v2")}}
    )
    root = write(tmp_path / "p", {"main.ivr.hcl": call("./a"), "a/x.ivr.hcl": call(f"git::{outer.url}")})
    assert [one.source for one in install(root)] == [f"git::{flows.url}?ref=v2", f"git::{outer.url}"]


def test_blocks_in_templates_are_seen_in_every_branch(tmp_path: Path, flows: Repository) -> None:
    text = f"""\
{{% for t in var.tenants %}}
module "m_{{{{ t }}}}" {{
  source = "git::{flows.url}//menus?ref=v1"
  name   = {{{{ t }}}}
}}
{{% if t == "x" %}}
{call(f"git::{flows.url}//hours?ref=v2")}
{{% endif %}}
{{% endfor %}}
"""
    root = write(tmp_path / "p", {"main.ivr.hcl": text})
    assert len(install(root)) == 2


@pytest.mark.parametrize(
    ("source", "column"),
    [
        ('"git::{{ var.url }}"', 18),
        ('"git::${var.url}"', 12),
        ("var.url", 12),
        ("7", 12),
        ('{{ "./a" }}', 12),
    ],
)
def test_a_source_must_be_constant(tmp_path: Path, source: str, column: int) -> None:
    root = write(tmp_path, {"main.ivr.hcl": f'module "a" {{\n  source = {source}\n}}\n'})
    with pytest.raises(ConfigurationError) as failure:
        install(root)
    found = problem(failure)
    assert found.summary == "Module source must be constant"
    assert found.range is not None
    assert (found.range.line, found.range.column) == (2, column)


def test_a_source_is_needed(tmp_path: Path) -> None:
    root = write(
        tmp_path, {"a.ivr.hcl": 'module "a" {\n}\n', "b.ivr.hcl": 'module "b" {\n{% include "x" %}\n}\n'}
    )
    with pytest.raises(ConfigurationError) as failure:
        install(root)
    assert [found.summary for found in failure.value.diagnostics] == [
        "Missing attribute",
        "Module source must be constant",
    ]


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path, flows: Repository) -> None:
    root = project(
        tmp_path, "./nowhere", f"git::{flows.url}?ref=v7", f"git::{flows.url}//menus?ref=v7", "hours", "./a"
    )
    write(root, {"a/main.ivr.hcl": "flow {", "b.ivr.hcl": "{% if ) %}"})
    with pytest.raises(ConfigurationError) as failure:
        install(root)
    assert sorted({found.summary for found in failure.value.diagnostics}) == [
        "Invalid template",
        "Missing closing brace",
        "Module folder not found",
        "Unknown module revision",
        "Unsupported module source",
    ]
    assert not (root / LOCK_FILE).exists()


def test_a_circle_is_reported_with_the_way_around(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "main.ivr.hcl": call("./a"),
            "a/main.ivr.hcl": call("../b"),
            "b/main.ivr.hcl": call("../a"),
        },
    )
    with pytest.raises(ConfigurationError) as failure:
        install(root)
    found = problem(failure)
    assert found.summary == "Modules call each other in a circle"
    assert "a -> b -> a" in found.detail
    assert found.range is not None
    assert found.range.file == "b/main.ivr.hcl"


def test_a_circle_inside_a_repository_names_the_repository(tmp_path: Path) -> None:
    files = {"a/main.ivr.hcl": call("../b"), "b/main.ivr.hcl": call("../a")}
    repository = make_repository(tmp_path / "r.git", {"v1": files})
    root = project(tmp_path, f"git::{repository.url}//a?ref=v1")
    with pytest.raises(ConfigurationError) as failure:
        install(root)
    pin = f"git::{repository.url}?ref=v1"
    assert f"{pin} (folder a) -> {pin} (folder b) -> {pin} (folder a)" in problem(failure).detail


def test_a_module_may_be_called_twice(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "main.ivr.hcl": call("./a", "a") + call("./b", "b"),
            "a/main.ivr.hcl": call("../b"),
            "b/main.ivr.hcl": "",
        },
    )
    assert install(root) == ()


def test_endless_modules_end(tmp_path: Path) -> None:
    levels = {f"m{n}/main.ivr.hcl": call(f"../m{n + 1}") for n in range(60)}
    root = write(tmp_path, {"main.ivr.hcl": call("./m0"), **levels, "m60/main.ivr.hcl": ""})
    with pytest.raises(ConfigurationError) as failure:
        install(root)
    assert problem(failure).summary == "Modules nested too deeply"


def test_a_folder_without_configuration_cannot_be_installed(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as failure:
        install(tmp_path)
    assert problem(failure).summary == "No configuration files"


def test_a_cache_that_cannot_be_made_is_reported(tmp_path: Path, flows: Repository) -> None:
    root = project(tmp_path, f"git::{flows.url}//menus?ref=v1")
    (root / ".ivrplan").write_text("")
    with pytest.raises(ConfigurationError) as failure:
        install(root)
    assert problem(failure).summary == "Modules cannot be stored"


def test_a_damaged_lock_is_reported_before_anything_is_fetched(tmp_path: Path, flows: Repository) -> None:
    root = project(tmp_path, f"git::{flows.url}//menus?ref=v1")
    (root / LOCK_FILE).write_text("module {")
    with pytest.raises(ConfigurationError):
        install(root)
    assert not (root / ".ivrplan").exists()


def test_the_commit_itself_can_be_named(tmp_path: Path, flows: Repository) -> None:
    first = flows.commit(V1)
    flows.commit(V2)
    root = project(tmp_path, f"git::{flows.url}//menus?ref={first}")
    (installed,) = install(root)
    assert installed.commit == first
    assert install(root, upgrade=True)[0].outcome is Outcome.KEPT
    assert Revision(first).is_tag is False


def test_installs_at_the_same_time_do_not_disturb_each_other(tmp_path: Path, flows: Repository) -> None:
    root = project(tmp_path, f"git::{flows.url}//menus?ref=v1", f"git::{flows.url}//hours")
    code = "import sys, pathlib; from ivrplan.workflow.install import install; install(pathlib.Path(sys.argv[1]))"
    running = [subprocess.Popen([sys.executable, "-c", code, root]) for _ in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert len(left_in(root / ".ivrplan/modules")) == 2
    assert folder(root, f"git::{flows.url}//menus?ref=v1").is_dir()


def test_a_pin_that_somebody_else_wrote_meanwhile_counts(
    tmp_path: Path, flows: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another install ends between our first look at the lock file and our turn to write the cache."""
    root = project(tmp_path, f"git::{flows.url}//hours")
    writing = installing._writing

    def after_another(cache: Path) -> AbstractContextManager[None]:
        monkeypatch.setattr(installing, "_writing", writing)
        install(root)
        flows.commit({"hours/main.ivr.hcl": "# three\n"})
        return writing(cache)

    monkeypatch.setattr(installing, "_writing", after_another)
    assert install(root)[0].outcome is Outcome.KEPT


def test_a_full_disk_is_reported(tmp_path: Path, flows: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project(tmp_path, f"git::{flows.url}//hours")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(installing, "_put", full)
    with pytest.raises(ConfigurationError) as failure:
        install(root)
    assert problem(failure).summary == "Modules cannot be stored"
    assert "No space left" in problem(failure).detail
    assert left_in(root / ".ivrplan/modules") == []


def test_folders_that_cannot_be_locked_are_written_all_the_same(
    tmp_path: Path, flows: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(tmp_path, f"git::{flows.url}//hours")
    in_use = root / ".ivrplan/modules/.new-other"
    in_use.mkdir(parents=True)

    def refuse(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    assert install(root)[0].outcome is Outcome.FETCHED
    assert in_use.exists()
