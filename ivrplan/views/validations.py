"""What `validate` found, for people and programs. The problems themselves are written by `diagnostics`."""

from __future__ import annotations

from typing import Any, Final

from ivrplan.diagnostics import Severity
from ivrplan.views.diagnostics import diagnostics_to_json
from ivrplan.views.palette import Palette
from ivrplan.views.text import plural
from ivrplan.workflow.validate import Validation

FORMAT_VERSION: Final = "1.0"


def validation_text(validation: Validation, palette: Palette) -> str:
    """The last line."""
    errors, warnings = _counts(validation)
    counted = f", {plural(warnings, 'warning')}" if warnings else ""
    if errors:
        return f"{palette.red('The configuration is not valid:')} {plural(errors, 'error')}{counted}."
    extent = f"{plural(validation.flows, 'flow')}, {plural(validation.resources, 'resource')}{counted}."
    return f"{palette.green('The configuration is valid:')} {extent}"


def validation_json(validation: Validation) -> dict[str, Any]:
    """The findings, their counts first."""
    errors, warnings = _counts(validation)
    return {
        "format_version": FORMAT_VERSION,
        "valid": validation.valid,
        "error_count": errors,
        "warning_count": warnings,
        "flow_count": validation.flows,
        "resource_count": validation.resources,
        "diagnostics": diagnostics_to_json(validation.diagnostics),
        "allowed": list(validation.silenced),
    }


def _counts(validation: Validation) -> tuple[int, int]:
    severities = [diagnostic.severity for diagnostic in validation.diagnostics]
    return severities.count(Severity.ERROR), severities.count(Severity.WARNING)
