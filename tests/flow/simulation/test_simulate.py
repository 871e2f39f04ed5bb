"""Simulated calls: what each input means at each kind of node, and how calls end."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.simulation.ends import DeadEnd, Ended, OutOfInputs, Refused, WentRound
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.simulate import simulate
from ivrplan.flow.simulation.timing import Timing
from ivrplan.flow.simulation.walk import Walk
from ivrplan.language.values import UNKNOWN, Sensitive
from tests.flow.simulation.building import flow, node

MENU = flow(
    node("play", "welcome", {"default": "menu"}, say="Welcome to the shop, dear caller."),
    node(
        "menu",
        "menu",
        {"1": "sales", "timeout": "bye", "invalid": "other"},
        say="Press 1.",
        timeout=4,
        retries=1,
    ),
    node("queue", "sales", queue="Sales"),
    node("agent", "other", agent="ada"),
    node("disconnect", "bye", say="Goodbye."),
)


def call(given: Flow, *inputs: str, **more: Any) -> Walk:
    return simulate(given, Script(inputs, **more))


def test_a_call_that_ends_well() -> None:
    walk = call(MENU, "1", "2")
    assert walk.path == ("welcome", "menu", "sales")
    assert walk.end == Ended("sales")
    assert walk.terminal == "sales"
    assert walk.edges == (("welcome", "default", "menu"), ("menu", "1", "sales"))
    assert walk.prompts == ("Welcome to the shop, dear caller.", "Press 1.")
    assert walk.seconds == Decimal("2.4") + Decimal("0.8") + 1
    assert (walk.keypresses, walk.unused) == (1, ("2",))
    assert walk == simulate(CallGraph(MENU), Script(("1", "2")))


@pytest.mark.parametrize(
    ("inputs", "last"),
    [
        (["1"], "sales"),
        (["7", "1"], "sales"),
        (["timeout", "1"], "sales"),
        (["7", "7"], "other"),
        (["invalid", "invalid"], "other"),
        (["timeout", "9"], "other"),
        (["9", "timeout"], "bye"),
        (["9"], "bye"),
        (["timeout"], "bye"),
        ([], "bye"),
    ],
)
def test_a_prompt_is_repeated_before_timeout_or_invalid_is_taken(inputs: list[str], last: str) -> None:
    walk = call(MENU, *inputs)
    assert walk.terminal == last
    assert walk.prompts.count("Press 1.") == (1 if inputs[:1] == ["1"] else 2)


def test_silence_lasts_as_long_as_the_node_waits() -> None:
    walk = call(MENU)
    assert walk.visits[1].seconds == 2 * (Decimal("0.8") + 4)
    assert walk.visits[1].told == ("timeout", "timeout")


def test_who_knows_the_way_does_not_listen() -> None:
    hurried = simulate(MENU, Script(("1",)), Timing(listens=Decimal(0), words_per_second=Decimal(1)))
    assert hurried.seconds == 6 + 1


@pytest.mark.parametrize("text", ["12", "sales", "", "open"])
def test_what_no_menu_takes(text: str) -> None:
    walk = call(MENU, text, "1")
    assert isinstance(walk.end, Refused)
    assert (walk.end.node, walk.end.text, walk.unused) == ("menu", text, ("1",))
    assert walk.end.question.accepts == ("1", "timeout", "invalid")
    assert (walk.path, walk.terminal) == (("welcome", "menu"), "")


COLLECT = flow(
    node(
        "collect",
        "pin",
        {"default": "who", "0": "bye", "invalid": "bye"},
        variable="pin",
        min_digits=2,
        max_digits=4,
    ),
    node("decision", "who", {"1234": "gold", "default": "bye"}, variable="pin"),
    node("queue", "gold", queue="Gold"),
    node("disconnect", "bye"),
)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("1234", ["pin", "who", "gold"]),
        ("1234#", ["pin", "who", "gold"]),
        ("99", ["pin", "who", "bye"]),
        ("0", ["pin", "bye"]),
        ("1", ["pin", "bye"]),
        ("12345", ["pin", "bye"]),
        ("1#34", ["pin", "bye"]),
        ("#", ["pin", "bye"]),
        ("timeout", ["pin", "who", "bye"]),
    ],
)
def test_digits_are_kept(text: str, path: list[str]) -> None:
    assert list(call(COLLECT, text).path) == path


def test_a_collect_needs_keys() -> None:
    walk = call(COLLECT, "abc")
    assert isinstance(walk.end, Refused)
    assert call(COLLECT, "1234#").keypresses == 5


HOURS = flow(
    node(
        "hours",
        "check",
        {"open": "menu", "closed": "bye"},
        open={"mon-fri": "09:00-17:00", "sat": "22:00-02:00"},
        timezone="Europe/Berlin",
        holidays=["2026-12-25"],
    ),
    node("queue", "menu", queue="Sales"),
    node("disconnect", "bye"),
)


@pytest.mark.parametrize(
    ("clock", "last"),
    [
        ("2026-11-20T09:00:00+01:00", "menu"),
        ("2026-11-20T08:59:59+01:00", "bye"),
        ("2026-11-20T16:59:59+01:00", "menu"),
        ("2026-11-20T17:00:00+01:00", "bye"),
        ("2026-11-20T08:30:00Z", "menu"),
        ("2026-07-20T15:30:00Z", "bye"),  # summer time: half past five in Berlin
        ("2026-07-20T07:00:00Z", "menu"),
        ("2026-12-25T10:00:00+01:00", "bye"),
        ("2026-11-21T23:00:00+01:00", "menu"),
        ("2026-11-22T01:59:00+01:00", "menu"),
        ("2026-11-22T02:00:00+01:00", "bye"),
        ("2026-11-22T23:00:00+01:00", "bye"),
        ("2026-11-20T09:00:00", "menu"),
    ],
)
def test_written_hours_are_decided_by_the_clock(clock: str, last: str) -> None:
    walk = call(HOURS, "closed", clock=datetime.fromisoformat(clock))
    assert (walk.terminal, walk.unused) == (last, ("closed",))
    assert walk.told == (walk.visits[0].told[0],)


def test_without_a_clock_hours_are_told() -> None:
    assert call(HOURS, "open").terminal == "menu"
    assert call(HOURS, "holiday").edges == (("check", "closed", "bye"),)
    assert isinstance(call(HOURS, "maybe").end, Refused)
    waiting = call(HOURS).end
    assert isinstance(waiting, OutOfInputs)
    assert waiting.question.accepts == ("open", "closed", "holiday")


@pytest.mark.parametrize(
    "more", [{"schedule": "Office"}, {"timezone": "Nowhere/Land", "open": {"mon": "09:00-17:00"}}]
)
def test_what_only_a_vendor_knows_is_told(more: dict[str, Any]) -> None:
    given = flow(node("hours", "check", {"open": "a"}, **more), node("disconnect", "a"))
    assert call(given, "open", clock=datetime.fromisoformat("2026-11-22T10:00:00Z")).unused == ()


def decided(*before: Any) -> Flow:
    names = [*(one["name"] for one in before), "level"]
    chained = [{**one, "edges": {"default": after}} for one, after in zip(before, names[1:], strict=True)]
    return flow(
        *chained,
        node("decision", "level", {"gold": "rich", "default": "again"}, variable="level"),
        node("decision", "again", {"silver": "well", "default": "poor"}, variable="level"),
        *(node("disconnect", name) for name in ("rich", "well", "poor")),
    )


@pytest.mark.parametrize(
    ("given", "inputs", "variables", "last", "unused"),
    [
        (decided(), ["gold"], {}, "rich", 0),
        (decided(), ["silver"], {}, "well", 0),
        (decided(), ["tin"], {}, "poor", 0),
        (decided(), ["default", "silver"], {}, "well", 0),
        (decided(), [], {}, "poor", 0),
        (decided(), ["gold"], {"level": "silver"}, "well", 1),
        (decided(node("set", "s", values={"level": "gold"})), [], {"level": "silver"}, "rich", 0),
        (decided(node("set", "s", values={"level": UNKNOWN})), ["silver"], {"level": "gold"}, "well", 0),
        (decided(node("set", "s", values={"level": Sensitive("gold")})), [], {}, "rich", 0),
        (
            decided(
                node("set", "s", values={"level": "gold"}), node("request", "r", url="u", save={"level": "a"})
            ),
            ["silver"],
            {},
            "well",
            0,
        ),
        (
            decided(
                node("set", "s", values={"level": "gold"}), node("request", "r", url="u", save={"level": "a"})
            ),
            [],
            {"level": "silver"},
            "well",
            0,
        ),
    ],
)
def test_decisions(given: Flow, inputs: list[str], variables: dict[str, str], last: str, unused: int) -> None:
    walk = call(given, *inputs, variables=variables)
    assert (walk.terminal, len(walk.unused)) == (last, unused)


def test_a_simulation_without_variables_is_told_them_once() -> None:
    given = decided()
    walk = call(given, variables={"level": "silver"})
    assert walk.told == ("silver",)
    assert call(given, *walk.told).path == walk.path


def test_a_secret_value_that_nobody_expects_is_not_shown() -> None:
    given = flow(
        node("set", "s", {"default": "level"}, values={"level": Sensitive("hunter2")}),
        node("decision", "level", {"gold": "rich"}, variable="level"),
        node("disconnect", "rich"),
    )
    walk = call(given)
    assert walk.end == DeadEnd("level", "(sensitive value)")
    assert "hunter2" not in repr(walk)


BUSY = flow(
    node("request", "dip", {"default": "menu", "error": "line", "timeout": "line"}, url="u", timeout=3),
    node("menu", "menu", {"1": "line", "timeout": "line"}),
    node("transfer", "line", {"busy": "box", "no_answer": "box"}, number="+1"),
    node("voicemail", "box", {"default": "bye"}, mailbox="m"),
    node("disconnect", "bye"),
)


@pytest.mark.parametrize(
    ("inputs", "path", "unused"),
    [
        (["1"], ["dip", "menu", "line"], 0),
        (["error"], ["dip", "line"], 0),
        (["error", "busy"], ["dip", "line", "box", "bye"], 0),
        (["default", "timeout", "no_answer"], ["dip", "menu", "line", "box", "bye"], 0),
        (["1", "full"], ["dip", "menu", "line"], 1),
        ([], ["dip", "menu", "line"], 0),
    ],
)
def test_what_usually_goes_well_is_told_only_when_it_does_not(
    inputs: list[str], path: list[str], unused: int
) -> None:
    walk = call(BUSY, *inputs)
    assert (list(walk.path), len(walk.unused)) == (path, unused)


def test_seconds_of_what_goes_wrong() -> None:
    walk = call(BUSY, "error", "no_answer")
    assert [visit.seconds for visit in walk.visits] == [3, 20, 0, 0]


def test_a_vendors_own_node_needs_to_be_told() -> None:
    given = flow(
        node("node", "vendor", {"vip": "a", "other": "b"}, type="ROUTER"),
        node("node", "a", type="END"),
        node("disconnect", "b"),
    )
    assert call(given, "vip").end == Ended("a")
    assert isinstance(call(given, "1").end, Refused)
    assert isinstance(call(given).end, OutOfInputs)


ROUND = flow(
    node("play", "a", {"default": "b"}, say="Hello."),
    node("set", "b", {"default": "c"}, values={"x": "1"}),
    node("menu", "c", {"1": "b", "timeout": "a"}),
)


def test_a_loop_without_a_caller() -> None:
    silent = call(ROUND)
    assert silent.end == WentRound(("c", "a", "b"))  # the first time, the variable was not set
    assert silent.path == ("a", "b", "c", "a", "b", "c")
    pressed = call(ROUND, *["1"] * 50)
    assert isinstance(pressed.end, WentRound)
    assert pressed.keypresses == 50


def test_a_loop_that_counts_is_cut_off() -> None:
    bits = [f"b{number}" for number in range(40)]
    nodes = []
    for bit, after in zip(bits, [*bits[1:], "b0"], strict=True):
        nodes += [
            node("decision", bit, {"1": f"{bit}_clear", "default": f"{bit}_set"}, variable=bit),
            node("set", f"{bit}_clear", {"default": after}, values={bit: "0"}),
            node("set", f"{bit}_set", {"default": "b0"}, values={bit: "1"}),
        ]
    walk = call(flow(*nodes), variables=dict.fromkeys(bits, "0"))
    assert isinstance(walk.end, WentRound)
    assert len(walk.path) < 2000


@pytest.mark.parametrize(
    ("given", "end"),
    [
        (Flow(name="f"), DeadEnd("")),
        (Flow(name="f", entry="gone"), DeadEnd("", "", "gone")),
        (flow(node("play", "a", say="x")), DeadEnd("a")),
        (flow(node("play", "a", {"default": "gone"}, say="x")), DeadEnd("a", "default", "gone")),
        (flow(node("menu", "a", {"1": "b"}), node("disconnect", "b")), DeadEnd("a", "invalid")),
    ],
)
def test_calls_that_are_lost(given: Flow, end: DeadEnd) -> None:
    walk = call(given, "7")
    assert (walk.end, walk.terminal) == (end, "")


def test_prompts_that_nobody_may_read() -> None:
    given = flow(
        node("play", "a", {"default": "b"}, say=UNKNOWN),
        node("play", "b", {"default": "c"}, say=Sensitive("one two three four five")),
        node("disconnect", "c", audio="https://cdn.example.com/bye.wav"),
    )
    walk = call(given)
    assert walk.prompts == ("(known after apply)", "(sensitive value)", "https://cdn.example.com/bye.wav")
    assert walk.seconds == 2 + 5
    assert walk.notes == ('What "a" says is known only after apply, and counts as no time.',)
