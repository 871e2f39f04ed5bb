"""What tests of rollbacks need: one flow at both vendors, released twice, and what callers of either get."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.end_to_end.world import World

MAIN = """
variable "sandbox" {}
variable "tag" { default = "one" }
variable "timeout" {
  type    = number
  default = 5
}

provider "cxone" {
  base_url      = "${var.sandbox}/cxone"
  client_id     = "sandbox"
  client_secret = "sandbox"
}

provider "genesys" {
  base_url      = "${var.sandbox}/genesys"
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
"""

RESOURCES: Mapping[str, str] = {
    "cxone": 'resource "cxone_ivr_flow" "main" {\n  name = "Main"\n  flow = flow.main\n  release { tag = var.tag }\n}\n',
    "genesys": 'resource "genesys_flow" "main" {\n  name = "Main"\n  flow = flow.main\n}\n',
}
ADDRESSES: Mapping[str, str] = {"cxone": "cxone_ivr_flow.main", "genesys": "genesys_flow.main"}


def begin(world: World, vendor: str) -> None:
    world.environment.clear()
    world.hurried = True
    world.begin({"main.ivr.hcl": MAIN + RESOURCES[vendor]})


def say(world: World, **values: object) -> None:
    world.environment.update({f"IVRPLAN_VAR_{name}": str(value) for name, value in values.items()})


def released_twice(world: World, vendor: str) -> None:
    """Callers got a menu that waits for 5 seconds, and get one that waits for 8."""
    begin(world, vendor)
    world.apply()
    say(world, tag="two", timeout=8)
    world.apply()


def heard(world: World, vendor: str) -> Any:
    """How long the menu waits that callers get."""
    return menu_of(live(world, vendor))


def live(world: World, vendor: str) -> Any:
    """The version that callers get."""
    flow = world.flow(vendor)
    if vendor == "cxone":
        (found,) = (one for one in flow["versions"] if one["status"] == "ACTIVE")
        return found
    return next(one for one in flow["versions"] if one["id"] == flow["publishedVersion"]["id"])


def menu_of(version: Mapping[str, Any]) -> Any:
    """How long the menu of a version waits."""
    parts = version.get("elements") or version["nodes"]
    menu = next(
        one for one in parts if re.fullmatch("node_menu|menu", one["id"]) or one.get("name") == "menu"
    )
    settings = menu.get("properties") or menu["settings"]
    return settings.get("timeoutSeconds") or settings["timeout"]


def count(world: World, vendor: str) -> int:
    """How many versions there are."""
    return len(world.flow(vendor)["versions"])
