"""The tests of a flow as a vendor simulates them: it is told what it cannot know."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivrplan.config.request import LoadRequest
from ivrplan.plan.releases import trials
from ivrplan.workflow.project import open_project

FLOW = """
flow "main" {
  entry = "menu"
  menu "menu" {
    say     = "Press 1."
    retries = 1
    on      = { "1" = "check", timeout = "check" }
  }
  hours "check" {
    open     = { mon-fri = "09:00-17:00" }
    timezone = "Europe/Berlin"
    on       = { open = "level", closed = "bye" }
  }
  decision "level" {
    variable = "level"
    on       = { "7" = "sales", default = "bye" }
  }
  queue "sales" {
    queue = "Sales"
    on    = { full = "bye" }
  }
  disconnect "bye" {}
}
test "t" {
  flow = flow.main
  @TEST@
  expect { terminal = "bye" }
}
"""


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ('inputs = ["1", "closed", "more"]', ("1", "closed", "more")),
        ('clock = "2026-11-21T10:00:00+01:00"', ("timeout", "timeout", "closed")),
        (
            'clock = "2026-11-20T10:00:00+01:00"\n  inputs = ["1", "full", "more"]\n  variables = { level = 7 }',
            ("1", "open", "7", "full", "more"),
        ),
        ('inputs = ["1", "open"]\n  variables = { level = "8" }', ("1", "open", "8")),
    ],
)
def test_a_vendor_is_told_what_clock_and_variables_decide(
    tmp_path: Path, test: str, told: tuple[str, ...]
) -> None:
    (tmp_path / "main.ivr.hcl").write_text(FLOW.replace("@TEST@", test))
    (trial,) = trials(open_project(LoadRequest(tmp_path)).configuration, "main")
    assert trial.inputs == told
