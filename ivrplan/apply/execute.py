"""All changes of a plan, each as soon as what it waits for has ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import partial

from ivrplan.apply.change import PartlyDoneError, Task, Tools, failure_code, run
from ivrplan.apply.conditions import Closing, merged, require
from ivrplan.apply.data import read_late
from ivrplan.apply.identities import Identities, known_part
from ivrplan.apply.places import placed
from ivrplan.apply.planned import check_planned, has_masks, moved
from ivrplan.apply.progress import (
    ChangeFailed,
    ChangeFinished,
    ChangeSkipped,
    ChangeStarted,
    DataFailed,
    DataRead,
    Listener,
    silent,
)
from ivrplan.apply.rolling import task_of, version_of
from ivrplan.config.configuration import Configuration, DataBlock, OutputBlock
from ivrplan.config.verdicts import Condition
from ivrplan.diagnostics import Diagnostic, IvrplanError, StateError
from ivrplan.language.plain import Document
from ivrplan.language.values import Sensitive, Value, contains_unknown
from ivrplan.plan.change import Change, Mode, Plan
from ivrplan.plan.conditions import Checked, Judge, after, before
from ivrplan.plan.data import told
from ivrplan.plan.decide import Aim, Wanted, aim, completed
from ivrplan.plan.documents import conceal
from ivrplan.plan.handovers import desired
from ivrplan.plan.releases import gate_of
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import Action, Live, ResourceType, Step, StepKind, Work, unseen
from ivrplan.providers.gate import Gate
from ivrplan.state.document import OutputRecord, ResourceRecord, State, deposed_address
from ivrplan.state.journal import ChangeEnded, Journal, Moved, Rearranged
from ivrplan.state.rearrange import rearrange

AT_ONCE = 10
"""How many changes a provider configuration works on at once, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an apply runs on.

    Attributes:
        plan: what is done.
        configuration: the one that the plan was made from, by its digest.
        state: the one that the plan builds on, by its lineage and serial.
        connections: by provider key.
        journal: open for appending.
        parallelism: how many changes a provider configuration works on at once.
        listen: is told what happens.
        stop: when set, no further change is begun.
    """

    plan: Plan
    configuration: Configuration
    state: State
    connections: Mapping[str, Connection]
    journal: Journal
    parallelism: int = AT_ONCE
    listen: Listener = silent
    stop: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an apply brought.

    Attributes:
        state: to be written: everything that was done is in it, whatever failed.
        finished, failed, skipped: addresses.
        unsettled: addresses whose last step may or may not have happened.
        diagnostics: of everything that failed, and what checks warn of.
        checks: what is known of the conditions of resources, data, outputs and checks now.
    """

    state: State
    finished: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    unsettled: frozenset[str] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()
    checks: tuple[Checked, ...] = ()


async def execute(inputs: Inputs) -> Outcome:
    """Run the plan's changes. A failure stops what depends on it and nothing else."""
    return await _Execution(inputs).run()


@dataclass(slots=True)
class _Execution:
    """One apply while it runs."""

    inputs: Inputs
    records: dict[str, ResourceRecord] = field(default_factory=dict)
    results: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    identities: Identities = field(init=False)
    ended: dict[str, asyncio.Future[bool]] = field(default_factory=dict)
    gates: dict[str, asyncio.Semaphore] = field(default_factory=dict)
    finished: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unsettled: set[str] = field(default_factory=set)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    judge: Judge = field(default_factory=Judge)

    async def run(self) -> Outcome:
        await self._begin()
        changes, data = self.inputs.plan.effective, self._late_data()
        loop = asyncio.get_running_loop()
        addresses = [*(change.address for change in changes), *(str(block.address) for block in data)]
        self.ended = {address: loop.create_future() for address in addresses}
        async with asyncio.TaskGroup() as group:
            for change in changes:
                group.create_task(self._when_ready(change))
            for block in data:
                group.create_task(self._read(block))
        state = replace(self.inputs.state, resources=self.records, outputs=self._outputs())
        checks = await self._close()
        return Outcome(
            state=state,
            finished=tuple(self.finished),
            failed=tuple(self.failed),
            skipped=tuple(self.skipped),
            unsettled=frozenset(self.unsettled),
            diagnostics=tuple(self.diagnostics),
            checks=checks,
        )

    def _late_data(self) -> list[DataBlock]:
        """The data that is read during apply; what stands in a check is read at the end, whatever the plan knew."""
        blocks = self.inputs.configuration.data
        late = [blocks[reading.address] for reading in self.inputs.plan.data if reading.deferred]
        return [block for block in late if not block.check]

    async def _read(self, block: DataBlock) -> None:
        """Read data after what it waits for; whoever waits for it hears whether it went well."""
        address, needs = str(block.address), block.dependencies | block.data
        outcomes = [await self.ended[other] for other in needs & self.ended.keys()]
        good = all(outcomes) and not self.inputs.stop.is_set()
        if good:
            try:
                self.results[address] = await self._read_late(block)
                self.inputs.listen(DataRead(address, str(self.results[address]["id"])))
            except IvrplanError as failure:
                good = False
                self.failed.append(address)
                self.diagnostics.extend(failure.diagnostics)
                self.inputs.listen(DataFailed(address, failure.diagnostics))
        else:
            self.skipped.append(address)
        self.ended[address].set_result(good)

    async def _read_late(self, block: DataBlock) -> Mapping[str, Value]:
        return await read_late(block, self.results, self.inputs.connections, self.judge.checked)

    async def _close(self) -> tuple[Checked, ...]:
        """What is known of all conditions now that all changes have ended."""
        plan = self.inputs.plan
        if plan.mode is not Mode.NORMAL:
            return ()
        closing = Closing(plan, self.inputs.configuration, self.inputs.connections, self.results, self.judge)
        await closing.run()
        self.diagnostics.extend(self.judge.diagnostics)
        return tuple(merged(plan.checks, self.judge.checked))

    async def _begin(self) -> None:
        """Take in what the plan found settled, and tell expressions what is known already."""
        await self._journal_settled()
        self.records = rearrange(self.inputs.state.resources, self.inputs.plan.rearrangement)
        for address, record in self.inputs.plan.records.items():
            if record is None:
                self.records.pop(address, None)
            else:
                self.records[address] = record
        self.identities = Identities(self.inputs.plan.changes)
        sending = {change.address for change in self.inputs.plan.effective}
        self.results = {
            address: record.attributes for address, record in self.records.items() if address not in sending
        } | told(self.inputs.plan.data)

    async def _journal_settled(self) -> None:
        """Journal what changes hands before anything is sent: later entries speak of the new addresses."""
        plan, journal = self.inputs.plan, self.inputs.journal
        if plan.rearrangement:
            await journal.append(Rearranged(plan.rearrangement.moves, plan.rearrangement.forgotten))
        for change in plan.changes:
            if change.importing:
                await journal.append(ChangeEnded(change.address, plan.records[change.address]))

    async def _when_ready(self, change: Change) -> None:
        """Run one change after what it waits for; whoever waits for it hears whether it went well."""
        waits = (*change.dependencies, *self._data_of(change))
        outcomes = [await self.ended[address] for address in waits]
        gate = self.gates.setdefault(change.provider, asyncio.Semaphore(self.inputs.parallelism))
        async with gate:
            if not all(outcomes):
                good = self._skip(change, "something that it needs has failed")
            elif self.inputs.stop.is_set():
                good = self._skip(change, "the apply was stopped")
            else:
                good = await self._attempt(change)
        self.identities.settle(change.address)
        self.ended[change.address].set_result(good)

    def _data_of(self, change: Change) -> AbstractSet[str]:
        """The data that a change has to wait for: its own, and that of others that come into being together with it."""
        blocks = self.inputs.configuration.resources
        members = [blocks[address] for address in (change.address, *change.awaits) if address in blocks]
        return frozenset().union(*(block.data for block in members)) & self.ended.keys()

    def _skip(self, change: Change, because: str) -> bool:
        self.skipped.append(change.address)
        self.inputs.listen(ChangeSkipped(change.address, change.action, because))
        return False

    async def _attempt(self, change: Change) -> bool:
        began = time.monotonic()
        self.inputs.listen(ChangeStarted(change.address, change.action))
        try:
            self._require(change, before)
            live = await self._change(change)
            self._require(change, after)
        except IvrplanError as failure:
            if isinstance(failure, StateError) or isinstance(failure.__cause__, StateError):
                self.inputs.stop.set()  # what cannot be journaled must not be sent
            self._fail(change, failure)
            return False
        self.finished.append(change.address)
        seconds = time.monotonic() - began
        identity, version = (live.id, version_of(change, live)) if live else (change.id, "")
        self.inputs.listen(ChangeFinished(change.address, change.action, identity, version, seconds))
        return True

    def _require(self, change: Change, chosen: Callable[[Iterable[Condition]], list[Condition]]) -> None:
        """See that the conditions of a change hold that are due now. They are about what the configuration asks for."""
        block = self.inputs.configuration.resources.get(change.address)
        if block and block.conditions and change.action not in {Action.DELETE, Action.ROLLBACK}:
            require(chosen(block.conditions), self.results, self.judge.checked)

    def _fail(self, change: Change, failure: IvrplanError) -> None:
        found = placed(failure, change.address, self.inputs.configuration)
        self.failed.append(change.address)
        self.diagnostics.extend(found)
        unsettled = isinstance(failure, PartlyDoneError) and failure.unsettled
        code = failure_code(failure)
        self.inputs.listen(ChangeFailed(change.address, change.action, found, code, unsettled))

    async def _change(self, change: Change) -> Live | None:
        """Run the one or two tasks of a change. All that could still refuse it is computed before the first."""
        tools = Tools(
            self.inputs.connections[change.provider], self.inputs.journal, self.inputs.listen, self.records
        )
        tasks = await self._tasks(change)
        live: Live | None = None
        if _swaps(change):
            await self._move(change.address, deposed_address(change.address, change.id))
        for task in tasks:
            try:
                record, seen = await run(task, tools)
            except PartlyDoneError as failure:
                await self._stopped(change, task, failure)
                raise
            self._keep(task.work.address, record)
            live = seen or live
        self._tell(change.address, live)
        return live

    async def _stopped(self, change: Change, task: Task, failure: PartlyDoneError) -> None:
        """Keep what is left of a change whose task failed."""
        address = task.work.address
        self._keep(address, failure.record)
        if failure.unsettled:
            self.unsettled.add(address)
        elif _swaps(change) and address == change.address and failure.record is None:
            # Nothing was created that the old object has to make way for.
            await self._move(deposed_address(change.address, change.id), change.address)

    async def _move(self, address: str, to: str) -> None:
        """Let the old object of a replacement keep its record at an address of its own until it is deleted."""
        await self.inputs.journal.append(Moved(address, to))
        self.records[to] = replace(self.records.pop(address), address=to)

    def _keep(self, address: str, record: ResourceRecord | None) -> None:
        if record is None:
            self.records.pop(address, None)
        else:
            self.records[address] = record

    def _tell(self, address: str, live: Live | None) -> None:
        if live is not None:
            self.identities.tell(address, live.id)
            self.results[address] = live.attributes

    async def _tasks(self, change: Change) -> list[Task]:
        parts = _parts(change)
        return [
            self._deletion(change, steps)
            if action is Action.DELETE
            else await self._writing(change, action, steps)
            for action, steps in parts
        ]

    def _deletion(self, change: Change, steps: tuple[Step, ...]) -> Task:
        address = deposed_address(change.address, change.id) if _swaps(change) else change.address
        old = self.records[change.address]
        return Task(
            work=Work(address, Action.DELETE, {}, change.id, change.version, change.before),
            type=change.type,
            steps=steps,
            sent=None,
            needs=change.needs,
            old=replace(old, address=address),
        )

    async def _writing(self, change: Change, action: Action, steps: tuple[Step, ...]) -> Task:
        if change.rollback is not None:
            return task_of(change, steps, self.records[change.address])
        if action is Action.CREATE:
            return self._founding(change, steps) if change.awaits else self._creation(change, steps)
        wanted = self._wanted(change, self.identities.known)
        old = self.records[change.address]
        before, aimed = await self._aim(change, wanted, old)
        gate = self._gate(change)
        work = Work(change.address, action, aimed.target, change.id, change.version, before, gate)
        check_planned(change, work.target, unseen(self._kind(change)))
        return Task(work, change.type, steps, aimed.sent, change.needs, old, change.published)

    def _creation(self, change: Change, steps: tuple[Step, ...]) -> Task:
        document = self._wanted(change, self.identities.known).desired
        check_planned(change, document)
        work = Work(change.address, Action.CREATE, document, gate=self._gate(change))
        return Task(work, change.type, steps, document, change.needs, old=None)

    def _founding(self, change: Change, steps: tuple[Step, ...]) -> Task:
        """The task of a create that waits for ids when its first step is done."""
        check_planned(change, self._wanted(change, self.identities.supposing(change)).desired)
        known = known_part(self._wanted(change, self.identities.known).desired)
        work = Work(change.address, Action.CREATE, known)
        whole = partial(self._whole, change, steps)
        return Task(work, change.type, steps, known, change.needs, old=None, whole=whole)

    async def _whole(self, change: Change, steps: tuple[Step, ...], identity: str) -> Task:
        """The whole task of a create that has been begun. While it waits, another change works in its place."""
        self.identities.tell(change.address, identity)
        settled = self.identities.settled(change)
        if not settled.is_set():
            gate = self.gates[change.provider]
            gate.release()
            try:
                await settled.wait()
            finally:
                await gate.acquire()
        self.identities.check(change)
        return self._creation(change, steps)

    def _wanted(self, change: Change, ids: Mapping[str, str]) -> Wanted:
        block = self.inputs.configuration.resources[change.address]
        return Wanted(block, desired(self._kind(change), block, self.results, ids))

    def _gate(self, change: Change) -> Gate:
        return gate_of(self.inputs.configuration, change.address, self.results)

    def _kind(self, change: Change) -> ResourceType:
        return self.inputs.connections[change.provider].type(change.type)

    async def _aim(self, change: Change, wanted: Wanted, old: ResourceRecord) -> tuple[Document, Aim]:
        """What the plan saw at the vendor, and where the change leads, now that everything is known.

        Of a secret that the vendor shows, plans and records keep a mask. Where it has to be sent back, it is read again.
        """
        before = change.before or {}
        aimed = aim(wanted, self._kind(change), old, before)
        if has_masks(aimed.target):
            seen = conceal(await self._seen(change), wanted.desired, old.document, old.sent)
            before = completed(seen, self._kind(change), old)
            aimed = aim(wanted, self._kind(change), old, before)
        return before, aimed

    async def _seen(self, change: Change) -> Document:
        """The document that the plan saw, in clear."""
        live = await self._kind(change).read(self.inputs.connections[change.provider].client, change.id)
        if live is None or live.version != change.version:
            raise moved(change)
        return live.document

    def _outputs(self) -> Mapping[str, OutputRecord]:
        plan, kept = self.inputs.plan, self.inputs.state.outputs
        if plan.mode is Mode.DESTROY and not self.failed and not self.skipped and not plan.targets:
            return {}
        if plan.mode is not Mode.NORMAL or plan.targets:
            return kept
        blocks = self.inputs.configuration.outputs
        values = {name: self._output(name, block) for name, block in blocks.items()}
        return {name: record for name, record in values.items() if record is not None}

    def _output(self, name: str, block: OutputBlock) -> OutputRecord | None:
        """An output's record, none for null; while a part is not known, because something failed, the old one stays."""
        try:
            require(block.conditions, self.results, self.judge.checked)
            value = block.evaluate(self.results)
        except IvrplanError as failure:
            self.diagnostics.extend(failure.diagnostics)
            return self.inputs.state.outputs.get(name)
        if block.sensitive or isinstance(value, Sensitive):
            return OutputRecord(None, sensitive=True)
        if contains_unknown(value):
            return self.inputs.state.outputs.get(name)
        return None if value is None else OutputRecord(value)


def _parts(change: Change) -> list[tuple[Action, tuple[Step, ...]]]:
    """A replacement as the delete and the create that it consists of, in the plan's order; else the change itself."""
    if change.action is not Action.REPLACE:
        return [(change.action, change.steps)]
    deletes = tuple(step for step in change.steps if step.kind is StepKind.DELETE)
    creates = tuple(step for step in change.steps if step not in deletes)
    parts = [(Action.DELETE, deletes), (Action.CREATE, creates)]
    return parts[::-1] if change.create_before_destroy else parts


def _swaps(change: Change) -> bool:
    """Whether the new object of a replacement is created before the old one goes."""
    return change.action is Action.REPLACE and change.create_before_destroy
