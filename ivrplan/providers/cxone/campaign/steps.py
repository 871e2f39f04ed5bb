"""The steps of a change of a campaign flow, and how to find out after a crash whether one happened.

A create and an update are two steps: the job is journaled before it is waited for, so that whoever comes after a crash
asks for the same job. A create that is sent again carries the same key; an update and a delete that are sent again meet
the version that they asked for. So nothing happens twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ivrplan.diagnostics import ConflictError, ProviderError, UnavailableError
from ivrplan.language.plain import same
from ivrplan.language.values import reveal
from ivrplan.providers.contract import Action, Done, Result, Step, StepKind, Work
from ivrplan.providers.cxone.campaign.api import COMPLETED, CampaignApi, CampaignFlow, Job
from ivrplan.providers.cxone.campaign.failures import (
    exists,
    job_failed,
    moved,
    perhaps_too_deep,
    still_running,
    vanished,
    written_otherwise,
)
from ivrplan.providers.cxone.campaign.wire import differences, to_wire
from ivrplan.providers.http.errors import looking_back
from ivrplan.providers.http.poll import Pace, poll

JOB: Final = "job"
"""Under which name the result of the step that creates a job keeps the job's id."""

_FIRST_VERSION: Final = 1
"""The version that a flow has when it is created; each change raises it by one (assumed)."""

_SETTLING: Final = Pace(first_seconds=0.5, most_seconds=4.0, tries=8)
"""How long somebody who comes after a crash waits for what may be under way: about fifteen seconds."""


async def create_job(api: CampaignApi, step: Step, work: Work) -> Result:
    """Order the flow, or a change of it on top of the version that was read.

    Raises:
        ConflictError: a flow of this name exists, the key was used for another flow, or somebody changed the flow since
            that version.
        UnavailableError: the vendor does not work, or the flow is too deep for it.
    """
    body, creates = to_wire(work.target), work.action is Action.CREATE
    try:
        if creates:
            job = await api.create(body, step.key, work.address)
        else:
            job = await api.update(body, work.id, int(work.version), work.address)
    except ConflictError as failure:
        if creates:
            raise await _taken(api, work, failure) from failure
        return await _unless_ours(api, work, failure)
    except UnavailableError as failure:
        raise perhaps_too_deep(api, work, failure) from failure
    return Result(work.id, data={JOB: job.id})


async def await_job(api: CampaignApi, work: Work, done: Done) -> Result:
    """Wait until the flow has been written, then compare it with what was sent.

    Raises:
        ConflictError: somebody changed the flow while the job waited.
        RejectedError: the job failed.
        UnavailableError: it is not over yet.
        ProtocolError: the vendor keeps something else than was sent.
    """
    ordered = done[StepKind.CREATE_JOB]
    if JOB not in ordered.data:
        return ordered  # what was found instead of being ordered was over already
    with looking_back():
        job = await _ended(api, work, ordered.data[JOB], api.pace)
    return await _written(api, work, job)


async def delete(api: CampaignApi, work: Work) -> Result:
    """Delete the flow, if it is still as it was read, and wait for the job.

    Raises:
        ConflictError: somebody changed the flow since then.
        RejectedError: the job failed.
        UnavailableError: the job is not over yet.
    """
    try:
        job = await api.delete(work.id, int(work.version), work.address)
    except ConflictError as failure:
        return await _gone(api, work, failure)
    with looking_back():
        ended = None if job is None else await _ended(api, work, job.id, api.pace)
    if ended is not None and ended.status != COMPLETED:
        return await _gone(api, work, job_failed(api, work, ended))
    return Result(work.id)


async def find_ordered(api: CampaignApi, work: Work, done: Done) -> Result | None:
    """The flow that the order made or changed: it has exactly the content that would be sent.

    The job of a create may still be under way, and nobody knows the job's id: so it is looked for more than once.
    """
    if StepKind.CREATE_JOB in done:
        return await find_written(api, work, done)
    if work.action is not Action.CREATE:
        return await _find_changed(api, work)

    async def look() -> Result | None:
        return await _find_by_name(api, work)

    return await poll(
        api.http, _SETTLING, look, lambda found: found is not None, reason="an interrupted create"
    )


async def find_written(api: CampaignApi, work: Work, done: Done) -> Result | None:
    """The flow that the journaled job wrote; None when the job failed.

    Raises:
        UnavailableError: it is not over yet.
    """
    ordered = done[StepKind.CREATE_JOB]
    if JOB not in ordered.data:
        return ordered
    job = await _ended(api, work, ordered.data[JOB], _SETTLING)
    if job is not None and job.status == COMPLETED:
        return await _written(api, work, job)
    if work.action is not Action.CREATE:
        return await _find_changed(api, work)
    return await _find_by_name(api, work) if job is None else None


async def find_deleted(api: CampaignApi, work: Work) -> Result | None:
    """The flow is gone."""
    return Result(work.id) if await api.flow(work.id, work.address) is None else None


async def _ended(api: CampaignApi, work: Work, job_id: str, pace: Pace) -> Job | None:
    """The job once it is over; None where the vendor has forgotten it."""

    async def look() -> Job | None:
        return await api.job(job_id, work.address)

    job = await poll(api.http, pace, look, lambda seen: seen is None or seen.over, reason=f"job {job_id}")
    if job is not None and not job.over:
        raise still_running(api, work, job, pace.tries)
    return job


async def _written(api: CampaignApi, work: Work, job: Job | None) -> Result:
    """The flow after its job. A vendor that has forgotten the job of an update still has the flow."""
    if job is not None and job.status != COMPLETED:
        refused = job_failed(api, work, job)
        if work.action is Action.CREATE:
            raise refused
        return await _unless_ours(api, work, refused)
    if work.action is not Action.CREATE:
        return await _accepted(api, work, work.id, int(work.version) + 1)
    if job is None or not job.flow_id:
        raise vanished(api, work, "of its job")
    return await _accepted(api, work, job.flow_id, _FIRST_VERSION)


async def _accepted(api: CampaignApi, work: Work, flow_id: str, ours: int) -> Result:
    """The flow after our job; the version is the one that our job made, even if somebody was faster than this look."""
    with looking_back():
        flow = await api.flow(flow_id, work.address)
    if flow is None:
        raise vanished(api, work, flow_id)
    problems = _problems(work, flow)
    if problems and flow.version <= ours:
        raise written_otherwise(flow, problems)
    return Result(flow.id, str(ours if problems else flow.version))


async def _unless_ours(api: CampaignApi, work: Work, failure: ProviderError) -> Result:
    """The flow, where it has what was to be sent: our own request, sent again after its answer was lost.

    Raises:
        ConflictError: it was changed to something else.
        ProviderError: the failure, where the flow was not changed at all.
    """
    now = await api.flow(work.id, work.address)
    if now is None or str(now.version) == work.version:
        raise failure
    if not _problems(work, now):
        return Result(now.id, str(now.version))
    raise moved(api, work, now) from failure


async def _gone(api: CampaignApi, work: Work, failure: ProviderError) -> Result:
    """The result of a delete that failed because the flow is gone; else what keeps it from being deleted."""
    now = await api.flow(work.id, work.address)
    if now is None:
        return Result(work.id)
    if str(now.version) == work.version:
        raise failure
    raise moved(api, work, now) from failure


async def _find_changed(api: CampaignApi, work: Work) -> Result | None:
    flow = await api.flow(work.id, work.address)
    if flow is None or str(flow.version) == work.version or _problems(work, flow):
        return None
    return Result(flow.id, str(flow.version))


async def _find_by_name(api: CampaignApi, work: Work) -> Result | None:
    listed = await api.find(_named(work))
    flow = await api.flow(listed.id, work.address) if listed else None
    return None if flow is None or _problems(work, flow) else Result(flow.id, str(flow.version))


async def _taken(api: CampaignApi, work: Work, failure: ConflictError) -> ConflictError:
    listed = await api.find(_named(work))
    return failure if listed is None else exists(work, failure, listed.id)


def _named(work: Work) -> Callable[[str], bool]:
    # After a crash a sensitive name is known as a mask only.
    return lambda name: same(work.target["name"], name)


def _problems(work: Work, flow: CampaignFlow) -> tuple[str, ...]:
    target = reveal(work.target)
    assert isinstance(target, Mapping)
    return differences(target, flow.document)
