"""Findings as JSON."""

from __future__ import annotations

from typing import Any, Final

from ivrplan.diagnostics import Severity, range_to_json
from ivrplan.views.diagnostics import diagnostics_to_json
from ivrplan.workflow.lint import Found, Lint

FORMAT_VERSION: Final = "1.0"


def lint_json(lint: Lint, *, failed: bool) -> dict[str, Any]:
    """What was found, the counts first.

    Args:
        lint: what was found.
        failed: whether it is as bad as the level that was asked for.
    """
    return {
        "format_version": FORMAT_VERSION,
        "failed": failed,
        "error_count": lint.count(Severity.ERROR),
        "warning_count": lint.count(Severity.WARNING),
        "note_count": lint.count(Severity.NOTE),
        "suppressed_count": len(lint.suppressed),
        "flows": list(lint.flows),
        "rules": [rule.id for rule in lint.rules],
        "findings": [_found(one) for one in lint.found],
        "suppressed": [_found(one) | {"reason": one.reason} for one in lint.suppressed],
        "diagnostics": diagnostics_to_json(lint.warnings),
    }


def _found(found: Found) -> dict[str, Any]:
    document = found.finding.to_json()
    document |= {
        "fingerprint": found.fingerprint,
        "address": found.address,
        "range": range_to_json(found.range),
    }
    if found.path:
        document["path"] = [
            {"node": step.node, "outcome": step.outcome, "range": range_to_json(step.range)}
            for step in found.path
        ]
    return document | ({"resource": found.resource} if found.resource else {})
