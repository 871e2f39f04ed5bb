"""Findings as a code quality report of GitLab."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from ivrplan.diagnostics import Severity
from ivrplan.views.lints.places import path_of
from ivrplan.workflow.lint import Found, Lint

_SEVERITIES: Final = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}


def code_quality(lint: Lint, folder: Path) -> list[dict[str, Any]]:
    """What was found, the most severe first.

    Args:
        lint: what was found.
        folder: the root folder, as seen from where the command runs.
    """
    order = list(_SEVERITIES)
    ordered = sorted(lint.found, key=lambda one: order.index(one.severity))
    return [_issue(one, folder) for one in ordered]


def _issue(found: Found, folder: Path) -> dict[str, Any]:
    finding, place = found.finding, found.range
    return {
        "type": "issue",
        "check_name": f"{finding.rule} {finding.name}",
        "description": finding.hit.message,
        "fingerprint": found.fingerprint,
        "severity": _SEVERITIES[found.severity],
        "location": {
            "path": path_of(place.file, folder),
            "lines": {"begin": place.line, "end": place.end_line},
        },
    }
