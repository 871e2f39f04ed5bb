"""Which metrics there are. Seconds and counts, never percentages: those are for whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """How values of a family add up over runs."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Family:
    """One metric.

    Attributes:
        name: without the suffixes that its samples have.
        kind: counters and histograms accumulate, a gauge is as the last run saw it.
        help: what it says.
        labels: the names of its labels.
    """

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...]


BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
"""Upper bounds in seconds: from one quick request to a validation that is waited for."""

_CHANGE: Final = ("workspace", "resource_type", "action", "outcome")

CHANGES: Final = Family(
    "ivrplan_change_duration_seconds",
    Kind.HISTOGRAM,
    "How long changes took, by resource type, action and outcome.",
    _CHANGE,
)
STEPS: Final = Family(
    "ivrplan_step_duration_seconds",
    Kind.HISTOGRAM,
    "How long single steps at the vendors took.",
    ("workspace", "resource_type", "action", "step", "outcome"),
)
CHANGE_COUNT: Final = Family(
    "ivrplan_changes",
    Kind.COUNTER,
    "Changes that were attempted, those of interrupted applies among them.",
    _CHANGE,
)
VALIDATIONS: Final = Family(
    "ivrplan_validations",
    Kind.COUNTER,
    "Contents that our rules and the vendor took, or one of them refused.",
    ("workspace", "resource_type", "outcome"),
)
REQUESTS: Final = Family(
    "ivrplan_request_attempts",
    Kind.COUNTER,
    "Requests that were sent to vendors, by operation and status.",
    ("workspace", "vendor", "operation", "outcome"),
)
RETRIES: Final = Family(
    "ivrplan_request_retries",
    Kind.COUNTER,
    "Requests that were sent again.",
    ("workspace", "vendor", "operation"),
)
LIMITED: Final = Family(
    "ivrplan_rate_limit_wait_seconds",
    Kind.COUNTER,
    "How long requests waited because a vendor limits their rate.",
    ("workspace", "vendor"),
)
LIMITED_COUNT: Final = Family(
    "ivrplan_rate_limit_waits",
    Kind.COUNTER,
    "How often requests waited because a vendor limits their rate.",
    ("workspace", "vendor"),
)
DRIFT_FOUND: Final = Family(
    "ivrplan_drift_found",
    Kind.COUNTER,
    "Objects that runs of drift found, by what is the matter with them.",
    ("workspace", "resource_type", "class"),
)
DRIFT_NOW: Final = Family(
    "ivrplan_drift_objects",
    Kind.GAUGE,
    "Objects that the last run of drift found, by what is the matter with them.",
    ("workspace", "class"),
)
DELIVERIES: Final = Family(
    "ivrplan_webhook_deliveries",
    Kind.COUNTER,
    "Events that were posted to the webhook.",
    ("workspace", "event", "outcome"),
)
AUDITED: Final = Family(
    "ivrplan_audit_entries",
    Kind.COUNTER,
    "Entries that were to be written to the audit log.",
    ("workspace", "outcome"),
)
RUNS: Final = Family("ivrplan_runs", Kind.COUNTER, "Runs of a command.", ("workspace", "command", "outcome"))
LAST_SUCCESS: Final = Family(
    "ivrplan_last_success_timestamp_seconds",
    Kind.GAUGE,
    "When a command last did all that it was to do, in seconds since 1970.",
    ("workspace", "command"),
)

FAMILIES: Final[Mapping[str, Family]] = {
    family.name: family
    for family in (
        CHANGES,
        CHANGE_COUNT,
        STEPS,
        VALIDATIONS,
        REQUESTS,
        RETRIES,
        LIMITED,
        LIMITED_COUNT,
        DRIFT_FOUND,
        DRIFT_NOW,
        DELIVERIES,
        AUDITED,
        RUNS,
        LAST_SUCCESS,
    )
}
