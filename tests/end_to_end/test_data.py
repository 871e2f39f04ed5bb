"""Data, checks and conditions on both vendors' stand-ins: what somebody else manages is found, or told to be missing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.end_to_end.small import FLOW, small
from tests.end_to_end.test_bad_configuration import read_in_full
from tests.end_to_end.world import World

VENDORS: Final = ("cxone", "genesys")
TYPES: Final[Mapping[str, str]] = {"cxone": "cxone_ivr_flow", "genesys": "genesys_flow"}

OURS: Final = """\
flow "ours" {
  entry = "from"
  play "from" {
    say  = "You came from ${data.TYPE.main.name}, version ${data.TYPE.main.version}."
    next = "bye"
  }
  disconnect "bye" {}
}

resource "TYPE" "ours" {
  name = "Ours"
  flow = flow.ours
}

output "main" { value = data.TYPE.main.id }
"""


@pytest.fixture(params=VENDORS)
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shared(world: World) -> World:
    """Both vendors have a flow "Main", and nobody here manages it."""
    world.begin(small())
    world.apply()
    world.state_file.unlink()
    (world.folder / "resources.ivr.hcl").unlink()
    (world.folder / "flow.ivr.hcl").unlink()
    return world


def write(world: World, vendor: str, text: str) -> None:
    """What the folder says besides its providers."""
    path = world.folder / "main.ivr.hcl"
    path.write_text(text.replace("TYPE", TYPES[vendor]), encoding="utf-8")


def spoken(world: World, vendor: str) -> list[str]:
    """What the flow "Ours" says, wherever it stands in the vendor's document."""
    (ours,) = [flow for flow in world.flows(vendor) if flow["name"] == "Ours"]
    return [text for text in json.dumps(ours).split('"') if text.startswith("You came")]


def found(world: World, vendor: str, name: str = "Main") -> Any:
    (flow,) = [flow for flow in world.flows(vendor) if flow["name"] == name]
    return flow


def test_by_id_and_by_name(shared: World, vendor: str) -> None:
    identity = found(shared, vendor)["id"]
    for query in (f'id = "{identity}"', 'name = "Main"'):
        write(shared, vendor, f'data "TYPE" "main" {{ {query} }}\n{OURS}')
        shared.apply()
        (said,) = set(spoken(shared, vendor))
        assert said.startswith("You came from Main, version ")
        assert shared.state()["outputs"]["main"]["value"] == identity
        assert list(shared.records()) == [f"{TYPES[vendor]}.ours"]
        assert "No changes." in shared.run("plan").ended().stdout


def test_in_a_module(shared: World, vendor: str) -> None:
    inner = shared.folder / "inner"
    inner.mkdir()
    text = f'data "TYPE" "main" {{ name = "Main" }}\n{OURS}'.replace("TYPE", TYPES[vendor])
    (inner / "main.ivr.hcl").write_text(text, encoding="utf-8")
    write(
        shared, vendor, 'module "inner" { source = "./inner" }\noutput "main" { value = module.inner.main }\n'
    )
    shared.apply()
    assert shared.state()["outputs"]["main"]["value"] == found(shared, vendor)["id"]


def test_what_is_not_there_is_told_with_its_line(shared: World) -> None:
    write(shared, "cxone", 'data "TYPE" "main" { name = "Mian" }\ndata "TYPE" "other" { id = "none" }\n')
    ran = shared.run("apply", "--auto-approve").ended(1)
    read_in_full("data_not_found", ran.message)


def test_a_name_that_two_have_is_told_with_their_ids(shared: World) -> None:
    two = [{"id": name, "name": "Main", "type": "INBOUNDCALL"} for name in ("a-1", "b-2")]
    body = {"entities": two, "pageNumber": 1, "pageSize": 100, "pageCount": 1, "total": 2}
    write(shared, "genesys", 'data "TYPE" "main" { name = "Main" }\n')
    shared.fault(
        {"kind": "status", "status": 200, "body": body}, vendor="genesys", path=r"/flows$", count=None
    )
    try:
        ran = shared.run("plan").ended(1)
    finally:
        shared.mend()
    read_in_full("data_not_unique", ran.message)


def test_what_depends_on_a_change_is_read_during_apply(shared: World, vendor: str) -> None:
    made = FLOW + 'resource "TYPE" "made" {\n  name = "Made"\n  flow = flow.main\n}\n'
    write(shared, vendor, f'data "TYPE" "main" {{ id = {TYPES[vendor]}.made.id }}\n{OURS}{made}')
    planned = shared.run("plan", "--out", "saved.ivrplan").ended().stdout
    assert f"data.{TYPES[vendor]}.main will be read during apply" in planned
    assert "id = (known after apply)" in planned
    applied = shared.run("apply", "saved.ivrplan").ended().stdout
    assert f"data.{TYPES[vendor]}.main: read" in applied
    assert [text.startswith("You came from Made, version ") for text in set(spoken(shared, vendor))] == [True]
    shared.run("plan", "--detailed-exitcode").ended(0)


def test_what_a_saved_plan_has_read_is_what_is_sent(shared: World) -> None:
    write(shared, "cxone", f'data "TYPE" "main" {{ name = "Main" }}\n{OURS}')
    shared.run("plan", "--out", "saved.ivrplan").ended()
    flow = found(shared, "cxone")
    shared.edit("cxone", flow["id"], {"nodes": {"node_menu": {"properties": {"timeoutSeconds": 2}}}})
    shared.run("apply", "saved.ivrplan").ended()
    assert set(spoken(shared, "cxone")) == {f"You came from Main, version {flow['version']}."}


CHECKED: Final = """\
check "main" {
  data "TYPE" "main" { name = "NAME" }
  assert {
    condition     = data.TYPE.main.version == "none"
    error_message = "Main is at ${data.TYPE.main.name}."
  }
}
"""


def test_a_check_warns_and_stops_nothing(shared: World, vendor: str) -> None:
    made = FLOW + 'resource "TYPE" "made" {\n  name = "Made"\n  flow = flow.main\n}\n'
    write(shared, vendor, CHECKED.replace("NAME", "Main") + made)
    planned = shared.run("plan").ended().stdout
    assert "warning: Check failed" in planned
    assert "Main is at Main." in planned
    ran = shared.apply()
    assert "warning: Check failed" in ran.stderr
    assert "Apply complete." in ran.stdout
    document = json.loads(shared.run("plan", "--json").ended().stdout)
    assert [(each["address"]["to_display"], each["status"]) for each in document["checks"]] == [
        ("check.main", "fail")
    ]


def test_a_check_whose_data_is_not_there_warns_too(shared: World, vendor: str) -> None:
    write(shared, vendor, CHECKED.replace("NAME", "Nobody"))
    planned = shared.run("plan").ended().stdout
    assert "warning: Object not found" in planned
    assert "Check failed" not in planned


CONDITIONS: Final = """\
variable "tag" { default = "test-1" }

variable "pin" {
  default   = "4711-4711"
  sensitive = true
}

resource "cxone_ivr_flow" "made" {
  name = "Made"
  flow = flow.main

  lifecycle {
    precondition {
      condition     = startswith(var.tag, "prod-") && var.pin != ""
      error_message = "Only production releases are deployed from here, not ${var.tag}."
    }
    postcondition {
      condition     = self.version == "9"
      error_message = "Nine is needed."
    }
  }
}

resource "genesys_flow" "behind" {
  name        = "Behind"
  description = "After ${cxone_ivr_flow.made.id}"
  flow        = flow.main
}
"""


def test_a_broken_precondition_shows_the_values_and_sends_nothing(world: World) -> None:
    world.begin(small(resources=CONDITIONS))
    ran = world.run("apply", "--auto-approve").ended(1)
    read_in_full("condition_before", ran.message)
    assert world.writes() == []
    read_in_full("condition_validate", world.run("validate").ended(1).message)


def test_a_broken_postcondition_keeps_the_record_and_skips_the_rest(world: World) -> None:
    world.begin(small(resources=CONDITIONS))
    ran = world.run("apply", "--auto-approve", "--var", "tag=prod-1").ended(1)
    read_in_full("condition_after", ran.message)
    assert [flow["name"] for vendor in VENDORS for flow in world.flows(vendor)] == ["Made"]
    assert list(world.records()) == ["cxone_ivr_flow.made"]
    assert "genesys_flow.behind: skipped" in ran.stdout
    assert world.run("plan", "--var", "tag=prod-1").ended(1).stderr.count("Postcondition failed") == 1
