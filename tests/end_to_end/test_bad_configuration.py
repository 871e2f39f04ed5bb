"""Every mistake in a configuration gets a message that is read here in full: see tests/cases/end_to_end/."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.end_to_end.small import FLOW, RESOURCES, small, spoiled
from tests.end_to_end.world import World

CASES: Final = Path(__file__).resolve().parents[1] / "cases" / "end_to_end"

CIRCLE: Final = RESOURCES.replace('"Main"', "genesys_flow.main.id", 1).replace(
    '"Main"', "cxone_ivr_flow.main.id"
)
TWICE_ENDLESS: Final = "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}"
ENDLESS: Final = f"Press 1.{TWICE_ENDLESS}{{% endfor %}}{{% endfor %}}{{% endfor %}}"

MISTAKES: Final[Mapping[str, Mapping[str, str]]] = {
    "unknown_kind_of_node": spoiled('queue "sales"', 'queu "sales"'),
    "unknown_block": small(more='resorce "x" "y" {}\n'),
    "unknown_attribute_of_a_node": spoiled("timeout = 5", "tiemout = 5"),
    "unknown_attribute_of_a_resource": small(resources=RESOURCES.replace("name", "nmae", 1)),
    "wrong_type": spoiled("timeout = 5", 'timeout = "soon"'),
    "undefined_template_variable": spoiled("Press 1.", "Press {{ var.nobody }}."),
    "undefined_template_name": spoiled("Press 1.", "Press {{ nobody }}."),
    "undefined_reference": small(resources=RESOURCES.replace("flow.main", "flow.mian", 1)),
    "undefined_variable": small(resources=RESOURCES.replace('"Main"', "var.sandbx", 1)),
    "cycle": small(resources=CIRCLE),
    "edge_to_a_missing_node": small(flow=FLOW.replace('= "bye"', '= "by"', 1)),
    "unreachable_node": spoiled('"1"     = "sales"', '"1"     = "bye"'),
    "endless_loop": spoiled("Press 1.", ENDLESS),
    "endless_macro": small(more="{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}\n"),
    "two_mistakes": spoiled("timeout = 5", "tiemout = 5\n    retris = 1"),
}


def read_in_full(name: str, message: str) -> None:
    """The message is the one that the case's file holds, to the last character."""
    assert message == (CASES / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MISTAKES)
def test_the_message_says_what_where_why_and_how_to_mend(world: World, name: str) -> None:
    world.begin(MISTAKES[name])
    ran = world.run("apply", "--auto-approve").ended(1)
    assert ran.stdout == ""
    read_in_full(name, ran.stderr)
    assert world.writes() == []
    assert not world.state_file.exists()


def test_a_file_that_is_not_utf_8(world: World) -> None:
    world.begin(small())
    (world.folder / "flow.ivr.hcl").write_bytes(FLOW.replace("Press", "Pré").encode("latin-1"))
    read_in_full("not_utf_8", world.run("validate").ended(1).stderr)


@pytest.mark.parametrize("name", MISTAKES)
def test_validate_finds_it_too(world: World, name: str) -> None:
    world.begin(MISTAKES[name])
    ran = world.run("validate").ended(1)
    read_in_full(name, ran.stderr.rstrip("\n") + "\n")


AWKWARD: Final = 'Eve "the boss" ${danger} %{ if true } {{ 7 * 7 }} \\ $${x} Ünal'


def test_a_name_of_a_caller_arrives_verbatim(world: World) -> None:
    """Given as a variable's value, used in a template, in an expression and as a part of a text."""
    say = 'Hello {{ var.caller }}, and ${var.caller}."'
    flow = FLOW.replace('Press 1."', say).replace('"Goodbye."', "{{ var.caller }}")
    flow = flow.replace('"Sales"', "var.caller")
    world.begin(small(flow=flow, more='variable "caller" { type = string }\n'))
    world.environment["IVRPLAN_VAR_caller"] = AWKWARD
    world.apply()
    cxone = {node["id"]: node["properties"] for node in world.flow("cxone")["nodes"]}
    assert cxone["node_menu"]["text"] == f"Hello {AWKWARD}, and {AWKWARD}."
    assert cxone["node_bye"]["text"] == AWKWARD
    assert cxone["node_sales"]["queue"] == AWKWARD
    genesys = {node["id"]: node["settings"] for node in world.flow("genesys")["versions"][0]["nodes"]}
    assert genesys["menu"]["prompt"] == f"Hello {AWKWARD}, and {AWKWARD}."
    assert genesys["sales"]["queue"] == AWKWARD
    world.run("plan", "--detailed-exitcode").ended(0)
