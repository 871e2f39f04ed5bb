"""Drift, states, outputs, validations and the end of an apply, for people and programs."""

from __future__ import annotations

import json

import pytest

from ivrplan.apply.execute import Outcome
from ivrplan.apply.progress import (
    ChangeFailed,
    ChangeFinished,
    ChangeSkipped,
    ChangeStarted,
    DataFailed,
    DataRead,
    Event,
    Recovered,
    StepFinished,
    StepStarted,
    Waiting,
)
from ivrplan.diagnostics import error, warning
from ivrplan.language.plain import Masked
from ivrplan.providers.contract import Action, StepKind
from ivrplan.state.document import OutputRecord, ResourceRecord, State
from ivrplan.views.applied import applied_json, applied_text
from ivrplan.views.drifts import DriftView, drift_to_json
from ivrplan.views.palette import Palette
from ivrplan.views.progress import counter_line, event_line, event_to_json, still_line, still_to_json
from ivrplan.views.states import outputs_json, outputs_text, record_json, record_text, records_json
from ivrplan.views.text import columns
from ivrplan.views.validations import validation_json, validation_text
from ivrplan.workflow.apply import Applied
from ivrplan.workflow.drift import Drift, DriftClass, DriftItem
from ivrplan.workflow.validate import Validation
from tests.views.samples import BASE, LARGER, SAMPLES, SECRET, difference

PLAIN = Palette()
VIEW = DriftView(PLAIN, {}, 80)


def item(state: DriftClass, **facts: object) -> DriftItem:
    given: dict[str, object] = {
        "address": f"x.{state.name.lower()}",
        "type": "x",
        "provider": "x",
        "id": "1",
        "state": state,
    }
    return DriftItem(**given | facts)  # type: ignore[arg-type] # facts of several types


DRIFTED = Drift(
    (
        item(DriftClass.UNKNOWN, diagnostics=(error("No answer", "The vendor is away."),)),
        item(DriftClass.CHANGED, recorded="1", live="2", difference=difference({}, {}, (BASE, LARGER))),
        item(DriftClass.MISSING),
        item(DriftClass.CLEAN),
        item(DriftClass.UNMANAGED),
        item(DriftClass.UNPUBLISHED, recorded="1", live="1", warnings=("Locked.",)),
    ),
    {},
)


def test_drift_tells_what_could_not_be_read_last_and_never_counts_it_as_clean() -> None:
    assert VIEW.whole(DRIFTED).splitlines() == [
        "  ! x.unmanaged is not managed",
        "",
        "  ! x.unpublished is saved as applied, but callers get another version  (applied v1, live v1)",
        "        # Locked.",
        "",
        "  ! x.changed was changed at the vendor  (applied v1, live v2)",
        "      ~ flow {",
        '          ~ menu "menu" {',
        "              ~ timeout = 5 -> 8",
        '              + on "3" -> "billing"',
        "            }",
        '          + queue "billing" { queue = "Billing" }',
        "        }",
        "",
        "  ! x.missing was deleted at the vendor",
        "",
        "  ? x.unknown could not be read",
        "",
        "error: No answer",
        "",
        "  The vendor is away.",
        "",
        (
            "Not all could be read: 1 unknown, 1 missing, 1 changed, 1 stale-published, 1 unmanaged; "
            "1 of 5 managed resources is as applied."
        ),
    ]


def test_no_drift_is_one_line() -> None:
    assert VIEW.whole(Drift((item(DriftClass.CLEAN),), {})) == "No drift. 1 resource is as applied."
    assert VIEW.whole(Drift((), {})) == "No drift. 0 resources are as applied."


def test_drift_as_json() -> None:
    document = json.loads(json.dumps(drift_to_json(DRIFTED)))
    assert document["format_version"] == "1.0"
    assert (document["drifted"], document["complete"]) == (True, False)
    assert document["summary"] == {
        "managed": 5,
        "clean": 1,
        "changed": 1,
        "missing": 1,
        "stale-published": 1,
        "unmanaged": 1,
        "unknown": 1,
    }
    assert [each["class"] for each in document["items"]][:2] == ["unknown", "changed"]
    assert document["items"][1]["flow"]["nodes"][0]["name"] == "menu"


RECORD = ResourceRecord(
    address='x.main["uk"]',
    type="x",
    provider="x",
    id="1",
    version="3",
    published="2",
    document={"name": "Main", "pin": Masked("blake2b:00:ff"), "nodes": {"a": {}}, "entry": "a"},
    sent={},
    attributes={"id": "1", "url": "https://x.test"},
)


def test_a_resource_reads_like_its_block() -> None:
    assert record_text(RECORD, BASE, PLAIN, 80).splitlines() == [
        '# x.main["uk"]',
        'resource "x" "main"["uk"] {',
        '    provider  = "x"',
        '    id        = "1"',
        '    version   = "3"',
        '    published = "2"',
        '    url       = "https://x.test"',
        '    name      = "Main"',
        "    pin       = (sensitive value)",
        "    flow {",
        '        entry = "menu"',
        '        menu "menu" {',
        '            say     = "Press 1 for sales."',
        "            timeout = 5",
        '            on "1"                  -> "sales"',
        '            on "timeout", "invalid" -> "bye"',
        "        }",
        '        queue "sales" { queue = "Sales" }',
        '        disconnect "bye" { say = "Goodbye." }',
        "    }",
        "}",
    ]


def test_a_resource_that_cannot_be_read_as_a_flow_shows_its_document() -> None:
    text = record_text(RECORD, None, PLAIN, 80)
    assert "nodes     = { a = {} }" in text


def test_resources_as_json() -> None:
    assert records_json((RECORD,))["resources"][0]["published"] == "2"
    document = json.loads(json.dumps(record_json(RECORD, BASE)))
    assert document["format_version"] == "1.0"
    assert document["flow"]["entry"] == "menu"
    assert document["document"]["pin"] == {"$masked": "blake2b:00:ff"}


OUTPUTS = {"a": OutputRecord((1, "x")), "secret": OutputRecord(None, sensitive=True)}


def test_outputs() -> None:
    assert outputs_text(OUTPUTS) == 'a      = [1, "x"]\nsecret = (sensitive value)'
    assert outputs_text({}) == "There are no outputs."
    assert outputs_json(OUTPUTS) == {
        "format_version": "1.0",
        "outputs": {
            "a": {"sensitive": False, "value": [1, "x"]},
            "secret": {"sensitive": True, "value": None},
        },
    }


def applied(outcome: Outcome | None, *, declined: bool = False, sample: str = "update") -> Applied:
    return Applied(SAMPLES[sample](), outcome, declined, State("line", 4, outputs={"a": OutputRecord(1)}), {})


def outcome(*, failed: tuple[str, ...] = ()) -> Outcome:
    return Outcome(
        state=State("line", 4),
        finished=("x.a",),
        failed=failed,
        skipped=failed,
        diagnostics=tuple(error(f) for f in failed),
    )


def test_the_closing_words_of_an_apply() -> None:
    assert applied_text(applied(outcome()), PLAIN) == "Apply complete. 1 done.\n\nOutputs:\n\na = 1"
    assert applied_text(applied(outcome(), sample="destroys"), PLAIN).startswith("Destroy complete. 1 done.")
    assert applied_text(applied(outcome(failed=("x.b",))), PLAIN) == (
        "Apply incomplete. 1 done, 1 failed, 1 skipped.\n"
        "What was done is in the state. Mend the cause, then run the same command again."
    )
    assert applied_text(applied(None, declined=True), PLAIN) == "Not applied. Nothing was changed."
    assert applied_text(applied(None), PLAIN) == ""


@pytest.mark.parametrize("end", [None, outcome(), outcome(failed=("x.b",))])
def test_the_summary_of_an_apply_always_has_the_same_members(end: Outcome | None) -> None:
    assert list(applied_json(applied(end))) == [
        "type",
        "successful",
        "declined",
        "serial",
        "finished",
        "failed",
        "skipped",
        "diagnostics",
        "checks",
        "outputs",
    ]


VALIDATION = Validation((warning("W"), error("E")), ("allowed",), flows=1, resources=2, sources={})


def test_validations() -> None:
    assert validation_text(VALIDATION, PLAIN) == "The configuration is not valid: 1 error, 1 warning."
    good = Validation((), (), flows=1, resources=2, sources={})
    assert validation_text(good, PLAIN) == "The configuration is valid: 1 flow, 2 resources."
    document = validation_json(VALIDATION)
    assert (document["valid"], document["error_count"], document["warning_count"]) == (False, 1, 1)


EVENTS: tuple[tuple[Event, str | None, str], ...] = (
    (ChangeStarted("x.a", Action.CREATE), "x.a: creating...", "apply_start"),
    (StepStarted("x.a", StepKind.PUBLISH), None, "step_start"),
    (StepFinished("x.a", StepKind.PUBLISH), "x.a: publish done", "step_complete"),
    (
        ChangeFinished("x.a", Action.UPDATE, "1", "2", 1.25),
        "x.a: updated after 1.2 s  [id=1, v2]",
        "apply_complete",
    ),
    (ChangeFinished("x.a", Action.DELETE, "1", "", 0), "x.a: destroyed after 0.0 s", "apply_complete"),
    (ChangeFailed("x.a", Action.CREATE, (error("Refused"),)), "x.a: failed: Refused", "apply_errored"),
    (ChangeSkipped("x.a", Action.CREATE, "x.b failed"), "x.a: skipped, because x.b failed", "apply_skipped"),
    (DataRead("data.x.a", "7"), "data.x.a: read  [id=7]", "read_complete"),
    (DataFailed("data.x.a", (error("Not found"),)), "data.x.a: failed: Not found", "read_errored"),
    (
        Recovered("x.a", "was created"),
        "x.a: an interrupted apply was looked up at the vendor: it was created",
        "recovered",
    ),
    (Waiting("Genesys", "too many\nrequests", 2.4), "Genesys: waiting 2 s: too many\\nrequests", "waiting"),
)


@pytest.mark.parametrize(("event", "line", "kind"), EVENTS)
def test_events(event: Event, line: str | None, kind: str) -> None:
    assert event_line(event, PLAIN) == line
    assert json.loads(json.dumps(event_to_json(event)))["type"] == kind


def test_every_kind_of_event_is_among_them() -> None:
    assert {type(event) for event, _, _ in EVENTS} == set(Event.__args__)


def test_what_takes_long_is_told() -> None:
    assert still_line("x.a", Action.CREATE, 20.3) == "x.a: still creating... [20 s]"
    assert still_to_json("x.a", Action.CREATE, 20.3)["elapsed_seconds"] == 20.3


@pytest.mark.parametrize("width", [10, 20, 79])
def test_the_counter_fits_in_one_line(width: int) -> None:
    line = counter_line(1, 12, ["cxone_ivr_flow.main", "genesys_flow.main"], width)
    assert line.startswith("[1/12] ")
    assert columns(line) <= width


def test_a_document_with_a_secret_shows_none_in_any_state_view() -> None:
    views = [
        record_text(RECORD, BASE, PLAIN, 80),
        json.dumps(record_json(RECORD, BASE)),
        outputs_text(OUTPUTS),
    ]
    assert not [text for text in views if SECRET in text or "ff" in text.replace("blake2b:00:ff", "")]
