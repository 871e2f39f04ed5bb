"""The steps of one change: each journaled before its request leaves and after its answer came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivrplan.apply.progress import Listener, StepFinished, StepStarted
from ivrplan.diagnostics import (
    IvrplanError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    UnavailableError,
    VendorAnswer,
    error,
)
from ivrplan.language.plain import Document, mask
from ivrplan.plan.documents import conceal, covers
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import Action, Done, Live, ResourceType, Result, Step, StepKind, Work
from ivrplan.state.document import ResourceRecord
from ivrplan.state.journal import ChangeBegan, ChangeEnded, Journal, StepBegan, StepEnded, StepFailed

UNCERTAIN = (UnavailableError, ProtocolError)
"""Failures after which the step may have happened all the same."""


@dataclass(frozen=True, slots=True)
class Task:
    """One create, update, release or delete that is about to be run. A replacement is two tasks.

    Attributes:
        work: what the steps need.
        type: the resource type's name.
        steps: what is run, in order.
        desired: what the configuration asks for, for the record; None for a delete.
        needs: addresses that it refers to, for the record.
        old: the record until now; None for a create.
    """

    work: Work
    type: str
    steps: tuple[Step, ...]
    desired: Document | None
    needs: tuple[str, ...]
    old: ResourceRecord | None


@dataclass(frozen=True, slots=True)
class Tools:
    """What running a task needs of the world."""

    connection: Connection
    journal: Journal
    listen: Listener


class PartlyDoneError(IvrplanError):
    """A task failed; `record` is what the state has to keep of it, and `open` whether recovery must look again."""

    def __init__(self, failure: IvrplanError, record: ResourceRecord | None, *, unsettled: bool) -> None:
        super().__init__(*failure.diagnostics)
        self.record = record
        self.unsettled = unsettled


async def run(task: Task, tools: Tools) -> tuple[ResourceRecord | None, Live | None]:
    """Run all steps of a task.

    Returns:
        The record for the state and what the vendor has now; both None after a delete.

    Raises:
        PartlyDoneError: a step failed. What had been done before is in its record.
    """
    kind = tools.connection.type(task.type)
    await tools.journal.append(_began(task, tools.connection.key))
    done: dict[StepKind, Result] = {}
    try:
        for step in task.steps:
            done[step.kind] = await _step(task, step, done, tools)
        return await _ended(task, done, kind, tools)
    except ProviderError as failure:
        raise await _partly_done(task, done, failure, tools) from failure


def _began(task: Task, provider: str) -> ChangeBegan:
    return ChangeBegan(
        address=task.work.address,
        type=task.type,
        provider=provider,
        action=task.work.action.value,
        id=task.work.id,
        version=task.work.version,
        sent=None if task.desired is None else mask(task.desired),
        dependencies=task.needs,
    )


async def _step(task: Task, step: Step, done: Done, tools: Tools) -> Result:
    address = task.work.address
    tools.listen(StepStarted(address, step.kind))
    await tools.journal.append(StepBegan(address, step.kind.value, step.key))
    try:
        result = await _run_or_find(task, step, done, tools)
    except UNCERTAIN:
        raise
    except ProviderError as refusal:
        reason = refusal.diagnostics[0].summary
        await tools.journal.append(StepFailed(address, step.kind.value, reason))
        raise
    await tools.journal.append(
        StepEnded(address, step.kind.value, result.id, result.version, dict(result.data)),
    )
    tools.listen(StepFinished(address, step.kind))
    return result


async def _run_or_find(task: Task, step: Step, done: Done, tools: Tools) -> Result:
    """Run the step. When no usable answer came, see whether it has happened nevertheless."""
    kind = tools.connection.type(task.type)
    try:
        return await kind.run(tools.connection.client, step, task.work, done)
    except UNCERTAIN as failure:
        found = await _find(task, step, done, tools)
        if found is None:
            raise
        del failure
        return found


async def _find(task: Task, step: Step, done: Done, tools: Tools) -> Result | None:
    kind = tools.connection.type(task.type)
    try:
        return await kind.find(tools.connection.client, step, task.work, done)
    except ProviderError:
        # The vendor cannot be asked either. The first failure says more; the journal keeps the step open, so the
        # next command asks again.
        return None


async def _ended(
    task: Task, done: Mapping[StepKind, Result], kind: ResourceType, tools: Tools
) -> tuple[ResourceRecord | None, Live | None]:
    address = task.work.address
    if task.work.action is Action.DELETE:
        await tools.journal.append(ChangeEnded(address, None))
        return None, None
    live = await kind.read(tools.connection.client, _id(task, done))
    if live is None:
        raise _vanished(task, tools.connection)
    record = make_record(_began(task, tools.connection.key), live, task.desired)
    await tools.journal.append(ChangeEnded(address, record))
    return record, live


def _id(task: Task, done: Mapping[StepKind, Result]) -> str:
    return task.work.id or next((result.id for result in done.values() if result.id), "")


def make_record(began: ChangeBegan, live: Live, sent: Document | None) -> ResourceRecord:
    """The record of a resource as the vendor has it now.

    Args:
        began: which resource.
        live: what the vendor has.
        sent: what the configuration asked for, when all of it has been done; else None.
    """
    return ResourceRecord(
        address=began.address,
        type=began.type,
        provider=began.provider,
        id=live.id,
        version=live.version,
        published=live.published,
        document=mask(conceal(live.document, sent, began.sent)),
        sent=None if sent is None else mask(sent),
        attributes=live.attributes,
        dependencies=began.dependencies,
    )


def _vanished(task: Task, connection: Connection) -> NotFoundError:
    return NotFoundError(
        error(
            "Object vanished",
            f"{task.work.address} was written, but {connection.provider.title} does not have it any more.",
            hint="Somebody deleted it at the same moment. Plan again.",
            address=task.work.address,
        ),
        answer=VendorAnswer(connection.provider.title, "read back", 404),
    )


async def _partly_done(
    task: Task, done: Mapping[StepKind, Result], failure: ProviderError, tools: Tools
) -> PartlyDoneError:
    """What the state has to keep of a task that failed.

    Where it is not known whether the last step happened, the journal keeps the task open, and the next command asks
    the vendor again.
    """
    identity = _id(task, done)
    if isinstance(failure, UNCERTAIN) and not (task.work.action is Action.CREATE and identity):
        return PartlyDoneError(failure, task.old, unsettled=True)
    record = await _rest(task, identity, tools) if done else task.old
    await tools.journal.append(ChangeEnded(task.work.address, record))
    return PartlyDoneError(failure, record, unsettled=False)


async def _rest(task: Task, identity: str, tools: Tools) -> ResourceRecord | None:
    """The record of an object that some steps of a task have reached."""
    began = _began(task, tools.connection.key)
    try:
        live = await tools.connection.type(task.type).read(tools.connection.client, identity)
    except ProviderError:
        # It cannot be looked at now. Without a version in its record, the next refresh reads it.
        return task.old or ResourceRecord(
            address=began.address,
            type=began.type,
            provider=began.provider,
            id=identity,
            version="",
            document={},
            dependencies=began.dependencies,
        )
    return settle(began, task.old, live)


def settle(began: ChangeBegan, before: ResourceRecord | None, live: Live | None) -> ResourceRecord | None:
    """The record of a resource whose change did not come to its end, by what the vendor has now.

    An object that holds all that was to be sent counts as changed, whoever may have to release it yet. One that was
    created and does not is kept, as one whose content has never been sent.
    """
    if live is None:
        return None
    if began.sent is not None and covers(live.document, began.sent):
        return make_record(began, live, began.sent)
    return before or make_record(began, live, None)
