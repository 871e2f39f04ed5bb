"""Simulated calls as people read them."""

from __future__ import annotations

from typing import Any

import pytest

from ivrplan.flow.simulation.call import Call, Heard
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.simulate import simulate
from ivrplan.language.values import UNKNOWN
from ivrplan.views.palette import Palette
from ivrplan.views.simulations import SimulationView, asked_text, help_text, walk_json
from tests.flow.simulation.building import flow, node

PIN = flow(
    node("collect", "pin", {"default": "who"}, variable="pin", sensitive=True, say="Your PIN, please."),
    node("decision", "who", {"4711": "vip"}, variable="pin"),
    node("queue", "vip", queue="VIP"),
)


@pytest.mark.parametrize("digits", ["4712", "47x11"])
def test_secret_digits_are_nowhere(digits: str) -> None:
    walk = simulate(PIN, Script((digits,)))
    written = SimulationView(Palette(), 100).whole(walk) + repr(walk_json("flow.main", walk, ()))
    assert digits not in written
    assert "(sensitive value)" in written


def test_a_secret_that_is_asked_for_decides() -> None:
    assert simulate(PIN, Script(("4711",))).terminal == "vip"


@pytest.mark.parametrize(
    ("kind", "edges", "fields", "help_"),
    [
        ("menu", {"1": "b"}, {}, "Press one key: 1, timeout, invalid. Enter waits until the time is over."),
        (
            "collect",
            {"default": "b"},
            {"variable": "pin"},
            "Press several keys, like 1234#. Or: timeout, invalid, default. Enter waits until the time is over.",
        ),
        ("hours", {"open": "b"}, {"schedule": "s"}, "Is it open? One of: open, closed, holiday."),
        ("decision", {"gold": "b"}, {"variable": "level"}, 'The value of "level". The flow knows: gold.'),
        ("queue", {"full": "b"}, {"queue": "q"}, "Enter if all goes as usual. Or: full."),
        ("node", {"vip": "b"}, {"type": "X"}, "How does the call go on? One of: vip."),
    ],
)
def test_what_is_possible(kind: str, edges: dict[str, str], fields: dict[str, Any], help_: str) -> None:
    question = Call(flow(node(kind, "a", edges, **fields), node("disconnect", "b"))).question
    assert question is not None
    assert (asked_text(question), help_text(question)) == ("a> ", help_)


def test_names_and_prompts_play_no_tricks() -> None:
    bad = "a\x1b[2J\nb"
    given = flow(node("play", bad, {"default": "end"}, say=bad), node("disconnect", "end"))
    view = SimulationView(Palette(), 100)
    text = view.whole(simulate(given, Script())) + "".join(view.heard([Heard(bad, bad)]))
    assert "\x1b" not in text
    assert "\\n" in text


def test_notes_and_what_was_not_used() -> None:
    given = flow(node("disconnect", "end", say=UNKNOWN))
    assert SimulationView(Palette(), 80).whole(simulate(given, Script(("1", "2")))).splitlines() == [
        "  end    0 s  (known after apply)",
        "",
        'The call ended at "end". 0 seconds, no key pressed.',
        'Note: What "end" says is known only after apply, and counts as no time.',
        "Not used: 1, 2.",
    ]


def test_long_names_are_cut() -> None:
    given = flow(node("play", "n" * 60, {"default": "end"}, say="Hello. " * 50), node("disconnect", "end"))
    lines = SimulationView(Palette(), 60).way(simulate(given, Script())).splitlines()
    assert all(len(line) <= 60 for line in lines)


def test_nothing_can_be_called() -> None:
    empty = simulate(flow(node("play", "a", say="x")).model_copy(update={"entry": ""}), Script())
    assert SimulationView(Palette(), 80).whole(empty).startswith("No call can enter the flow.")
