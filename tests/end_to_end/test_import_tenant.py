"""`ivrplan import --all` on tenants that are large, oddly named, half broken, or on the move."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Final

import pytest

from ivrplan.config.write import literal
from tests.end_to_end.small import FLOW, HEAD
from tests.end_to_end.test_import import move_in, settle, texts
from tests.end_to_end.world import KILLED, World, at

KIND: Final = {"cxone": "cxone_ivr_flow", "genesys": "genesys_flow"}
READ: Final = {"cxone": "/flows/ivr/{}$", "genesys": "/flows/{}$"}
LIST: Final = "/api/v2/flows$"

ODD: Final = (
    "Main",
    "main",
    " MAIN ",
    'say "hello"',
    "{{ jinja }} {% raw %}",
    "${not.code} %{ if true }",
    "Grüße, 日本 🎉",
    "日本",
    "🎉🎉",
    "24/7",
    "null",
    "../../etc/passwd",
    "a\\b",
    "x" * 100,
)


def filled(world: World, names: Collection[str]) -> None:
    """Both vendors have flows of these names, and the configuration declares nothing but providers."""
    world.hurried = True
    listed = f"locals {{\n  names = {literal(list(names))}\n}}\n"
    resources = "".join(
        f'resource "{kind}" "all" {{\n  for_each = toset(local.names)\n  name = each.key\n  flow = flow.main\n}}\n'
        for kind in KIND.values()
    )
    world.begin({"head.ivr.hcl": HEAD, "rest.ivr.hcl": FLOW + listed + resources})
    world.apply()
    world.state_file.unlink()
    (world.folder / "rest.ivr.hcl").unlink()


def adopt(world: World, vendor: str, *more: str, status: int = 0) -> Any:
    ran = world.run("import", "--all", vendor, "--out", vendor, "--json", *more).ended(status)
    return json.loads(ran.stdout)


def test_two_hundred_objects(world: World) -> None:
    filled(world, [f"Line {number}" for number in range(100)])
    for vendor in KIND:
        ran = world.run("import", "--all", vendor, "--out", vendor).ended()
        assert "Wrote 100 objects into 100 files" in ran.stdout
        assert f"{KIND[vendor]}: 100 listed, 100 to read\n" in ran.stderr
        assert f"{KIND[vendor]}: 50 of 100 read\n" in ran.stderr
        move_in(world, vendor)
    settle(world, 200)


def test_names_that_collide_or_are_hostile(world: World) -> None:
    filled(world, ODD)
    for vendor in KIND:
        document = adopt(world, vendor)
        assert {one["name"] for one in document["objects"]} == set(ODD)
        assert len(document["files"]) == len(ODD)
        assert all("/" not in name and name.isprintable() for name in document["files"])
        first = texts(world.folder / vendor)
        for file in (world.folder / vendor).iterdir():
            file.unlink()
        adopt(world, vendor)
        assert texts(world.folder / vendor) == first, "the same tenant is written in the same words"
    for vendor in KIND:
        move_in(world, vendor)
    settle(world, 2 * len(ODD))


@pytest.mark.parametrize("vendor", KIND)
def test_a_listing_that_fails_in_the_middle_is_told_and_nothing_of_it_is_written(
    world: World, vendor: str
) -> None:
    filled(world, [f"Line {number}" for number in range(101)])
    fault = {"kind": "status", "status": 403}
    world.fault(fault, vendor=vendor, method="GET", path=LIST, nth=2)
    document = adopt(world, vendor, status=1)
    assert (document["complete"], document["objects"], document["files"]) == (False, [], [])
    assert [one["address"] for one in document["diagnostics"]] == [KIND[vendor]]
    assert not (world.folder / vendor).exists()


@pytest.mark.parametrize("vendor", KIND)
def test_what_vanishes_or_cannot_be_read_leaves_the_others(world: World, vendor: str) -> None:
    filled(world, ("One", "Two", "Three"))
    ids = {flow["name"]: flow["id"] for flow in world.flows(vendor)}
    world.fault({"status": 404}, vendor=vendor, method="GET", path=READ[vendor].format(ids["One"]))
    world.fault({"status": 403}, vendor=vendor, method="GET", path=READ[vendor].format(ids["Two"]))
    ran = world.run("import", "--all", vendor, "--out", vendor).ended(1)
    assert "Wrote 1 object into 1 file" in ran.stdout
    assert f'{KIND[vendor]} "One" [id={ids["One"]}]: it was deleted while the others were read' in ran.stdout
    assert f'{KIND[vendor]} "Two" [id={ids["Two"]}]: it could not be read' in ran.stdout
    assert "403" in ran.stderr
    assert list(texts(world.folder / vendor)) == [f"{KIND[vendor]}_three.ivr.hcl"]


def test_a_kill_while_files_are_written_leaves_nothing_of_them(world: World) -> None:
    filled(world, ("One", "Two"))
    points = world.run("import", "--all", "cxone", "--out", "first").ended().points
    syncs = [point for point in points if point.startswith("fsync")]
    assert len(syncs) == 4, "two files, their folder, and the folder that it is in"
    for nth, point in enumerate(syncs[:3]):
        number = 1 + syncs[:nth].count(point)
        ran = world.run("import", "--all", "cxone", "--out", "new", faults=[at(point, nth=number)])
        assert ran.status == KILLED
        assert not (world.folder / "new").exists()
    world.run("import", "--all", "cxone", "--out", "new").ended()
    assert texts(world.folder / "new") == texts(world.folder / "first")


def test_a_full_disk_is_told_and_leaves_nothing(world: World) -> None:
    filled(world, ("One",))
    before = {path.name for path in world.folder.iterdir()}
    for out in ("new", "."):
        fault = at("fsync file", act="fail")
        ran = world.run("import", "--all", "cxone", "--out", out, faults=[fault]).ended(1)
        assert "Configuration cannot be written" in ran.stderr
        assert {path.name for path in world.folder.iterdir()} == before


REFUSED: Final = {
    ("--all", "genesi", "--out", "new"): 'Did you mean "genesys"?',
    ("--all", "cxone", "--out", "new", "--type", "cxone_ivr_flo"): 'Did you mean "cxone_ivr_flow"?',
    ("--all", "cxone", "--out", "full"): "never takes the place of anything",
    ("--all", "cxone", "--out", "head.ivr.hcl"): "never takes the place of anything",
    ("--all", "cxone", "--out", "no/where"): "there is no folder no",
    ("--all", "cxone"): "--all goes with --out DIR",
    ("--all", "cxone", "--out", "new", "cxone_ivr_flow.a", "1"): "--all goes with --out DIR",
    ("cxone_ivr_flow.a",): "Say which object becomes what",
    ("cxone_ivr_flow.a", "1", "--out", "new"): "Say which object becomes what",
}


@pytest.mark.parametrize("arguments", REFUSED)
def test_what_makes_no_sense_is_refused_before_anybody_is_asked(
    world: World, arguments: tuple[str, ...]
) -> None:
    world.begin({"head.ivr.hcl": HEAD})
    (world.folder / "full").mkdir()
    (world.folder / "full" / "x").touch()
    assert REFUSED[arguments] in world.run("import", *arguments).ended(1).diagnostics
    assert world.control("GET", "/requests")["requests"] == []


def test_an_object_that_holds_a_secret_of_the_configuration_is_left_out(world: World) -> None:
    filled(world, ("One", "Hunter2 & Sons"))
    secret = 'variable "word" {\n  default = "Hunter2"\n  sensitive = true\n}\n'
    (world.folder / "secret.ivr.hcl").write_text(secret, encoding="utf-8")
    document = adopt(world, "cxone")
    assert [one["name"] for one in document["objects"]] == ["One"]
    (left,) = document["left_out"]
    assert "sensitive variable" in left["reason"]


def test_a_secret_that_no_vendor_shows_stays_until_somebody_gives_one(world: World) -> None:
    world.hurried = True
    hooks = (
        'resource "genesys_webhook" "a" {\n  name = "CRM"\n  url = "https://a.example.com"\n  secret = "hush hush"\n}\n'
        'resource "cxone_event_subscription" "a" {\n  url = "https://b.example.com"\n'
        '  event_types = ["flow.created"]\n  secret = "hush hush"\n}\n'
        'resource "cxone_webhook" "a" {\n  name = "CRM"\n  url = "https://c.example.com"\n}\n'
    )
    world.begin({"head.ivr.hcl": HEAD, "hooks.ivr.hcl": hooks})
    world.apply()
    world.state_file.unlink()
    (world.folder / "hooks.ivr.hcl").unlink()
    ran = world.run("import", "--all", "genesys", "--out", ".").ended()
    assert "What it has stays, unless you give them:\n  IVRPLAN_VAR_genesys_crm_secret" in ran.stdout
    assert {one["address"] for one in adopt(world, "cxone")["objects"]} == {
        "cxone_webhook.crm",
        "cxone_event_subscription.https_b_example_com",
    }
    move_in(world, "cxone")
    settle(world, 3)
    world.environment["IVRPLAN_VAR_genesys_crm_secret"] = "another one"
    plan = world.run("plan", "--detailed-exitcode").ended(2).stdout
    assert "secret = (sensitive value)" in plan
    assert "Plan: 0 to add, 1 to change" in plan


def test_an_alias_is_written_into_its_resources(world: World) -> None:
    filled(world, ("Main",))
    second = HEAD[HEAD.index('provider "cxone"') : HEAD.index('provider "genesys"')]
    second = second.replace("{\n", '{\n  alias = "emea"\n', 1)
    (world.folder / "second.ivr.hcl").write_text(second, encoding="utf-8")
    ran = world.run("import", "--all", "cxone.emea", "--out", "emea", "--json").ended()
    (one,) = json.loads(ran.stdout)["objects"]
    assert one["address"] == "cxone_ivr_flow.emea_main"
    move_in(world, "emea")
    settle(world, 1)
    assert world.records()["cxone_ivr_flow.emea_main"]["provider"] == "cxone.emea"
