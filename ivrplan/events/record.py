"""Audit entries from what happens during an apply."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from ivrplan.apply.progress import (
    ChangeFailed,
    ChangeFinished,
    ChangeStarted,
    Event,
    StepFinished,
    StepStarted,
)
from ivrplan.events.entry import AuditEntry, Status, StepFact, Subject
from ivrplan.events.names import noun_of, step_action
from ivrplan.language.plain import Document
from ivrplan.plan.change import Change, Plan
from ivrplan.providers.contract import Action, ResourceType, Result, StepKind
from ivrplan.state.document import successor_address

_REJECTED: Final = frozenset({"400", "422", "rejected"})
_VERSION_ID: Final = "version_id"


def utc_now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as entries write it: ISO 8601 in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an apply takes from where it runs.

    Attributes:
        workspace: the workspace.
        actor: who applies: `user@host`.
        types: all resource types by name.
        now: the time of day.
        monotonic: seconds on a clock that never jumps.
    """

    workspace: str
    actor: str
    types: Mapping[str, ResourceType]
    now: Callable[[], datetime] = utc_now
    monotonic: Callable[[], float] = time.monotonic


@dataclass(slots=True)
class _Open:
    """A change that has been begun."""

    change: Change
    since: float
    steps: list[StepFact] = field(default_factory=list)
    running: tuple[StepKind, float] | None = None


class Recorder:
    """Turns the events of an apply into an entry for each change.

    Args:
        plan: what is applied.
        around: where it runs.
    """

    def __init__(self, plan: Plan, around: Surroundings) -> None:
        self._plan = plan
        self._around = around
        self._changes = {change.address: change for change in plan.effective}
        self._open: dict[str, _Open] = {}

    def hear(self, event: Event) -> AuditEntry | None:
        """Take in an event; the entry of the change that it ends, if it ends one."""
        match event:
            case ChangeStarted():
                change = self._changes[event.address]
                self._open[event.address] = _Open(change, self._around.monotonic())
            case StepStarted():
                self._of(event.address).running = (event.step, self._around.monotonic())
            case StepFinished():
                self._finish(event)
            case ChangeFinished():
                return self._finished(event)
            case ChangeFailed():
                return self._failed(event)
            case _:
                pass
        return None

    def _of(self, address: str) -> _Open:
        """The change that a step belongs to: the old object of a replacement has an address of its own."""
        return self._open[successor_address(address) or address]

    def _finish(self, event: StepFinished) -> None:
        this = self._of(event.address)
        this.running = None
        this.steps.append(
            StepFact(
                action=step_action(event.step),
                status=Status.SUCCEEDED,
                idempotency_key=_key(this.change, event.step),
                seconds=event.seconds,
                version_id=version_id(event.result),
            )
        )

    def _finished(self, event: ChangeFinished) -> AuditEntry:
        this = self._open.pop(event.address)
        entry = self._entry(this, Status.SUCCEEDED)
        return replace(
            entry, id=event.id, new_version=event.version, seconds=event.seconds, validation_success=True
        )

    def _failed(self, event: ChangeFailed) -> AuditEntry:
        this = self._open.pop(event.address)
        status = Status.UNSETTLED if event.unsettled else Status.FAILED
        entry = self._entry(this, status)
        steps = entry.steps
        if this.running is not None:
            kind, since = this.running
            seconds = self._around.monotonic() - since
            steps = (*steps, StepFact(step_action(kind), status, _key(this.change, kind), seconds))
        return replace(
            entry,
            id=this.change.id,
            seconds=self._around.monotonic() - this.since,
            steps=steps,
            validation_success=_accepted(this, event.code),
            error_code=event.code,
            error=event.diagnostics[0].summary if event.diagnostics else "",
        )

    def _entry(self, this: _Open, status: Status) -> AuditEntry:
        change, around = this.change, self._around
        kind = around.types[change.type]
        subject = Subject(
            plan=self._plan.id,
            workspace=around.workspace,
            actor=around.actor,
            address=change.address,
            resource_type=change.type,
            provider=change.provider,
            action=change.action.value,
            noun=noun_of(kind),
        )
        return AuditEntry(
            subject,
            stamp(around.now()),
            status,
            old_version=change.version if change.rollback is None else change.rollback.over,
            connection_count=connection_count(kind, change.after),
            steps=tuple(this.steps),
        )


def version_id(result: Result | None) -> str:
    """The vendor's id of the version that a step has made, where versions are objects of their own."""
    return result.data.get(_VERSION_ID, "") if result else ""


def connection_count(kind: ResourceType, document: Document | None) -> int | None:
    """How many edges the call flow in a document has; None where it holds none that can be read."""
    flow = None if document is None else kind.to_flow(document)
    return None if flow is None else sum(len(node.edges) for node in flow.nodes)


def _key(change: Change, kind: StepKind) -> str:
    return next((step.key for step in change.steps if step.kind is kind), "")


def _accepted(this: _Open, code: str) -> bool | None:
    """Whether the content was taken. Our own rules took it, or there would be no plan to apply."""
    if this.running is None:
        return True if this.steps else None
    return code not in _REJECTED or this.change.action is Action.DELETE
