"""`ivrplan simulate` where no terminal is: whole calls, for people and programs."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Command

FLOWS = """
variable "greeting" { default = "Welcome to Acme." }
flow "hours" {
  entry = "check"
  hours "check" {
    open     = { "mon-fri" = "09:00-17:00" }
    timezone = "Europe/Berlin"
    on       = { open = "open", closed = "closed" }
  }
  exit "open" {}
  exit "closed" {}
}
flow "main" {
  entry = "welcome"
  play "welcome" {
    say  = var.greeting
    next = "hours"
  }
  embed "hours" {
    flow = flow.hours
    on   = { open = "menu", closed = "level" }
  }
  menu "menu" {
    say = "Press 1 for sales."
    on  = { "1" = "sales" }
  }
  decision "level" {
    variable = "level"
    on       = { gold = "sales", default = "bye" }
  }
  queue "sales" { queue = "Sales" }
  disconnect "bye" { say = "Goodbye." }
}
"""


@pytest.fixture
def flows(ivrplan: Command) -> Command:
    ivrplan.write(FLOWS)
    return ivrplan


def test_a_call_for_people(flows: Command) -> None:
    ended = flows("simulate", "flow.main", "--inputs", "open, 1, 7")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "  welcome      ->         1.2 s  Welcome to Acme.",
        "  hours.check  -[open]->    0 s",
        "  menu         -[1]->     2.6 s  Press 1 for sales.",
        "  sales                     0 s",
        "",
        'The call ended at "sales". 3.8 seconds, 1 key pressed.',
        "Not used: 7.",
    ]


def test_a_narrow_terminal_has_no_room_for_prompts(flows: Command) -> None:
    flows.monkeypatch.setenv("COLUMNS", "40")
    ended = flows("simulate", "flow.main", "--inputs", "open,1")
    assert "  menu         -[1]->     2.6 s" in ended.out.splitlines()


def test_the_clock_and_variables_decide(flows: Command) -> None:
    at_night = ("simulate", "flow.main", "--clock", "2026-11-21T23:00:00+01:00", "--json")
    call = json.loads(flows(*at_night, "--variable", "level=gold").out)
    assert call["path"] == ["welcome", "hours.check", "level", "sales"]
    assert json.loads(flows(*at_night).out)["terminal"] == "bye"


@pytest.mark.parametrize(
    ("inputs", "summary", "hint"),
    [
        ("", "Call that waits", "Possible are open, closed, holiday."),
        ("opne", "Impossible input", 'Possible are open, closed, holiday. Did you mean "open"?'),
        ("open,7", "Call that is lost", "Add an edge that leads on."),
        ("open,hello", "Impossible input", "Possible are 1, timeout, invalid; any other key is invalid."),
    ],
)
def test_a_call_that_comes_to_no_end(flows: Command, inputs: str, summary: str, hint: str) -> None:
    ended = flows("simulate", "flow.main", "--inputs", inputs)
    assert ended.code == 1
    assert f"error: {summary}\n" in ended.err
    assert hint in " ".join(ended.err.split())
    ended = flows("simulate", "flow.main", "--json", "--inputs", inputs)
    assert (ended.code, ended.err) == (1, "")
    told = json.loads(ended.out)
    assert (told["terminal"], told["diagnostics"][0]["summary"]) == ("", summary)
    assert told["diagnostics"][0]["hint"] == hint


def test_texts_are_spoken_faster(flows: Command) -> None:
    call = json.loads(
        flows("simulate", "flow.main", "--json", "--inputs", "open,1", "--words-per-second", "0.5").out
    )
    assert call["seconds"] == 6 + 8 + 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--clock", "soon"), "needs a time such as"),
        (("--variable", "level"), "needs the form NAME=VALUE"),
        (("--words-per-second", "0"), "more than 0"),
        (("--words-per-second", "nan"), "more than 0"),
        (("--words-per-second", "quick"), "more than 0"),
    ],
)
def test_options_that_make_no_sense(flows: Command, options: tuple[str, str], message: str) -> None:
    ended = flows("simulate", "flow.main", *options)
    assert ended.code == 1
    assert message in ended.err


def test_a_flow_is_named_as_people_and_programs_do(project: Command) -> None:
    for address in ("flow.main", "main", "cxone_ivr_flow.main"):
        assert json.loads(project("simulate", address, "--json").out)["flow"] == "flow.main"
    ended = project("simulate", "flow.mian")
    assert ended.code == 1
    assert 'Did you mean "flow.main"?' in ended.err


def test_a_flow_of_a_module(flows: Command) -> None:
    (flows.folder / "part").mkdir()
    flows.write(
        'output "flow" { value = flow.line }\nflow "line" {\n  entry = "a"\n  disconnect "a" {}\n}\n',
        "part/m.ivr.hcl",
    )
    flows.write('module "part" {\n  source   = "./part"\n  for_each = toset(["a.b"])\n}\n', "more.ivr.hcl")
    told = json.loads(flows("simulate", 'module.part["a.b"].flow.line', "--json").out)
    assert told["path"] == ["a"]


def test_a_secret_prompt_is_not_shown(flows: Command) -> None:
    flows.write(
        'variable "pin" {\n  default   = "hunter2-4711"\n  sensitive = true\n}\n'
        'flow "secret" {\n  entry = "a"\n  disconnect "a" { say = var.pin }\n}\n',
        "more.ivr.hcl",
    )
    for options in ((), ("--json",)):
        ended = flows("simulate", "flow.secret", *options)
        assert ended.code == 0
        assert "hunter2" not in ended.out + ended.err
        assert "(sensitive value)" in ended.out
