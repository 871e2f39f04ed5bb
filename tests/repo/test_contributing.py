"""What CONTRIBUTING.md promises is there."""

from __future__ import annotations

import re
from typing import Final

from ivrplan.cli.table import COMMANDS
from ivrplan.rules.table import RULES
from tests.repo.pages import ROOT, named_paths

PAGE: Final = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TABLE: Final = PAGE.partition("## I want to add...")[2].partition("\n## ")[0]
WANTED: Final = re.findall(r"^\| (an? [^|]+) \|", TABLE, re.MULTILINE)


def test_every_path_of_the_table_exists() -> None:
    paths = list(named_paths(TABLE))

    assert len(paths) >= 40
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_table_answers_what_newcomers_ask() -> None:
    assert {
        "a node kind",
        "a provider",
        "a rule for all vendors",
        "a command",
        "a state backend",
        "a change of the state's format",
        "a function",
        "a plan step",
        "an output format",
    } <= set(WANTED)


def test_every_provider_has_the_files_that_the_table_names() -> None:
    (row,) = (line for line in TABLE.splitlines() if line.startswith("| a provider |"))
    names = re.findall(r"`(\w+\.py)`", row)
    vendors = [folder for folder in (ROOT / "ivrplan" / "sandbox").iterdir() if (folder / "urls.py").exists()]

    assert len(names) == 5
    assert len(vendors) == 2
    for vendor in vendors:
        assert [
            name for name in names if not (ROOT / "ivrplan/providers" / vendor.name / name).exists()
        ] == []
        assert (ROOT / "docs" / "providers" / f"{vendor.name}.md").exists()


def test_every_command_is_where_the_table_says() -> None:
    assert {entry.module for entry in COMMANDS.values()} == {
        f"ivrplan.cli.commands.{file.stem}"
        for file in (ROOT / "ivrplan/cli/commands").glob("*.py")
        if file.stem != "__init__"
    }


def test_every_rule_has_its_page() -> None:
    assert [rule.id for rule in RULES if not (ROOT / f"docs/rules/{rule.id}.md").exists()] == []


def test_every_make_target_is_explained() -> None:
    targets = set(
        re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )

    assert set(re.findall(r"^\| `make ([a-z]+)` \|", PAGE, re.MULTILINE)) == targets - {"help"}
