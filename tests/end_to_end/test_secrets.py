"""Secrets are planted wherever one can stand, and every byte that leaves ivrplan is searched for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final
from urllib.parse import quote_plus

import pytest

from tests.end_to_end.leaks import search_for
from tests.end_to_end.small import HEAD
from tests.end_to_end.world import KILLED, Ran, World, at

PASSWORD: Final = 'p4ss w0rd/"Qz+7=&ü'
TOKEN: Final = "tok3n-in-a-header"
PIN: Final = 90817263
SECRETS: Final = (PASSWORD, TOKEN, str(PIN))

FILES: Final = {
    "head.ivr.hcl": HEAD
    + """
variable "password" {
  type      = string
  sensitive = true
}
variable "token" {
  type      = string
  sensitive = true
}
variable "pin" {
  type      = number
  sensitive = true
}
variable "timeout" {
  type    = number
  default = 5
}
locals {
  header   = "Bearer ${var.token}"
  combined = join("-", [upper(var.token), lower(var.token), var.token])
  encoded  = base64encode(var.password)
}
""",
    "flow.ivr.hcl": """\
flow "main" {
  entry = "menu"
  menu "menu" {
    say     = "Press 1."
    timeout = var.timeout
    on = {
      "1"     = "lookup"
      timeout = "bye"
      invalid = "bye"
    }
  }
  request "lookup" {
    url     = "https://data.example.com/v1?key=${urlencode(var.password)}"
    method  = "POST"
    headers = { authorization = local.header, "x-all" = local.combined, "x-encoded" = local.encoded }
    body    = <<-EOT
      {"password": "${var.password}", "pin": ${var.pin}}
    EOT
    on      = { default = "bye", error = "bye" }
  }
  disconnect "bye" { say = "{{ var.password }}" }
}
""",
    "resources.ivr.hcl": """\
resource "cxone_ivr_flow" "main" {
  name = "Main"
  flow = flow.main
}
resource "genesys_flow" "main" {
  name        = "Main"
  description = "Its password is ${var.password}."
  flow        = flow.main
}
output "password" {
  value     = var.password
  sensitive = true
}
output "header" {
  value     = { inner = [local.header] }
  sensitive = true
}
""",
}


@pytest.fixture
def guarded(world: World) -> World:
    world.begin(FILES)
    world.environment |= {
        "IVRPLAN_VAR_password": PASSWORD,
        "IVRPLAN_VAR_token": TOKEN,
        "IVRPLAN_VAR_pin": str(PIN),
    }
    world.hurried = True
    return world


def search(world: World, *ran: Ran) -> None:
    """No secret is in what these runs wrote, nor in any file of the project that is not the configuration."""
    search_for(SECRETS, world, *ran)


def both(world: World, *arguments: str) -> list[Ran]:
    """A command for people and for programs."""
    return [world.run(*arguments), world.run(*arguments, "--json")]


def test_the_secrets_do_arrive_at_the_vendor(guarded: World) -> None:
    """Else there would be nothing to find."""
    guarded.apply()
    for vendor in ("cxone", "genesys"):
        there = json.dumps(guarded.flow(vendor), ensure_ascii=False)
        assert all(form in there for form in (TOKEN, str(PIN), quote_plus(PASSWORD)))
    assert guarded.run("plan", "--detailed-exitcode").ended(0)


def test_no_command_shows_one(guarded: World) -> None:
    runs = [*both(guarded, "validate"), *both(guarded, "plan"), guarded.run("plan", "--out", "saved.ivrplan")]
    runs += both(guarded, "show", "saved.ivrplan")
    search(guarded, *runs)
    runs.append(guarded.run("apply", "saved.ivrplan"))
    guarded.environment["IVRPLAN_VAR_timeout"] = "6"
    runs.append(guarded.run("apply", "--auto-approve", "--json").ended())
    runs += both(guarded, "drift")
    for address in ("cxone_ivr_flow.main", "genesys_flow.main"):
        runs += both(guarded, "state", "show", address)
    runs += [*both(guarded, "state", "list"), *both(guarded, "output"), *both(guarded, "output", "password")]
    runs.append(guarded.run("output", "--raw", "header"))
    assert list(guarded.folder.glob("*.backup-*")), "there is a backup to be searched"
    search(guarded, *runs)


def test_no_change_of_one_shows_it(guarded: World) -> None:
    """The vendor's side shows the old secret, the configuration the new one, a person's edit a third place."""
    guarded.apply()
    guarded.environment["IVRPLAN_VAR_token"] = "another-t0ken"
    runs = [*both(guarded, "plan"), guarded.run("plan", "--out", "saved.ivrplan")]
    flow = guarded.flow("cxone")
    guarded.edit("cxone", flow["id"], {"nodes": {"node_bye": {"properties": {"text": f"It is {TOKEN}"}}}})
    search(guarded, *runs)
    assert "another-t0ken" not in "".join(one.text for one in runs)
    ran = guarded.run("apply", "--auto-approve").ended()
    assert "another-t0ken" not in ran.text
    assert guarded.run("plan", "--detailed-exitcode").ended(0)


@pytest.mark.parametrize("status", [400, 409, 422, 500])
@pytest.mark.parametrize("as_json", [False, True])
def test_a_vendor_that_echoes_what_was_sent(guarded: World, status: int, as_json: bool) -> None:
    echo = {
        "message": f"Bad body: {PASSWORD} {TOKEN} {PIN}",
        "errors": [{"message": f"no {TOKEN}", "nodeId": TOKEN}],
    }
    guarded.fault({"status": status, "body": echo}, method="PUT", count=None)
    guarded.fault({"status": status, "body": echo}, path="versions$", method="POST", count=None)
    arguments = ("apply", "--auto-approve", "--json") if as_json else ("apply", "--auto-approve")
    search(guarded, guarded.run(*arguments).ended(1))
    guarded.mend()
    search(guarded, guarded.run("apply", "--auto-approve").ended())


@pytest.mark.parametrize("kind", ["html", "truncate"])
def test_a_vendor_whose_answer_cannot_be_read(guarded: World, kind: str) -> None:
    guarded.fault({"kind": kind}, method="GET", count=None)
    guarded.fault({"kind": kind}, method="PUT", count=None)
    search(guarded, guarded.run("apply", "--auto-approve"), guarded.run("plan"))


def test_the_journal_of_a_killed_apply(guarded: World) -> None:
    for point in ("PUT /cxone/api/v2/flows/ivr/{id}", "POST /genesys/api/v2/flows/{id}/versions"):
        assert guarded.run("apply", "--auto-approve", faults=[at(point, "after")]).status == KILLED
        assert guarded.journal() != ()
        search(guarded, *both(guarded, "plan"))
        guarded.environment["IVRPLAN_VAR_timeout"] = "7"
    search(guarded, guarded.run("apply", "--auto-approve").ended())
    assert guarded.journal() == ()
    guarded.run("plan", "--detailed-exitcode").ended(0)


def test_a_secret_of_the_wrong_type(guarded: World) -> None:
    runs = both(guarded, "plan", "--var", f"pin={TOKEN}")
    assert all(one.status == 1 for one in runs)
    guarded.edit_file("flow.ivr.hcl", "timeout = var.timeout", "timeout = var.password")
    runs += [*both(guarded, "validate"), *both(guarded, "plan")]
    search(guarded, *runs)
    assert all(one.status == 1 for one in runs)


def test_the_credentials_themselves(guarded: World, tmp_path: Path) -> None:
    head = (guarded.folder / "head.ivr.hcl").read_text(encoding="utf-8")
    wrong = head.replace('client_secret = "sandbox"', "client_secret = var.password")
    (guarded.folder / "head.ivr.hcl").write_text(wrong, encoding="utf-8")
    runs = [*both(guarded, "plan"), guarded.run("apply", "--auto-approve"), *both(guarded, "drift")]
    assert runs[2].status == 1
    search(guarded, *runs)
