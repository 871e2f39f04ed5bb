"""`ivrplan graph`: what is drawn of a configuration, of a plan, and of a part of them."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from tests.cli.conftest import Command, Ended

MAIN: Final = """
variable "say" { default = "Hello." }
locals {
  both  = "${var.say} ${module.hours["uk"].name}"
  after = cxone_ivr_flow.main.id
}
provider "cxone" {
  base_url      = "@URL@/cxone"
  client_id     = "sandbox"
  client_secret = "sandbox"
}
module "hours" {
  source   = "./hours"
  for_each = toset(["de", "uk"])
  said     = local.after
}
flow "main" {
  entry = "say"
  play "say" {
    say  = var.say
    next = "other"
  }
  goto "other" { flow = flow.other }
}
flow "other" {
  entry = "say"
  play "say" {
    say  = "Once more."
    next = "back"
  }
  goto "back" { flow = flow.main }
}
resource "cxone_ivr_flow" "main" {
  name = "@NAME@ main"
  flow = flow.main
}
resource "cxone_ivr_flow" "other" {
  name = "@NAME@ other"
  flow = flow.other
}
resource "cxone_ivr_flow" "last" {
  name       = "@NAME@ last"
  flow       = module.hours["de"].flow
  depends_on = [module.hours, cxone_ivr_flow.main]
}
output "text" { value = local.both }
"""

HOURS: Final = """
variable "said" {}
flow "hours" {
  entry = "say"
  play "say" {
    say  = "We call you back."
    next = "bye"
  }
  disconnect "bye" { say = var.said }
}
resource "cxone_ivr_flow" "hours" {
  count = 2
  name  = "hours ${count.index} ${var.said}"
  flow  = flow.hours
}
output "flow" { value = flow.hours }
output "name" { value = cxone_ivr_flow.hours[0].id }
"""

DE, UK = 'module.hours["de"]', 'module.hours["uk"]'


@pytest.fixture
def drawn(ivrplan: Command) -> Command:
    """Runs commands in a folder with two flows that lead to each other and a module with two instances."""
    (ivrplan.folder / "hours").mkdir()
    ivrplan.write(HOURS, "hours/main.ivr.hcl")
    ivrplan.write(MAIN.replace("@URL@", "http://127.0.0.1:9").replace("@NAME@", "x"))
    return ivrplan


def document(ended: Ended) -> Any:
    assert (ended.code, ended.err) == (0, "")
    return json.loads(ended.out)


def names(drawing: Any) -> list[str]:
    return [node["name"] for node in drawing["nodes"]]


def edges(drawing: Any, kind: str = "needs") -> list[tuple[str, str]]:
    return [(edge["from"], edge["to"]) for edge in drawing["edges"] if edge["kind"] == kind]


def test_resources_and_what_they_wait_for_directly(drawn: Command) -> None:
    drawing = document(drawn("graph", "--format", "json"))
    hours = [f"{module}.cxone_ivr_flow.hours[{number}]" for module in (DE, UK) for number in (0, 1)]
    assert names(drawing) == ["cxone_ivr_flow.last", "cxone_ivr_flow.main", "cxone_ivr_flow.other", *hours]
    assert edges(drawing) == [
        *(("cxone_ivr_flow.last", one) for one in hours),
        *((one, "cxone_ivr_flow.main") for one in hours),
    ]
    assert edges(drawing, "handover") == [
        ("cxone_ivr_flow.main", "cxone_ivr_flow.other"),
        ("cxone_ivr_flow.other", "cxone_ivr_flow.main"),
    ]
    assert [node["module"] for node in drawing["nodes"]] == ["", "", "", DE, DE, UK, UK]


def test_dot_is_the_default_and_json_has_a_short_form(drawn: Command) -> None:
    ended = drawn("graph", "--target", "cxone_ivr_flow.main")
    assert ended == Ended(
        0,
        "digraph {\n"
        '  rankdir = "RL"\n'
        '  node [shape = "box", fontname = "sans-serif"]\n'
        '  "cxone_ivr_flow.main" [label = "cxone_ivr_flow.main"]\n'
        '  "cxone_ivr_flow.other" [label = "cxone_ivr_flow.other"]\n'
        '  "cxone_ivr_flow.main" -> "cxone_ivr_flow.other" [style = "dashed"]\n'
        '  "cxone_ivr_flow.other" -> "cxone_ivr_flow.main" [style = "dashed"]\n'
        "}\n",
        "",
    )
    assert drawn("graph", "--json") == drawn("graph", "--format", "json")


def test_mermaid(drawn: Command) -> None:
    ended = drawn("graph", "--format", "mermaid", "--target", f"{UK}.cxone_ivr_flow.hours[1]")
    assert ended == Ended(
        0,
        "flowchart RL\n"
        '  n0["cxone_ivr_flow.main"]\n'
        '  n1["cxone_ivr_flow.other"]\n'
        '  subgraph m0["module.hours[#34;uk#34;]"]\n'
        '    n2["cxone_ivr_flow.hours[1]"]\n'
        "  end\n"
        "  n0 -.-> n1\n"
        "  n1 -.-> n0\n"
        "  n2 --> n0\n",
        "",
    )


def test_everything_that_is_declared(drawn: Command) -> None:
    drawing = document(drawn("graph", "--all", "--format", "json"))
    inside = ["cxone_ivr_flow.hours", "flow.hours", "output.flow", "output.name", "var.said"]
    assert names(drawing) == [
        *("cxone_ivr_flow.last", "cxone_ivr_flow.main", "cxone_ivr_flow.other", "flow.main", "flow.other"),
        *("local.after", "local.both", "module.hours", "output.text", "provider.cxone", "var.say"),
        *(f"{DE}.{name}" for name in inside),
        *(f"{UK}.{name}" for name in inside),
    ]
    found = edges(drawing)
    assert {other for name, other in found if name == "local.both"} == {
        f"{UK}.output.name",
        f"{DE}.output.name",
        "var.say",
    }
    assert {other for name, other in found if name == "module.hours"} == {"local.after"}
    assert {other for name, other in found if name == f"{UK}.var.said"} == {"module.hours"}
    assert {other for name, other in found if name == f"{UK}.cxone_ivr_flow.hours"} == {
        f"{UK}.flow.hours",
        f"{UK}.var.said",
        "provider.cxone",
    }
    assert ("output.text", "local.both") in found
    assert {node["kind"] for node in drawing["nodes"]} == {
        *("resource", "flow", "local", "module", "output", "provider", "variable")
    }


@pytest.mark.parametrize(
    ("target", "there", "missing"),
    [
        ("flow.main", ["flow.main", "var.say"], ["flow.other", "module.hours"]),
        ("local.after", ["cxone_ivr_flow.main", "provider.cxone"], ["module.hours"]),
        ("module.hours", [f"{UK}.flow.hours", f"{DE}.output.name", "local.after"], ["local.both"]),
        (UK, [f"{UK}.flow.hours", "module.hours"], [f"{DE}.flow.hours"]),
        (f"{UK}.cxone_ivr_flow.hours[0]", [f"{UK}.cxone_ivr_flow.hours"], [f"{UK}.output.name"]),
        ("output.text", ["local.both", f"{UK}.output.name"], ["cxone_ivr_flow.last"]),
    ],
)
def test_a_part_of_what_is_declared(
    drawn: Command, target: str, there: list[str], missing: list[str]
) -> None:
    found = names(document(drawn("graph", "--all", "--json", "--target", target)))
    assert not set(there) - set(found)
    assert not set(missing) & set(found)


def test_a_saved_plan(drawn: Command, sandbox: str) -> None:
    drawn.write(MAIN.replace("@URL@", sandbox).replace("@NAME@", drawn.folder.name))
    assert drawn("plan", "--out", "saved.ivrplan").code == 0
    drawing = document(drawn("graph", "--plan", "saved.ivrplan", "--json"))
    assert {node["action"] for node in drawing["nodes"]} == {"create"}
    assert ("cxone_ivr_flow.last", f"{UK}.cxone_ivr_flow.hours[0]") in edges(drawing)
    assert ("cxone_ivr_flow.last", "cxone_ivr_flow.main") not in edges(drawing)
    assert edges(drawing, "handover") == [
        ("cxone_ivr_flow.main", "cxone_ivr_flow.other"),
        ("cxone_ivr_flow.other", "cxone_ivr_flow.main"),
    ]
    part = drawn("graph", "--plan", "saved.ivrplan", "--target", "cxone_ivr_flow.other")
    assert '[label = "+ cxone_ivr_flow.main", style = "filled", fillcolor = "#dafbe1"' in part.out
    assert "hours" not in part.out


def test_the_order_of_destruction_is_the_other_way_round(project: Command) -> None:
    more = 'resource "cxone_ivr_flow" "more" {\n  name = "more ${cxone_ivr_flow.main.id}"\n  flow = flow.main\n}\n'
    project.write(more, "more.ivr.hcl")
    assert project("apply", "--auto-approve").code == 0
    assert project("plan", "--destroy", "--out", "saved.ivrplan").code == 0
    drawing = document(project("graph", "--plan", "saved.ivrplan", "--json"))
    assert {node["action"] for node in drawing["nodes"]} == {"delete"}
    assert edges(drawing) == [("cxone_ivr_flow.main", "cxone_ivr_flow.more")]


@pytest.mark.parametrize("options", [[], ["--all"]])
def test_a_target_that_names_nothing(drawn: Command, options: list[str]) -> None:
    ended = drawn("graph", "--target", "cxone_ivr_flow.mian", *options)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("error: Unknown address\n")
    assert 'Did you mean "cxone_ivr_flow.main"?' in ended.err


def test_what_excludes_each_other(drawn: Command) -> None:
    ended = drawn("graph", "--all", "--plan", "saved.ivrplan")
    assert (ended.code, ended.out) == (1, "")
    assert "--all and --plan exclude each other." in ended.err


def test_a_configuration_with_errors(drawn: Command) -> None:
    drawn.write("locals { a = nope }\n", "wrong.ivr.hcl")
    ended = drawn("graph")
    assert (ended.code, ended.out) == (1, "")
    assert "--> wrong.ivr.hcl:1:14" in ended.err
    refused = json.loads(drawn("graph", "--format", "json").out)
    assert refused["type"] == "error"


def test_the_same_every_time(drawn: Command) -> None:
    assert len({drawn("graph", "--all").out for _ in range(3)}) == 1


def test_data_and_checks(drawn: Command) -> None:
    drawn.write(
        'data "cxone_ivr_flow" "shared" { name = "shared ${cxone_ivr_flow.main.id}" }\n'
        'resource "cxone_ivr_flow" "more" {\n'
        '  name = "more ${data.cxone_ivr_flow.shared.id}"\n'
        '  flow = module.hours["uk"].flow\n'
        "}\n"
        'check "there" {\n'
        "  assert {\n"
        '    condition     = data.cxone_ivr_flow.shared.id != ""\n'
        '    error_message = "It is gone."\n'
        "  }\n"
        "}\n",
        "more.ivr.hcl",
    )
    read, more = "data.cxone_ivr_flow.shared", "cxone_ivr_flow.more"
    drawing = document(drawn("graph", "--json", "--target", more))
    assert edges(drawing) == [(more, read), (read, "cxone_ivr_flow.main")]
    assert [node["kind"] for node in drawing["nodes"] if node["name"] == read] == ["data"]
    drawing = document(drawn("graph", "--all", "--json", "--target", "check.there"))
    assert ("check.there", read) in edges(drawing)
    assert (read, "provider.cxone") in edges(drawing)
