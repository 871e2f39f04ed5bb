"""`ivrplan workspace`, and what becomes of a workspace that nobody knows."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from ivrplan.state.backends.local import LocalBackend
from ivrplan.state.journal import StepBegan, encode
from ivrplan.state.lock import LockInfo
from tests.cli.conftest import Command, Ended


@pytest.fixture
def staging(project: Command) -> Command:
    """Runs commands in a folder whose flow is deployed in the workspace "staging" alone."""
    values(project, "staging")
    applied = project("apply", "--auto-approve", "--workspace", "staging")
    assert applied.code == 0, applied
    return project


def values(project: Command, name: str) -> Path:
    folder = project.folder / "workspaces"
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.ivrvars"
    file.write_text(f'say = "Welcome to {name}."\n', encoding="utf-8")
    return file


def kept(project: Command) -> list[str]:
    """The files of workspaces' states."""
    folder = project.folder / "ivrplan.state.d"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def refused(ended: Ended, summary: str, *parts: str) -> None:
    assert (ended.code, ended.out) == (1, ""), ended
    assert ended.err.startswith(f"error: {summary}\n")
    told = " ".join(ended.err.split())
    assert [part for part in parts if part not in told] == []


def test_all_are_listed_and_the_current_one_is_marked(staging: Command) -> None:
    values(staging, "production")
    assert staging("workspace", "list").out == (
        "* default     no state yet\n  production  no state yet\n  staging\n"
    )
    ended = staging("workspace", "list", "--workspace", "staging")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[2] == "* staging"


def test_the_option_beats_the_environment(staging: Command) -> None:
    assert staging("workspace", "show").out == "default\n"
    staging.monkeypatch.setenv("IVRPLAN_WORKSPACE", "production")
    assert staging("workspace", "show").out == "production\n"
    assert staging("workspace", "show", "--workspace", "staging").out == "staging\n"


def test_programs_read_the_list(staging: Command) -> None:
    values(staging, "production")
    document = json.loads(staging("workspace", "list", "--json", "--workspace", "staging").out)
    assert document == {
        "format_version": "1.0",
        "workspaces": [
            {"name": "default", "current": False, "state": False, "values": False},
            {"name": "production", "current": False, "state": False, "values": True},
            {"name": "staging", "current": True, "state": True, "values": True},
        ],
    }


def test_a_list_says_when_the_current_one_is_not_in_it(staging: Command) -> None:
    ended = staging("workspace", "list", "--workspace", "stagin")
    assert (ended.code, "*" in ended.out) == (0, False)
    assert ended.err.startswith("warning: Unknown workspace\n")
    assert 'Did you mean "staging"?' in ended.err


def test_variables_need_no_values_and_templates_are_not_run(ivrplan: Command) -> None:
    ivrplan.write('variable "needed" {}\nflow "a" {\n{% include "gone" %}\n{{ nothing() }}\n}\n')
    ivrplan.write('ivrplan {\n  backend "local" {\n    path = "kept/s.json"\n  }\n}\n', "settings.ivr.hcl")
    assert ivrplan("workspace", "new", "a").code == 0
    assert (ivrplan.folder / "kept" / "ivrplan.state.d" / "a" / "s.json").is_file()
    assert ivrplan("workspace", "list").out.splitlines()[1] == "  a"


def test_settings_that_a_template_makes_are_refused(ivrplan: Command) -> None:
    ivrplan.write('ivrplan {\n  backend "local" {\n    path = "{{ workspace }}.json"\n  }\n}\n')
    refused(ivrplan("workspace", "list"), "Template in settings", "main.ivr.hcl:3:13")


def test_settings_that_stand_there_twice_are_refused(ivrplan: Command) -> None:
    ivrplan.write("ivrplan {}\nivrplan {}\n")
    refused(ivrplan("workspace", "list"), "Duplicate block")


def test_a_new_one_is_empty_and_can_be_used(project: Command) -> None:
    ended = project("workspace", "new", "staging")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith('Created the workspace "staging". Use it with --workspace staging')
    assert project("state", "list", "--workspace", "staging").out == ""
    planned = project("plan", "--workspace", "staging")
    assert ("1 to add" in planned.out, planned.err) == (True, "")
    assert project("apply", "--auto-approve", "--workspace", "staging").code == 0
    assert project("state", "list", "--workspace", "staging").out == "cxone_ivr_flow.main\n"
    assert project("state", "list").out == ""


@pytest.mark.parametrize("name", ["staging", "default"])
def test_a_name_is_given_once(staging: Command, name: str) -> None:
    before = staging("state", "list", "--workspace", "staging").out
    refused(staging("workspace", "new", name), "Workspace exists", f'There is a workspace "{name}" already.')
    assert staging("state", "list", "--workspace", "staging").out == before


@pytest.mark.parametrize("name", ["", "../x", "-x", ".hidden", "a/b", "a b", "ü", "x" * 91])
def test_an_impossible_name_is_refused_everywhere(project: Command, name: str) -> None:
    for words in (["new", "--", name], ["delete", "--", name]):
        refused(project("workspace", *words), "Invalid workspace name")
    if name:
        for verb in ("list", "show"):
            refused(project("workspace", verb, "--workspace", name), "Invalid workspace name")
    assert kept(project) == []


def test_one_in_use_is_not_deleted(staging: Command) -> None:
    before = kept(staging)
    ended = staging("workspace", "delete", "staging")
    refused(ended, "Workspace is still used", "still holds 1 resource, which would stay at the vendors")
    assert kept(staging) == before


async def test_one_that_somebody_works_on_is_not_deleted(staging: Command) -> None:
    before = kept(staging)
    backend = LocalBackend(staging.folder / "ivrplan.state.json", "staging")
    async with backend.lock(LockInfo.of_this_process("apply")):
        ended = await asyncio.to_thread(staging, "workspace", "delete", "staging", "--force")
    refused(ended, "State is locked", "for: apply.")
    assert kept(staging) == before


def test_force_forgets_what_stays_at_the_vendors(staging: Command) -> None:
    ended = staging("workspace", "delete", "staging", "--force")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        'Deleted the workspace "staging".\n'
        "1 resource stays at the vendors, managed by nobody now.\n"
        "Its values in workspaces/staging.ivrvars are still there.\n"
    )
    assert kept(staging) == []
    assert "cxone_ivr_flow" in staging("drift", "--unmanaged").out


def test_an_emptied_one_is_deleted_with_all_its_files(staging: Command) -> None:
    assert staging("destroy", "--auto-approve", "--workspace", "staging").code == 0
    assert "staging/ivrplan.state.json.backup-1" in kept(staging)
    assert staging("workspace", "delete", "staging").out.startswith('Deleted the workspace "staging".\n')
    assert kept(staging) == []


def test_an_unfinished_apply_is_not_forgotten_by_the_way(project: Command) -> None:
    assert project("workspace", "new", "staging").code == 0
    journal = project.folder / "ivrplan.state.d" / "staging" / "ivrplan.state.json.journal"
    journal.write_text(encode(StepBegan("cxone_ivr_flow.main", "register", "key")) + "\n", encoding="utf-8")
    refused(project("workspace", "delete", "staging"), "Workspace is still used", "did not come to its end")
    assert journal.exists()
    assert project("workspace", "delete", "staging", "--force").code == 0
    assert kept(project) == []


def test_what_is_not_there_cannot_be_deleted(staging: Command) -> None:
    refused(staging("workspace", "delete", "default"), "Workspace cannot be deleted")
    refused(staging("workspace", "delete", "stagin"), "Unknown workspace", 'Did you mean "staging"?')
    values(staging, "production")
    refused(staging("workspace", "delete", "production"), "Unknown workspace", "nothing to delete")


def test_a_slip_of_the_keyboard_deploys_no_second_copy(staging: Command) -> None:
    planned = staging("plan", "--workspace", "stagin", "--out", "p.bin")
    assert planned.code == 0
    assert planned.err.startswith("warning: Unknown workspace\n")
    assert 'Did you mean "staging"?' in planned.err
    for words in (["apply", "--auto-approve", "--workspace", "stagin"], ["apply", "p.bin"]):
        refused(
            staging(*words), "Unknown workspace", 'Did you mean "staging"?', "ivrplan workspace new stagin"
        )
    assert sorted({Path(path).parts[0] for path in kept(staging)}) == ["staging"]


def test_where_values_are_missing_a_slip_is_named_too(project: Command) -> None:
    project.write('variable "needed" {}\n', "needed.ivr.hcl")
    values(project, "staging").write_text('needed = "x"\n', encoding="utf-8")
    ended = project("plan", "--workspace", "stagin")
    assert (ended.code, ended.out) == (1, "")
    assert "error: Required variable not set\n" in ended.err
    assert (
        "note: Workspace without values The workspace is stagin, and there is no file workspaces/stagin.ivrvars. "
        'help: Did you mean "staging"?'
    ) in " ".join(ended.err.split())
    for others in ([], ["--workspace", "production"]):
        assert "note" not in project("plan", *others).err
    assert project("plan", "--workspace", "staging").code == 0


@pytest.mark.parametrize(
    "words", [["drift"], ["state", "list"], ["state", "show", "a"], ["output"], ["destroy", "-y"]]
)
def test_what_would_find_nothing_at_all_says_why(staging: Command, words: list[str]) -> None:
    refused(staging(*words, "--workspace", "stagin"), "Unknown workspace")


def test_values_make_a_workspace_known(project: Command) -> None:
    values(project, "staging")
    planned = project("plan", "--workspace", "staging")
    assert ("Welcome to staging." in planned.out, planned.err) == (True, "")
    assert project("drift", "--workspace", "staging").code == 0
    assert project("apply", "--auto-approve", "--workspace", "staging").code == 0
