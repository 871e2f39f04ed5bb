"""What came of vendors' events, as text and as JSON."""

from __future__ import annotations

import pytest

from ivrplan.diagnostics import error
from ivrplan.views.hearings import report_text, report_to_json
from ivrplan.views.palette import Palette
from ivrplan.workflow.drift import Drift
from ivrplan.workflow.listening.checks import Checked, CheckFailed, NotManaged, Report

CLEAN = Checked("f1", Drift((), {}))
BROKEN = CheckFailed("f1", (error("Broken", "It is broken."),))


@pytest.mark.parametrize(
    ("report", "text", "kind"),
    [
        (CLEAN, "No drift.", "drift"),
        (NotManaged("f1"), "Flow f1 is not managed.", "not_managed"),
        (NotManaged(""), "An event names no flow.", "not_managed"),
        (BROKEN, "Flow f1 could not be checked.\nerror: Broken", "failed"),
    ],
)
def test_every_report_is_told(report: Report, text: str, kind: str) -> None:
    assert report_text(report, Palette(), 80).startswith(text)
    data = report_to_json(report)
    assert (data["type"], data["flow"]) == (kind, report.flow)


def test_an_id_plays_no_tricks() -> None:
    assert report_text(NotManaged("f1\nNo drift."), Palette(), 80) == r"Flow f1\nNo drift. is not managed."


def test_what_kept_a_check_from_being_made_is_told() -> None:
    assert report_to_json(BROKEN)["diagnostics"][0]["summary"] == "Broken"
    assert (BROKEN.failed, CLEAN.failed, CLEAN.drifted, NotManaged("f1").failed) == (
        True,
        False,
        False,
        False,
    )
