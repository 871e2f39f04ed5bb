"""Counting during a run, and adding to what the file holds."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from ivrplan.diagnostics import Diagnostic, warning
from ivrplan.events import families
from ivrplan.events.entry import AuditEntry
from ivrplan.events.families import FAMILIES, Family, Kind
from ivrplan.events.openmetrics import (
    NotMetricsError,
    Series,
    empty_histogram,
    observe,
    read,
    write,
)
from ivrplan.providers.contract import Attempt
from ivrplan.state.backends.files import alone_in, replace_file

_UNWRITTEN: Final = "Metrics cannot be written"
_OUTCOMES: Final[Mapping[bool, str]] = {True: "success", False: "failure"}


class RunOutcome(StrEnum):
    """What came of a run of a command."""

    SUCCESS = "success"
    FAILURE = "failure"
    DECLINED = "declined"


class Meter:
    """Counts what happens in one run.

    Args:
        workspace: the run's workspace.
    """

    def __init__(self, workspace: str) -> None:
        self._workspace = workspace
        self.series: Series = {}

    def change(self, entry: AuditEntry) -> None:
        """Count a change that is over, with its steps."""
        subject, status = entry.subject, entry.status.value
        about = (subject.resource_type, subject.action)
        self._add(families.CHANGE_COUNT, *about, status)
        if entry.seconds is not None:
            self._observe(families.CHANGES, entry.seconds, *about, status)
        for step in entry.steps:
            if step.seconds is not None:
                self._observe(families.STEPS, step.seconds, *about, step.action, step.status.value)
        if entry.validation_success is not None:
            self.validation(subject.resource_type, good=entry.validation_success)
        if entry.delivery is not None:
            outcome = _OUTCOMES[not entry.delivery.failure]
            self._add(families.DELIVERIES, entry.delivery.event, outcome)

    def validation(self, resource_type: str, *, good: bool) -> None:
        """Count a content that was taken or refused."""
        self._add(families.VALIDATIONS, resource_type, _OUTCOMES[good])

    def audited(self, entries: int, *, good: bool) -> None:
        """Count entries that were written to the audit log, or could not be."""
        self._add(families.AUDITED, _OUTCOMES[good], by=entries)

    def tried(self, attempt: Attempt) -> None:
        """Count a try of a request."""
        self._add(families.REQUESTS, attempt.vendor, attempt.operation, attempt.outcome)
        if attempt.number > 1:
            self._add(families.RETRIES, attempt.vendor, attempt.operation)
        if attempt.limited_seconds > 0:
            self._add(families.LIMITED_COUNT, attempt.vendor)
            self._add(families.LIMITED, attempt.vendor, by=attempt.limited_seconds)

    def drift(self, found: Mapping[tuple[str, str], int], counts: Mapping[str, int]) -> None:
        """Count what a run of drift found.

        Args:
            found: how many objects by resource type and class; those that are as they were applied are not among them.
            counts: how many objects by class, all of them.
        """
        for (resource_type, drift), count in found.items():
            self._add(families.DRIFT_FOUND, resource_type, drift, by=count)
        for drift, count in counts.items():
            self._set(families.DRIFT_NOW, count, drift)

    def run(self, command: str, outcome: RunOutcome, now: float) -> None:
        """Count the run itself. `now` is in seconds since 1970."""
        self._add(families.RUNS, command, outcome.value)
        if outcome is RunOutcome.SUCCESS:
            self._set(families.LAST_SUCCESS, now, command)

    def _add(self, family: Family, *labels: str, by: float = 1.0) -> None:
        key = family.name, (self._workspace, *labels)
        value = self.series.get(key, 0.0)
        assert not isinstance(value, list)
        self.series[key] = value + by

    def _set(self, family: Family, value: float, *labels: str) -> None:
        self.series[family.name, (self._workspace, *labels)] = value

    def _observe(self, family: Family, seconds: float, *labels: str) -> None:
        histogram = self.series.setdefault((family.name, (self._workspace, *labels)), empty_histogram())
        assert isinstance(histogram, list)
        observe(histogram, seconds)


def merged(before: Series, run: Series) -> Series:
    """What earlier runs counted and what this one did, together."""
    after: Series = dict(before)
    for key, value in run.items():
        known = after.get(key)
        if known is None or FAMILIES[key[0]].kind is Kind.GAUGE:
            after[key] = value
        elif isinstance(known, list) and isinstance(value, list):
            after[key] = [left + right for left, right in zip(known, value, strict=True)]
        else:
            assert not isinstance(known, list)
            assert not isinstance(value, list)
            after[key] = known + value
    return after


def add_to_file(path: Path, run: Series) -> list[Diagnostic]:
    """Add what a run counted to what the file holds. Never fails: what was not counted becomes a warning."""
    try:
        with alone_in(path.parent):
            before, problems = _before(path)
            replace_file(path, write(merged(before, run)))
    except OSError as cause:
        detail = f"{path.name}: {cause.strerror or cause}. What this run counted is lost."
        return [warning(_UNWRITTEN, detail)]
    return problems


def _before(path: Path) -> tuple[Series, list[Diagnostic]]:
    try:
        return read(path.read_text(encoding="utf-8")), []
    except FileNotFoundError:
        return {}, []
    except ValueError as failure:
        what = str(failure) if isinstance(failure, NotMetricsError) else "it is not UTF-8"
        return {}, [
            warning(
                "Metrics begun anew",
                f"{path.name} is not as ivrplan wrote it: {what}. Counters begin at zero; their readers take that for "
                "a restart.",
            )
        ]
