"""The example with two workspaces: what is done in one never touches the other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.end_to_end.world import ROOT, World

EXAMPLE = ROOT / "examples" / "staging_production"


@pytest.fixture
def lines(world: World) -> World:
    """The example, on an empty sandbox."""
    world.begin(EXAMPLE)
    for name in ("staging", "production"):
        world.edit_file(f"workspaces/{name}.ivrvars", "http://127.0.0.1:8787", world.url)
    return world


def state(world: World, name: str) -> Any:
    path = world.folder / "ivrplan.state.d" / name / "ivrplan.state.json"
    return json.loads(path.read_text(encoding="utf-8"))


def apply(world: World, name: str) -> None:
    world.run("apply", "--auto-approve", "--workspace", name).ended()


def deployed(world: World) -> dict[str, Any]:
    return {flow["name"]: flow for flow in world.flows("cxone")}


def test_both_are_planned_and_applied_apart(lines: World) -> None:
    for name in ("staging", "production"):
        assert "1 to add" in lines.run("plan", "--workspace", name).ended().stdout
        apply(lines, name)
        assert lines.run("plan", "--workspace", name, "--detailed-exitcode").ended().stdout
    assert deployed(lines).keys() == {"Staging main line", "Northwind main line"}
    assert not lines.state_file.exists()


def test_a_change_of_one_leaves_the_other_as_it_is(lines: World) -> None:
    apply(lines, "staging")
    apply(lines, "production")
    before, kept = deployed(lines), state(lines, "production")

    lines.edit_file("workspaces/staging.ivrvars", '"support", queue = "Testers"', '"help", queue = "Helpers"')
    apply(lines, "staging")

    after = deployed(lines)
    assert after["Northwind main line"] == before["Northwind main line"]
    assert after["Staging main line"] != before["Staging main line"]
    assert state(lines, "production") == kept
    lines.run("plan", "--workspace", "production", "--detailed-exitcode").ended()
    lines.run("drift", "--workspace", "production").ended()


def test_taking_one_away_leaves_the_other(lines: World) -> None:
    apply(lines, "staging")
    apply(lines, "production")
    lines.run("destroy", "--auto-approve", "--workspace", "staging").ended()
    lines.run("workspace", "delete", "staging").ended()
    assert deployed(lines).keys() == {"Northwind main line"}
    lines.run("plan", "--workspace", "production", "--detailed-exitcode").ended()


def test_whoever_applies_in_one_does_not_lock_the_other(lines: World) -> None:
    running = [
        lines.start("apply", "--auto-approve", "--workspace", name) for name in ("staging", "production")
    ]
    for each in running:
        each.wait().ended()
    assert deployed(lines).keys() == {"Staging main line", "Northwind main line"}
