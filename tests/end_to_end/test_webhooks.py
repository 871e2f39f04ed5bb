"""Webhooks from their first plan to their end: their secrets are sent, kept as masks, and never shown."""

from __future__ import annotations

from typing import Any

import pytest

from tests.end_to_end.small import HEAD
from tests.end_to_end.world import KILLED, World, at

SECRET = "t0psecret-of-ours"
HOOKS = """\
variable "secret" {
  type      = string
  default   = "t0psecret-of-ours"
  sensitive = true
}

resource "genesys_webhook" "drift" {
  name   = "Drift"
  url    = "https://ci.example.com/genesys"
  secret = var.secret
}

resource "cxone_webhook" "drift" {
  name = "Drift"
  url  = "https://ci.example.com/cxone"
}

resource "cxone_event_subscription" "campaigns" {
  url         = "https://ci.example.com/campaigns"
  event_types = ["flow.updated", "flow.created"]
  secret      = var.secret
}
"""
PLACES = {
    "cxone_event_subscription.campaigns": "/cxone/api/events/subscriptions",
    "cxone_webhook.drift": "/cxone/api/v2/webhooks",
    "genesys_webhook.drift": "/genesys/api/v2/platform/webhooks",
}
ADDRESSES = tuple(PLACES)


@pytest.fixture
def world(world: World) -> World:
    world.begin({"head.ivr.hcl": HEAD, "hooks.ivr.hcl": HOOKS})
    return world


def hooks(world: World, vendor: str) -> list[Any]:
    found: list[Any] = world.control("GET", f"/hooks/{vendor}")["hooks"]
    return found


def everything(world: World) -> list[Any]:
    return hooks(world, "cxone") + hooks(world, "genesys")


def test_a_plan_shows_every_attribute_but_no_secret(world: World) -> None:
    shown = world.run("plan").ended().stdout
    assert 'resource "genesys_webhook" "drift" {' in shown
    assert 'url         = "https://ci.example.com/genesys"' in shown
    assert "secret      = (sensitive value)" in shown
    assert SECRET not in shown


def test_what_was_applied_stays_as_it_is(world: World) -> None:
    world.apply()
    assert {(one.get("name"), one.get("secret")) for one in everything(world)} == {
        ("Drift", SECRET),
        ("Drift", None),
        (None, SECRET),
    }
    assert tuple(sorted(world.records())) == ADDRESSES
    world.run("plan", "--detailed-exitcode").ended(0)
    world.run("drift").ended(0)
    for path in world.folder.rglob("ivrplan.state*"):
        assert SECRET not in path.read_text(encoding="utf-8")


def test_another_secret_is_an_update(world: World) -> None:
    world.apply()
    before = {one["id"] for one in everything(world)}
    world.edit_file("hooks.ivr.hcl", SECRET, "t0psecret-of-today")
    shown = world.run("plan", "--detailed-exitcode").ended(2).stdout
    assert shown.count("~ secret = (sensitive value)") == 2
    assert "t0psecret" not in shown
    world.apply()
    assert [one["secret"] for one in everything(world) if "secret" in one] == ["t0psecret-of-today"] * 2
    assert {one["id"] for one in everything(world)} == before
    world.run("plan", "--detailed-exitcode").ended(0)


def test_a_secret_can_be_taken_away(world: World) -> None:
    world.apply()
    world.edit_file("hooks.ivr.hcl", "  secret = var.secret\n", "")
    assert "- secret = (sensitive value)" in world.run("plan").ended().stdout
    world.apply()
    (hook,) = hooks(world, "genesys")
    assert "secret" not in hook
    world.run("plan", "--detailed-exitcode").ended(0)


def test_another_change_leaves_a_secret_that_is_ignored(world: World) -> None:
    world.apply()
    world.edit_file(
        "hooks.ivr.hcl",
        "  secret = var.secret\n",
        '  secret = "x"\n  lifecycle { ignore_changes = [secret] }\n',
    )
    world.edit_file("hooks.ivr.hcl", "/genesys", "/elsewhere")
    world.apply()
    (hook,) = hooks(world, "genesys")
    assert (hook["endpointUrl"], hook["secret"]) == ("https://ci.example.com/elsewhere", SECRET)
    world.run("plan", "--detailed-exitcode").ended(0)


def test_what_somebody_changed_is_drift_and_is_undone(world: World) -> None:
    world.apply()
    (hook,) = hooks(world, "genesys")
    world.edit("genesys", hook["id"], {"set": {"endpointUrl": "https://elsewhere.example.com/"}})
    shown = world.run("drift").ended(2).stdout
    assert '~ url = "https://ci.example.com/genesys" -> "https://elsewhere.example.com/"' in shown
    assert "secret" not in shown
    world.apply()
    assert hooks(world, "genesys") == [hook]
    world.run("plan", "--detailed-exitcode").ended(0)


def test_what_somebody_deleted_comes_again_with_its_secret(world: World) -> None:
    world.apply()
    world.control("POST", "/reset")
    world.run("drift").ended(2)
    world.apply()
    assert [one["secret"] for one in everything(world) if "secret" in one] == [SECRET] * 2


def test_a_saved_plan_holds_no_secret_and_is_applied(world: World) -> None:
    world.apply()
    world.edit_file("hooks.ivr.hcl", SECRET, "t0psecret-of-today")
    world.run("plan", "--out", "saved.plan").ended()
    assert b"t0psecret" not in (world.folder / "saved.plan").read_bytes()
    world.run("apply", "saved.plan").ended()
    (hook,) = hooks(world, "genesys")
    assert hook["secret"] == "t0psecret-of-today"


def test_webhooks_are_imported_by_name_and_subscriptions_by_address(world: World) -> None:
    world.apply()
    before = everything(world)
    world.state_file.unlink()
    imports = [
        ("genesys_webhook.drift", "Drift"),
        ("cxone_webhook.drift", "Drift"),
        ("cxone_event_subscription.campaigns", "https://ci.example.com/campaigns"),
    ]
    text = "".join(f'import {{\n  to   = {to}\n  name = "{name}"\n}}\n' for to, name in imports)
    (world.folder / "imports.ivr.hcl").write_text(text, encoding="utf-8")
    world.apply()
    assert everything(world) == before
    world.run("plan", "--detailed-exitcode").ended(0)


def test_destroy_deletes_all(world: World) -> None:
    world.apply()
    world.run("destroy", "--auto-approve").ended()
    assert everything(world) == []


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_create_that_is_killed_is_finished_and_not_repeated(
    world: World, address: str, moment: str
) -> None:
    point = f"POST {PLACES[address]}"
    world.run("apply", "--auto-approve", "--target", address, faults=[at(point, moment)]).ended(KILLED)
    world.apply()
    assert len(everything(world)) == 3
    assert world.journal() == ()
    world.run("plan", "--detailed-exitcode").ended(0)
    assert [one["secret"] for one in everything(world) if "secret" in one] == [SECRET] * 2
