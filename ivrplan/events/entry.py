"""One change as an audit entry: every field that an auditor, or a vendor's own contract, asks for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ivrplan import __version__
from ivrplan.state.document import successor_address


class Status(StrEnum):
    """What came of a change or of a step."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class StepFact:
    """One step of a change.

    Attributes:
        action: what it is called outside; see `names.step_action`.
        status: what came of it.
        idempotency_key: under which the vendor knows it.
        seconds: how long it took; None where that is not known.
        version_id: the vendor's id of the version that it made or published; empty where it made none.
    """

    action: str
    status: Status
    idempotency_key: str = ""
    seconds: float | None = None
    version_id: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a change was about, and for whom.

    Attributes:
        plan: the plan's id.
        workspace: the workspace.
        actor: who applied it: `user@host`.
        address, resource_type, provider: of the resource.
        action: of the change.
        noun: what the object is in the names of events: `flow`, `webhook`.
    """

    plan: str
    workspace: str
    actor: str
    address: str
    resource_type: str
    provider: str
    action: str
    noun: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of an event's way to the webhook.

    Attributes:
        event: its name.
        status: of the last answer; None where there was none.
        attempts: how often it was sent.
        failure: why it did not arrive; empty when it did.
    """

    event: str
    status: int | None
    attempts: int
    failure: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What is known of one change when it is over.

    Attributes:
        subject: what it was about.
        timestamp: when it was over, ISO 8601 in UTC; of a recovered one, when it was found.
        status: what came of it.
        id: the vendor's id of the object.
        old_version, new_version: the vendor's tokens before and after; empty where there is none.
        connection_count: how many edges the deployed call flow has; None for what deploys none.
        seconds: how long it took; None where that is not known.
        validation_success: whether our rules and the vendor took the content; None where that is not known.
        error_code, error: what failed; empty where nothing did.
        steps: in the order in which they were run.
        delivery: of the event; None where none is posted.
        recovered: whether the apply was interrupted, and this was found by the next one.
        recovered_by: who ran that.
    """

    subject: Subject
    timestamp: str
    status: Status
    id: str = ""
    old_version: str = ""
    new_version: str = ""
    connection_count: int | None = None
    seconds: float | None = None
    validation_success: bool | None = None
    error_code: str = ""
    error: str = ""
    steps: tuple[StepFact, ...] = ()
    delivery: Delivery | None = None
    recovered: bool = False
    recovered_by: str = ""

    @property
    def governance_id(self) -> str:
        """The id of the change: the same however often it is told."""
        return governance_id(self.subject.plan, self.subject.address)

    def payload(self) -> dict[str, Any]:
        """The entry as JSON data, as far as it is known before the event is posted."""
        subject = self.subject
        return {
            "timestamp": self.timestamp,
            "governance_id": self.governance_id,
            "plan_id": subject.plan,
            "workspace": subject.workspace,
            "actor": subject.actor,
            "address": subject.address,
            "resource_type": subject.resource_type,
            "provider": subject.provider,
            "action": subject.action,
            "status": self.status.value,
            "id": self.id or None,
            "flow_id": (self.id or None) if subject.noun == "flow" else None,
            "old_version": self.old_version or None,
            "new_version": self.new_version or None,
            "version_id": next((step.version_id for step in reversed(self.steps) if step.version_id), None),
            "idempotency_key": next((step.idempotency_key for step in self.steps), None),
            "connection_count": self.connection_count,
            "latency_ms": milliseconds(self.seconds),
            "validation_success": self.validation_success,
            "error_code": self.error_code or None,
            "error": self.error or None,
            "steps": [_step(step) for step in self.steps],
            "recovered": self.recovered,
            "recovered_by": self.recovered_by or None,
            "ivrplan_version": __version__,
        }

    def to_json(self) -> dict[str, Any]:
        """The whole entry as JSON data, with what came of its event."""
        sent = self.delivery
        return self.payload() | {
            "webhook_event": sent.event if sent else None,
            "webhook_status": sent.status if sent else None,
            "webhook_attempts": sent.attempts if sent else 0,
            "webhook_error": (sent.failure or None) if sent else None,
        }


def governance_id(plan: str, address: str) -> str:
    """The id of a change: a plan has one change for an address, also where it replaces the object."""
    base = successor_address(address) or address
    return hashlib.sha256(f"{plan}\0{base}".encode()).hexdigest()[:32]


def milliseconds(seconds: float | None) -> int | None:
    """Whole milliseconds."""
    return None if seconds is None else round(seconds * 1000)


def _step(step: StepFact) -> dict[str, Any]:
    return {
        "action": step.action,
        "status": step.status.value,
        "idempotency_key": step.idempotency_key or None,
        "latency_ms": milliseconds(step.seconds),
        "version_id": step.version_id or None,
    }
