"""Saved plans that do not fit any more, states that cannot be used: refused, in words that are read here in full."""

from __future__ import annotations

import json

import pytest

from tests.end_to_end.small import BOTH, small
from tests.end_to_end.test_bad_configuration import read_in_full
from tests.end_to_end.world import World, hold, let_go


@pytest.fixture
def planned(world: World) -> World:
    """Applied once; then the configuration changed, and the change is planned and saved."""
    world.begin(small())
    world.apply()
    world.edit_file("flow.ivr.hcl", "timeout = 5", "timeout = 6")
    world.run("plan", "--out", "saved.ivrplan").ended()
    return world


def refused(world: World, name: str) -> None:
    """The saved plan is refused in these words, and nothing happens."""
    before, writes = world.state(), world.writes()
    ran = world.run("apply", "saved.ivrplan").ended(1)
    read_in_full(f"saved_{name}", ran.message)
    assert world.state() == before
    assert world.writes() == writes
    assert world.journal() == ()


def test_as_it_was_saved_it_is_applied_and_only_once(planned: World) -> None:
    planned.run("apply", "saved.ivrplan").ended()
    planned.check_whole(*BOTH)
    refused(planned, "twice")


def test_the_configuration_changed(planned: World) -> None:
    planned.edit_file("flow.ivr.hcl", "timeout = 6", "timeout = 7")
    refused(planned, "configuration_changed")


def test_the_state_moved(planned: World) -> None:
    planned.run("apply", "--auto-approve", "--target", "cxone_ivr_flow.main").ended()
    refused(planned, "state_moved")


def test_the_vendor_moved(planned: World) -> None:
    flow = planned.flow("cxone")
    planned.edit("cxone", flow["id"], {"nodes": {"node_menu": {"properties": {"timeoutSeconds": 2}}}})
    refused(planned, "vendor_moved")


def test_the_file_was_edited(planned: World) -> None:
    planned.edit_file("saved.ivrplan", "Press 1", "Press 2")
    refused(planned, "edited")


def test_the_file_was_cut_off(planned: World) -> None:
    path = planned.folder / "saved.ivrplan"
    path.write_text(path.read_text(encoding="utf-8")[:700], encoding="utf-8")
    refused(planned, "cut_off")


def test_the_file_is_of_another_version(planned: World) -> None:
    document = json.loads((planned.folder / "saved.ivrplan").read_text(encoding="utf-8"))
    document["ivrplan_version"] = "99.0"
    (planned.folder / "saved.ivrplan").write_text(json.dumps(document), encoding="utf-8")
    refused(planned, "other_version")


def test_the_file_is_no_plan_or_not_there(planned: World) -> None:
    (planned.folder / "saved.ivrplan").write_bytes(b"\xff\xfe\x00")
    refused(planned, "binary")
    (planned.folder / "saved.ivrplan").unlink()
    refused(planned, "not_there")


def test_a_truncated_state(world: World) -> None:
    world.begin(small())
    world.apply()
    world.edit_file("flow.ivr.hcl", "timeout = 5", "timeout = 6")
    world.apply()
    whole = world.state_file.read_text(encoding="utf-8")
    world.state_file.write_text(whole[:300], encoding="utf-8")
    for command in (("plan",), ("apply", "--auto-approve"), ("drift",), ("state", "list"), ("destroy", "-y")):
        read_in_full("state_truncated", world.run(*command).ended(1).message)
    assert world.state_file.read_text(encoding="utf-8") == whole[:300]
    world.state_file.write_text(whole, encoding="utf-8")
    world.check_whole(*BOTH)


def test_a_state_of_a_newer_version(world: World) -> None:
    world.begin(small())
    world.apply()
    newer = {**world.state(), "version": 99, "ivrplan_version": "9.1"}
    world.state_file.write_text(json.dumps(newer), encoding="utf-8")
    read_in_full("state_newer", world.run("apply", "--auto-approve").ended(1).message)
    assert world.state() == newer


def test_a_state_that_another_process_holds(world: World) -> None:
    world.begin(small())
    running = hold(world, "apply", "--auto-approve", point="PUT /cxone/api/v2/flows/ivr/{id}")
    ran = world.run("apply", "--auto-approve").ended(1)
    assert "error: State is locked" in ran.stderr
    assert f"(process {running.pid}) holds the lock on the state since" in ran.diagnostics
    assert "for: apply. That process is alive. Lock id:" in ran.diagnostics
    assert "wait here with --lock-timeout=60" in ran.diagnostics
    assert "An apply is running" in world.run("plan").ended().stderr
    let_go(world)
    running.wait().ended()
    world.check_whole(*BOTH)
