"""Rollbacks: callers get an earlier version again, once, whatever happens meanwhile; and everybody is told the truth of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.end_to_end.rollbacks import (
    ADDRESSES,
    begin,
    count,
    heard,
    live,
    released_twice,
    say,
)
from tests.end_to_end.test_kill import moments
from tests.end_to_end.world import KILLED, World, hold, let_go

pytestmark = pytest.mark.parametrize("vendor", ["cxone", "genesys"])

AFTER: Mapping[str, int] = {"cxone": 3, "genesys": 2}
"""How many versions there are after two releases and a rollback: CXone's content is registered again."""


def roll_back(world: World, vendor: str, *options: str) -> Any:
    return world.run("rollback", ADDRESSES[vendor], "--auto-approve", *options)


def check_rolled_back(world: World, vendor: str, versions: int = 0) -> None:
    assert heard(world, vendor) == 5
    assert count(world, vendor) == (versions or AFTER[vendor])
    assert world.journal() == ()
    world.run("drift").ended(0)
    plan = world.run("plan", "--detailed-exitcode").ended(2).stdout
    assert "0 to add, 0 to change, 0 to destroy, 1 to release" in plan
    assert "because a rollback took it back" in plan


def test_callers_get_the_version_before_and_the_plan_says_so_first(world: World, vendor: str) -> None:
    released_twice(world, vendor)
    text = roll_back(world, vendor).ended().stdout
    title = {
        "cxone": 'rollback to "one": create version, publish',
        "genesys": "rollback to version 1: publish",
    }
    assert f"^ {title[vendor]}" in text
    assert "~ timeout = 8 -> 5" in text
    assert "the next plan wants to release that again" in " ".join(text.split())
    assert "Rollback complete" in text
    check_rolled_back(world, vendor)


def test_an_apply_releases_again_what_was_rolled_back(world: World, vendor: str) -> None:
    released_twice(world, vendor)
    roll_back(world, vendor).ended()
    world.apply()
    assert heard(world, vendor) == 8
    world.run("plan", "--detailed-exitcode").ended(0)


def test_who_reverts_the_configuration_stays_with_the_earlier_version(world: World, vendor: str) -> None:
    released_twice(world, vendor)
    roll_back(world, vendor).ended()
    say(world, tag="one", timeout=5)
    world.apply()
    assert heard(world, vendor) == 5
    world.run("plan", "--detailed-exitcode").ended(0)


def test_giving_the_command_again_does_nothing_more(world: World, vendor: str) -> None:
    released_twice(world, vendor)
    say(world, tag="three", timeout=9)
    world.apply()
    roll_back(world, vendor).ended()
    there, many = live(world, vendor)["id"], count(world, vendor)
    ran = roll_back(world, vendor).ended()
    further = {"cxone": "one", "genesys": "1"}[vendor]
    assert f"To go further back, name the version: --to {further}." in ran.stdout
    assert (live(world, vendor)["id"], count(world, vendor)) == (there, many)
    assert f"--to {further}" in world.run("versions", ADDRESSES[vendor]).ended().stdout
    roll_back(world, vendor, "--to", further).ended()
    assert heard(world, vendor) == 5


def test_a_version_is_named_by_its_tag_or_number_or_id(world: World, vendor: str) -> None:
    released_twice(world, vendor)
    say(world, tag="three", timeout=9)
    world.apply()
    name = {"cxone": "one", "genesys": "1"}[vendor]
    roll_back(world, vendor, "--to", name).ended()
    assert heard(world, vendor) == 5
    there = live(world, vendor)["id"]
    again = roll_back(world, vendor, "--to", name).ended()
    assert "Callers get that version already" in again.stdout
    assert live(world, vendor)["id"] == there
    second = world.flow(vendor)["versions"][1]["id"]
    roll_back(world, vendor, "--to", second).ended()
    assert heard(world, vendor) == 8


def test_an_unknown_version_is_answered_with_those_that_there_are(world: World, vendor: str) -> None:
    released_twice(world, vendor)
    ran = roll_back(world, vendor, "--to", "nope").ended(1)
    assert 'has no version "nope"' in ran.diagnostics
    shown = {"cxone": '"one" (', "genesys": "version 1 (1.0, draft"}
    assert shown[vendor] in ran.diagnostics
    assert heard(world, vendor) == 8


def test_nobody_who_could_approve_means_nothing_is_done(world: World, vendor: str) -> None:
    released_twice(world, vendor)
    ran = world.run("rollback", ADDRESSES[vendor]).ended(1)
    assert "Approval needed" in ran.stderr
    assert "~ timeout = 8 -> 5" in ran.stdout
    assert heard(world, vendor) == 8


def test_a_first_version_has_none_before_it(world: World, vendor: str) -> None:
    begin(world, vendor)
    world.apply()
    assert "No earlier version" in roll_back(world, vendor).ended(1).stderr
    assert count(world, vendor) == 1


def test_what_was_never_applied_has_no_versions(world: World, vendor: str) -> None:
    begin(world, vendor)
    assert "nothing has been applied at this address" in roll_back(world, vendor).ended(1).diagnostics
    ran = world.run("rollback", "cxone_ivr_flow.other", "--auto-approve").ended(1)
    assert "Unknown address" in ran.stderr


def test_neither_rules_nor_tests_nor_conditions_hold_an_emergency_up(world: World, vendor: str) -> None:
    released_twice(world, vendor)
    text = (world.folder / "main.ivr.hcl").read_text(encoding="utf-8")
    text += 'test "impossible" {\n  flow = flow.main\n  inputs = ["1"]\n  expect { terminal = "bye" }\n}\n'
    text = text.replace('disconnect "bye" {}', 'disconnect "bye" {}\n  disconnect "nowhere" {}')
    name = "  flow = flow.main\n"
    protected = (
        "  lifecycle {\n    prevent_destroy = true\n    precondition {\n      condition     = 1 == 2\n"
        '      error_message = "Never."\n    }\n  }\n'
    )
    at = text.rindex(name, 0, text.index("test "))
    text = text[:at] + name + protected + text[at + len(name) :]
    (world.folder / "main.ivr.hcl").write_text(text, encoding="utf-8")
    world.run("apply", "--auto-approve").ended(1)
    roll_back(world, vendor).ended()
    assert heard(world, vendor) == 5


def test_what_somebody_saved_at_the_vendor_goes_on_to_show(world: World, vendor: str) -> None:
    released_twice(world, vendor)
    flow = world.flow(vendor)
    node = {"cxone": "node_menu", "genesys": "menu"}[vendor]
    if vendor == "genesys":
        nodes = flow["versions"][-1]["nodes"]
        node = next(one["id"] for one in nodes if one["name"] == "menu")
    part = {"cxone": {"properties": {"timeoutSeconds": 33}}, "genesys": {"settings": {"timeout": 33}}}
    world.edit(vendor, flow["id"], {"nodes": {node: part[vendor]}})
    world.run("drift").ended(2)
    roll_back(world, vendor).ended()
    assert heard(world, vendor) == 5
    assert "33" in world.run("drift").ended(2).stdout
    world.apply()
    assert heard(world, vendor) == 8
    world.run("drift").ended(0)


def test_versions_says_which_is_live_and_which_a_rollback_takes(world: World, vendor: str) -> None:
    released_twice(world, vendor)
    address = ADDRESSES[vendor]
    found = json.loads(world.run("versions", address, "--json").ended().stdout)
    new, old = found["versions"]
    assert (found["live"], found["rollback"], found["rolled_back"]) == (new["id"], old["id"], False)
    assert [one["name"] for one in (new, old)] == {"cxone": ["two", "one"], "genesys": ["2", "1"]}[vendor]
    assert old["made_at"]
    text = world.run("versions", address).ended().stdout
    assert "rollback takes this one" in text
    roll_back(world, vendor).ended()
    text = world.run("versions", address).ended().stdout
    assert "live, by a rollback" in text
    assert "No version before the live one is known" in text


def test_the_audit_log_and_the_webhook_hear_of_it(world: World, vendor: str) -> None:
    released_twice(world, vendor)
    before = live(world, vendor)["id"]
    world.environment["IVRPLAN_AUDIT_PATH"] = "audit.jsonl"
    world.environment["IVRPLAN_METRICS_PATH"] = "metrics.txt"
    roll_back(world, vendor).ended()
    (line,) = (world.folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    entry = json.loads(line)
    now = live(world, vendor)["id"]
    assert (entry["action"], entry["status"]) == ("rollback", "succeeded")
    assert (entry["old_version"], entry["new_version"], entry["version_id"]) == (before, now, now)
    assert [step["action"] for step in entry["steps"]][-1] == "publish"
    world.run("audit", "verify").ended()
    metrics = (world.folder / "metrics.txt").read_text(encoding="utf-8")
    assert 'action="rollback"' in metrics
    assert 'command="rollback"' in metrics


def test_who_published_meanwhile_is_not_overrun(world: World, vendor: str) -> None:
    """Somebody publishes another version after the plan was approved, and before anything was sent."""
    released_twice(world, vendor)
    running = hold(world, "rollback", ADDRESSES[vendor], "--auto-approve", point="write journal")
    publish_by_hand(world, vendor)
    theirs, many = live(world, vendor)["id"], count(world, vendor)
    let_go(world)
    ran = running.wait().ended(1)
    assert "Another version is live" in ran.stderr
    assert live(world, vendor)["id"] == theirs
    assert count(world, vendor) == many
    assert world.journal() == ()
    second = world.flow(vendor)["versions"][1]["id"]
    again = world.run("rollback", ADDRESSES[vendor], "--to", second).ended(1)
    assert "somebody did that at the vendor" in again.stdout


def publish_by_hand(world: World, vendor: str) -> None:
    """A third version comes and is published in the vendor's own editor; at CXone, a version that is there already."""
    flow = world.flow(vendor)
    if vendor == "cxone":
        world.edit(vendor, flow["id"], {"publish": flow["versions"][0]["id"]})
        return
    menu = next(one["id"] for one in flow["versions"][-1]["nodes"] if one["name"] == "menu")
    world.edit(vendor, flow["id"], {"nodes": {menu: {"settings": {"timeout": 33}}}, "publish": True})


def test_a_kill_takes_back_once_and_makes_no_version_twice(world: World, vendor: str) -> None:
    released_twice(world, vendor)
    whole = roll_back(world, vendor).ended()
    check_rolled_back(world, vendor)
    killed = 0
    for fault in moments(whole, every=False):
        world.apply()
        many = count(world, vendor)
        ran = world.run("rollback", ADDRESSES[vendor], "--auto-approve", faults=[fault])
        assert ran.status == KILLED, (fault, ran)
        killed += 1
        try:
            roll_back(world, vendor).ended()
            check_rolled_back(world, vendor, many + AFTER[vendor] - 2)
        except AssertionError as failure:
            failure.add_note(f"after a kill at {dict(fault)}\n{ran.text}")
            raise
    assert killed > 10
