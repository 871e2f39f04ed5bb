"""Where parts of flows were written, for the findings of rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivrplan.config.build import load
from ivrplan.config.configuration import Configuration
from ivrplan.config.request import LoadRequest
from ivrplan.rules.report import Place
from tests.config.case_schemas import SCHEMAS

TEXT = """\
flow "hours" {
  entry = "check"
  hours "check" {
    schedule = "s"
    on       = { open = "open", default = "closed" }
  }
  exit "open" {}
  exit "closed" {}
}
flow "main" {
  entry = "hours"
  embed "hours" {
    flow = flow.hours
    on   = { open = "menu", closed = "bye" }
  }
  {% for key in ["1", "2"] %}
  play "p{{ key }}" {
    say  = "x"
    next = "bye"
  }
  {% endfor %}
  menu "menu" {
    say = "x"
    on = {
      {% for key in ["1", "2"] %}
      "{{ key }}" = "p{{ key }}"
      {% endfor %}
    }
  }
  disconnect "bye" {}
  allow "IVR201" {
    reason = "Because."
    node   = "menu"
  }
}
"""


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    (tmp_path / "main.ivr.hcl").write_text(TEXT)
    return load(LoadRequest(tmp_path), SCHEMAS)


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ((None, None, None), "main.ivr.hcl:10:1"),
        ((None, None, "entry"), "main.ivr.hcl:11:3"),
        ((None, None, "description"), "main.ivr.hcl:10:1"),
        (("menu", None, None), "main.ivr.hcl:22:3"),
        (("menu", None, "say"), "main.ivr.hcl:23:5"),
        (("menu", None, "timeout"), "main.ivr.hcl:22:3"),
        (("menu", "2", None), "main.ivr.hcl:26:7"),
        (("menu", "timeout", None), "main.ivr.hcl:24:5"),
        (("p2", "default", None), "main.ivr.hcl:19:5"),
        (("hours.check", "open", None), "main.ivr.hcl:5:18"),
        (("hours.check", None, "schedule"), "main.ivr.hcl:4:5"),
        (("nowhere", None, None), "main.ivr.hcl:10:1"),
    ],
)
def test_the_nearest_part_that_was_written_is_found(
    configuration: Configuration, part: tuple[str | None, str | None, str | None], place: str
) -> None:
    assert str(configuration.flows["main"].locate(*part)) == place
    assert str(configuration.locate(Place("main", *part))) == place


def test_a_flow_that_does_not_exist_has_no_place(configuration: Configuration) -> None:
    assert configuration.locate(Place("other")) is None


def test_silences_are_kept_with_their_reason(configuration: Configuration) -> None:
    [silence] = configuration.flows["main"].silences
    assert (silence.rule, silence.reason, silence.node) == ("IVR201", "Because.", "menu")
