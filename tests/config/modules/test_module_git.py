"""The machine's git: what it is asked, what it may not do, and the words for its failures."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

import pytest

from ivrplan.config.modules import commands, tree
from ivrplan.config.modules.address import GitSource, parse_source
from ivrplan.config.modules.commands import Errand, run
from ivrplan.config.modules.git import Revision, export, resolve
from ivrplan.diagnostics import ConfigurationError
from tests.config.modules.projects import PLACE, problem
from tests.fakes.repositories import Repository, make_repository

WHERE: Final = PLACE.range
FILES: Final = {"menus/main.ivr.hcl": "a\r\n", "bin/tool": "#!", "l": "-> menus/main.ivr.hcl"}


@pytest.fixture
def flows(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "flows.git", {"v1": FILES, "v2": {"a": "2"}})


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git of the test's own, first on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return folder / "git"


def says(script: Path, text: str) -> None:
    script.write_text(f"#!/bin/sh\n{text}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)


def source(repository: Repository, ref: str = "") -> GitSource:
    return GitSource(repository.url, "", ref)


def exported(repository: Repository, ref: str, folder: Path) -> Path:
    export(source(repository, ref), resolve(source(repository, ref)), folder, WHERE)
    return folder


def failure_of(git: GitSource) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as failure:
        resolve(git, WHERE)
    assert problem(failure).range == WHERE
    return failure.value


# What a ref stands for


def test_tags_branches_and_the_default_branch(flows: Repository) -> None:
    v1, v2 = (resolve(source(flows, tag)) for tag in ("v1", "v2"))
    topic = flows.commit(FILES, branch="topic/a")
    flows.tag("main", v1.commit)

    assert v1.commit != v2.commit
    assert v1.is_tag
    assert resolve(source(flows)) == Revision(v2.commit, "HEAD")
    assert resolve(source(flows, "topic/a")) == Revision(topic, "refs/heads/topic/a")
    assert resolve(source(flows, "main")) == Revision(v1.commit, "refs/tags/main")
    assert resolve(source(flows, "refs/heads/main")) == Revision(v2.commit, "refs/heads/main")
    assert resolve(source(flows, v1.commit)) == Revision(v1.commit)


@pytest.mark.parametrize(
    ("ref", "hint"),
    [
        ("v11", 'Did you mean "v1"?'),
        ("a", "Its tags and branches are: main, v1, v2."),
        ("0123abc", "write its whole id"),
        ("topic", "Its tags"),
    ],
)
def test_a_ref_that_is_not_there(flows: Repository, ref: str, hint: str) -> None:
    flows.commit(FILES, branch="x/topic")
    flows.delete("x/topic")
    (found,) = failure_of(source(flows, ref)).diagnostics
    assert found.summary == "Unknown module revision"
    assert hint in found.hint


def test_an_empty_repository(tmp_path: Path) -> None:
    empty = Repository(tmp_path / "empty.git")
    (unnamed,) = failure_of(source(empty)).diagnostics
    (named,) = failure_of(source(empty, "v1")).diagnostics
    assert "no default branch" in unnamed.detail
    assert named.hint == "It has none at all."


# Files


def test_the_files_are_those_of_the_commit(tmp_path: Path, flows: Repository) -> None:
    folder = exported(flows, "v1", tmp_path / "out")
    assert (folder / "menus/main.ivr.hcl").read_bytes() == b"a\r\n"
    assert (folder / "l").readlink() == Path("menus/main.ivr.hcl")
    assert sorted(path.name for path in folder.iterdir()) == ["bin", "l", "menus"]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".git-")]


@pytest.mark.parametrize("form", ["git::{url}", "git::{path}"])
def test_files_come_over_every_way_in(tmp_path: Path, flows: Repository, form: str) -> None:
    git = parse_source(form.format(url=flows.url, path=flows.folder) + "?ref=v1")
    assert isinstance(git, GitSource)
    export(git, resolve(git), tmp_path / "out")
    assert (tmp_path / "out/bin/tool").read_text() == "#!"


def test_files_come_over_ssh(tmp_path: Path, flows: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    ssh = tmp_path / "ssh"
    says(ssh, '[ "$1" = git@h.example ] && shift && exec sh -c "$*"')
    monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh))
    monkeypatch.setenv("GIT_SSH_VARIANT", "simple")
    for index, url in enumerate((f"git@h.example:{flows.folder}", f"ssh://git@h.example{flows.folder}")):
        git = GitSource(url, "", "v1")
        export(git, resolve(git), tmp_path / f"out{index}")
        assert (tmp_path / f"out{index}/bin/tool").read_text() == "#!"


@pytest.mark.parametrize("ref", ["refs/heads/main", ""])
def test_a_server_may_give_no_commit_by_its_id(
    tmp_path: Path, flows: Repository, monkeypatch: pytest.MonkeyPatch, ref: str
) -> None:
    """So it is with the first version of git's protocol: what is not the tip of something is fetched with its ref."""
    commit = flows.commit(FILES)
    flows.commit({"a": "later"})
    settings = tmp_path / "gitconfig"
    settings.write_text("[protocol]\n  version = 0\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))

    export(source(flows), Revision(commit, ref), tmp_path / "out")

    assert (tmp_path / "out/bin/tool").exists()


def test_a_commit_that_is_not_there(tmp_path: Path, flows: Repository) -> None:
    for name in ("refs/heads/main", ""):
        with pytest.raises(ConfigurationError) as failure:
            export(source(flows), Revision("0" * 39 + "1", name), tmp_path / "out", WHERE)
        assert problem(failure).summary == "Module revision not found"
        assert "0" * 39 + "1" in problem(failure).detail
        assert not (tmp_path / "out").exists()


def test_a_repository_with_longer_ids(tmp_path: Path) -> None:
    flows = Repository(tmp_path / "r.git", ids="sha256")
    commit = flows.commit(FILES, tag="v1")
    assert len(commit) == 64
    assert (exported(flows, "v1", tmp_path / "out") / "bin/tool").exists()


def test_neither_attributes_nor_filters_nor_hooks_change_anything(
    tmp_path: Path, flows: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    attributes = "* text eol=lf filter=f export-subst\na export-ignore\n"
    commit = flows.commit({".gitattributes": attributes, "a": "$Format:%H$\r\n"})
    flows.commit(FILES)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("reference-transaction", "post-checkout", "post-index-change"):
        says(hooks / name, f"touch {tmp_path}/ran")
    settings = tmp_path / "gitconfig"
    settings.write_text(
        f'[core]\n  hooksPath = {hooks}\n  autocrlf = input\n[filter "f"]\n  smudge = touch {tmp_path}/ran\n'
        "[protocol]\n  version = 0\n"  # so that refs are written, which is what a hook hears of
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))

    export(source(flows), Revision(commit), tmp_path / "out")

    assert (tmp_path / "out/a").read_bytes() == b"$Format:%H$\r\n"
    assert not (tmp_path / "ran").exists()


def test_submodules_are_left_out(tmp_path: Path, flows: Repository) -> None:
    flows.commit_entries([("100644", ".gitmodules", "x"), ("160000", "sub", "1" * 40)], tag="v3")
    folder = exported(flows, "v3", tmp_path / "out")
    assert [path.name for path in folder.iterdir()] == [".gitmodules"]


@pytest.mark.parametrize("name", ["..", ".", ".git", ".GIT", "a\nb"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, flows: Repository, name: str) -> None:
    inner = flows.tree({"evil": "x"})
    flows.commit_entries([("40000", name, inner)], tag="v3")
    with pytest.raises(ConfigurationError) as failure:
        exported(flows, "v3", tmp_path / "out")
    assert problem(failure).summary == "Unsafe module content"
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("target", ["..", "/etc", "menus/../../x"])
def test_a_link_that_leads_out_is_refused(tmp_path: Path, flows: Repository, target: str) -> None:
    flows.commit({"menus/a": "", "l": f"-> {target}"}, tag="v3")
    with pytest.raises(ConfigurationError) as failure:
        exported(flows, "v3", tmp_path / "out")
    assert "leads out of the folder" in problem(failure).detail


def test_no_file_is_written_through_a_link(tmp_path: Path, flows: Repository) -> None:
    (tmp_path / "victim").mkdir()
    inner = flows.tree({"evil": "x"})
    flows.commit_entries([("120000", "a", str(tmp_path / "victim")), ("40000", "a", inner)], tag="v3")
    with pytest.raises(ConfigurationError) as failure:
        exported(flows, "v3", tmp_path / "out")
    assert problem(failure).summary == "Unsafe module content"
    assert list((tmp_path / "victim").iterdir()) == []


@pytest.mark.parametrize(("limit", "most"), [("MOST_FILES", 2), ("MOST_BYTES", 4)])
def test_a_repository_may_be_too_large(
    tmp_path: Path, flows: Repository, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(tree, limit, most)
    with pytest.raises(ConfigurationError) as failure:
        exported(flows, "v1", tmp_path / "out")
    assert problem(failure).summary == "Module repository too large"


# Failures


@pytest.mark.parametrize(
    ("complaint", "summary", "quoted"),
    [
        (
            "fatal: could not read Username for 'https://h': terminal prompts disabled",
            "Repository access refused",
            "h",
        ),
        ("git@h: Permission denied (publickey).", "Repository access refused", "publickey"),
        (
            "fatal: unable to access 'https://h/': The requested URL returned error: 403",
            "Repository access refused",
            "403",
        ),
        ("remote: HTTP Basic: Access denied", "Repository access refused", "Access denied"),
        (
            "fatal: unable to access 'https://h/': Could not resolve host: h",
            "Repository not reachable",
            "resolve host",
        ),
        ("Host key verification failed.", "Repository not reachable", "Host key"),
        ("", "Repository not reachable", "It gave no reason."),
        ("x" * 1000, "Repository not reachable", "xxx..."),
    ],
)
def test_what_git_says_is_quoted(script: Path, complaint: str, summary: str, quoted: str) -> None:
    says(script, f"cat >&2 <<'E'\n{complaint}\nE\nexit 128")
    (found,) = failure_of(GitSource("https://h/r")).diagnostics
    assert found.summary == summary
    assert quoted in found.detail
    assert len(found.detail) < 500


@pytest.mark.parametrize(
    "address",
    [
        "https://ada:hunter2@h/r",
        "https://hunter2@h/r",
        "https://ada:hun/hunter2@h/r",
        "https://h/r?token=hunter2",
    ],
)
def test_secrets_in_what_git_says_are_masked(script: Path, address: str) -> None:
    """The user's own configuration may put credentials into URLs (insteadOf), which git repeats."""
    says(script, f"echo \"fatal: Authentication failed for '{address}'\" >&2; exit 128")
    failure = failure_of(GitSource("https://h/r"))
    assert "hunter2" not in str(failure.diagnostics)
    assert "Authentication failed" in str(failure)


def test_a_repository_that_is_not_there(tmp_path: Path) -> None:
    (found,) = failure_of(GitSource(f"file://{tmp_path}/nothing")).diagnostics
    assert found.summary == "Repository not reachable"
    assert "does not appear to be a git repository" in found.detail
    assert "git ls-remote" in found.hint


def test_a_machine_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (found,) = failure_of(GitSource("https://h/r")).diagnostics
    assert found.summary == "Git not available"
    assert "there is no git" in found.detail


def test_a_git_that_may_not_be_run(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script.write_text("")
    monkeypatch.setenv("PATH", str(script.parent))
    (found,) = failure_of(GitSource("https://h/r")).diagnostics
    assert found.summary == "Git not available"


def test_a_git_that_hangs_is_ended_with_all_that_it_started(script: Path, tmp_path: Path) -> None:
    for name in ("never", "held"):
        os.mkfifo(tmp_path / name)
    held = os.open(tmp_path / "held", os.O_RDONLY | os.O_NONBLOCK)
    says(script, f"exec 9>{tmp_path}/held; cat {tmp_path}/never & cat {tmp_path}/never")

    with pytest.raises(ConfigurationError) as failure:
        run(Errand("git::https://h/r", "https://h/r", WHERE), ["ls-remote"], seconds=0.3)

    assert problem(failure).summary == "Repository not reachable"
    assert "was ended" in problem(failure).detail
    os.set_blocking(held, True)
    assert os.read(held, 1) == b""  # comes back when the last process that could write is gone
    os.close(held)


def test_git_asks_nobody_and_knows_no_other_repository(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    says(script, 'env; echo "$@"; tty')
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("SSH_ASKPASS", "/ask")
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "ext")
    monkeypatch.delenv("GIT_SSH", raising=False)
    monkeypatch.delenv("GIT_SSH_COMMAND", raising=False)
    output = run(Errand("s", "u"), ["x", "--", "u"], seconds=60).output.decode()
    lines = output.splitlines()
    assert {"GIT_TERMINAL_PROMPT=0", "GIT_ALLOW_PROTOCOL=https:ssh:file", "LC_ALL=C"} <= set(lines)
    assert "GIT_SSH_COMMAND=ssh -oBatchMode=yes" in lines
    assert "elsewhere" not in output
    assert "/ask" not in output
    assert "core.hooksPath=/dev/null" in output
    assert lines[-1] == "not a tty"


@pytest.mark.parametrize("url", ["ext::sh -c true", "git://127.0.0.1:1/r", "http://127.0.0.1:1/r"])
def test_git_itself_refuses_other_protocols(url: str) -> None:
    answer = run(Errand("s", url), ["ls-remote", "--", url], seconds=60)
    assert answer.status
    assert "not allowed" in answer.complaint


def test_quotes_are_short_and_whole() -> None:
    assert commands.quoted("remote: \nremote: Not here?\nhint: try\n\n") == "git says: remote: Not here?"
