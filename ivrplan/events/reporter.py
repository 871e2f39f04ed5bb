"""Audit log, metrics and webhook beside one apply. What cannot be told becomes a warning; the apply goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ivrplan.apply.progress import Event
from ivrplan.apply.recover import Recovery
from ivrplan.diagnostics import Diagnostic, IvrplanError, Severity, warning
from ivrplan.events.auditlog import AuditLog
from ivrplan.events.entry import AuditEntry, Delivery
from ivrplan.events.interrupted import interrupted
from ivrplan.events.metrics import Meter, RunOutcome, add_to_file
from ivrplan.events.record import Recorder, Surroundings
from ivrplan.events.settings import EventSettings
from ivrplan.events.webhook import Poster, Webhook
from ivrplan.plan.change import Plan
from ivrplan.providers.contract import Attempt
from ivrplan.state.journal import Entry

_SHOWN: Final = 5
"""How many addresses a warning names."""


@dataclass(slots=True)
class _Told:
    """What has been told, and what could not be."""

    lost: dict[str, IvrplanError] = field(default_factory=dict)
    undelivered: dict[str, Delivery] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)


class Reporter:
    """Tells what happens in one run of a command. Made by `reporting`.

    Args:
        settings: who is told.
        around: where the run happens.
        webhook: where events go; None for nowhere.
    """

    def __init__(self, settings: EventSettings, around: Surroundings, webhook: Webhook | None) -> None:
        self._settings = settings
        self._around = around
        self._webhook = webhook
        self._meter = Meter(around.workspace)
        self._log = AuditLog(settings.audit.path, settings.audit.key) if settings.audit else None
        self._recorder: Recorder | None = None
        self._told = _Told()
        self._telling: list[asyncio.Task[None]] = []
        self._deliveries: list[asyncio.Task[Delivery]] = []
        self._waiting: list[AuditEntry] = []
        self._writer: asyncio.Task[None] | None = None
        self._on_lost: Callable[[], None] | None = None

    @property
    def required(self) -> bool:
        """Whether nothing may be applied that cannot be recorded."""
        return self._settings.audit is not None and self._settings.audit.required

    async def ready(self) -> None:
        """See that what is required can be written, before anything is done.

        Raises:
            AuditError: the audit log is required, and cannot be written.
        """
        if self._log is None:
            return
        try:
            await asyncio.to_thread(self._log.check)
        except IvrplanError:
            if self.required:
                raise

    def begin(self, plan: Plan, on_lost: Callable[[], None]) -> None:
        """A plan is about to be applied.

        Args:
            plan: what is applied.
            on_lost: called when an entry that is required could not be written: nothing further may be sent.
        """
        if self._settings.anybody:
            self._recorder = Recorder(plan, self._around)
            self._on_lost = on_lost

    def hear(self, event: Event) -> None:
        """Take in what happens. What it leads to goes on beside the apply."""
        entry = self._recorder.hear(event) if self._recorder else None
        if entry is not None:
            self._telling.append(asyncio.create_task(self._tell(entry)))

    def tried(self, attempt: Attempt) -> None:
        """Take in a try of a request."""
        self._meter.tried(attempt)

    def refused(self, plan: Plan) -> None:
        """A plan cannot be applied: count the contents that were refused."""
        types = {change.address: change.type for change in plan.changes}
        addresses = {found.address for found in plan.diagnostics if found.severity is Severity.ERROR}
        for address in sorted(addresses):
            self._meter.validation(types.get(address, ""), good=False)

    async def recovered(self, entries: Sequence[Entry], recovery: Recovery) -> None:
        """Tell what an interrupted apply has done, unless it was told already.

        Raises:
            AuditError: the audit log is required, and could not be written.
        """
        if not self._settings.anybody:
            return
        told = await self._known()
        found = interrupted(entries, recovery, self._around)
        for entry in found:
            if entry.governance_id not in told:
                self._telling.append(asyncio.create_task(self._tell(entry)))
        await self.settle()
        if self.required and self._told.lost:
            raise next(iter(self._told.lost.values()))

    async def _known(self) -> frozenset[str]:
        if self._log is None:
            return frozenset()
        try:
            return await asyncio.to_thread(self._log.told)
        except IvrplanError:
            return frozenset()  # writing fails for the same reason, and says so

    async def settle(self) -> frozenset[str]:
        """Wait until everything is told, or cannot be. What the webhook does not take in its time is given up.

        Returns:
            The addresses of the changes that are required in the audit log, and could not be written there.
        """
        if self._telling and self._webhook is not None:
            await asyncio.wait(self._telling, timeout=self._webhook.settings.timeout)
            for delivery in self._deliveries:
                delivery.cancel()
        await asyncio.gather(*self._telling)
        return frozenset(self._told.lost) if self.required else frozenset()

    async def _tell(self, entry: AuditEntry) -> None:
        """Tell of one change: the webhook first, so that the entry says what came of that."""
        event = self._webhook.event(entry) if self._webhook else ""
        if event:
            delivery = await self._deliver(event, entry)
            entry = replace(entry, delivery=delivery)
            if delivery.failure:
                self._told.undelivered[entry.subject.address] = delivery
        self._meter.change(entry)
        if self._log is not None:
            self._waiting.append(entry)
            if self._writer is None:
                self._writer = asyncio.create_task(self._write(self._log))
            await asyncio.shield(self._writer)

    async def _deliver(self, event: str, entry: AuditEntry) -> Delivery:
        assert self._webhook is not None
        task = asyncio.create_task(self._webhook.deliver(event, entry))
        self._deliveries.append(task)
        await asyncio.wait({task})
        if task.cancelled():
            return Delivery(event, None, 0, "there was no time left for it")
        return task.result()

    async def _write(self, log: AuditLog) -> None:
        """Write what waits. Entries of the same moment share a sync of the disk."""
        while self._waiting:
            entries, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(log.append, [entry.to_json() for entry in entries])
            except IvrplanError as failure:
                self._lose(entries, failure)
            else:
                self._meter.audited(len(entries), good=True)
        self._writer = None

    def _lose(self, entries: Iterable[AuditEntry], failure: IvrplanError) -> None:
        for entry in entries:
            self._told.lost[entry.subject.address] = failure
            self._meter.audited(1, good=False)
        if self.required and self._on_lost is not None:
            self._on_lost()

    def drift(self, found: Mapping[tuple[str, str], int], counts: Mapping[str, int]) -> None:
        """Count what a run of drift found; see `Meter.drift`."""
        self._meter.drift(found, counts)

    async def ended(self, command: str, outcome: RunOutcome) -> None:
        """The run is over: write the metrics."""
        if self._settings.metrics is not None:
            self._meter.run(command, outcome, self._around.now().timestamp())
            problems = await asyncio.to_thread(add_to_file, self._settings.metrics, self._meter.series)
            self._told.problems += problems

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What could not be told."""
        return (*self._lost(), *self._undelivered(), *self._told.problems)

    def _lost(self) -> list[Diagnostic]:
        if not self._told.lost:
            return []
        first = next(iter(self._told.lost.values())).diagnostics[0]
        detail = f"{first.detail} Not recorded: {_listed(self._told.lost)}."
        if self.required:
            detail += " The next apply records it, as soon as the log can be written."
        return [warning(first.summary, detail, hint=first.hint)]

    def _undelivered(self) -> list[Diagnostic]:
        missed = self._told.undelivered
        if not missed or self._settings.webhook is None:
            return []
        reasons = sorted({delivery.failure for delivery in missed.values()})
        detail = (
            f"{self._settings.webhook.host}: {'; '.join(reasons)}. What was applied stays applied. "
            f"Not told: {_listed(missed)}."
        )
        return [warning("Webhook not delivered", detail)]

    async def abandon(self) -> None:
        """Stop telling: what was not told yet is in the journal."""
        tasks: list[asyncio.Task[Any]] = [*self._telling, *self._deliveries]
        for task in tasks:
            task.cancel()
        if self._writer is not None:
            tasks.append(self._writer)
        await asyncio.gather(*tasks, return_exceptions=True)


def _listed(addresses: Iterable[str]) -> str:
    """The first addresses, and how many there are besides."""
    names = list(addresses)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


@asynccontextmanager
async def reporting(
    settings: EventSettings,
    around: Surroundings,
    open_poster: Callable[[], AbstractAsyncContextManager[Poster]],
) -> AsyncIterator[Reporter]:
    """A reporter for one run.

    Args:
        settings: who is told.
        around: where the run happens.
        open_poster: opens what posts events; called where there is a webhook.
    """
    async with AsyncExitStack() as stack:
        webhook: Webhook | None = None
        if settings.webhook is not None:
            poster = await stack.enter_async_context(open_poster())
            webhook = Webhook(settings.webhook, poster, around.now)
        reporter = Reporter(settings, around, webhook)
        try:
            yield reporter
        finally:
            await reporter.abandon()
