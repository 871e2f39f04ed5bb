"""A call at a terminal: prompts, keys, silence, help, and the ways to leave."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.end_to_end.terminal import Terminal
from tests.end_to_end.world import World

FILES = {
    "main.ivr.hcl": """
variable "sandbox" {}
flow "main" {
  entry = "check"
  hours "check" {
    schedule = "Office"
    on       = { open = "menu", closed = "bye" }
  }
  menu "menu" {
    say     = "Press 1 for sales."
    retries = 1
    on      = { "1" = "sales", "2" = "bye", timeout = "bye", invalid = "bye" }
  }
  queue "sales" {
    queue = "Sales"
    on    = { full = "bye" }
  }
  disconnect "bye" { say = "Goodbye." }
}
"""
}
END_OF_INPUT = "\x04"


@pytest.fixture
def caller(world: World) -> Iterator[Terminal]:
    """A call that waits to be told whether it is open."""
    world.begin(FILES)
    world.environment |= {"TERM": "dumb", "COLUMNS": "40"}
    terminal = Terminal(world, "simulate", "flow.main")
    terminal.expect("check> ")
    yield terminal
    terminal.close()


def answer(caller: Terminal, line: str, *, until: str) -> str:
    """Type a line, and wait for what follows; all that was written until then."""
    caller.text = ""
    caller.type(f"{line}\n")
    caller.expect(until)
    return caller.text


def test_a_call(caller: Terminal) -> None:
    assert "Is it open? One of: open, closed, holiday." in answer(caller, "", until="check> ")
    assert "Press 1 for sales." in answer(caller, "open", until="menu> ")
    assert "Press one key: 1, 2, timeout, invalid." in answer(caller, "?", until="menu> ")
    assert "Press one key" in answer(caller, "hello", until="menu> ")
    assert "Press 1 for sales." in answer(caller, "", until="menu> ")
    answer(caller, "1", until="sales> ")
    caller.type("full\n")
    assert caller.end() == 0
    assert "bye: Goodbye." in caller.text
    assert 'The call ended at "bye".' in caller.text
    assert "\x1b[" not in caller.text


def test_a_call_that_goes_as_usual(caller: Terminal) -> None:
    answer(caller, "open", until="menu> ")
    answer(caller, "1", until="sales> ")
    caller.type("\n")
    assert caller.end() == 0
    assert 'The call ended at "sales".' in caller.text


def test_silence(caller: Terminal) -> None:
    answer(caller, "open", until="menu> ")
    answer(caller, "", until="menu> ")
    caller.type("\n")
    assert caller.end() == 0
    assert "-[timeout]->" in caller.text


def test_hanging_up(caller: Terminal) -> None:
    answer(caller, "open", until="menu> ")
    caller.type(END_OF_INPUT)
    assert caller.end() == 0
    assert "You hung up." in caller.text
    assert "-[open]->" in caller.text
    assert "Traceback" not in caller.text


def test_ctrl_c(caller: Terminal) -> None:
    answer(caller, "open", until="menu> ")
    caller.interrupt()
    assert caller.end() == 130
    assert "Stopped." in caller.text
    assert "Traceback" not in caller.text


def test_tab_completes_what_is_possible(caller: Terminal) -> None:
    answer(caller, "op\t", until="menu> ")
    assert "timeout" in answer(caller, "tim\t", until="Press 1 for sales.\r\nmenu> ")
    caller.type(END_OF_INPUT)
    assert caller.end() == 0
