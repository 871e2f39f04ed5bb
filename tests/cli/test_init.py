"""`ivrplan init` as a person meets it: what it prints, and what it fetches."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Command
from tests.fakes.repositories import make_repository

NEW = """\
Created in this folder:
  main.ivr.hcl                   a call flow, and where it is deployed
  variables.ivr.hcl              what can be set from outside
  values.auto.ivrvars            the values
  tests.ivr.hcl                  how calls have to go
  .gitignore                     what does not belong into the repository
  .github/workflows/ivrplan.yml  checks, plans, watches for drift
  README.md                      how to go on

Next:
  ivrplan sandbox    in a terminal of its own: stand-ins of the vendors
  ivrplan plan       what would be created
  ivrplan apply      create it
"""


def test_a_project_is_begun(ivrplan: Command) -> None:
    ended = ivrplan("init")
    assert (ended.code, ended.out, ended.err) == (0, NEW, "")
    assert ivrplan("validate").out == "The configuration is valid: 1 flow, 1 resource.\n"


def test_a_project_is_begun_elsewhere(ivrplan: Command) -> None:
    ended = ivrplan("init", "my line", "--provider", "genesys", "--ci", "none")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Created in my line:\n")
    assert "\nNext:\n  cd 'my line'\n  ivrplan sandbox" in ended.out
    assert ".github" not in ended.out
    assert "genesys_flow" in (ivrplan.folder / "my line" / "main.ivr.hcl").read_text()
    assert ivrplan("validate", "-C", "my line").code == 0


def test_the_folder_counts_from_the_one_that_chdir_names(ivrplan: Command) -> None:
    (ivrplan.folder / "a").mkdir()
    assert "  cd a/b\n" in ivrplan("-C", "a", "init", "b").out
    assert (ivrplan.folder / "a" / "b" / "main.ivr.hcl").is_file()


def test_what_is_kept_is_named(ivrplan: Command) -> None:
    ivrplan.write("mine", ".gitignore")
    ended = ivrplan("init")
    assert ended.code == 0
    assert (
        "Kept as it was:\n  .gitignore  what does not belong into the repository\n\n"
        "Your .gitignore should name ivrplan.state.json*, ivrplan.state.d/, .ivrplan/ and saved plans.\n"
    ) in ended.out


def test_a_pipeline_that_nobody_reads_there_is_told_of(ivrplan: Command) -> None:
    (ivrplan.folder / ".git").mkdir()
    said = ivrplan("init", "flows").out
    assert ".github/workflows/ivrplan.yml is read there only. Move it" in said
    assert "read there only" not in ivrplan("init", "more", "--ci", "none").out


def test_without_a_configuration_other_commands_tell_of_init(ivrplan: Command) -> None:
    assert "begin a project in this one: ivrplan init" in " ".join(ivrplan("plan").err.split())


def test_a_configuration_without_modules_has_nothing_to_fetch(project: Command) -> None:
    ended = project("init")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "Nothing to fetch: the configuration here calls no modules from git.\n"


def test_modules_are_fetched_kept_and_upgraded(ivrplan: Command) -> None:
    repository = make_repository(ivrplan.folder / "flows.git", {"v1": {"main.ivr.hcl": "# one\n"}})
    source = f"git::{repository.url}?ref=main"
    ivrplan.write(f'module "a" {{\n  source = "{source}"\n}}\n')
    first = ivrplan("init")
    assert (first.code, first.err) == (0, f"Fetching {source}...\n")
    line, commit = first.out.rstrip("\n").rsplit(" ", 1)
    assert line == f"{source}  fetched at"

    newer = repository.commit({"main.ivr.hcl": "# two\n"})[:12]
    assert newer != commit
    kept = ivrplan("init")
    assert (kept.code, kept.out, kept.err) == (0, f"{source}  kept at {commit}\n", "")
    upgraded = ivrplan("init", "--upgrade")
    assert (upgraded.code, upgraded.out) == (0, f"{source}  upgraded from {commit} to {newer}\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--provider", "x"], "'x' is not one of 'cxone', 'genesys'"),
        (["--ci", "x"], "'x' is not one of 'github', 'gitlab', 'none'"),
        (["a", "b"], "Got unexpected extra argument (b)"),
        (["--force"], "No such option"),
    ],
)
def test_a_wrong_call_begins_nothing(ivrplan: Command, words: list[str], message: str) -> None:
    ended = ivrplan("init", *words)
    assert (ended.code, ended.out) == (1, "")
    assert message in ended.err
    assert list(ivrplan.folder.iterdir()) == []
