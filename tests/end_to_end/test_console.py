"""The console at a terminal: a prompt, several lines, completion, history, and the ways to leave."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.end_to_end.terminal import Terminal
from tests.end_to_end.world import World

FILES = {
    "main.ivr.hcl": 'variable "sandbox" {}\nvariable "greeting" { default = "Hello." }\nlocals { both = [1, 2] }\n'
}
PROMPT = "> "
FURTHER = ": "
END_OF_INPUT = "\x04"
UP = "\x1b[A"


@pytest.fixture
def console(world: World) -> Iterator[Terminal]:
    """A console that waits for its first line."""
    world.begin(FILES)
    world.environment["TERM"] = "dumb"
    terminal = Terminal(world, "console")
    terminal.expect(PROMPT)
    yield terminal
    terminal.close()


def ask(console: Terminal, *lines: str, answer: str) -> None:
    """Type lines, wait for the answer and for the prompt after it."""
    console.text = ""
    for number, line in enumerate(lines):
        if number:
            console.expect(FURTHER)
            console.text = ""
        console.type(f"{line}\n")
    console.expect(answer)
    console.text = console.text.partition(answer)[2]
    console.expect(PROMPT)


@pytest.mark.parametrize("leave", ["exit\n", "quit\n", END_OF_INPUT])
def test_a_conversation(console: Terminal, leave: str) -> None:
    ask(console, "1 + 1", answer="2\r\n")
    ask(console, "[", "var.greeting,", "", "]", answer='[\r\n  "Hello.",\r\n]\r\n')
    ask(console, "nope", answer='There is nothing named "nope" here.')
    ask(console, "1 +", answer="A value is expected here.")
    ask(console, "# a remark", answer="# a remark\r\n")
    ask(console, "upper(var.greeting)", answer='"HELLO."\r\n')
    console.type(leave)
    assert console.end() == 0


def test_ctrl_c_drops_what_was_typed(console: Terminal) -> None:
    console.type("[1,\n")
    console.expect(FURTHER)
    console.text = ""
    console.type("2, 3")
    console.expect("2, 3")
    console.text = ""
    console.interrupt()
    console.expect(PROMPT)
    ask(console, "40 + 2", answer="42\r\n")
    console.type(END_OF_INPUT)
    assert console.end() == 0
    assert "Traceback" not in console.text


def test_tab_completes_names_and_the_last_line_comes_back(console: Terminal) -> None:
    ask(console, "upp\tvar.gre\t)", answer='"HELLO."\r\n')
    ask(console, f"{UP}", answer='"HELLO."\r\n')
    console.type(END_OF_INPUT)
    assert console.end() == 0


def test_nothing_of_a_conversation_is_kept(world: World, console: Terminal) -> None:
    ask(console, "local.both[1]", answer="2\r\n")
    console.type(END_OF_INPUT)
    assert console.end() == 0
    assert [path.name for path in world.folder.iterdir()] == ["main.ivr.hcl"]
