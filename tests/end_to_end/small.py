"""A small configuration for both vendors, to be spoiled in one place at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HEAD: Final = """\
variable "sandbox" { type = string }

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
"""

FLOW: Final = """\
flow "main" {
  entry = "menu"
  menu "menu" {
    say     = "Press 1."
    timeout = 5
    on = {
      "1"     = "sales"
      timeout = "bye"
      invalid = "bye"
    }
  }
  queue "sales" { queue = "Sales" }
  disconnect "bye" { say = "Goodbye." }
}
"""

RESOURCES: Final = """\
resource "cxone_ivr_flow" "main" {
  name = "Main"
  flow = flow.main
}

resource "genesys_flow" "main" {
  name = "Main"
  flow = flow.main
}
"""

BOTH: Final = (("cxone", "Main"), ("genesys", "Main"))


def small(**changes: str) -> Mapping[str, str]:
    """The files; a part is replaced by its name: `head`, `flow`, `resources`, or added under another."""
    parts = {"head": HEAD, "flow": FLOW, "resources": RESOURCES, **changes}
    return {f"{name}.ivr.hcl": text for name, text in parts.items()}


def spoiled(old: str, new: str) -> Mapping[str, str]:
    """The files with one part written otherwise."""
    files = {name: text.replace(old, new) for name, text in small().items()}
    assert files != small(), f"{old!r} is in no file"
    return files
