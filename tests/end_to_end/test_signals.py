"""Ctrl-C, SIGTERM, and the question before anything is sent, at a terminal and without one."""

from __future__ import annotations

import os
import signal
import subprocess

import pytest

from tests.end_to_end.terminal import INTERRUPT, Terminal
from tests.end_to_end.world import KILLED, QUICKSTART, World, at, hold

NAME = "Northwind Outdoor main line"
REGISTER = "POST /cxone/api/v2/flows"
CONFIGURE = "PUT /cxone/api/v2/flows/ivr/{id}"
QUESTION = 'Apply this plan? Only "yes" is a yes'
END_OF_INPUT = "\x04"


@pytest.mark.parametrize("act", ["interrupt", "terminate"])
def test_what_has_begun_is_finished_and_the_rest_skipped(world: World, act: str) -> None:
    world.begin(QUICKSTART)
    ran = world.run("apply", "--auto-approve", faults=[at(REGISTER, act=act)]).ended(130)
    assert "Stopping: changes that have begun are finished, no further one is begun." in ran.stderr
    assert "genesys_flow.main: skipped, because the apply was stopped" in ran.stdout
    assert "Apply incomplete. 1 done, 0 failed, 1 skipped." in ran.stdout
    assert [flow["name"] for flow in world.flows("cxone")] == [NAME]
    assert world.flows("genesys") == []
    world.check_state()
    assert world.journal() == ()
    world.apply()
    world.check_whole(("cxone", NAME), ("genesys", NAME))


@pytest.mark.parametrize("moment", ["before", "after"])
def test_the_second_one_stops_at_once_and_nothing_is_lost(world: World, moment: str) -> None:
    world.begin(QUICKSTART)
    faults = [at(REGISTER, act="interrupt"), at(CONFIGURE, moment, act="interrupt")]
    ran = world.run("apply", "--auto-approve", faults=faults).ended(130)
    assert ran.stderr.endswith("Stopped.\n")
    assert len(world.flows("cxone")) == 1
    assert world.journal() != ()
    again = world.apply()
    assert "cxone_ivr_flow.main: an interrupted apply was looked up" in again.stdout
    world.check_whole(("cxone", NAME), ("genesys", NAME))


def test_before_anything_is_sent_one_is_enough(world: World) -> None:
    world.begin(QUICKSTART)
    world.apply()
    world.environment["IVRPLAN_VAR_timeout"] = "9"
    before = world.writes()
    ran = world.run("apply", "--auto-approve", faults=[at("GET /genesys/api/v2/flows", act="interrupt")])
    assert ran.ended(130).stderr == "Stopped.\n"
    assert world.writes() == before
    assert world.journal() == ()
    world.apply()


def test_a_plan_can_be_interrupted(world: World) -> None:
    world.begin(QUICKSTART)
    world.apply()
    ran = world.run("plan", faults=[at("GET /genesys/api/v2/flows", act="interrupt")])
    assert ran.ended(130).stderr == "Stopped.\n"


def test_a_real_process_is_killed_and_another_goes_on(world: World) -> None:
    world.begin(QUICKSTART)
    running = hold(world, "apply", "--auto-approve", point=CONFIGURE)
    os.kill(running.pid, signal.SIGKILL)
    assert running.wait().status == KILLED
    apply = world.spawn("apply", "--auto-approve", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    text, _ = apply.communicate()
    assert apply.returncode == 0, text
    assert "cxone_ivr_flow.main: an interrupted apply was looked up" in text
    world.check_whole(("cxone", NAME), ("genesys", NAME))


@pytest.mark.parametrize("answer", ["no\n", "\n", "y\n", "YES\n", "yes please\n"])
def test_only_yes_is_a_yes(world: World, answer: str) -> None:
    world.begin(QUICKSTART)
    terminal = Terminal(world, "apply")
    terminal.expect(QUESTION)
    terminal.type(answer)
    assert terminal.end() == 1
    assert "Not applied. Nothing was changed." in terminal.text
    _nothing_happened(world)


def test_yes_applies(world: World) -> None:
    world.begin(QUICKSTART)
    terminal = Terminal(world, "apply")
    terminal.expect(QUESTION)
    terminal.type("yes\n")
    assert terminal.end() == 0
    assert "Apply complete" in terminal.text
    world.check_whole(("cxone", NAME), ("genesys", NAME))


def test_ctrl_c_at_the_question(world: World) -> None:
    world.begin(QUICKSTART)
    terminal = Terminal(world, "apply")
    terminal.expect(QUESTION)
    terminal.interrupt()
    assert terminal.end() == 130
    assert terminal.text.rstrip().endswith("Stopped.")
    _nothing_happened(world)


def test_the_end_of_input_is_no_answer(world: World) -> None:
    world.begin(QUICKSTART)
    terminal = Terminal(world, "apply")
    terminal.expect(QUESTION)
    terminal.type(END_OF_INPUT)
    assert terminal.end() == 1
    assert "Not applied. Nothing was changed." in terminal.text
    _nothing_happened(world)


def test_ctrl_c_while_it_works(world: World) -> None:
    """The terminal sends the signal; the vendor is slow, so that there is something to stop."""
    world.begin(QUICKSTART)
    world.fault({"kind": "hang", "latency_ms": 1500}, vendor="cxone", method="POST", path="^/api/v2/flows$")
    terminal = Terminal(world, "apply", "--auto-approve")
    terminal.expect("cxone_ivr_flow.main: creating")
    terminal.type(INTERRUPT)
    terminal.expect("Stopping: changes that have begun are finished")
    assert terminal.end() == 130
    assert [flow["name"] for flow in world.flows("cxone")] == [NAME]
    world.check_state()


def test_without_a_terminal_nobody_is_asked(world: World) -> None:
    world.begin(QUICKSTART)
    ran = world.run("apply").ended(1)
    assert "error: Approval needed" in ran.stderr
    assert "give --auto-approve" in ran.diagnostics
    _nothing_happened(world)


def _nothing_happened(world: World) -> None:
    assert world.flows("cxone") == world.flows("genesys") == []
    assert not world.state_file.exists()
    assert world.journal() == ()
    world.run("plan", "--detailed-exitcode").ended(2)
