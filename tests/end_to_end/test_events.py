"""What an apply has done is told, once and whole: to a log, to metrics and to a receiver, whatever happens to the apply."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from prometheus_client.openmetrics import parser

from ivrplan.events.signature import is_signed
from tests.end_to_end.leaks import leaks, search_for
from tests.end_to_end.small import HEAD, RESOURCES, small
from tests.end_to_end.world import KILLED, Ran, World, at
from tests.events.receiver import Receiver, receiving

SECRET: Final = "hook-s3cret-0x1f"
KEY: Final = "audit-k3y-77aa"

SETTINGS: Final = """
ivrplan {
  audit { path = "audit.jsonl" }
  metrics { path = "ivrplan.prom" }
}
variable "timeout" {
  type    = number
  default = 5
}
"""
FILES: Final = {
    name: text.replace("timeout = 5", "timeout = var.timeout") for name, text in small(more=SETTINGS).items()
}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


@pytest.fixture
def told(world: World, receiver: Receiver) -> World:
    """A project that tells everybody."""
    world.hurried = True
    world.environment |= {
        "IVRPLAN_WEBHOOK_URL": receiver.url,
        "IVRPLAN_WEBHOOK_SECRET": SECRET,
        "IVRPLAN_AUDIT_KEY": KEY,
    }
    world.begin(FILES)
    return world


def log_of(world: World) -> list[Any]:
    path = world.folder / "audit.jsonl"
    return (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    )


def metrics_of(world: World) -> dict[tuple[str, ...], float]:
    """Values by sample name and the values of its labels, sorted."""
    text = (world.folder / "ivrplan.prom").read_text(encoding="utf-8")
    families = parser.text_string_to_metric_families(text)  # type: ignore[no-untyped-call]
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def check_told(world: World) -> None:
    """The log is whole, and says of no change twice what came of it."""
    world.run("audit", "verify").ended()
    settled = Counter(entry["governance_id"] for entry in log_of(world) if entry["status"] != "unsettled")
    assert set(settled.values()) <= {1}, settled


def test_a_whole_life(told: World, receiver: Receiver) -> None:
    told.apply()
    told.environment["IVRPLAN_VAR_timeout"] = "9"
    told.apply()
    told.run("destroy", "--auto-approve").ended()
    check_told(told)
    log = log_of(told)
    assert Counter((entry["resource_type"], entry["action"]) for entry in log) == {
        (kind, action): 1
        for kind in ("cxone_ivr_flow", "genesys_flow")
        for action in ("create", "update", "delete")
    }
    for entry in log:
        assert (entry["status"], entry["webhook_status"], entry["webhook_attempts"]) == ("succeeded", 204, 1)
        assert entry["latency_ms"] >= 0
        assert entry["flow_id"] == entry["id"]
        assert (entry["connection_count"], entry["validation_success"]) == (
            None if entry["action"] == "delete" else 3,
            True,
        )
    told_of = {(message.document["payload"]["resource_type"], message.document["payload"]["action"]):
               message.document["event"] for message in receiver.messages}  # fmt: skip
    assert told_of == {
        ("cxone_ivr_flow", "create"): "flow.connections.updated",
        ("cxone_ivr_flow", "update"): "flow.connections.updated",
        ("cxone_ivr_flow", "delete"): "flow.deleted",
        ("genesys_flow", "create"): "flow.version.published",
        ("genesys_flow", "update"): "flow.version.published",
        ("genesys_flow", "delete"): "flow.deleted",
    }
    for message in receiver.messages:
        stamp, signature = message.headers["X-Ivrplan-Timestamp"], message.headers["X-Ivrplan-Signature"]
        assert is_signed(message.body, stamp, signature, SECRET, now=int(stamp))


def test_the_versions_of_one_flow_follow_each_other(told: World) -> None:
    for timeout in ("5", "6", "7"):
        told.environment["IVRPLAN_VAR_timeout"] = timeout
        told.apply()
    versions = [
        (entry["old_version"], entry["new_version"])
        for entry in log_of(told)
        if entry["resource_type"] == "cxone_ivr_flow"
    ]
    assert versions == [(None, "2"), ("2", "3"), ("3", "4")]
    published = [entry["version_id"] for entry in log_of(told) if entry["resource_type"] == "genesys_flow"]
    assert published == ["1.0", "2.0", "3.0"]


def test_metrics_go_on_over_runs(told: World) -> None:
    told.apply()
    flow = told.flow("cxone")
    told.edit("cxone", flow["id"], {"nodes": {"node_menu": {"properties": {"timeoutSeconds": 30}}}})
    told.run("drift").ended(2)
    told.fault({"status": 429, "headers": {"Retry-After": "3"}}, vendor="cxone", method="PUT")
    told.apply()
    found = metrics_of(told)
    change = "ivrplan_changes_total"
    assert found[change, "create", "cxone_ivr_flow", "default", "succeeded"] == 1
    assert found[change, "cxone_ivr_flow", "default", "succeeded", "update"] == 1
    assert found["ivrplan_runs_total", "apply", "default", "success"] == 2
    assert found["ivrplan_drift_found_total", "changed", "cxone_ivr_flow", "default"] == 1
    assert found["ivrplan_drift_objects", "clean", "default"] == 1
    assert found["ivrplan_request_retries_total", "NICE CXone", "default", "update flow nodes"] == 1
    assert found["ivrplan_rate_limit_wait_seconds_total", "NICE CXone", "default"] >= 3
    assert found["ivrplan_last_success_timestamp_seconds", "apply", "default"] > 0


def test_a_plan_that_the_rules_refuse_counts_as_a_refused_content(told: World) -> None:
    told.edit_file("flow.ivr.hcl", 'disconnect "bye" {', 'disconnect "lonely" {}\n  disconnect "bye" {')
    told.run("apply", "--auto-approve").ended(1)
    found = metrics_of(told)
    assert found["ivrplan_runs_total", "apply", "default", "failure"] == 1
    assert (
        sum(
            value
            for key, value in found.items()
            if key[0] == "ivrplan_validations_total" and "failure" in key
        )
        >= 1
    )
    assert log_of(told) == []


def test_a_change_that_the_vendor_refuses(told: World, receiver: Receiver) -> None:
    refusal = {"status": 422, "body": {"message": "no"}}
    told.fault(refusal, vendor="cxone", method="POST", path="/api/v2/flows")
    told.run("apply", "--auto-approve").ended(1)
    by_type = {entry["resource_type"]: entry for entry in log_of(told)}
    refused = by_type["cxone_ivr_flow"]
    assert (refused["status"], refused["error_code"], refused["validation_success"]) == (
        "failed",
        "422",
        False,
    )
    assert refused["webhook_event"] is None
    assert by_type["genesys_flow"]["status"] == "succeeded"
    assert receiver.events == ["flow.version.published"]


# Crashes


def moments(ran: Ran) -> Iterator[tuple[str, int, str]]:
    """The moments at which something of ours or of others leaves the process."""
    seen: Counter[str] = Counter()
    for point in ran.points:
        seen[point] += 1
        if point.startswith(("wait", "GET", "fdatasync", "unlink")) or "token" in point:
            continue
        yield point, seen[point], "tear" if point == "write journal" else "kill"


def test_killed_at_every_moment_each_change_is_told_once(told: World, receiver: Receiver) -> None:
    whole = told.run("apply", "--auto-approve").ended()
    assert "POST /hook" in whole.points
    recovered = 0
    for point, nth, act in moments(whole):
        told.begin(FILES)
        receiver.messages.clear()
        ran = told.run("apply", "--auto-approve", faults=[at(point, "before", act, nth=nth)])
        if point == "write journal" and ran.status == 0:
            continue  # lines of two changes that came at once were written as one, so this write never came
        assert ran.status == KILLED, (point, nth)
        told.run("apply", "--auto-approve").ended()
        check_told(told)
        entries = log_of(told)
        created = {entry["address"] for entry in entries if entry["status"] == "succeeded"}
        assert created == {"cxone_ivr_flow.main", "genesys_flow.main"}, (point, nth)
        delivered = {message.headers["X-Ivrplan-Delivery"] for message in receiver.messages}
        assert delivered == {entry["governance_id"] for entry in entries if entry["webhook_event"]}, (
            point,
            nth,
        )
        recovered += any(entry["recovered"] and entry["status"] == "succeeded" for entry in entries)
    assert recovered > 5


def test_a_change_whose_entry_was_never_written_is_recognised(told: World, receiver: Receiver) -> None:
    """The vendor has made the flow, the journal says so, and the process dies before anybody was told."""
    assert told.run("apply", "--auto-approve", faults=[at("POST /hook")]).status == KILLED
    assert log_of(told) == []
    told.run("plan").ended()
    assert log_of(told) == [], "planning writes nothing"
    told.apply()
    (first, *_) = [entry for entry in log_of(told) if entry["recovered"]]
    assert first["status"] == "succeeded"
    assert (first["actor"], first["latency_ms"], first["webhook_status"]) == (
        first["recovered_by"],
        None,
        204,
    )
    assert [step["status"] for step in first["steps"]] == ["succeeded"] * len(first["steps"])
    assert receiver.messages[0].headers["X-Ivrplan-Delivery"] == first["governance_id"]
    told.apply()
    check_told(told)


def test_an_answer_that_was_lost_is_told_when_it_is_known(told: World) -> None:
    told.fault({"status": 503}, vendor="cxone", method="PUT", count=None)
    told.run("apply", "--auto-approve").ended(1)
    told.mend()
    told.apply()
    check_told(told)
    assert [entry["status"] for entry in log_of(told) if entry["resource_type"] == "cxone_ivr_flow"][
        -1
    ] == "succeeded"


# Sinks that do not work


def test_a_receiver_that_does_not_work_changes_nothing_else(told: World, receiver: Receiver) -> None:
    receiver.statuses = [500]
    ran = told.apply()
    assert "Webhook not delivered" in ran.stderr
    assert receiver.url not in ran.text
    assert {
        (entry["webhook_status"], entry["webhook_attempts"], entry["webhook_error"]) for entry in log_of(told)
    } == {(500, 5, "answered 500")}
    told.run("plan", "--detailed-exitcode").ended(0)


def test_nobody_follows_a_receiver_elsewhere(told: World, receiver: Receiver) -> None:
    with receiving() as other:
        receiver.statuses, receiver.headers = [307], {"location": other.url}
        assert "redirects are not followed" in told.apply().diagnostics
        assert other.messages == []


def test_a_log_that_was_tampered_with_is_not_appended_to(told: World) -> None:
    told.apply()
    path = told.folder / "audit.jsonl"
    text = path.read_text().replace('"action":"create"', '"action":"update"')
    path.write_text(text)
    found = told.run("audit", "verify").ended(1)
    assert "line 1: the entry was changed" in found.stdout
    told.environment["IVRPLAN_VAR_timeout"] = "9"
    ran = told.apply()
    assert "Audit log is damaged" in ran.stderr
    assert "Not recorded: " in ran.diagnostics
    assert path.read_text() == text
    summary = json.loads(told.run("apply", "--auto-approve", "--json").ended().stdout.splitlines()[-1])
    assert summary["diagnostics"] == [], "nothing was to be recorded"


def required(world: World) -> None:
    block = 'audit {\n    path     = "log/audit.jsonl"\n    required = true\n  }'
    world.edit_file("more.ivr.hcl", 'audit { path = "audit.jsonl" }', block)


def test_nothing_is_applied_while_a_required_log_cannot_be_written(told: World) -> None:
    required(told)
    before = told.writes()
    ran = told.run("apply", "--auto-approve").ended(1)
    assert "Audit log cannot be written" in ran.stderr
    assert told.writes() == before
    (told.folder / "log").mkdir()
    told.apply()
    told.run("audit", "verify").ended()


def test_what_a_required_log_misses_is_told_by_the_next_apply(told: World) -> None:
    """The disk is full when the first entry is to be written."""
    required(told)
    (told.folder / "log").mkdir()
    whole = told.run("apply", "--auto-approve", faults=[at("replace audit.jsonl.head", act="fail", nth=2)])
    assert "Audit log cannot be written" in whole.stderr
    assert told.journal() != ()
    told.apply()
    assert told.journal() == ()
    told.run("audit", "verify").ended()
    log = told.folder / "log" / "audit.jsonl"
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    assert sorted(entry["address"] for entry in entries) == ["cxone_ivr_flow.main", "genesys_flow.main"]
    assert any(entry["recovered"] for entry in entries)


def test_a_replacement_that_a_required_log_misses_is_told_as_one(told: World) -> None:
    """Both of its halves are in the journal, at two addresses."""
    required(told)
    (told.folder / "log").mkdir()
    told.edit_file("resources.ivr.hcl", RESOURCES[RESOURCES.index('resource "genesys_flow"') :], "")
    lifecycle = 'name = "Main"\n  lifecycle { create_before_destroy = true }'
    told.edit_file("resources.ivr.hcl", 'name = "Main"', lifecycle)
    told.apply()
    told.edit_file("resources.ivr.hcl", 'name = "Main"', 'name = "Other"')
    log = told.folder / "log" / "audit.jsonl"
    before = log.read_text()
    told.run("apply", "--auto-approve", faults=[at("fsync file", act="fail", nth=1)])
    assert told.journal() != ()
    told.apply()
    told.run("audit", "verify").ended()
    new = [json.loads(line) for line in log.read_text().removeprefix(before).splitlines()]
    (entry,) = new
    assert (entry["action"], entry["status"]) == ("replace", "succeeded")
    assert [step["action"] for step in entry["steps"]] == ["register", "UPDATE_NODES", "delete"]


def test_workspaces_share_a_log(told: World) -> None:
    for name in ("staging", "production"):
        told.run("workspace", "new", name).ended()
    told.edit_file("resources.ivr.hcl", 'name = "Main"', 'name = "Main ${workspace}"')
    running = [
        told.start("apply", "--auto-approve", "--workspace", name) for name in ("staging", "production")
    ]
    for one in running:
        one.wait().ended()
    check_told(told)
    assert Counter(entry["workspace"] for entry in log_of(told)) == {"staging": 2, "production": 2}
    found = metrics_of(told)
    assert {found["ivrplan_runs_total", "apply", name, "success"] for name in ("staging", "production")} == {
        1
    }


# Secrets

PASSWORD: Final = "p4ss-w0rd-Qz"
SECRET_FILES: Final = {
    "head.ivr.hcl": HEAD.replace('client_secret = "sandbox"', "client_secret = var.client_secret")
    + SETTINGS
    + """
variable "password" {
  type      = string
  sensitive = true
}
variable "client_secret" {
  type      = string
  sensitive = true
}
""",
    "flow.ivr.hcl": """\
flow "main" {
  entry = "lookup"
  request "lookup" {
    url  = "https://data.example.com/v1?key=${var.password}"
    body = "{\\"password\\": \\"${var.password}\\"}"
    on   = { default = "bye", error = "bye" }
  }
  disconnect "bye" { say = "{{ var.password }}" }
}
""",
    "resources.ivr.hcl": RESOURCES,
}


@pytest.mark.parametrize("echoes", [False, True])
def test_no_secret_is_told(told: World, receiver: Receiver, tmp_path: Path, *, echoes: bool) -> None:
    told.environment |= {"IVRPLAN_VAR_password": PASSWORD, "IVRPLAN_VAR_client_secret": "sandbox"}
    told.begin(SECRET_FILES)
    if echoes:
        said = {"status": 422, "body": {"message": f"no {PASSWORD}", "errors": [{"message": PASSWORD}]}}
        told.fault(said, vendor="cxone", method="PUT")
    ran = told.run("apply", "--auto-approve").ended(1 if echoes else 0)
    again = told.apply()
    receiver.statuses = [500]
    shown = told.run("audit", "show", "--json").ended()
    gone = told.run("destroy", "--auto-approve").ended()
    secrets = (PASSWORD, SECRET, KEY, "t0ken-in-the-url")
    search_for(secrets, told, ran, again, shown, gone)
    assert len(log_of(told)) >= 4
    assert receiver.messages
    for message in receiver.messages:
        text = message.body.decode() + json.dumps(message.headers)
        assert leaks(text, secrets) == []


# The command


def test_show_chooses(told: World) -> None:
    told.apply()
    assert len(told.run("audit", "show").ended().stdout.splitlines()) == 2
    (line,) = told.run("audit", "show", "--address", "genesys_flow.main").ended().stdout.splitlines()
    assert "genesys_flow.main  create  succeeded  v- -> v1.0" in line
    assert "webhook 204" in line
    assert "no such entries" in told.run("audit", "show", "--since", "2999-01-01").ended().stdout
    assert (
        len(
            json.loads(told.run("audit", "show", "--json", "--since", "2000-01-01T00:00Z").ended().stdout)[
                "entries"
            ]
        )
        == 2
    )
    assert "is no moment" in told.run("audit", "show", "--since", "yesterday").ended(1).stderr


def test_verify_finds_a_log_that_was_put_away(told: World) -> None:
    told.apply()
    hash_ = log_of(told)[0]["hash"]
    archive = told.folder / "archive"
    archive.mkdir()
    for name in ("audit.jsonl", "audit.jsonl.head"):
        (told.folder / name).rename(archive / name)
    found = told.run("audit", "verify", "archive/audit.jsonl", "--expect", hash_, "--json").ended()
    assert json.loads(found.stdout)["whole"] is True
    told.run("audit", "verify", "archive/audit.jsonl", "--expect", "0" * 63 + "1").ended(1)
    told.environment["IVRPLAN_AUDIT_KEY"] = "another"
    assert "the key is another one" in told.run("audit", "verify", "archive/audit.jsonl").ended(1).stdout
    assert "cannot be read" in told.run("audit", "verify").ended(1).stderr


def test_there_is_no_log(world: World) -> None:
    world.begin(small())
    ran = world.run("audit", "verify").ended(1)
    assert "No audit log" in ran.stderr
    assert "IVRPLAN_AUDIT_PATH" in ran.stderr
