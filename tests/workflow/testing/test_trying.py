"""The calls of tests: the same, whoever makes them."""

from __future__ import annotations

from ivrplan.config.expectations import Expectation
from ivrplan.config.scripts import script_of
from ivrplan.flow.path import Edge
from ivrplan.flow.simulation.script import Script
from ivrplan.workflow.testing import trying
from ivrplan.workflow.testing.judging import Wrong
from ivrplan.workflow.testing.trying import Dial, try_all
from tests.workflow.testing.building import LINE, a_test

FLOWS = {"main": LINE}


def dial(*inputs: str, terminal: str = "") -> Dial:
    return Dial("main", script_of(a_test(*inputs)), Expectation(terminal=terminal))


def test_little_is_kept_of_a_call_that_went_as_expected() -> None:
    (tried,) = try_all(FLOWS, [dial("closed", terminal="bye")])

    assert (tried.path, tried.terminal, tried.wrongs) == (("welcome", "check", "bye"), "bye", ())
    assert tried.edges == (Edge("welcome", "default", "check"), Edge("check", "closed", "bye"))
    assert tried.walk is None


def test_everything_is_kept_of_one_that_did_not() -> None:
    (tried,) = try_all(FLOWS, [dial("closed", terminal="sales")])

    assert tried.wrongs == (Wrong.TERMINAL,)
    assert tried.walk is not None
    assert tried.walk.prompts == ("Welcome to Acme.", "Goodbye.")


def test_processes_beside_this_one_come_to_the_same_in_the_same_order() -> None:
    # The smallest number of calls for which there is more than one process.
    dials = [dial("open", str(number % 10), terminal="sales") for number in range(2 * trying.WORTHWHILE)]

    assert try_all(FLOWS, dials, processes=2) == try_all(FLOWS, dials)


def test_a_call_with_no_variables_of_its_own_travels_too() -> None:
    dials = [Dial("main", Script(("closed",)), Expectation())] * (2 * trying.WORTHWHILE)

    assert {tried.terminal for tried in try_all(FLOWS, dials, processes=2)} == {"bye"}
