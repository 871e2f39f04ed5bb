"""What came of vendors' events, for people and programs."""

from __future__ import annotations

from typing import Any, assert_never

from ivrplan.views.diagnostics import DiagnosticView, errors_to_json
from ivrplan.views.drifts import DriftView, drift_to_json
from ivrplan.views.palette import Palette
from ivrplan.views.text import one_line
from ivrplan.workflow.listening.checks import Checked, CheckFailed, NotManaged, Report


def report_text(report: Report, palette: Palette, width: int) -> str:
    """A report for people."""
    match report:
        case Checked():
            return DriftView(palette, report.drift.sources, width).whole(report.drift)
        case NotManaged(flow=""):
            return "An event names no flow."
        case NotManaged():
            return f"Flow {one_line(report.flow)} is not managed."
        case CheckFailed():
            problems = DiagnosticView(palette, {}, width).all(report.diagnostics)
            return f"Flow {one_line(report.flow)} could not be checked.\n{problems}"
        case _:
            assert_never(report)


def report_to_json(report: Report) -> dict[str, Any]:
    """A report as JSON data."""
    match report:
        case Checked():
            return {"type": "drift", "flow": report.flow, **drift_to_json(report.drift)}
        case NotManaged():
            return {"type": "not_managed", "flow": report.flow}
        case CheckFailed():
            return {**errors_to_json(report.diagnostics), "type": "failed", "flow": report.flow}
        case _:
            assert_never(report)
