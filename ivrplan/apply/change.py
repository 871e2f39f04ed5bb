"""The steps of one change: each journaled before its request leaves and after its answer came."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace

from ivrplan.apply.progress import Listener, StepFinished, StepStarted
from ivrplan.apply.rollback import is_rolled_back, rollback_point, rolled_back
from ivrplan.diagnostics import (
    IvrplanError,
    NotFoundError,
    PlanError,
    ProtocolError,
    ProviderError,
    RejectedError,
    StateError,
    UnavailableError,
    UnreachedError,
    UnsettledError,
    VendorAnswer,
    error,
)
from ivrplan.language.plain import Document, Path, mask, same
from ivrplan.plan.documents import ABSENT, changes, conceal, covers, holds
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import Action, Live, ResourceType, Result, Step, StepKind, Work
from ivrplan.providers.releasing import RELEASE, look, released, unreleased
from ivrplan.state.document import ResourceRecord
from ivrplan.state.journal import ChangeBegan, ChangeEnded, Journal, StepBegan, StepEnded, StepFailed


def is_uncertain(failure: IvrplanError) -> bool:
    """Whether the step may have happened all the same."""
    uncertain = isinstance(failure, UnavailableError | ProtocolError | UnsettledError)
    return uncertain and not isinstance(failure, UnreachedError)


@dataclass(frozen=True, slots=True)
class Task:
    """One create, update, release or delete that is about to be run. A replacement is two tasks.

    Attributes:
        work: what the steps need.
        type: the resource type's name.
        steps: what is run, in order.
        sent: what the configuration asks for, for the record; None for a delete.
        needs: addresses that it refers to, for the record.
        old: the record until now; None for a create.
        published: the version that callers got when it was planned; None for none.
        whole: for a create whose document is not known in full before objects have their ids, its own perhaps: waits for
            them, and makes the whole task of the id that the first step has brought. Until then `work` and `sent` hold
            what is known; the first step needs no more.
    """

    work: Work
    type: str
    steps: tuple[Step, ...]
    sent: Document | None
    needs: tuple[str, ...]
    old: ResourceRecord | None
    published: str | None = None
    whole: Callable[[str], Awaitable[Task]] | None = None


@dataclass(frozen=True, slots=True)
class Tools:
    """What running a task needs of the world.

    Attributes:
        connection: speaks to the vendor.
        journal: open for appending.
        listen: is told what happens.
        records: all that is managed, as it is known by now.
    """

    connection: Connection
    journal: Journal
    listen: Listener
    records: Mapping[str, ResourceRecord] = field(default_factory=dict)


def failure_code(failure: IvrplanError) -> str:
    """What failed, in a word that programs can count by.

    The status of the vendor's answer; `rejected` where a validation that was waited for has failed; `no answer`; `state`,
    `plan` or `condition` where it was none of the vendor's.
    """
    match failure:
        case ProviderError() if failure.answer.status:
            return str(failure.answer.status)
        case RejectedError():
            return "rejected"
        case ProviderError():
            return "no answer"
        case StateError():
            return "state"
        case PlanError():
            return "plan"
        case PartlyDoneError(__cause__=IvrplanError() as cause):
            return failure_code(cause)
        case _:
            return "condition"


class PartlyDoneError(IvrplanError):
    """A task failed.

    Args:
        failure: why.
        record: what the state has to keep of it.
        unsettled: whether it is not known what has happened, so that recovery must look.
    """

    def __init__(self, failure: IvrplanError, record: ResourceRecord | None, *, unsettled: bool) -> None:
        super().__init__(*failure.diagnostics)
        self.record = record
        self.unsettled = unsettled


@dataclass(frozen=True, slots=True)
class _Run:
    """A task while it is run."""

    task: Task
    tools: Tools
    began: ChangeBegan
    done: dict[StepKind, Result] = field(default_factory=dict)

    @property
    def kind(self) -> ResourceType:
        return self.tools.connection.type(self.task.type)

    @property
    def address(self) -> str:
        return self.task.work.address

    @property
    def identity(self) -> str:
        """The vendor's id of the object; empty before a create has made one."""
        return self.task.work.id or next((result.id for result in self.done.values() if result.id), "")

    async def live(self) -> Live | None:
        if not self.identity:
            return None  # what was ordered did not come into being
        before = self.task.old.document if self.task.old else None
        return await look(self.kind, self.tools.connection.client, self.identity, self.task.sent, before)


async def run(task: Task, tools: Tools) -> tuple[ResourceRecord | None, Live | None]:
    """Run all steps of a task.

    Returns:
        The record for the state and what the vendor has now; both None after a delete.

    Raises:
        PartlyDoneError: a step failed. What had been done before is in its record.
        StateError: the journal cannot be written. What has been done stands in it, as far as it could be kept.
    """
    this = _Run(task, tools, _began(task, tools.connection.key))
    await tools.journal.append(this.began)
    try:
        for step in task.steps:
            this.done[step.kind] = await _step(this, step)
            this = await _whole(this)
        return await _ended(this)
    except StateError as failure:
        raise PartlyDoneError(failure, task.old, unsettled=True) from failure
    except IvrplanError as failure:
        raise await _partly_done(this, failure) from failure


async def _whole(this: _Run) -> _Run:
    """The run with all that is sent from now on, journaled anew where it was not known before."""
    if this.task.whole is None:
        return this
    task = await this.task.whole(this.identity)
    began = _began(task, this.tools.connection.key)
    await this.tools.journal.append(began)
    return replace(this, task=task, began=began)


def _began(task: Task, provider: str) -> ChangeBegan:
    work = task.work
    plain = task.sent is None or same(work.target, task.sent)
    return ChangeBegan(
        address=work.address,
        type=task.type,
        provider=provider,
        action=work.action.value,
        id=work.id,
        version=work.version,
        sent=None if task.sent is None else mask(task.sent),
        dependencies=task.needs,
        target=None if plain and work.rollback is None else mask(work.target),
        removed=() if task.sent is None else _removed(work),
        steps=tuple(step.kind.value for step in task.steps),
        published=task.published,
        rollback=None if work.rollback is None else asdict(work.rollback),
    )


def _removed(work: Work) -> tuple[Path, ...]:
    differences = changes(work.live or {}, work.target)
    return tuple(change.path for change in differences if change.after is ABSENT)


async def _step(this: _Run, step: Step) -> Result:
    tools, name = this.tools, step.kind.value
    tools.listen(StepStarted(this.address, step.kind))
    await tools.journal.append(StepBegan(this.address, name, step.key))
    began = time.monotonic()
    try:
        result = await _run_or_find(this, step)
    except ProviderError as refusal:
        if is_uncertain(refusal):
            raise
        await tools.journal.append(StepFailed(this.address, name, refusal.diagnostics[0].summary))
        raise
    seconds = time.monotonic() - began
    await tools.journal.append(StepEnded(this.address, name, result.id, result.version, dict(result.data)))
    tools.listen(StepFinished(this.address, step.kind, seconds, result))
    return result


async def _run_or_find(this: _Run, step: Step) -> Result:
    """Run the step. When no usable answer came, see whether it has happened nevertheless."""
    try:
        return await this.kind.run(this.tools.connection.client, step, this.task.work, this.done)
    except ProviderError as failure:
        if not is_uncertain(failure):
            raise
        found = await _find(this, step)
        creates = this.task.work.action is Action.CREATE
        if found is None or (
            creates and is_another(this.address, this.task.type, found.id, this.tools.records)
        ):
            raise
        return found


def is_another(address: str, kind: str, identity: str, records: Mapping[str, ResourceRecord]) -> bool:
    """Whether what was found in search of a new object is one that is managed already, at another address.

    Where a vendor keeps no mark of who created what, an object is found by its name and content; the one that is to
    be replaced may have the same.
    """
    return any(
        record.id == identity and record.type == kind and record.address != address
        for record in records.values()
    )


async def _find(this: _Run, step: Step) -> Result | None:
    try:
        return await this.kind.find(this.tools.connection.client, step, this.task.work, this.done)
    except ProviderError:
        # The vendor cannot be asked either. The first failure says more; the journal keeps the step open, so the
        # next command asks again.
        return None


async def _ended(this: _Run) -> tuple[ResourceRecord | None, Live | None]:
    if this.task.work.action is Action.DELETE:
        await this.tools.journal.append(ChangeEnded(this.address, None))
        return None, None
    live = await this.live()
    if live is None:
        raise _vanished(this)
    record = _record(this, live)
    await this.tools.journal.append(ChangeEnded(this.address, record))
    return record, live


def _record(this: _Run, live: Live) -> ResourceRecord:
    old = this.task.old
    if this.began.rollback is not None and old is not None:
        return rolled_back(this.began, old, live)
    ours = as_written(this.began, live, this.done.values())
    return make_record(this.began, ours, this.task.sent, old)


def as_written(began: ChangeBegan, live: Live, done: Iterable[Result | StepEnded]) -> Live:
    """What the vendor has, as our last step left it.

    Where somebody wrote in the moment before it was read back, that is what was sent: with their version and document
    in the record, what they changed would count as the vendor's answer to us, and never show.
    """
    versions = [result.version for result in done if result.version]
    if not versions or versions[-1] == live.version:
        return live
    return replace(live, version=versions[-1], document=_target(began))


def _target(began: ChangeBegan) -> Document:
    return began.target if began.target is not None else began.sent or {}


def make_record(
    began: ChangeBegan, live: Live, sent: Document | None, before: ResourceRecord | None
) -> ResourceRecord:
    """The record of a resource as the vendor has it now.

    Args:
        began: which resource.
        live: what the vendor has.
        sent: what the configuration asked for, when all of it has been done; else None.
        before: the record until now.
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
        rollback=rollback_point(began, live.published, before),
    )


def _vanished(this: _Run) -> NotFoundError:
    title = this.tools.connection.provider.title
    return NotFoundError(
        error(
            "Object vanished",
            f"{this.address} was written, but {title} does not have it any more.",
            hint="Somebody deleted it at the same moment. Plan again.",
            address=this.address,
        ),
        answer=VendorAnswer(title, "read back", 404),
    )


async def _partly_done(this: _Run, failure: IvrplanError) -> PartlyDoneError:
    """What the state has to keep of a task that failed.

    Where it is not known whether the last step happened, the journal keeps the task open, and the next command asks
    the vendor again.
    """
    task = this.task
    made = task.work.action is Action.CREATE and this.identity
    if is_uncertain(failure) and not made:
        return PartlyDoneError(failure, task.old, unsettled=True)
    try:
        record = await _rest(this) if this.done else task.old
    except ProviderError:
        # It cannot be looked at now: the next command asks. Until then it is on record as something that is there.
        record = task.old or make_record(this.began, Live(this.identity, "", {}), None, None)
        return PartlyDoneError(failure, record, unsettled=True)
    try:
        await this.tools.journal.append(ChangeEnded(this.address, record))
    except StateError as unkept:
        return PartlyDoneError(unkept, record, unsettled=True)
    return PartlyDoneError(failure, record, unsettled=False)


async def _rest(this: _Run) -> ResourceRecord | None:
    """The record of an object that some steps of a task have reached.

    Raises:
        ProviderError: it cannot be looked at.
    """
    return settle(this.began, this.task.old, await this.live())


def settle(began: ChangeBegan, before: ResourceRecord | None, live: Live | None) -> ResourceRecord | None:
    """The record of a resource whose change did not come to its end, by what the vendor has now.

    An object that holds all that was to be sent, and nothing of what was to go, counts as changed, whoever may have to
    release it yet. One that was created and does not is kept, as one whose content has never been sent.
    """
    if live is None:
        return None
    if began.rollback is not None and before is not None:
        return rolled_back(began, before, live) if is_rolled_back(began, live) else before
    if _reached(began, live.document):
        return make_record(began, live, began.sent, before)
    saved = _without_release(began)
    if saved is not None and _reached(saved, live.document):
        return make_record(saved, live, saved.sent, before)
    if before is not None and before.id == live.id:
        return before
    return make_record(began, live, None, before)


def _without_release(began: ChangeBegan) -> ChangeBegan | None:
    """The part of a change that callers do not notice; None where nothing was to be released.

    What is saved counts as sent then, and the release as never asked for, so that the next plan asks for it again.
    """
    if began.sent is None or not released(began.sent):
        return None
    documents = [None if one is None else unreleased(one) for one in (began.sent, began.target)]
    removed = tuple(path for path in began.removed if path[0] != RELEASE)
    return replace(began, sent=documents[0], target=documents[1], removed=removed)


def _reached(began: ChangeBegan, live: Document) -> bool:
    if began.sent is None or not covers(live, _target(began)):
        return False
    return not any(holds(live, path) for path in began.removed)
