"""`ivrplan import`: one object into the state, and the configuration of a whole tenant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.small import BOTH, small
from tests.end_to_end.world import KILLED, World, at

KINDS = {"cxone": "cxone_ivr_flow", "genesys": "genesys_flow"}


def adrift(world: World) -> None:
    """Both vendors have the flow, the configuration declares it, and nobody manages it."""
    world.hurried = True
    world.begin(small())
    world.apply()
    world.state_file.unlink()
    world.control("DELETE", "/requests")


def take(world: World, vendor: str, *more: str, **options: Any) -> Any:
    kind = KINDS[vendor]
    return world.run("import", f"{kind}.main", world.flow(vendor)["id"], *more, **options)


# One object


def test_objects_are_taken_into_the_state_and_nothing_is_sent(world: World) -> None:
    adrift(world)
    for vendor, kind in KINDS.items():
        ran = take(world, vendor).ended()
        assert ran.stdout.startswith(f"Imported. {kind}.main is managed from now on")
        assert "The object is as the configuration says." in ran.stdout
    assert world.writes() == []
    world.check_whole(*BOTH)


def test_it_says_what_the_next_plan_would_change_and_changes_nothing(world: World) -> None:
    adrift(world)
    world.edit_file("flow.ivr.hcl", "timeout = 5", "timeout = 9")
    ran = take(world, "cxone").ended()
    assert "cxone_ivr_flow.main will be updated in-place" in ran.stdout
    assert "timeout = 5 -> 9" in ran.stdout
    assert "imported from" not in ran.stdout
    assert world.writes() == []
    assert "timeout = 5 -> 9" in world.run("plan", "--detailed-exitcode").ended(2).stdout
    world.run("apply", "--auto-approve", "--target", "cxone_ivr_flow.main").ended()
    assert len(world.flows("cxone")) == 1


def test_an_object_is_found_by_its_name(world: World) -> None:
    adrift(world)
    identity = world.flow("genesys")["id"]
    ran = world.run("import", "--by", "name", "genesys_flow.main", "Main", "--json").ended()
    document = json.loads(ran.stdout)
    assert (document["id"], document["serial"]) == (identity, 1)
    assert document["next"]["change"]["actions"] == ["no-op"]


REFUSED = {
    "undeclared": (
        ("import", "cxone_ivr_flow.other", "1"),
        'Declare it: resource "cxone_ivr_flow" "other" {} with its attributes.',
    ),
    "unknown type": (("import", "cxone_ivr_flo.main", "1"), 'Did you mean "cxone_ivr_flow"?'),
    "nothing there": (("import", "cxone_ivr_flow.main", "1"), "has no cxone_ivr_flow with the id"),
    "no such name": (("import", "cxone_ivr_flow.main", "X", "--by", "name"), 'with the name "X"'),
    "no address": (("import", "a b", "1"), "does not name an object"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_imported_is_refused(world: World, case: str) -> None:
    arguments, told = REFUSED[case]
    adrift(world)
    assert told in world.run(*arguments).ended(1).diagnostics
    assert not world.state_file.exists()


def test_what_is_managed_is_refused(world: World) -> None:
    adrift(world)
    take(world, "cxone").ended()
    assert "stands for the object" in take(world, "cxone").ended(1).diagnostics
    again = 'resource "cxone_ivr_flow" "again" {\n  name = "Main"\n  flow = flow.main\n}\n'
    (world.folder / "again.ivr.hcl").write_text(again, encoding="utf-8")
    ran = world.run("import", "cxone_ivr_flow.again", world.flow("cxone")["id"]).ended(1)
    assert "is managed at cxone_ivr_flow.main already" in ran.diagnostics
    moved = "moved {\n  from = cxone_ivr_flow.main\n  to = cxone_ivr_flow.again\n}\n"
    resources = (world.folder / "resources.ivr.hcl").read_text(encoding="utf-8")
    genesys = resources[resources.index('resource "genesys_flow"') :]
    (world.folder / "resources.ivr.hcl").write_text(moved + genesys, encoding="utf-8")
    assert "stands for the object" in world.run("import", "cxone_ivr_flow.again", "1").ended(1).diagnostics
    assert list(world.records()) == ["cxone_ivr_flow.main"]


def test_an_instance_in_a_module_is_taken(world: World) -> None:
    adrift(world)
    (world.folder / "lines").mkdir()
    (world.folder / "lines" / "main.ivr.hcl").write_text(
        'variable "flow" {}\nresource "cxone_ivr_flow" "all" {\n  for_each = toset(["main"])\n'
        "  name = title(each.key)\n  flow = var.flow\n}\n",
        encoding="utf-8",
    )
    call = 'module "lines" {\n  source = "./lines"\n  flow = flow.main\n}\n'
    (world.folder / "resources.ivr.hcl").write_text(call, encoding="utf-8")
    address = 'module.lines.cxone_ivr_flow.all["main"]'
    world.run("import", address, world.flow("cxone")["id"]).ended()
    assert list(world.records()) == [address]
    world.run("plan", "--detailed-exitcode").ended(0)


def test_a_kill_at_any_moment_leaves_it_taken_or_not(world: World) -> None:
    adrift(world)
    points = take(world, "cxone").ended().points
    writes = [point for point in points if not point.startswith(("GET ", "POST ", "wait"))]
    assert any("ivrplan.state.json" in point for point in writes)
    counted: dict[str, int] = {}
    for point in writes:
        counted[point] = counted.get(point, 0) + 1
        for moment in ("before", "after"):
            world.state_file.unlink(missing_ok=True)
            world.journal_file.unlink(missing_ok=True)
            fault = at(point, moment, nth=counted[point])
            status = take(world, "cxone", faults=[fault]).status
            assert status in {0, KILLED}
            # What the crash left is taken in by whoever comes next: the same command, or any other.
            again = take(world, "cxone")
            assert again.status == 0 or "stands for the object" in again.diagnostics, again.text
            assert list(world.records()) == ["cxone_ivr_flow.main"]
            assert world.journal() == ()
    assert world.writes() == []
    assert len(world.flows("cxone")) == 1


# A whole tenant


def move_in(world: World, folder: str) -> None:
    """Do what the command's last words say."""
    for file in (world.folder / folder).iterdir():
        assert not (world.folder / file.name).exists()
        file.rename(world.folder / file.name)


def settle(world: World, imported: int) -> None:
    """What was written plans as imports and nothing else, and once it is applied there is nothing to do."""
    world.control("DELETE", "/requests")
    plan = world.run("plan").ended().stdout
    assert f"Plan: {imported} to import, 0 to add, 0 to change, 0 to destroy, 0 to release." in plan
    world.apply()
    assert world.writes() == []
    world.run("plan", "--detailed-exitcode").ended(0)


def texts(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}


def unmanaged(world: World) -> None:
    """Both vendors have flows, and the configuration declares nothing but providers."""
    adrift(world)
    for name in ("flow", "resources"):
        (world.folder / f"{name}.ivr.hcl").unlink()


def test_tenants_become_files_that_plan_as_imports(world: World) -> None:
    unmanaged(world)
    for vendor in KINDS:
        ran = world.run("import", "--all", vendor, "--out", vendor).ended()
        assert f"Wrote 1 object into 1 file in {vendor}." in ran.stdout
        assert f"mv -n {vendor}/*.ivr.hcl ./" in ran.stdout
    assert list(texts(world.folder / "genesys")) == ["genesys_flow_main.ivr.hcl"]
    assert world.writes() == []
    for vendor in KINDS:
        move_in(world, vendor)
    settle(world, 2)
    world.check_whole(*BOTH)


def test_the_root_folder_gets_one_new_file(world: World) -> None:
    unmanaged(world)
    assert "1 file in the root folder" in world.run("import", "--all", "genesys", "--out", ".").ended().stdout
    assert "File exists" in world.run("import", "--all", "genesys", "--out", ".").ended(1).stderr
    settle(world, 1)


def test_what_is_taken_care_of_is_left_out(world: World) -> None:
    unmanaged(world)
    world.run("import", "--all", "cxone", "--out", ".").ended()
    ran = world.run("import", "--all", "cxone", "--out", "more", "--json").ended()
    assert json.loads(ran.stdout)["types"]["cxone_ivr_flow"] == {
        "found": 1,
        "managed": 0,
        "in_import_blocks": 1,
        "filtered": 0,
    }
    world.apply()
    ran = world.run("import", "--all", "cxone", "--out", "more", "--json").ended()
    assert json.loads(ran.stdout)["types"]["cxone_ivr_flow"]["managed"] == 1
    ran = world.run("import", "--all", "genesys", "--out", "more", "--filter", "Other*").ended()
    assert ran.stdout.startswith("Nothing to write.")
    assert not (world.folder / "more").exists()
