"""Make it so: plan or take a saved plan, have it approved, run it, write the state. All under the lock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from ivrplan import __version__
from ivrplan.apply import execute as execution
from ivrplan.apply.execute import Outcome, execute
from ivrplan.apply.progress import Listener, silent
from ivrplan.apply.recover import recover, unsettled_entries
from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import Diagnostic, IvrplanError, PlanError, has_errors
from ivrplan.events.metrics import RunOutcome
from ivrplan.events.reporter import Reporter
from ivrplan.plan import planfile
from ivrplan.plan.build import Options, build
from ivrplan.plan.change import Plan
from ivrplan.plan.staleness import check_current
from ivrplan.providers.connection import Connection
from ivrplan.state.document import State, successor_address
from ivrplan.state.journal import ApplyBegan, ChangeBegan, Entry
from ivrplan.state.lock import LockInfo
from ivrplan.workflow.plan import planning
from ivrplan.workflow.project import (
    Project,
    connected,
    load_providers,
    open_project,
    resource_types,
    with_variables,
)
from ivrplan.workflow.reporting import heard_by, reporter_of
from ivrplan.workflow.workspaces import check_known

Approve = Callable[[Plan, Mapping[str, str]], Awaitable[bool]]
"""Shows a plan, with the sources for snippets, and says whether it is to be applied."""

Planned = Callable[[State, Mapping[str, Connection]], Awaitable[Plan]]
"""Makes a plan on a state that nobody else changes meanwhile."""


@dataclass(frozen=True, slots=True)
class ApplyRequest:
    """What to apply.

    Attributes:
        load: which folder, with which values.
        options: how the plan is made, when none was saved.
        plan_file: a saved plan; None to plan now.
        parallelism: how many changes a provider configuration works on at once.
        lock_timeout: seconds to wait for another holder of the lock.
        operation: what the lock says is done.
        listen: is told what happens.
        stop: when set, no further change is begun.
    """

    load: LoadRequest
    options: Options = field(default_factory=Options)
    plan_file: Path | None = None
    parallelism: int = execution.AT_ONCE
    lock_timeout: float = 0
    operation: str = "apply"
    listen: Listener = silent
    stop: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of it.

    Attributes:
        plan: what was applied, or would have been.
        outcome: what was done; None when there was nothing to do, or it was declined.
        declined: whether it was not approved.
        state: as it is now.
        sources: the text of every file that was read, for snippets.
        warnings: what could not be told to the audit log, the metrics or the webhook.
    """

    plan: Plan
    outcome: Outcome | None
    declined: bool
    state: State
    sources: Mapping[str, str]
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def successful(self) -> bool:
        """Whether everything that was to be done was done."""
        if self.outcome is None:
            return not self.declined
        return not (self.outcome.failed or self.outcome.skipped or has_errors(self.outcome.diagnostics))


async def apply(request: ApplyRequest, approve: Approve) -> Applied:
    """Plan, have it approved, apply.

    Raises:
        IvrplanError: nothing could be begun, or the state could not be written. What was done is in the journal.
    """
    project, saved = _open(request)

    async def planned(state: State, connections: Mapping[str, Connection]) -> Plan:
        return await _plan(request, project, connections, state, saved)

    return await carry_out(request, project, planned, approve)


async def carry_out(request: ApplyRequest, project: Project, planned: Planned, approve: Approve) -> Applied:
    """Make a plan under the lock, have it approved, apply it, write the state.

    Args:
        request: how it is done; whatever says what is planned is not looked at.
        project: on what.
        planned: makes the plan.
        approve: says whether it is to be applied.

    Raises:
        IvrplanError: as `apply` does.
    """
    await check_known(project)
    async with reporter_of(project, request.load.environment, request.operation) as reporter:
        try:
            applied = await _apply(_Run(request, project, reporter), planned, approve)
        except IvrplanError:
            await reporter.ended(request.operation, RunOutcome.FAILURE)
            raise
        await reporter.ended(request.operation, _outcome_of(applied))
        return replace(applied, warnings=reporter.warnings)


@dataclass(frozen=True, slots=True)
class _Run:
    """One apply: what was asked for, on what, and who is told."""

    request: ApplyRequest
    project: Project
    reporter: Reporter


def _outcome_of(applied: Applied) -> RunOutcome:
    if applied.declined:
        return RunOutcome.DECLINED
    return RunOutcome.SUCCESS if applied.successful else RunOutcome.FAILURE


async def _apply(run: _Run, planned: Planned, approve: Approve) -> Applied:
    request, project, reporter = run.request, run.project, run.reporter
    info = LockInfo.of_this_process(request.operation, __version__)
    async with (
        project.backend.lock(info, timeout=request.lock_timeout),
        connected(project, listen=request.listen, count=reporter.tried) as connections,
    ):
        await reporter.ready()
        state = await _recovered(run, connections)
        plan = await planned(state, connections)
        sources = project.configuration.sources
        if plan.failed:
            reporter.refused(plan)
            raise PlanError(*plan.diagnostics)
        if plan.empty and not plan.records and not plan.rearrangement:
            return Applied(plan, None, declined=False, state=state, sources=sources)
        if not plan.empty and not await approve(plan, sources):
            return Applied(plan, None, declined=True, state=state, sources=sources)
        outcome, kept = await _run(run, connections, state, plan)
        return Applied(plan, outcome, declined=False, state=kept, sources=sources)


def _open(request: ApplyRequest) -> tuple[Project, Plan | None]:
    if request.plan_file is None:
        return open_project(request.load), None
    types = resource_types(load_providers(request.load.environment))
    saved = planfile.read(request.plan_file, types)
    load = with_variables(replace(request.load, workspace=saved.workspace), saved.variables)
    return open_project(load), saved


async def _recovered(run: _Run, connections: Mapping[str, Connection]) -> State:
    """The state, with what an interrupted apply left taken in for good, and told."""
    backend = run.project.backend
    state = await backend.read()
    entries = await backend.read_journal()
    if not entries:
        return state
    recovery = await recover(state, entries, connections)
    for found in recovery.found:
        run.request.listen(found)
    kept = await _keep(run.project, recovery.state, state)
    await run.reporter.recovered(entries, recovery)
    await backend.replace_journal(())
    return kept


async def _keep(project: Project, state: State, expected: State) -> State:
    """The state as it is kept. One that says nothing new is not written: its serial would make saved plans stale."""
    if (state.resources, state.outputs) == (expected.resources, expected.outputs):
        return expected
    return await project.backend.write(state, expected=expected)


async def _plan(
    request: ApplyRequest,
    project: Project,
    connections: Mapping[str, Connection],
    state: State,
    saved: Plan | None,
) -> Plan:
    if saved is None:
        return await build(planning(project, state, connections, request.options))
    await check_current(saved, project.configuration, state, connections)
    return saved


async def _run(
    run: _Run, connections: Mapping[str, Connection], state: State, plan: Plan
) -> tuple[Outcome, State]:
    request, backend = run.request, run.project.backend
    run.reporter.begin(plan, request.stop.set)
    async with backend.journal() as journal:
        await journal.append(_began(plan, state))
        outcome = await execute(
            execution.Inputs(
                plan=plan,
                configuration=run.project.configuration,
                state=state,
                connections=connections,
                journal=journal,
                parallelism=request.parallelism,
                listen=heard_by(request.listen, run.reporter),
                stop=request.stop,
            ),
        )
    # The journal is kept until everything is told: who dies before that has it told by the next command.
    untold = await run.reporter.settle()
    # What is settled need not be kept, and a large journal costs as much to read as the state.
    entries = await backend.read_journal() if outcome.unsettled or untold else ()
    kept = await _keep(run.project, outcome.state, state)
    open_ = outcome.unsettled | untold | _replaced(entries, untold)
    await backend.replace_journal(unsettled_entries(entries, open_))
    return outcome, kept


def _replaced(entries: Sequence[Entry], addresses: Collection[str]) -> set[str]:
    """Where the old objects of these resources stood in a journal while they were replaced."""
    begun = {entry.address for entry in entries if isinstance(entry, ChangeBegan)}
    return {address for address in begun if successor_address(address) in addresses}


def _began(plan: Plan, state: State) -> ApplyBegan:
    info = LockInfo.of_this_process("apply")
    return ApplyBegan(
        plan=plan.id,
        lineage=state.lineage,
        serial=state.serial,
        who=f"{info.who}@{info.host}",
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
