"""Audit entries of what an interrupted apply has done, from the journal that it left.

How long it took and what the vendor said is lost. What was begun, under which keys, by whom, and what came of it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ivrplan.apply.recover import Recovery
from ivrplan.events.entry import AuditEntry, Status, StepFact, Subject
from ivrplan.events.names import noun_of, step_action
from ivrplan.events.record import Surroundings, connection_count, stamp, version_id
from ivrplan.providers.contract import Action, Result, StepKind
from ivrplan.state.document import ResourceRecord, State, successor_address
from ivrplan.state.journal import (
    ApplyBegan,
    ChangeBegan,
    ChangeEnded,
    Entry,
    StepBegan,
    StepEnded,
    StepFailed,
)


@dataclass(slots=True)
class _Task:
    """What the journal tells of one half of a replacement, or of a whole change of another kind."""

    began: ChangeBegan
    steps: dict[str, StepFact] = field(default_factory=dict)
    ended: bool = False


@dataclass(slots=True)
class _Change:
    """The tasks of one change, and the apply that they were part of."""

    apply: ApplyBegan
    tasks: list[_Task] = field(default_factory=list)


def interrupted(entries: Sequence[Entry], recovery: Recovery, around: Surroundings) -> list[AuditEntry]:
    """The entries of all changes that a journal tells of.

    Args:
        entries: of the journal.
        recovery: what was found when it was taken into the state.
        around: who does that, and where.
    """
    whole = {found.address: found.whole for found in recovery.found}
    return [
        _entry(address, change, whole, (recovery.state, around))
        for address, change in _changes(entries).items()
        if change.tasks[0].began.type in around.types
    ]


def _changes(entries: Iterable[Entry]) -> dict[str, _Change]:
    apply = ApplyBegan("", "", 0)
    changes: dict[str, _Change] = {}
    for entry in entries:
        match entry:
            case ApplyBegan():
                apply = entry
            case ChangeBegan():
                change = changes.setdefault(_base(entry.address), _Change(apply))
                _begin(change, entry)
            case StepBegan() | StepEnded() | StepFailed() | ChangeEnded():
                change_ = changes.get(_base(entry.address))
                if change_ is not None:
                    _take(_task(change_, entry.address), entry)
            case _:
                continue
    return changes


def _base(address: str) -> str:
    return successor_address(address) or address


def _begin(change: _Change, entry: ChangeBegan) -> None:
    for task in change.tasks:
        if task.began.address == entry.address and not task.ended:
            task.began = entry  # it went on when all was known that it sends
            return
    change.tasks.append(_Task(entry))


def _task(change: _Change, address: str) -> _Task:
    same = [task for task in change.tasks if task.began.address == address]
    return (same or change.tasks)[-1]


def _take(task: _Task, entry: StepBegan | StepEnded | StepFailed | ChangeEnded) -> None:
    match entry:
        case StepBegan():
            task.steps[entry.step] = _fact(entry.step, Status.UNSETTLED, entry.key)
        case StepEnded():
            result = Result(entry.id, entry.version, entry.data)
            key = task.steps[entry.step].idempotency_key if entry.step in task.steps else ""
            task.steps[entry.step] = _fact(entry.step, Status.SUCCEEDED, key, version_id(result))
        case StepFailed():
            key = task.steps[entry.step].idempotency_key if entry.step in task.steps else ""
            task.steps[entry.step] = _fact(entry.step, Status.FAILED, key)
        case ChangeEnded():
            task.ended = True


def _fact(step: str, status: Status, key: str, version: str = "") -> StepFact:
    return StepFact(step_action(StepKind(step)), status, key, version_id=version)


def _entry(
    address: str, change: _Change, whole: Mapping[str, bool], place: tuple[State, Surroundings]
) -> AuditEntry:
    state, around = place
    first, last = change.tasks[0].began, change.tasks[-1].began
    kind = around.types[first.type]
    record = state.resources.get(address)
    good = all(_succeeded(task, whole) for task in change.tasks)
    subject = Subject(
        plan=change.apply.plan,
        workspace=around.workspace,
        actor=change.apply.who or around.actor,
        address=address,
        resource_type=first.type,
        provider=first.provider,
        action=_action(change),
        noun=noun_of(kind),
    )
    return AuditEntry(
        subject,
        stamp(around.now()),
        Status.SUCCEEDED if good else Status.FAILED,
        id=_identity(record, last),
        old_version=_old_version(change),
        new_version=_new_version(record, last),
        connection_count=connection_count(kind, last.target if last.rollback else last.sent),
        validation_success=True if good else None,
        error_code="" if good else "interrupted",
        error="" if good else "The apply was interrupted",
        steps=tuple(_steps(change, good=good)),
        recovered=True,
        recovered_by=around.actor,
    )


def _succeeded(task: _Task, whole: Mapping[str, bool]) -> bool:
    if not task.ended:
        return whole.get(task.began.address, False)
    return all(step.status is Status.SUCCEEDED for step in task.steps.values())


def _steps(change: _Change, *, good: bool) -> Iterator[StepFact]:
    """The steps in order. What was open has happened where the change as a whole has."""
    for task in change.tasks:
        for fact in task.steps.values():
            settled = good and fact.status is Status.UNSETTLED
            yield (
                StepFact(fact.action, Status.SUCCEEDED, fact.idempotency_key, version_id=fact.version_id)
                if settled
                else fact
            )


def _action(change: _Change) -> str:
    actions = {task.began.action for task in change.tasks}
    if actions == {Action.DELETE.value, Action.CREATE.value}:
        return Action.REPLACE.value
    return change.tasks[-1].began.action


def _identity(record: ResourceRecord | None, began: ChangeBegan) -> str:
    return record.id if record else began.id


def _old_version(change: _Change) -> str:
    rollback = change.tasks[-1].began.rollback
    if rollback is not None:
        return rollback["over"] or ""
    return next((task.began.version for task in change.tasks if task.began.version), "")


def _new_version(record: ResourceRecord | None, began: ChangeBegan) -> str:
    if record and began.rollback is not None:
        return record.published or ""
    return record.version if record and began.action != Action.DELETE.value else ""
