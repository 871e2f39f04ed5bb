"""Modules of the library called several times, and made into one flow."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from ivrplan.config.configuration import Configuration
from ivrplan.config.request import LoadRequest
from ivrplan.flow.flow import Flow
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.simulate import simulate
from ivrplan.rules.rule import Profile
from ivrplan.rules.run import check_flow
from ivrplan.rules.table import RULES
from ivrplan.workflow.lint import LintRequest, lint
from tests.modules.calls import failures
from tests.modules.library import LIBRARY, MODULES, loaded

MENU_IN_HOURS: Final = """
module "hours" {
  source = "./modules/business_hours"
}

module "menu" {
  source   = "./modules/main_menu"
  choices  = [{ name = "more", label = "more" }, { name = "sales", label = "sales", queue = "Sales" }]
  operator = null
}

module "more" {
  source = "./modules/main_menu"
}

module "voicemail" {
  source = "./modules/voicemail_fallback"
}

flow "line" {
  entry = "hours"

  embed "hours" {
    flow = module.hours.flow
    on   = { open = "menu", default = "voicemail" }
  }

  embed "menu" {
    flow = module.menu.flow
    on   = { more = "more", default = "voicemail" }
  }

  embed "more" {
    flow = module.more.flow
    next = "voicemail"
  }

  embed "voicemail" {
    flow = module.voicemail.flow
    next = "bye"
  }

  disconnect "bye" { say = "Please call again tomorrow. Goodbye." }
}
"""

INSTANCES: Final = """
variable "menus" {
  default = {
    en = ["sales", "support"]
    es = ["ventas"]
  }
}

module "menu" {
  source   = "./modules/main_menu"
  for_each = var.menus
  choices  = [for name in each.value : { name = name, label = name, queue = title(name) }]
}

module "hours" {
  source   = "./modules/business_hours"
  count    = 2
  greeting = "This is line ${count.index + 1}."
  holidays = slice(["2026-12-25"], 0, count.index)
}

{% for code in var.menus %}
flow "line_{{ code }}" {
  entry = "hours"

  embed "hours" {
    flow = module.hours[{{ loop.index0 }}].flow
    on   = { open = "menu", closed = "bye", holiday = "bye" }
  }

  embed "menu" {
    flow = module.menu["{{ code }}"].flow
    on   = { unavailable = "bye" }
  }

  disconnect "bye" { say = "Goodbye." }
}

{% endfor %}
"""


def configured(folder: Path, text: str) -> Configuration:
    (folder / "modules").symlink_to(LIBRARY)
    (folder / "main.ivr.hcl").write_text(text, encoding="utf-8")
    return loaded(folder)


def sound(flow: Flow) -> bool:
    return not check_flow(flow, RULES).failed


def way(flow: Flow, *inputs: str) -> tuple[str, ...]:
    return simulate(flow, Script(inputs)).path


def test_a_menu_stands_behind_the_hours_and_another_behind_that(tmp_path: Path) -> None:
    line = configured(tmp_path, MENU_IN_HOURS).flows["line"].composed

    assert sound(line)
    assert way(line, "open", "2") == ("hours.check", "menu.choose", "menu.sales")
    assert way(line, "open", "1", "1") == ("hours.check", "menu.choose", "more.choose", "more.sales")
    assert way(line, "closed", "full")[-2:] == ("voicemail.message", "bye")
    assert way(line, "open", "2", "full")[-2:] == ("voicemail.notice", "voicemail.message")


def test_each_instance_has_values_of_its_own(tmp_path: Path) -> None:
    flows = configured(tmp_path, INSTANCES).flows
    english, spanish = flows["line_en"].composed, flows["line_es"].composed

    assert sound(english)
    assert sound(spanish)
    assert way(english, "open", "2") == ("hours.greeting", "hours.check", "menu.choose", "menu.support")
    assert way(spanish, "open", "1") == ("hours.greeting", "hours.check", "menu.choose", "menu.ventas")
    assert "hours.say_holiday" in spanish.index
    assert "hours.say_holiday" not in english.index


RECORDED: Final = """
module "payment" {
  source = "./modules/payment_capture"
  PAUSE
}

flow "line" {
  entry = "notice"

  disclosure "notice" {
    say  = "This call is recorded."
    next = "record"
  }

  node "record" {
    type = "StartRecording"
    next = "payment"
  }

  embed "payment" {
    flow = module.payment.flow
    next = "accounts"
  }

  queue "accounts" { queue = "Accounts" }
}
"""
PAUSE: Final = """
  pause_recording  = { type = "PauseRecording" }
  resume_recording = { type = "ResumeRecording" }
"""


@pytest.mark.parametrize(("pause", "found"), [("", {"IVR508"}), (PAUSE, set())], ids=["recorded", "paused"])
def test_a_recording_goes_on_beside_a_payment_only_where_nobody_stops_it(
    tmp_path: Path, pause: str, found: set[str]
) -> None:
    configured(tmp_path, RECORDED.replace("PAUSE", pause))
    said = lint(LintRequest(LoadRequest(tmp_path), profiles=(Profile.RECORDING,))).found

    assert {one.finding.rule for one in said} == found


LATE_AND_SECRET: Final = """
provider "genesys" {
  client_id     = "id"
  client_secret = "secret"
}

flow "other" {
  entry = "bye"
  disconnect "bye" {}
}

resource "genesys_flow" "other" {
  name = "Other"
  flow = flow.other
}

locals {
  late   = genesys_flow.other.id
  secret = sensitive("https://secret.example.com/v1")
}

module "hours" {
  source         = "./modules/business_hours"
  greeting       = local.secret
  closed_message = "Ask for ${local.late}."
  schedule       = local.secret
}

module "language" {
  source    = "./modules/language_select"
  languages = [{ code = "en", invitation = local.late }, { code = "es", invitation = local.secret }]
}

module "menu" {
  source   = "./modules/main_menu"
  operator = local.secret
  choices = [
    { name = "a", label = "the line ${local.late}", queue = local.secret },
    { name = "b", label = "the line ${local.late}", number = sensitive("+15550100") },
  ]
}

module "callback" {
  source = "./modules/callback_offer"
  queue  = local.late
  reason = local.secret
}

module "voicemail" {
  source  = "./modules/voicemail_fallback"
  mailbox = local.late
  notice  = local.secret
}

module "disclosure" {
  source       = "./modules/outbound_disclosure"
  company      = local.late
  opt_out_url  = local.secret
  opt_out_body = local.late
}

module "payment" {
  source       = "./modules/payment_capture"
  gateway_url  = local.secret
  gateway_body = local.late
  introduction = local.late
}

module "survey" {
  source     = "./modules/satisfaction_survey"
  questions  = [local.secret, "About ${local.late}: press 1 to 5."]
  report_url = local.secret
}
"""


def test_texts_and_addresses_may_be_secret_or_known_only_after_apply(tmp_path: Path) -> None:
    flows = configured(tmp_path, LATE_AND_SECRET).flows

    assert len(flows) == 1 + len(MODULES)
    assert all(sound(block.composed) for block in flows.values())
    assert list(failures(LoadRequest(tmp_path))) == []
