"""Whether a call went as expected, and what is said where it did not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ivrplan.config.scripts import script_of
from ivrplan.diagnostics import Diagnostic, Severity
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Disconnect, Play
from ivrplan.flow.simulation.simulate import simulate
from ivrplan.workflow.testing.judging import Wrong, judge
from ivrplan.workflow.testing.telling import tell
from tests.workflow.testing.building import LINE, a_test

WAY = ("welcome", "check", "menu", "sales")


def wrongs(*inputs: str, **expect: Any) -> tuple[Wrong, ...]:
    test = a_test(*inputs, **expect)
    return judge(test.expect, simulate(LINE, script_of(test)))


def told(*inputs: str, flow: Flow = LINE, **expect: Any) -> tuple[Diagnostic, ...]:
    test = a_test(*inputs, **expect)
    walk = simulate(flow, script_of(test))
    return tell(test, walk, judge(test.expect, walk))


@pytest.mark.parametrize(
    ("inputs", "expect", "found"),
    [
        (("open", "1"), {}, ()),
        (("open", "1"), {"path": WAY}, ()),
        (("open", "1"), {"path": WAY[:-1]}, (Wrong.PATH,)),
        (("open", "1"), {"path": WAY[1:]}, (Wrong.PATH,)),
        (("open", "1"), {"path": ()}, (Wrong.PATH,)),
        (("open", "1"), {"terminal": "sales"}, ()),
        (("open", "1"), {"terminal": "bye"}, (Wrong.TERMINAL,)),
        (("open", "1"), {"path": WAY[:-1], "terminal": "bye"}, (Wrong.PATH,)),
        (("open", "1"), {"prompts": ("Welcome to Acme.", "Press 1 for sales.")}, ()),
        (("open", "1"), {"prompts": ("Welcome to Acme.",)}, (Wrong.PROMPTS,)),
        (("open", "1"), {"prompts": ()}, (Wrong.PROMPTS,)),
        (("open", "1"), {"max_keypresses": 1, "max_seconds": 5}, ()),
        (("open", "1"), {"max_keypresses": 0}, (Wrong.MAX_KEYPRESSES,)),
        (("open", "1"), {"max_seconds": Decimal("3.8"), "path": WAY}, ()),
        (("open", "1"), {"max_seconds": Decimal("3.7"), "path": ()}, (Wrong.PATH, Wrong.MAX_SECONDS)),
        (("open", "3"), {}, (Wrong.END,)),
        (("open", "3"), {"path": ("welcome", "check", "menu", "lost")}, (Wrong.END,)),
        ((), {}, (Wrong.END,)),
        (("opn",), {}, (Wrong.END,)),
        (("closed", "1"), {"terminal": "bye"}, (Wrong.UNUSED,)),
        (("closed", "1"), {"terminal": "sales"}, (Wrong.TERMINAL,)),
    ],
)
def test_a_call_is_held_against_what_is_expected(
    inputs: tuple[str, ...], expect: dict[str, Any], found: tuple[Wrong, ...]
) -> None:
    assert wrongs(*inputs, **expect) == found


def test_a_message_shows_both_paths_and_the_whole_call() -> None:
    (found,) = told("open", path=WAY)

    assert (found.severity, found.summary, found.address) == (
        Severity.ERROR,
        "Call takes another path",
        "flow.main",
    )
    assert found.detail == (
        'In the test "t", the call takes another path than expected.\n'
        "\n"
        "  expected: welcome -> check -> menu -> sales\n"
        "  actual:   welcome -> check -> menu -> bye\n"
        "                                        ^^^^^\n"
        "\n"
        "The call:\n"
        '  welcome  ->            "Welcome to Acme."\n'
        "  check    -[open]->\n"
        '  menu     -[timeout]->  "Press 1 for sales." (2 times)\n'
        '  bye                    "Goodbye."'
    )


def test_a_message_stands_at_the_expectation() -> None:
    assert [str(found.range) for found in told("open", terminal="sales")] == ["main.ivr.hcl:3:3"]


def test_of_several_messages_the_first_one_tells_the_call_with_its_times() -> None:
    path, time = told("open", "1", path=("welcome",), max_seconds=1)

    assert "  menu     2.6 s  -[1]->" in path.detail
    assert time.detail == 'In the test "t", the call takes 3.8 seconds; the test allows 1 second.'


def test_prompts_are_compared_one_by_one() -> None:
    (other,) = told("open", "1", prompts=("Welcome to Acme.", "Press 2."))
    (more,) = told("open", "1", prompts=("Welcome to Acme.", "Press 1 for sales.", "Goodbye."))

    assert '  expected: "Press 2."\n  heard:    "Press 1 for sales."\n' in other.detail
    assert "from prompt 3 on" in more.detail
    assert '  expected: "Goodbye."\n  heard:    nothing more\n' in more.detail


def test_keys_are_counted() -> None:
    (found,) = told("open", "1", max_keypresses=0)

    assert "the call needs 1 key; the test allows 0." in found.detail


def test_an_input_that_cannot_be_is_told_with_those_that_can() -> None:
    (found,) = told("opn", path=("welcome", "check", "menu"))

    assert found.summary == "Call comes to no good end"
    assert 'The input "opn" is not possible at "check".' in found.detail
    assert "  actual:   welcome -> check -> (the end)" in found.detail
    assert found.hint == "Possible are open, closed, holiday."
    assert str(found.range) == "main.ivr.hcl:2:3"


def test_a_call_that_waits_for_ever_stands_at_the_test_where_it_has_no_inputs() -> None:
    (found,) = told()

    assert str(found.range) == "main.ivr.hcl:1:1"


def test_inputs_that_are_left_are_worth_a_warning() -> None:
    (found,) = told("closed", "1", "2")

    assert found.severity is Severity.WARNING
    assert found.detail == 'In the test "t", the call is over before these inputs are asked for: "1", "2".'


def test_of_a_long_call_the_middle_is_left_out() -> None:
    plays = [Play(name=f"n{n}", say="x " * 50, edges={"default": f"n{n + 1}"}) for n in range(30)]
    flow = Flow(name="long", entry="n0", nodes=(*plays, Disconnect(name="n30")))
    expected = (*(f"n{n}" for n in range(20)), "other", *(f"n{n}" for n in range(21, 31)))

    (found,) = told(flow=flow, path=expected)

    lines = found.detail.splitlines()
    assert "  expected: (17 more) -> n17 -> n18 -> n19 -> other -> n21 -> n22 -> n23 -> (7 more)" in lines
    assert "  actual:   (17 more) -> n17 -> n18 -> n19 -> n20 -> n21 -> n22 -> n23 -> (7 more)" in lines
    assert [line.split()[0] for line in lines[lines.index("The call:") + 1 :]] == [
        *("n0", "n1", "n2", "(19"),
        *(f"n{n}" for n in range(22, 31)),
    ]
    assert max(map(len, lines)) <= 100
