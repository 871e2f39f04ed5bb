"""Two flows that hand calls over to each other, deployed at both vendors; one of them leads to itself too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tests.end_to_end.small import HEAD
from tests.end_to_end.world import World

_FLOWS: Final = """\
variable "hours" {
  type    = string
  default = "at night"
}

flow "day" {
  entry = "menu"
  menu "menu" {
    say     = "For the night desk, press 9."
    timeout = 5
    on = {
      "9"     = "night"
      timeout = "bye"
      invalid = "bye"
    }
  }
  goto "night" { flow = flow.night }
  disconnect "bye" { say = "Goodbye." }
}

flow "night" {
  entry = "menu"
  menu "menu" {
    say     = "You have called ${var.hours}. Press 1 for the day desk, 2 to hear this again."
    on = {
      "1"     = "day"
      "2"     = "again"
      timeout = "day"
      invalid = "again"
    }
  }
  goto "day" { flow = flow.day }
  goto "again" { flow = flow.night }
}
"""

_RESOURCES: Final = """\
resource "cxone_ivr_flow" "day" {
  name = "Day"
  flow = flow.day
}

resource "cxone_ivr_flow" "night" {
  name = "Night"
  flow = flow.night
}

resource "genesys_flow" "day" {
  name = "Day"
  flow = flow.day
}

resource "genesys_flow" "night" {
  name = "Night"
  flow = flow.night
}
"""

LEADING: Final[Mapping[str, str]] = {
    "head.ivr.hcl": HEAD,
    "flows.ivr.hcl": _FLOWS,
    "resources.ivr.hcl": _RESOURCES,
}

PAIRS: Final = (("cxone", "Day"), ("cxone", "Night"), ("genesys", "Day"), ("genesys", "Night"))

WAYS: Final = {("Day", "night"): "Night", ("Night", "day"): "Day", ("Night", "again"): "Night"}
"""Flow and node -> the flow that callers get there."""


def check_ways(world: World) -> None:
    """Every goto leads to the flow of its name at the same vendor."""
    for vendor, nodes_of in (("cxone", _cxone_nodes), ("genesys", _genesys_nodes)):
        flows = {flow["name"]: flow for flow in world.flows(vendor)}
        found = {(name, node): nodes_of(flows[name])[node] for name, node in WAYS}
        assert found == {way: flows[name]["id"] for way, name in WAYS.items()}


def _cxone_nodes(flow: Any) -> dict[str, Any]:
    return {node["properties"]["name"]: node["properties"].get("flow") for node in flow["nodes"]}


def _genesys_nodes(flow: Any) -> dict[str, Any]:
    newest = max(flow["versions"], key=lambda version: version["versionNumber"])
    return {node["name"]: (node["settings"] or {}).get("flow") for node in newest["nodes"]}
