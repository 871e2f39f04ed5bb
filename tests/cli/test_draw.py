"""`ivrplan draw`: which flow, in which form, to where."""

from __future__ import annotations

from typing import Final

import pytest

from tests.cli.conftest import Command, Ended

MAIN: Final = """
variable "pin" {
  default   = "4711"
  sensitive = true
}
module "hours" { source = "./hours" }
flow "main" {
  description = "The main line"
  entry       = "check"
  embed "check" {
    flow = module.hours.flow
    on   = { open = "secret", default = "bye" }
  }
  play "secret" {
    say  = "Press ${var.pin}."
    next = "bye"
  }
  disconnect "bye" {}
}
"""
HOURS: Final = """
flow "hours" {
  entry = "ask"
  hours "ask" {
    schedule = "Office"
    on       = { open = "open", default = "closed" }
  }
  exit "open" {}
  exit "closed" {}
}
output "flow" { value = flow.hours }
"""
MERMAID: Final = """\
---
title: "main"
---
flowchart TB
  n0(("Calls come in"))
  n1{"hours: check.ask<br/>Office"}
  n2("play: secret<br/>(sensitive value)")
  n3(["disconnect: bye"])
  n0 --> n1
  n1 -->|"open"| n2
  n1 -->|"otherwise"| n3
  n2 --> n3
"""


@pytest.fixture
def drawn(ivrplan: Command) -> Command:
    """Runs commands in a folder with a flow, and one of a module that it embeds."""
    (ivrplan.folder / "hours").mkdir()
    ivrplan.write(HOURS, "hours/main.ivr.hcl")
    ivrplan.write(MAIN)
    return ivrplan


def test_mermaid_is_the_default(drawn: Command) -> None:
    ended = drawn("draw", "flow.main")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(MERMAID)
    assert drawn("draw", "flow.main", "--format", "mermaid") == ended


def test_a_flow_of_a_module_keeps_its_exits(drawn: Command) -> None:
    ended = drawn("draw", "module.hours.flow.hours")

    assert '[["exit: open"]]' in ended.out


@pytest.mark.parametrize(
    ("name", "begin"), [("a.svg", "<svg "), ("a.DOT", "digraph {"), ("a.mmd", "---\n"), ("a", "---\n")]
)
def test_the_name_of_the_file_says_the_form(drawn: Command, name: str, begin: str) -> None:
    ended = drawn("draw", "flow.main", "--out", name)

    assert ended == Ended(0, "", f"Drawn: {name}\n")
    assert (drawn.folder / name).read_text(encoding="utf-8").startswith(begin)


def test_the_form_that_is_said_wins(drawn: Command) -> None:
    assert drawn("draw", "flow.main", "--out", "a.svg", "--format", "dot").code == 0
    assert (drawn.folder / "a.svg").read_text(encoding="utf-8").startswith("digraph {")


def test_direction_and_theme(drawn: Command) -> None:
    assert "flowchart LR" in drawn("draw", "flow.main", "--direction", "LR").out
    assert 'bgcolor = "#0d1117"' in drawn("draw", "flow.main", "--format", "dot", "--theme", "dark").out
    pictures = {
        drawn("draw", "flow.main", "--format", "svg", "--theme", one).out for one in ("light", "dark", "auto")
    }
    assert len(pictures) == 3
    assert not any("4711" in picture for picture in pictures)


def test_the_only_flow_needs_no_name(drawn: Command) -> None:
    refused = drawn("draw")
    assert (refused.code, refused.out) == (1, "")
    assert "There is not just one flow. The flows" in refused.err

    drawn.write(HOURS)
    assert drawn("draw", "-C", "hours") == drawn("draw", "flow.hours")


def test_a_resource_stands_for_what_it_deploys(project: Command) -> None:
    assert project("draw", "cxone_ivr_flow.main") == project("draw", "flow.main")


def test_an_unknown_flow(drawn: Command) -> None:
    ended = drawn("draw", "flow.mian")

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("error: Unknown flow\n")
    assert 'Did you mean "flow.main"?' in ended.err


def test_a_file_that_cannot_be_written(drawn: Command) -> None:
    ended = drawn("draw", "flow.main", "--out", "nowhere/a.svg")

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("error: File cannot be written\n")
