"""Renaming, taking over and letting go, on both vendors: nothing is made anew, nothing is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest

from tests.end_to_end.small import BOTH, HEAD, RESOURCES, small
from tests.end_to_end.world import ROOT, World

MOVED = """\
moved {
  from = cxone_ivr_flow.main
  to   = module.lines.cxone_ivr_flow.all["main"]
}
moved {
  from = genesys_flow.main
  to   = module.lines.genesys_flow.all["main"]
}
"""

MODULE = """\
variable "names" { type = set(string) }
variable "flow" {}

resource "cxone_ivr_flow" "all" {
  for_each = var.names
  name     = title(each.key)
  flow     = var.flow
}

resource "genesys_flow" "all" {
  for_each = var.names
  name     = title(each.key)
  flow     = var.flow
}
"""

CALL = """\
module "lines" {
  source = "./lines"
  names  = ["main"]
  flow   = flow.main
}
"""


def begin(world: World, files: Mapping[str, str]) -> None:
    world.hurried = True
    world.begin(files)
    world.apply()


def put(world: World, **files: str) -> None:
    """Write files; one without a text goes."""
    for name, text in files.items():
        path = world.folder / f"{name}.ivr.hcl"
        if text:
            path.write_text(text, encoding="utf-8")
        else:
            path.unlink()


def ids(world: World) -> dict[str, str]:
    return {address: record["id"] for address, record in world.records().items()}


def into_a_module(world: World) -> None:
    (world.folder / "lines").mkdir()
    (world.folder / "lines" / "main.ivr.hcl").write_text(MODULE, encoding="utf-8")
    put(world, resources=CALL, moved=MOVED)


def imports(world: World) -> str:
    """Import blocks for all that the vendors have."""
    kinds = {"cxone": "cxone_ivr_flow", "genesys": "genesys_flow"}
    return "".join(
        f'import {{\n  to = {kind}.main\n  id = "{world.flow(vendor)["id"]}"\n}}\n'
        for vendor, kind in kinds.items()
    )


def adrift(world: World) -> None:
    """Both vendors have the flow, and nobody manages it."""
    begin(world, small())
    world.state_file.unlink()
    put(world, imports=imports(world))


def test_resources_move_into_a_module_and_nothing_is_sent(world: World) -> None:
    begin(world, small())
    before, writes = ids(world), world.writes()
    into_a_module(world)
    ran = world.run("plan", "--detailed-exitcode").ended(2)
    assert '# cxone_ivr_flow.main has moved to module.lines.cxone_ivr_flow.all["main"]' in ran.stdout
    assert "Plan: 0 to add, 0 to change, 0 to destroy" in ran.stdout
    assert "Apply complete. 0 done, 2 moved." in world.apply().stdout
    assert ids(world) == {
        'module.lines.cxone_ivr_flow.all["main"]': before["cxone_ivr_flow.main"],
        'module.lines.genesys_flow.all["main"]': before["genesys_flow.main"],
    }
    assert world.writes() == writes
    world.check_whole(*BOTH)
    put(world, moved="")
    world.run("plan", "--detailed-exitcode").ended(0)


def test_what_the_page_shows_is_so(world: World) -> None:
    page = (ROOT / "docs" / "refactoring.md").read_text(encoding="utf-8")
    moved, removed, imported = re.findall(r"```hcl\n(.*?)```", page, re.DOTALL)
    (shown,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    main = RESOURCES[: RESOURCES.index("\nresource")]
    begin(world, small(resources=main))
    identity = world.flow("cxone")["id"]
    put(world, resources=main.replace('"main"', '"hotline"'), block=moved)
    assert shown in world.run("plan").ended().stdout
    world.apply()
    put(world, resources="", block=removed)
    said = "will be removed from the state, but will not be destroyed"
    assert said in page.replace("\n", " ")
    assert f"# cxone_ivr_flow.hotline {said}" in world.run("plan").ended().stdout
    world.apply()
    put(world, resources=main.replace('"main"', '"hotline"'), block=imported.replace("5f0c...", identity))
    assert "Plan: 1 to import, 0 to add, 0 to change" in world.run("plan").ended().stdout
    world.apply()
    world.check_whole(("cxone", "Main"))


def test_a_module_gets_instances_and_another_name(world: World) -> None:
    begin(world, small())
    into_a_module(world)
    world.apply()
    before = set(ids(world).values())
    call = CALL.replace('module "lines"', 'module "phones"').replace(
        "  names ", '  for_each = toset(["uk"])\n  names '
    )
    more = 'moved {\n  from = module.lines\n  to   = module.phones["uk"]\n}\n'
    put(world, resources=call, more=more)
    world.apply()
    assert set(ids(world).values()) == before
    assert all(address.startswith('module.phones["uk"].') for address in ids(world))
    world.check_whole(*BOTH)


def test_a_module_says_itself_what_moved_in_it(world: World) -> None:
    begin(world, small())
    into_a_module(world)
    world.apply()
    before = set(ids(world).values())
    path = world.folder / "lines" / "main.ivr.hcl"
    renamed = path.read_text().replace('flow" "all"', 'flow" "every"')
    path.write_text(
        renamed
        + "moved {\n  from = cxone_ivr_flow.all\n  to   = cxone_ivr_flow.every\n}\n"
        + "moved {\n  from = genesys_flow.all\n  to   = genesys_flow.every\n}\n",
        encoding="utf-8",
    )
    put(world, moved=MOVED.replace(".all[", ".every["))
    world.apply()
    assert set(ids(world).values()) == before
    assert 'module.lines.genesys_flow.every["main"]' in ids(world)
    world.check_whole(*BOTH)


def test_a_renamed_node_is_no_other_node(world: World) -> None:
    begin(world, small())
    world.edit_file("flow.ivr.hcl", '"menu"', '"choices"')
    world.edit_file("flow.ivr.hcl", 'say     = "Press 1."', 'say     = "For sales one, please."')
    world.edit_file("flow.ivr.hcl", "timeout = 5", "timeout = 9")
    assert '+ menu "choices"' in world.run("plan").ended().stdout
    put(world, moved="moved {\n  from = flow.main.menu\n  to   = flow.main.choices\n}\n")
    ran = world.run("plan", "--out", "saved").ended()
    assert '~ menu "choices" (was "menu") {' in ran.stdout
    assert '+ menu "choices"' not in ran.stdout
    shown = json.loads(world.run("show", "saved", "--json").ended().stdout)
    for change in shown["resource_changes"]:
        (node,) = (n for n in change["ivrplan"]["flow"]["nodes"] if n["change"] != "changed")
        assert (node["change"], node["before"], node["name"]) == ("renamed", "menu", "choices")
    world.run("apply", "saved").ended()
    world.check_whole(*BOTH)


def test_what_is_let_go_stays_at_the_vendor(world: World) -> None:
    begin(world, small())
    removed = "".join(
        f"removed {{\n  from = {kind}.main\n  lifecycle {{ destroy = false }}\n}}\n"
        for kind in ("cxone_ivr_flow", "genesys_flow")
    )
    writes = world.writes()
    put(world, resources="", removed=removed)
    ran = world.run("plan", "--json").ended()
    document = json.loads(ran.stdout)
    assert [change["change"]["actions"] for change in document["resource_changes"]] == [["forget"]] * 2
    ran = world.run("plan").ended()
    assert "# genesys_flow.main will be removed from the state, but will not be destroyed" in ran.stdout
    assert "0 to destroy, 0 to release, 2 to forget." in ran.stdout
    world.apply()
    assert ids(world) == {}
    assert (world.flow("cxone")["name"], world.flow("genesys")["name"]) == ("Main", "Main")
    assert world.writes() == writes
    world.run("plan", "--detailed-exitcode").ended(0)


def test_what_is_imported_is_brought_to_the_configuration_and_the_vendors_own_stays(world: World) -> None:
    adrift(world)
    world.edit_file("flow.ivr.hcl", "timeout = 5", "timeout = 6")
    cxone, genesys = world.flow("cxone")["id"], world.flow("genesys")["id"]
    ran = world.run("plan").ended()
    assert f'# (imported from "{cxone}")' in ran.stdout
    assert "Plan: 2 to import, 0 to add, 2 to change, 0 to destroy, 1 to release." in ran.stdout
    assert "- " not in re.sub(r"(?m)^\s*#.*$", "", ran.stdout)
    document = json.loads(world.run("plan", "--json").ended().stdout)
    assert [change["change"]["importing"] for change in document["resource_changes"]] == [
        {"id": cxone},
        {"id": genesys},
    ]
    world.apply()
    assert ids(world) == {"cxone_ivr_flow.main": cxone, "genesys_flow.main": genesys}
    world.check_whole(*BOTH)
    put(world, imports="")
    world.run("plan", "--detailed-exitcode").ended(0)


def test_a_node_that_nobody_wants_goes_with_the_import(world: World) -> None:
    adrift(world)
    world.edit_file("flow.ivr.hcl", '  queue "sales" { queue = "Sales" }\n', "")
    world.edit_file("flow.ivr.hcl", '"1"     = "sales"', '"1"     = "bye"')
    assert world.run("plan").ended().stdout.count('- queue "sales"') == 2
    world.apply()
    world.check_whole(*BOTH)


def test_imports_find_objects_by_name_and_through_for_each(world: World) -> None:
    adrift(world)
    put(
        world,
        imports='import {\n  for_each = toset(["Main"])\n  to       = genesys_flow.main\n  name     = each.key\n}\n'
        'import {\n  to   = cxone_ivr_flow.main\n  name = "Main"\n}\n',
    )
    world.apply()
    world.check_whole(*BOTH)


def test_the_configuration_is_written_and_the_plan_only_imports(world: World) -> None:
    adrift(world)
    put(world, resources="", flow="")
    ran = world.run("plan", "--generate-config-out", "written.ivr.hcl").ended()
    assert "Wrote written.ivr.hcl." in ran.stderr
    assert "Plan: 2 to import, 0 to add, 0 to change, 0 to destroy, 0 to release." in ran.stdout
    assert world.run("fmt", "--check").ended()
    world.apply()
    world.check_whole(*BOTH)
    text = (world.folder / "written.ivr.hcl").read_text(encoding="utf-8")
    assert 'queue "sales" { queue = "Sales" }' in text
    assert 'flow "main_2"' in text


LEADING = "".join(
    f"""\
flow "{name}" {{
  entry = "hello"
  menu "hello" {{
    say = "{name}"
    on  = {{ "1" = "over", timeout = "bye", invalid = "bye" }}
  }}
  goto "over" {{ flow = flow.{other} }}
  disconnect "bye" {{}}
}}
resource "cxone_ivr_flow" "{name}" {{
  name = "{name}"
  flow = flow.{name}
}}
resource "genesys_flow" "{name}" {{
  name = "{name}"
  flow = flow.{name}
}}
"""
    for name, other in (("a", "b"), ("b", "a"))
)


def test_flows_that_lead_to_each_other_are_written_so(world: World) -> None:
    begin(world, {"head.ivr.hcl": HEAD, "flows.ivr.hcl": LEADING})
    world.state_file.unlink()
    blocks = "".join(
        f'import {{\n  to   = {kind}.{name}_{vendor}\n  name = "{name}"\n}}\n'
        for vendor, kind in (("cxone", "cxone_ivr_flow"), ("genesys", "genesys_flow"))
        for name in "ab"
    )
    put(world, flows="", imports=blocks)
    ran = world.run("plan", "--generate-config-out", "written.ivr.hcl").ended()
    assert "Plan: 4 to import, 0 to add, 0 to change, 0 to destroy, 0 to release." in ran.stdout
    text = (world.folder / "written.ivr.hcl").read_text(encoding="utf-8")
    assert "flow = flow.b_genesys" in text
    world.apply()
    world.check_whole(("cxone", "a"), ("cxone", "b"), ("genesys", "a"), ("genesys", "b"))


@pytest.mark.parametrize(
    ("path", "summary"),
    [
        ("head.ivr.hcl", "File exists"),
        ("written.hcl", "File is no part of the configuration"),
        ("../written.ivr.hcl", "File is no part of the configuration"),
    ],
)
def test_no_file_is_overwritten_or_written_in_vain(world: World, path: str, summary: str) -> None:
    adrift(world)
    put(world, resources="", flow="")
    ran = world.run("plan", "--generate-config-out", path).ended(1)
    assert summary in ran.stderr
    assert (world.folder / "head.ivr.hcl").read_text(encoding="utf-8") == HEAD


def test_what_cannot_be_written_is_said(world: World) -> None:
    adrift(world)
    identity = world.flow("cxone")["id"]
    blocks = "".join(
        f'import {{\n  to = {to}\n  id = "{identity}"\n}}\n'
        for to in ('cxone_ivr_flow.x["a"]', "module.m.cxone_ivr_flow.x", "other_flow.x")
    )
    put(world, resources="", flow="", imports=blocks)
    ran = world.run("plan", "--generate-config-out", "written.ivr.hcl").ended(1)
    assert ran.stderr.count("Configuration cannot be written") == 3
    assert not (world.folder / "written.ivr.hcl").exists()


def test_a_secret_is_written_into_no_file(world: World) -> None:
    secret = 'variable "pin" {\n  default   = "Sales"\n  sensitive = true\n}\n'
    adrift(world)
    put(world, resources="", flow="", secret=secret)
    ran = world.run("plan", "--generate-config-out", "written.ivr.hcl").ended(1)
    assert "Object holds a secret" in ran.stderr
    assert "Sales" not in ran.text
    assert not (world.folder / "written.ivr.hcl").exists()


def test_an_import_without_a_resource_says_what_to_do(world: World) -> None:
    adrift(world)
    put(world, resources="")
    ran = world.run("plan").ended(1)
    assert ran.stderr.count("Import target is not declared") == 2
    assert "--generate-config-out" in ran.diagnostics


def test_a_saved_plan_moves_and_imports(world: World) -> None:
    adrift(world)
    world.edit_file("flow.ivr.hcl", "timeout = 5", "timeout = 6")
    world.run("plan", "--out", "saved").ended()
    world.run("apply", "saved").ended()
    world.check_whole(*BOTH)
    put(world, imports="")
    into_a_module(world)
    world.run("plan", "--out", "moving").ended()
    world.run("apply", "moving").ended()
    assert all(address.startswith("module.lines.") for address in ids(world))
    world.check_whole(*BOTH)


def test_destroy_deletes_what_moved_and_keeps_what_is_let_go(world: World) -> None:
    begin(world, small())
    genesys = RESOURCES[RESOURCES.index('resource "genesys_flow"') :].replace('"main"', '"new"', 1)
    put(
        world,
        resources=genesys,
        moved="moved {\n  from = genesys_flow.main\n  to   = genesys_flow.new\n}\n"
        "removed {\n  from = cxone_ivr_flow.main\n  lifecycle { destroy = false }\n}\n",
    )
    world.run("destroy", "--auto-approve").ended()
    assert world.state()["resources"] == []
    assert world.flows("genesys") == []
    assert world.flow("cxone")["name"] == "Main"
