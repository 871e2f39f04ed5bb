"""What cannot be rolled back, and what stops a rollback: said in words, with nothing sent."""

from __future__ import annotations

import json

import pytest

from tests.end_to_end.rollbacks import ADDRESSES, MAIN, begin, count, heard, live, released_twice, say
from tests.end_to_end.world import KILLED, World, at, hold, let_go

WEBHOOK = 'resource "cxone_webhook" "main" {\n  name = "Hook"\n  url  = "https://ci.example.com/hook"\n}\n'
UNRELEASED = 'resource "cxone_ivr_flow" "main" {\n  count = 2\n  name  = "Main ${count.index}"\n  flow  = flow.main\n}\n'


@pytest.fixture
def unreleased(world: World) -> World:
    world.environment.clear()
    world.hurried = True
    world.begin({"main.ivr.hcl": MAIN + WEBHOOK + UNRELEASED})
    world.apply()
    return world


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("cxone_webhook.main", "NICE CXone keeps no earlier versions of such an object"),
        ("cxone_ivr_flow.main[0]", "has no release block"),
        ("cxone_ivr_flow.main", "names 2 resources: cxone_ivr_flow.main[0], cxone_ivr_flow.main[1]"),
        ("cxone_ivr_flow.man", 'Did you mean "cxone_ivr_flow.main'),
        ("one two", "does not name an object"),
    ],
)
def test_what_has_no_earlier_version_says_why(unreleased: World, address: str, told: str) -> None:
    before = unreleased.writes()
    ran = unreleased.run("rollback", address, "--auto-approve").ended(1)
    assert told in ran.diagnostics
    assert unreleased.writes() == before


def test_versions_of_an_unreleased_flow_are_none(unreleased: World) -> None:
    text = unreleased.run("versions", "cxone_ivr_flow.main[0]").ended().stdout
    assert "NICE CXone has no versions of it." in text
    assert (
        "keeps no earlier versions" in unreleased.run("versions", "cxone_webhook.main").ended(1).diagnostics
    )


@pytest.mark.parametrize("vendor", ["cxone", "genesys"])
def test_a_flow_that_is_gone_has_no_versions(world: World, vendor: str) -> None:
    released_twice(world, vendor)
    delete(world, vendor)
    ran = world.run("rollback", ADDRESSES[vendor], "--auto-approve").ended(1)
    assert "does not have any more, and with it its versions" in ran.diagnostics


def delete(world: World, vendor: str) -> None:
    """Delete the flow as somebody else's program does."""
    path, body = {
        "cxone": ("oauth/token", {"scope": "flows:read flows:write flows:publish"}),
        "genesys": ("api/v2/oauth/token", {}),
    }[vendor]
    client = {"grant_type": "client_credentials", "client_id": "sandbox", "client_secret": "sandbox"}
    token = world.http.post(f"{world.url}/{vendor}/{path}", data=client | body).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    flow = world.flow(vendor)
    if vendor == "cxone":
        headers["If-Match"] = f"v{flow['version']}"
    answer = world.http.delete(
        f"{world.url}/{vendor}/api/v2/flows/{flow['id']}", headers=headers, params={"force": "true"}
    )
    assert answer.is_success, answer.text


def test_a_pending_version_in_the_way_is_named(world: World) -> None:
    """CXone has two places, and a release that failed its tests has one of them."""
    released_twice(world, "cxone")
    path = world.folder / "main.ivr.hcl"
    test = 'test "wrong" {\n  flow   = flow.main\n  inputs = ["1"]\n  expect { terminal = "bye" }\n}\n'
    path.write_text(path.read_text(encoding="utf-8") + test, encoding="utf-8")
    say(world, tag="three", timeout=9)
    world.run("apply", "--auto-approve").ended(1)
    pending = world.flow("cxone")["versions"][-1]["id"]
    shown = world.run("rollback", ADDRESSES["cxone"]).ended(1)
    assert "waits at the vendor" in shown.stdout
    ran = world.run("rollback", ADDRESSES["cxone"], "--auto-approve").ended(1)
    assert "Other versions are in the way" in ran.stderr
    assert f'{pending} (tag "three", PENDING' in ran.diagnostics
    assert (heard(world, "cxone"), count(world, "cxone")) == (8, 3)
    named = world.run("rollback", ADDRESSES["cxone"], "--auto-approve", "--to", "three").ended(1)
    assert "waits to be published for the first time" in named.diagnostics
    world.edit("cxone", world.flow("cxone")["id"], {"withdraw": pending})
    world.run("rollback", ADDRESSES["cxone"], "--auto-approve").ended()
    assert heard(world, "cxone") == 5


def test_a_version_whose_validation_has_failed_is_not_taken(world: World) -> None:
    """At Genesys, what was saved and never accepted stands between two versions that callers got."""
    released_twice(world, "genesys")
    flow = world.flow("genesys")
    document = {key: part for key, part in flow["versions"][-1].items() if key not in _OUTSIDE}
    broken = {**document, "connections": document["connections"][:1]}
    world.edit("genesys", flow["id"], {"document": broken})
    say(world, timeout=9)
    world.apply()
    world.state_file.write_text(_without_points(world.state_file.read_text(encoding="utf-8")))
    ran = world.run("rollback", ADDRESSES["genesys"], "--auto-approve", "--to", "3").ended(1)
    assert "its validation has failed" in ran.diagnostics
    world.run("rollback", ADDRESSES["genesys"], "--auto-approve").ended()
    assert heard(world, "genesys") == 8


_OUTSIDE = {"id", "versionNumber", "validation"}


def _without_points(state: str) -> str:
    """The state as an older version of ivrplan has written it."""
    document = json.loads(state)
    for record in document["resources"]:
        del record["rollback"]
    return json.dumps(document)


def test_a_flow_that_a_person_holds_is_rolled_back_with_a_warning(world: World) -> None:
    released_twice(world, "genesys")
    world.edit("genesys", world.flow("genesys")["id"], {"lockedUser": {"id": "u1", "name": "Ann"}})
    assert "Locked by Ann" in world.run("versions", ADDRESSES["genesys"]).ended().stdout
    ran = world.run("rollback", ADDRESSES["genesys"], "--auto-approve").ended()
    assert "Locked by Ann" in ran.stdout
    assert heard(world, "genesys") == 5


def test_a_locked_state_refuses(world: World) -> None:
    released_twice(world, "genesys")
    running = hold(world, "rollback", ADDRESSES["genesys"], "--auto-approve", point="write journal")
    ran = world.run("rollback", ADDRESSES["genesys"], "--auto-approve").ended(1)
    assert "State is locked" in ran.stderr
    assert "rollback" in ran.diagnostics
    let_go(world)
    running.wait().ended()
    assert heard(world, "genesys") == 5


@pytest.mark.parametrize("vendor", ["cxone", "genesys"])
def test_what_a_killed_rollback_has_done_is_told_by_whatever_comes_next(world: World, vendor: str) -> None:
    released_twice(world, vendor)
    before = live(world, vendor)["id"]
    point = {
        "cxone": "POST /cxone/api/v2/flows/{id}/versions/{version}/publish",
        "genesys": "POST /genesys/api/v2/flows/actions/publish",
    }[vendor]
    world.settings(publish_polls=0)
    ran = world.run("rollback", ADDRESSES[vendor], "--auto-approve", faults=[at(point, "after")])
    assert ran.status == KILLED, ran.points
    assert "had been rolled back" in world.run("plan").ended().stderr
    world.environment["IVRPLAN_AUDIT_PATH"] = "audit.jsonl"
    text = world.run("apply", "--auto-approve", "--refresh-only").ended().stdout
    assert "an interrupted rollback was looked up at the vendor: it had been rolled back" in text
    (line,) = (world.folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    entry = json.loads(line)
    now = live(world, vendor)["id"]
    assert (entry["action"], entry["status"], entry["recovered"]) == ("rollback", "succeeded", True)
    assert (entry["old_version"], entry["new_version"]) == (before, now)
    world.run("drift").ended(0)


def test_a_publish_that_ends_when_nobody_looks_any_more_is_known_for_a_rollback(world: World) -> None:
    """Genesys publishes in its own time; here, after ivrplan has died and has been asked again."""
    released_twice(world, "genesys")
    world.settings(publish_polls=2)
    point = "POST /genesys/api/v2/flows/actions/publish"
    address = ADDRESSES["genesys"]
    assert world.run("rollback", address, "--auto-approve", faults=[at(point, "after")]).status == KILLED
    world.run("apply", "--auto-approve", "--refresh-only").ended()
    assert world.journal() == ()
    world.settings(publish_polls=0)
    ran = world.run("rollback", address, "--auto-approve").ended()
    assert heard(world, "genesys") == 5
    assert "Rolled back already" in ran.stdout
    world.run("drift").ended(0)
    world.apply()
    assert heard(world, "genesys") == 8
    world.run("plan", "--detailed-exitcode").ended(0)


def test_an_edit_of_the_configuration_is_no_reason_to_wait(world: World) -> None:
    """The flow is half rewritten when callers complain: it only has to be readable."""
    begin(world, "genesys")
    world.apply()
    say(world, timeout=8)
    world.apply()
    world.edit_file("main.ivr.hcl", 'queue "sales" { queue = "Sales" }\n', "")
    world.run("validate").ended(1)
    ran = world.run("rollback", ADDRESSES["genesys"], "--auto-approve")
    assert ran.status == 0, ran.text
    assert heard(world, "genesys") == 5
