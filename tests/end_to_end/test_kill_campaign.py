"""A campaign flow is written by jobs. ivrplan is killed at every moment of one; no flow is lost, and none made twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.end_to_end.test_kill import moments
from tests.end_to_end.world import KILLED, World, at

NAME: Final = "Reminder"
FILES: Final = {
    "main.ivr.hcl": """\
variable "sandbox" { type = string }
variable "text" { default = "Example Inc. is calling." }
provider "cxone" {
  base_url      = "${var.sandbox}/cxone"
  client_id     = "sandbox"
  client_secret = "sandbox"
}
flow "reminder" {
  entry = "notice"
  disclosure "notice" {
    say  = var.text
    next = "bye"
  }
  disconnect "bye" {}
}
resource "cxone_campaign_flow" "reminder" {
  name = "Reminder"
  flow = flow.reminder
}
"""
}
ORDER: Final = "POST /cxone/api/flows"


def nothing(world: World, _turn: int) -> None:
    world.hurried = True
    world.begin(FILES)


def changed(world: World, turn: int) -> None:
    if turn == 0:
        nothing(world, turn)
        world.apply()
    world.environment["IVRPLAN_VAR_text"] = f"Call number {turn}."


def applied(world: World, turn: int) -> None:
    nothing(world, turn)
    world.apply()


def check(world: World) -> None:
    """One flow, recorded as it is, nothing open."""
    (flow,) = world.flows("cxone")
    (record,) = world.state()["resources"]
    assert (record["id"], record["version"]) == (flow["id"], str(flow["version"]))
    assert (
        flow["nodes"][0]["actions"][0]["text"]
        == record["document"]["nodes"]["notice"]["actions"]["1"]["text"]
    )
    assert world.journal() == ()
    world.run("plan", "--detailed-exitcode").ended(0)


def check_gone(world: World) -> None:
    assert world.flows("cxone") == []
    assert world.state()["resources"] == []
    assert world.journal() == ()


Scenario = tuple[Callable[[World, int], None], str, Callable[[World], None]]

SCENARIOS: Final[dict[str, Scenario]] = {
    "create": (nothing, "apply", check),
    "update": (changed, "apply", check),
    "destroy": (applied, "destroy", check_gone),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_kill_at_any_moment_is_mended_by_the_same_command(world: World, name: str) -> None:
    prepare, command, whole = SCENARIOS[name]
    prepare(world, 0)
    undisturbed = world.run(command, "--auto-approve").ended()
    whole(world)
    killed = 0
    for turn, fault in enumerate(moments(undisturbed, every=False), 1):
        prepare(world, turn)
        ran = world.run(command, "--auto-approve", faults=[fault])
        assert ran.status == KILLED, (fault, ran)
        killed += 1
        again = world.run(command, "--auto-approve").ended()
        try:
            whole(world)
        except AssertionError as failure:
            failure.add_note(f"after a kill at {dict(fault)}\n{ran.text}\n{again.text}")
            raise
    assert killed >= 8


def test_the_job_of_a_killed_apply_is_waited_for(world: World) -> None:
    nothing(world, 0)
    world.settings(job_polls=5)
    assert world.run("apply", "--auto-approve", faults=[at("GET /cxone/api/jobs/{id}")]).status == KILLED
    assert world.flows("cxone") == []
    again = world.run("apply", "--auto-approve").ended()
    assert "an interrupted apply was looked up" in again.stdout
    check(world)
    assert world.writes() == ["cxone POST /api/flows"]


def test_a_job_that_nobody_wrote_down_makes_no_second_flow(world: World) -> None:
    nothing(world, 0)
    assert world.run("apply", "--auto-approve", faults=[at(ORDER, "after")]).status == KILLED
    world.apply()
    check(world)
    assert world.writes() == ["cxone POST /api/flows"]


def test_nor_where_it_takes_longer_than_anybody_waits(world: World) -> None:
    nothing(world, 0)
    world.settings(hold_jobs=True)
    assert world.run("apply", "--auto-approve", faults=[at(ORDER, "after")]).status == KILLED
    refused = world.run("apply", "--auto-approve").ended(1)
    assert "is being created by job" in refused.diagnostics
    world.settings(hold_jobs=False)
    for _ in range(2):
        refused = world.run("apply", "--auto-approve").ended(1)
    (flow,) = world.flows("cxone")
    assert flow["id"] in refused.diagnostics


def test_a_job_that_is_not_waited_out_is_taken_up_again(world: World) -> None:
    nothing(world, 0)
    world.settings(hold_jobs=True)
    ran = world.run("apply", "--auto-approve").ended(1)
    assert "The vendor's job takes too long" in ran.diagnostics
    world.settings(hold_jobs=False)
    world.apply()
    check(world)
    assert world.writes() == ["cxone POST /api/flows"]


def test_a_job_that_failed_leaves_nothing(world: World) -> None:
    nothing(world, 0)
    world.settings(job_errors=["Node notice: the text names no company."])
    ran = world.run("apply", "--auto-approve").ended(1)
    assert "Node notice: the text names no company." in ran.diagnostics
    assert 'disclosure "notice" {' in ran.diagnostics  # shown where it was written
    assert world.journal() == ()
    world.settings(job_errors=[])
    world.apply()
    check(world)
