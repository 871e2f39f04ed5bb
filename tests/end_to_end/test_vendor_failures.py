"""Whatever a vendor answers: a message that is read here in full, nothing lost, and the next apply makes it well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.end_to_end.small import BOTH, HEAD, small
from tests.end_to_end.test_bad_configuration import read_in_full
from tests.end_to_end.world import Ran, World, hold, let_go

CONFIGURE: Final = {"vendor": "cxone", "method": "PUT", "count": None}
VERSIONS: Final = {"vendor": "genesys", "method": "POST", "path": "versions$", "count": None}

REFUSALS: Final[Mapping[str, Mapping[str, Any]]] = {
    "html": {"kind": "html", "status": 200},
    "html_502": {"kind": "html"},
    "500_forever": {"status": 500, "body": {"message": "Out of order"}},
    "409": {"status": 409, "body": {"message": "Locked by Jane"}},
    "422": {
        "status": 422,
        "body": {
            "message": "Rejected",
            "errors": [{"message": "must be 1 or more", "nodeId": "node_menu", "property": "timeoutSeconds"}],
        },
    },
    "429_forever": {"status": 429, "headers": {"Retry-After": "60"}, "body": {"message": "Too fast"}},
    "hung_up": {"kind": "drop_before"},
}


def failing(world: World) -> Ran:
    """An apply of which the other half must succeed."""
    world.hurried = True
    ran = world.run("apply", "--auto-approve").ended(1)
    assert "1 done" in ran.stdout
    return ran


def well_again(world: World) -> None:
    world.mend()
    world.apply()
    world.check_whole(*BOTH)


@pytest.mark.parametrize("name", REFUSALS)
def test_one_vendor_fails_and_the_other_does_not_care(world: World, name: str) -> None:
    world.begin(small())
    world.fault(REFUSALS[name], **CONFIGURE)
    ran = failing(world)
    read_in_full(f"vendor_{name}", ran.message)
    (kept,) = (record for record in world.records().values() if record["type"] == "genesys_flow")
    assert kept["id"] == world.flow("genesys")["id"]
    well_again(world)


@pytest.mark.parametrize("kind", ["truncate", "drop_after"])
def test_an_answer_that_got_lost_is_looked_up(world: World, kind: str) -> None:
    world.begin(small())
    world.hurried = True
    world.fault({"kind": kind}, **CONFIGURE)
    world.fault({"kind": kind}, **VERSIONS)
    world.apply()
    world.check_whole(*BOTH)


def test_a_vendor_that_does_not_answer_in_time(world: World) -> None:
    world.begin(small(head=HEAD.replace('"sandbox"\n}', '"sandbox"\n  timeouts { read = 0.1 }\n}', 1)))
    world.fault({"kind": "hang", "latency_ms": 400}, vendor="cxone", method="POST", path="flows$", count=None)
    read_in_full("vendor_time_out", failing(world).message)
    well_again(world)


def test_a_minute_of_too_many_requests_is_waited_out(world: World) -> None:
    world.begin(small())
    world.hurried = True
    world.fault({"status": 429, "headers": {"Retry-After": "10"}}, vendor="cxone", method="PUT", count=6)
    ran = world.apply()
    assert sum(wait >= 10 for wait in ran.waits) >= 6
    assert "NICE CXone: waiting 10 s: update flow nodes: answered 429" in ran.stdout
    world.check_whole(*BOTH)


def test_wrong_credentials(world: World) -> None:
    world.begin(small(head=HEAD.replace('client_secret = "sandbox"', 'client_secret = "hunter2"', 1)))
    read_in_full("vendor_credentials", failing(world).message)
    world.edit_file("head.ivr.hcl", "hunter2", "sandbox")
    well_again(world)


@pytest.mark.parametrize("scope", ["flows:write", "flow:write"])
def test_a_missing_scope_is_named(world: World, scope: str) -> None:
    world.begin(small())
    world.settings(withheld_scopes=[scope])
    read_in_full(f"vendor_scope_{scope.replace(':', '_')}", failing(world).message)
    world.settings(withheld_scopes=[])
    well_again(world)


def test_somebody_was_faster(world: World) -> None:
    world.begin(small())
    world.apply()
    world.edit_file("flow.ivr.hcl", "timeout = 5", "timeout = 7")
    running = hold(world, "apply", "--auto-approve", point="PUT /cxone/api/v2/flows/ivr/{id}")
    world.edit(
        "cxone", world.flow("cxone")["id"], {"nodes": {"node_menu": {"properties": {"timeoutSeconds": 2}}}}
    )
    let_go(world)
    ran = running.wait().ended(1)
    read_in_full("vendor_412", ran.message)
    menu = next(node for node in world.flow("cxone")["nodes"] if node["id"] == "node_menu")
    assert menu["properties"]["timeoutSeconds"] == 2
    well_again(world)


@pytest.mark.parametrize("command", [("plan",), ("drift",), ("apply", "--auto-approve")])
def test_what_cannot_be_read_is_never_taken_for_gone(world: World, command: tuple[str, ...]) -> None:
    world.begin(small())
    world.apply()
    before = world.state()
    world.fault({"status": 503}, method="GET", count=None)
    world.hurried = True
    ran = world.run(*command).ended(1)
    assert "503" in ran.text
    assert world.state() == before
    well_again(world)
