"""Releases: what callers get follows the configuration, once, and never past a test that fails or a kill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.end_to_end.test_kill import moments
from tests.end_to_end.world import KILLED, World

MAIN = """
variable "sandbox" {}
variable "tag" { default = "one" }
variable "timeout" {
  type    = number
  default = 5
}
variable "end" { default = "sales" }

provider "cxone" {
  base_url      = "${var.sandbox}/cxone"
  client_id     = "sandbox"
  client_secret = "sandbox"
}

flow "main" {
  entry = "welcome"
  play "welcome" {
    say  = "Welcome."
    next = "menu"
  }
  menu "menu" {
    say     = "Press 1."
    timeout = var.timeout
    on      = { "1" = "sales", timeout = "bye", invalid = "bye" }
  }
  queue "sales" { queue = "Sales" }
  disconnect "bye" {}
}

resource "cxone_ivr_flow" "main" {
  name = "Main"
  flow = flow.main
  release { tag = var.tag }
}

test "sales is one press away" {
  flow   = flow.main
  inputs = ["1"]
  expect { terminal = var.end }
}
"""


def begin(world: World) -> None:
    world.environment.clear()
    world.hurried = True
    world.begin({"main.ivr.hcl": MAIN})


def say(world: World, **values: object) -> None:
    world.environment.update({f"IVRPLAN_VAR_{name}": str(value) for name, value in values.items()})


def versions(world: World) -> list[tuple[str, str, Any]]:
    """Tag, status and the menu's timeout of every version."""
    return [shown(one) for one in world.flow("cxone").get("versions", [])]


def shown(version: Mapping[str, Any]) -> tuple[str, str, Any]:
    menu = next(one for one in version["elements"] if one["id"] == "node_menu")
    return version["metadata"]["versionTag"], version["status"], menu["properties"]["timeoutSeconds"]


def test_callers_get_what_was_released_once(world: World) -> None:
    begin(world)
    assert "1 to add, 0 to change, 0 to destroy, 1 to release" in world.apply().stdout
    world.run("plan", "--detailed-exitcode").ended(0)
    world.run("apply", "--auto-approve").ended()
    assert versions(world) == [("one", "ACTIVE", 5)]


def test_tests_that_were_written_stand_before_callers_too(world: World) -> None:
    begin(world)
    world.run("test", "--generate", "--out", "more.ivr.hcl").ended()
    world.run("test", "--min-coverage", "100").ended()
    assert "simulate 3 calls" in world.apply().stdout
    assert versions(world) == [("one", "ACTIVE", 5)]


def test_a_test_fails_on_this_machine_as_it_does_at_the_vendor(world: World) -> None:
    begin(world)
    say(world, end="bye")
    here = world.run("test").ended(1).stderr
    there = world.run("apply", "--auto-approve").ended(1).diagnostics
    assert 'the call ends at "sales" and not at "bye"' in " ".join(here.split())
    assert 'ended at "sales" and not at "bye"' in there


def test_another_tag_alone_is_a_release(world: World) -> None:
    begin(world)
    world.apply()
    say(world, tag="two")
    text = world.run("plan", "--detailed-exitcode").ended(2).stdout
    assert '^ release "two": create version, simulate 1 call, publish' in text
    assert 'released "one"' in text
    assert "configure" not in world.apply().stdout
    assert versions(world) == [("one", "DEPRECATED", 5), ("two", "ACTIVE", 5)]


def test_a_failed_test_leaves_callers_alone(world: World) -> None:
    begin(world)
    world.apply()
    say(world, timeout=8, end="bye")
    ran = world.run("apply", "--auto-approve").ended(1)
    assert 'ended at "sales" and not at "bye", after welcome -> menu -> sales' in ran.diagnostics
    assert "main.ivr.hcl:37:1" in ran.stderr
    assert versions(world) == [("one", "ACTIVE", 5), ("one", "PENDING", 8)]
    plan = world.run("plan", "--detailed-exitcode").ended(2).stdout
    assert "waits at the vendor" in plan
    assert "1 to release" in plan

    say(world, end="sales")
    world.apply()
    assert versions(world) == [("one", "DEPRECATED", 5), ("one", "ACTIVE", 8)]
    world.run("plan", "--detailed-exitcode").ended(0)


def test_a_version_in_the_way_is_named_and_can_be_withdrawn(world: World) -> None:
    begin(world)
    world.apply()
    say(world, timeout=8, end="bye")
    world.run("apply", "--auto-approve").ended(1)
    say(world, timeout=9, end="sales")
    ran = world.run("apply", "--auto-approve").ended(1)
    pending = world.flow("cxone")["versions"][-1]["id"]
    assert f'{pending} (tag "one", PENDING' in ran.diagnostics

    world.edit("cxone", world.flow("cxone")["id"], {"withdraw": pending})
    world.apply()
    assert versions(world) == [("one", "DEPRECATED", 5), ("one", "ACTIVE", 9)]


def test_another_version_that_somebody_published_is_drift(world: World) -> None:
    begin(world)
    world.apply()
    first = world.flow("cxone")["versions"][0]["id"]
    say(world, tag="two", timeout=8)
    world.apply()
    world.edit("cxone", world.flow("cxone")["id"], {"publish": first})
    assert "1 to release" in world.run("plan", "--detailed-exitcode").ended(2).stdout
    world.run("drift").ended(2)
    world.apply()
    assert versions(world)[-1] == ("two", "ACTIVE", 8)
    world.run("plan", "--detailed-exitcode").ended(0)


def test_without_the_block_nothing_is_asked_of_versions(world: World) -> None:
    begin(world)
    world.edit_file("main.ivr.hcl", "  release { tag = var.tag }\n", "")
    world.apply()
    world.run("plan", "--detailed-exitcode").ended(0)
    assert not [one for one in world.control("GET", "/requests")["requests"] if "/versions" in one["path"]]


def test_taking_the_block_away_changes_nothing_for_callers(world: World) -> None:
    begin(world)
    world.apply()
    world.edit_file("main.ivr.hcl", "  release { tag = var.tag }\n", "")
    world.run("plan", "--detailed-exitcode").ended(0)
    world.apply()
    assert versions(world) == [("one", "ACTIVE", 5)]


def test_a_released_flow_is_destroyed(world: World) -> None:
    begin(world)
    world.apply()
    world.run("destroy", "--auto-approve").ended()
    assert world.flows("cxone") == []


@pytest.mark.parametrize("first", [True, False], ids=["create", "update"])
def test_a_kill_makes_no_version_twice(world: World, *, first: bool) -> None:
    def prepare(turn: int) -> None:
        begin(world)
        if not first:
            world.apply()
        say(world, timeout=10 + turn)

    prepare(0)
    whole = world.run("apply", "--auto-approve").ended()
    killed = 0
    for turn, fault in enumerate(moments(whole, every=False), 1):
        prepare(turn)
        ran = world.run("apply", "--auto-approve", faults=[fault])
        assert ran.status == KILLED, (fault, ran)
        killed += 1
        again = world.run("apply", "--auto-approve")
        assert again.status == 0, (dict(fault), ran.text, again.text)
        before = [] if first else [("one", "DEPRECATED", 5)]
        assert versions(world) == [*before, ("one", "ACTIVE", 10 + turn)], dict(fault)
        world.run("plan", "--detailed-exitcode").ended(0)
    assert killed > 10


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "versions$"),
        ("POST", "versions$"),
        ("POST", "simulations$"),
        ("POST", "publish$"),
        ("GET", "versions/[^/]+$"),
    ],
)
@pytest.mark.parametrize(
    "fault",
    [{"status": 403}, {"status": 500, "acts": True}, {"status": 503}, {"kind": "html", "acts": True}],
    ids=["refused", "done but failed", "unavailable", "done but unreadable"],
)
def test_a_fault_that_lasts_costs_one_further_apply(
    world: World, method: str, path: str, fault: Mapping[str, Any]
) -> None:
    begin(world)
    world.fault(fault, method=method, path=path, count=None)
    ran = world.run("apply", "--auto-approve")
    assert ran.status in {0, 1}, ran.text
    assert ran.status == 0 or "cxone_ivr_flow.main" in ran.diagnostics
    world.mend()
    world.run("apply", "--auto-approve").ended()
    assert versions(world) == [("one", "ACTIVE", 5)]
    world.run("plan", "--detailed-exitcode").ended(0)
    assert world.journal() == ()
