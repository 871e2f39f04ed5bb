"""Reports for other programs, in files that each run writes anew."""

from __future__ import annotations

from pathlib import Path

from ivrplan.diagnostics import PlanError, error


def write_report(path: Path, text: str) -> None:
    """Write a report; one of an earlier run is replaced.

    Raises:
        PlanError: it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as cause:
        raise PlanError(error("Report cannot be written", f"{path}: {cause.strerror or cause}.")) from cause
