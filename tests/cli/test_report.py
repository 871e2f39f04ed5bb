"""`ivrplan report`: what a flow promises, for people, for Markdown and for programs."""

from __future__ import annotations

import json
from typing import Final

import pytest

from tests.cli.conftest import Command

MAIN: Final = """
flow "main" {
  description = "The main line"
  entry       = "welcome"
  play "welcome" {
    say  = "Welcome to Acme."
    next = "menu"
  }
  menu "menu" {
    say     = "For sales, press 1."
    retries = 1
    on      = { "1" = "sales_team", "9" = "menu", timeout = "box", invalid = "box" }
  }
  queue "sales_team" {
    queue = "Sales"
    on    = { full = "box" }
  }
  voicemail "box" { mailbox = "main" }
}
test "sales" {
  flow   = flow.main
  inputs = ["1"]
  expect { terminal = "sales_team" }
}
"""
TEXT: Final = """\
flow.main: 4 nodes, 6 edges
The main line

The shortest ways
  to                seconds  keys  pressed
  queue sales_team      3.8     1  1
    welcome -> menu -[1]-> sales_team
  voicemail box        24.4     0  nothing
    welcome -> menu -[timeout]-> box
  Somebody is reached after 3.8 seconds at the earliest: queue sales_team.
  The farthest is queue sales_team: 1 key at least.

Before the first choice
  Callers hear 3 words in 1.2 seconds. Then menu says 4 words in 1.6 seconds.

Menus
  level 1  menu: 2 choices: 1, 9

Loops
  menu asks again: at most 1 time
  menu -[9]-> menu: as often as callers like

Tests
  1 test: 3 of 4 nodes and 2 of 6 edges are passed.
  No test passes box.
  No test goes menu -[9]-> menu, menu -[timeout]-> box, menu -[invalid]-> box,
    sales_team -[full]-> box.
"""
MARKDOWN: Final = r"""## flow.main

The main line

4 nodes, 6 edges.

| to | seconds | keys | pressed | way |
| --- | --- | --- | --- | --- |
| queue sales\_team | 3.8 | 1 | 1 | welcome -> menu -\[1\]-> sales\_team |
| voicemail box | 24.4 | 0 | nothing | welcome -> menu -\[timeout\]-> box |

- Somebody is reached after 3.8 seconds at the earliest: queue sales\_team.
- The farthest is queue sales\_team: 1 key at least.

**Before the first choice.** Callers hear 3 words in 1.2 seconds. Then menu says 4 words in 1.6 seconds.

| level | menu | choices | keys |
| --- | --- | --- | --- |
| 1 | menu | 2 | 1, 9 |

**Loops**

- menu asks again: at most 1 time
- menu -\[9\]-> menu: as often as callers like

**Tests.** 1 test: 3 of 4 nodes and 2 of 6 edges are passed. No test passes box. No test goes menu -\[9\]-> menu, menu -\[timeout\]-> box, menu -\[invalid\]-> box, sales\_team -\[full\]-> box.
"""


@pytest.fixture
def told(ivrplan: Command) -> Command:
    """Runs commands in a folder with a flow and a test of it."""
    ivrplan.write(MAIN)
    return ivrplan


def test_for_people(told: Command) -> None:
    ended = told("report")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out == TEXT
    assert max(map(len, ended.out.splitlines())) <= 80


def test_for_markdown(told: Command) -> None:
    assert told("report", "flow.main", "--markdown").out == MARKDOWN


def test_for_programs(told: Command) -> None:
    found = json.loads(told("report", "flow.main", "--json").out)

    assert found["person"] == {
        "node": "sales_team",
        "kind": "queue",
        "seconds": 3.8,
        "keypresses": 1,
        "keys": ["1"],
        "inputs": ["1"],
        "mishaps": 0,
        "path": ["welcome", "menu", "sales_team"],
    }
    assert found["first_choice"] == {
        "menu": "menu",
        "path": ["welcome", "menu"],
        "seconds": 1.2,
        "words": 3,
        "recordings": 0,
        "menu_seconds": 1.6,
        "menu_words": 4,
    }
    assert found["levels"] == [{"level": 1, "menus": [{"node": "menu", "keys": ["1", "9"]}]}]
    assert found["loops"] == [
        {"nodes": ["menu"], "limit": 1, "asks": True},
        {"nodes": ["menu"], "limit": None, "asks": True},
    ]
    assert found["tests"]["missed_nodes"] == ["box"]


def test_nothing_to_promise(ivrplan: Command) -> None:
    ivrplan.write('flow "main" {\n  entry = "a"\n  disconnect "a" {}\n  queue "lost" { queue = "x" }\n}\n')

    assert ivrplan("report").out == (
        "flow.main: 2 nodes, 0 edges\n\n"
        "The shortest ways\n  No call gets to a person.\n  No call gets to lost.\n\n"
        "Before the first choice\n  Callers are given no choice.\n\n"
        "Tests\n  0 tests: 0 of 1 node and 0 of 0 edges are passed.\n"
    )


def test_markdown_finds_nothing_to_do_in_names(ivrplan: Command) -> None:
    ivrplan.write(
        'flow "main" {\n  entry = "<b>|x|"\n'
        '  menu "<b>|x|" { on = { "1" = "*q*" } }\n  queue "*q*" { queue = "@all" }\n}\n'
    )
    written = ivrplan("report", "--markdown").out

    assert r"\<b>\|x\|" in written
    assert r"queue \*q\*" in written


def test_forms_exclude_each_other(told: Command) -> None:
    ended = told("report", "--markdown", "--json")

    assert ended.code == 1
    assert "--markdown and --json exclude each other." in ended.out
