"""Putting an earlier version of a CXone flow before callers: its content is registered again and published (contract S2).

No call is simulated before: the content has been live, the tests of today are made for the flow of today, and whoever
rolls back cannot wait.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ivrplan.diagnostics import ConflictError
from ivrplan.providers.contract import Result, Rollback, Step, StepKind
from ivrplan.providers.cxone.releases import failures, steps
from ivrplan.providers.cxone.releases.api import ACTIVE, Version
from ivrplan.providers.cxone.releases.steps import Releasing, body_again


async def run(release: Releasing, rollback: Rollback, step: Step) -> Result:
    """Do a step.

    Raises:
        ConflictError: callers do not get any more what they got when it was planned, or other versions are in the way.
        NotFoundError: the earlier version is gone.
        ProviderError: the vendor refused, or gave no usable answer.
    """
    match step.kind:
        case StepKind.CREATE_VERSION:
            return await _create(release, rollback, step)
        case StepKind.PUBLISH:
            return await _publish(release, rollback)
        case _:
            raise failures.no_such_step(step, release.work)


async def _create(release: Releasing, rollback: Rollback, step: Step) -> Result:
    """Register the content again, unless a version with it waits already: after a crash."""
    await _check_unmoved(release, rollback, {rollback.over})
    waiting = await steps.find_created(release)
    if waiting is not None:
        return waiting
    old = await release.versions.read(release.flow, rollback.to, release.work.address)
    if old is None:
        raise failures.nothing_to_restore(release.work, rollback.to)
    body = _body(release, old, rollback.over)
    try:
        made = await release.versions.create(release.flow, body, step.key, release.work.address)
    except ConflictError as conflict:
        entries = await release.versions.entries(release.flow, release.work.address)
        raise failures.in_the_way(release.work, entries, conflict) from conflict
    return release.result(made, rollback.over)


async def _publish(release: Releasing, rollback: Rollback) -> Result:
    await _check_unmoved(release, rollback, {rollback.over, release.version})
    return await steps.publish(release)


async def _check_unmoved(release: Releasing, rollback: Rollback, expected: set[str]) -> None:
    """See that callers get one of the expected versions, so that nobody's release is taken back unseen."""
    entries = await release.versions.entries(release.flow, release.work.address)
    live = next((entry for entry in entries if entry.status == ACTIVE), None)
    if live is None or live.id not in expected:
        before = next((entry for entry in entries if entry.id == rollback.over), None)
        raise failures.moved(release.work, str(before or rollback.over), live)


def _body(release: Releasing, old: Version, over: str) -> dict[str, Any]:
    """The old content under its old tag, made now and by us."""
    body = body_again(old, over)
    at = datetime.fromtimestamp(release.api.http.runtime.wall(), UTC).isoformat(timespec="seconds")
    return {**body, "metadata": {**body["metadata"], "createdBy": "ivrplan", "timestamp": at}}
