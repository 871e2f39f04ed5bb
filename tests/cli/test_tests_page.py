"""The page about tests is true: its configuration passes, and what it shows is what the command prints."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from tests.cli.conftest import Command

PAGE: Final = (Path(__file__).parents[2] / "docs" / "tests.md").read_text(encoding="utf-8")


def blocks(tag: str) -> list[str]:
    return re.findall(rf"^```{tag}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def page(ivrplan: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("COLUMNS", "100")
    ivrplan.write(blocks("hcl")[0])
    return ivrplan


def test_the_tests_of_the_page_pass(page: Command) -> None:
    ended = page("test")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith("All tests pass: 2 tests of 1 flow.\n")


def test_the_failure_is_the_one_that_is_shown(page: Command) -> None:
    page.write(blocks("hcl")[0].replace('["open", "1"]', '["open", "invalid"]'))

    assert blocks("text")[0] in page("test").err + "\n"


def test_the_coverage_is_the_one_that_is_shown(page: Command) -> None:
    assert f"\n{blocks('text')[1]}\n" in page("test", "--coverage").out


def test_the_reason_is_the_one_that_is_shown(page: Command) -> None:
    page.write(
        """
flow "main" {
  entry = "vip"
  set "vip" {
    values = { level = "gold" }
    next   = "level"
  }
  decision "level" {
    variable = "level"
    on       = { gold = "bye", default = "sales" }
  }
  queue "sales" { queue = "Sales" }
  disconnect "bye" {}
}
"""
    )

    assert page("test", "--generate").err.startswith(blocks("text")[2])


@pytest.mark.parametrize("line", re.findall(r"^ivrplan (test.*)$", "\n".join(blocks("sh")), re.MULTILINE))
def test_every_command_of_the_page_can_be_called(page: Command, line: str) -> None:
    words = re.findall(r'"[^"]*"|\S+', line.partition("#")[0])
    known = [word.strip('"') for word in words if not word.startswith(("module.", "cxone_"))]

    assert page(*[("50" if word == "90" else word) for word in known]).code == 0
