"""Tutorials work: every command on them is run against a real sandbox, and prints what the page shows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.repo.pages import ROOT, Fence, fences
from tests.repo.shell import Shell, open_sandbox, open_shell

README: Final = ROOT / "README.md"
TUTORIAL: Final = ROOT / "docs" / "tutorial.md"
WORKSPACES: Final = ROOT / "examples" / "staging_production" / "README.md"
ADOPTING: Final = ROOT / "docs" / "import.md"
TENANTS: Final = ROOT / "examples" / "multi_tenant" / "README.md"
CAMPAIGN: Final = ROOT / "examples" / "outbound_campaign" / "README.md"
REFERENCE: Final = ROOT / "examples" / "reference_line" / "README.md"
RELEASES: Final = ROOT / "examples" / "release_pipeline" / "README.md"

_PORT: Final = "8787"
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME: Final = re.compile(r"after \d+\.\d s")
_SANDBOX: Final = "ivrplan sandbox"


@dataclass(frozen=True)
class Command:
    """A command of the page, and the output that stands below it. A line `...` stands for any lines."""

    text: str
    shown: str


def commands(fence: Fence) -> list[Command]:
    parts = re.split(r"^\$ (.+)\n", fence.text, flags=re.MULTILINE)
    assert parts[0] == "", f"{fence} begins with output"
    return [Command(*pair) for pair in zip(parts[1::2], parts[2::2], strict=True)]


def edit(folder: Path, fence: Fence) -> None:
    """Do to a file what a diff shows; every hunk fits one place."""
    header, *hunks = re.split(r"^@@.*\n", fence.text, flags=re.MULTILINE)
    name = re.search(r"^\+\+\+ (\S+)$", header, re.MULTILINE)
    assert name, f"{fence} names no file"
    file = folder / name[1]
    text = file.read_text(encoding="utf-8")
    for hunk in hunks:
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        assert text.count(before) == 1, f"{fence} does not fit {name[1]}"
        text = text.replace(before, after)
    file.write_text(text, encoding="utf-8")


def plain(text: str) -> str:
    """Without what differs from run to run."""
    return _TIME.sub("after 0.0 s", _ID.sub("ID", text)).strip("\n")


def agrees(shown: str, printed: str) -> bool:
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + r"[ ]*\n"
        for line in plain(shown).splitlines()
    )
    lines = (f"{line}\n" for line in plain(printed).splitlines())
    return re.fullmatch(pattern, "".join(lines)) is not None


def check(shell: Shell, fence: Fence, port: str) -> Iterator[str]:
    """Run a block's commands. One that fails must be followed by `echo $?`, which shows its status."""
    listed = commands(fence)
    for position, command in enumerate(listed):
        printed, status = shell.run(command.text.replace(_PORT, port))
        printed = printed.replace(port, _PORT)
        assert agrees(command.shown, printed), (
            f"{fence}\n$ {command.text}\n{printed}\n--- shown:\n{command.shown}"
        )
        following = listed[position + 1].text if position + 1 < len(listed) else ""
        assert status == 0 or following == "echo $?", f"{fence}\n$ {command.text}\nended with status {status}"
        yield command.text


@pytest.mark.timeout(300)  # two dozen processes, one after the other: slow where all cores are busy
def test_every_command_of_the_tutorial_does_what_the_page_shows(tmp_path: Path) -> None:
    verbs = follow(TUTORIAL, tmp_path, "my-line")

    assert verbs >= {"validate", "plan", "apply", "drift", "show", "state", "output", "destroy"}


@pytest.mark.timeout(300)  # as above
def test_every_command_of_the_readme_does_what_the_page_shows(tmp_path: Path) -> None:
    assert follow(README, tmp_path, "my-line") >= {"init", "plan", "apply", "drift"}


@pytest.mark.timeout(300)  # as above
def test_every_command_about_workspaces_does_what_the_page_shows(tmp_path: Path) -> None:
    assert follow(WORKSPACES, tmp_path, "my-lines") >= {"workspace", "plan", "apply", "destroy"}


@pytest.mark.timeout(300)  # as above
def test_every_command_about_tenants_does_what_the_page_shows(tmp_path: Path) -> None:
    assert follow(TENANTS, tmp_path, "my-tenants") >= {"init", "validate", "plan", "apply", "destroy"}


@pytest.mark.timeout(300)  # as above
def test_every_command_about_a_campaign_does_what_the_page_shows(tmp_path: Path) -> None:
    assert follow(CAMPAIGN, tmp_path, "my-campaign") >= {"plan", "apply", "destroy"}


@pytest.mark.timeout(300)  # as above
def test_every_command_about_the_reference_line_does_what_the_page_shows(tmp_path: Path) -> None:
    verbs = follow(REFERENCE, tmp_path, "examples/reference_line")

    assert verbs >= {"validate", "simulate", "plan", "apply", "destroy"}


@pytest.mark.timeout(300)  # as above
def test_every_command_about_releases_does_what_the_page_shows(tmp_path: Path) -> None:
    verbs = follow(RELEASES, tmp_path, "my-release")

    assert verbs >= {"plan", "apply", "versions", "rollback"}


@pytest.mark.timeout(300)  # as above
def test_every_command_about_adopting_does_what_the_page_shows(tmp_path: Path) -> None:
    assert follow(ADOPTING, tmp_path, "") >= {"import", "plan", "apply"}


def follow(page: Path, folder: Path, edited: str) -> set[str]:
    """Do what a page says, in a folder with a copy of the examples; the commands of ivrplan that were run.

    Its diffs change files in the folder that is called `edited`.
    """
    ran: list[str] = []
    with open_sandbox() as (said, number), open_shell(folder) as shell:
        port = str(number)
        httpx.put(
            f"http://127.0.0.1:{port}/_control/settings", json={"validation_polls": 0}
        ).raise_for_status()
        lay_out(folder)
        for fence in fences(page, "console", "diff"):
            ask_at(folder, port)
            if fence.tag == "diff":
                edit(folder / edited, fence)
            elif fence.text.startswith(f"$ {_SANDBOX}"):
                assert said.replace(port, _PORT) in fence.text
            else:
                ran += check(shell, fence, port)
    return {command.split()[1] for command in ran if command.startswith("ivrplan ")}


def lay_out(folder: Path) -> None:
    """A copy of the examples, and of the modules that they call."""
    ignored = shutil.ignore_patterns("ivrplan.state*", "__pycache__")
    for name in ("examples", "modules"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)


def ask_at(folder: Path, port: str) -> None:
    """Let every configuration in the folder speak to the sandbox at this port."""
    for file in [*folder.rglob("*.ivr.hcl"), *folder.rglob("*.ivrvars")]:
        file.write_text(file.read_text(encoding="utf-8").replace(_PORT, port), encoding="utf-8")


def test_the_picture_in_the_readme_is_what_the_tutorial_gets() -> None:
    (picture,) = fences(README, "text")
    outputs = [
        command.shown.strip("\n") for fence in fences(TUTORIAL, "console") for command in commands(fence)
    ]

    assert picture.text.strip("\n") in outputs


def test_every_make_target_that_pages_name_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        name
        for page in (README, ROOT / "CONTRIBUTING.md", TUTORIAL)
        for name in re.findall(
            r"\bmake ([a-z]+)`|^make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE
        )
        for name in name
        if name
    }

    assert {"demo", "test"} <= named <= targets


def test_another_output_does_not_agree() -> None:
    assert agrees("a\n...\nz\n", "a\nb\nc\nz\n")
    assert agrees("a\n...\n", "a\n")
    assert not agrees("a\nz\n", "a\nb\nz\n")
    assert not agrees("a\n...\nz\n", "a\nb\n")
