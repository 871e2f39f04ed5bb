"""The steps of a release of a CXone flow, and how to find out after a crash whether one happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from ivrplan.diagnostics import ConflictError
from ivrplan.language.plain import same
from ivrplan.providers.contract import Done, Result, Step, StepKind, Work
from ivrplan.providers.cxone.api import CxoneApi
from ivrplan.providers.cxone.releases import failures
from ivrplan.providers.cxone.releases.api import ACTIVE, PENDING, Version, VersionsApi
from ivrplan.providers.cxone.releases.content import fingerprint, version_body
from ivrplan.providers.cxone.releases.trials import try_all
from ivrplan.providers.http.errors import looking_back
from ivrplan.providers.http.settle import settle
from ivrplan.providers.releasing import CONTENT, RELEASE

VERSION: Final = "version_id"
"""Under which name the result of a step keeps the id of the version that is released."""
PREVIOUS: Final = "rollback"
"""Under which name it keeps the id of the version that callers get until then; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Releasing:
    """One release under way.

    Attributes:
        api: the vendor.
        work: the change.
        done: what its earlier steps brought.
    """

    api: CxoneApi
    work: Work
    done: Done

    @property
    def versions(self) -> VersionsApi:
        """The endpoints of versions."""
        return VersionsApi(self.api.http)

    @property
    def flow(self) -> str:
        """The vendor's id of the flow."""
        return self.work.id or self.done[StepKind.REGISTER].id

    @property
    def version(self) -> str:
        """The id of the version that is released."""
        return self.done[StepKind.CREATE_VERSION].data[VERSION]

    @property
    def previous(self) -> str:
        """The id of the version that callers get until now; empty where there is none."""
        return self.done[StepKind.CREATE_VERSION].data[PREVIOUS]

    @property
    def wanted(self) -> Mapping[str, Any]:
        """How callers shall get the flow."""
        release: Mapping[str, Any] = self.work.target[RELEASE]
        return {**release, CONTENT: fingerprint(self.work.target)}

    def result(self, version: str, previous: str | None) -> Result:
        """The result of a step: what is saved stays as the steps before have left it."""
        saved = [one.version for one in self.done.values() if one.version]
        token = saved[-1] if saved else self.work.version
        return Result(self.flow, token, {VERSION: version, PREVIOUS: previous or ""})


async def create(release: Releasing, step: Step) -> Result:
    """Register the version, unless the same one waits already: after a gate that failed, or a crash.

    Raises:
        ConflictError: other versions are in the way; it says which.
        RejectedError: the vendor refuses the version.
    """
    waiting = await find_created(release)
    if waiting is not None:
        return waiting
    previous = await release.versions.active(release.flow, release.work.address)
    at = datetime.fromtimestamp(release.api.http.runtime.wall(), UTC).isoformat(timespec="seconds")
    body = version_body(release.work.target, previous, at)
    try:
        made = await release.versions.create(release.flow, body, step.key, release.work.address)
    except ConflictError as conflict:
        entries = await release.versions.entries(release.flow, release.work.address)
        raise failures.in_the_way(release.work, entries, conflict) from conflict
    return release.result(made, previous)


async def simulate(release: Releasing) -> Result:
    """Try the calls that have to go well before callers get the version.

    Raises:
        RejectedError: some do not; it says which, and why.
    """
    problems = await try_all(release.versions, release.work, release.flow, release.version)
    if problems:
        raise failures.gate_closed(release.work, release.version, release.previous, problems)
    return release.result(release.version, release.previous)


async def publish(release: Releasing) -> Result:
    """Put the version before callers, and see that they get it. If they do not, the version before is put back.

    Raises:
        ConflictError: the version is not pending any more.
        ProtocolError: callers get something else than was released.
    """
    about = release.work.address

    async def send() -> Result:
        await release.versions.publish(release.flow, release.version, about)
        return release.result(release.version, release.previous)

    try:
        published = await settle(release.api.http, send, partial(find_published, release))
    except ConflictError:
        # Our own request, sent again by a run after a crash.
        with looking_back():
            found = await find_published(release)
        if found is None:
            raise
        published = found
    await _check_live(release)
    return published


async def find_created(release: Releasing) -> Result | None:
    """The result of a registration that happened: a pending or active version with exactly what is wanted."""
    entries = await release.versions.entries(release.flow, release.work.address)
    wanted = release.wanted
    active = next((one.id for one in entries if one.status == ACTIVE), None)
    for entry in entries:
        if entry.status == PENDING and same(entry.tag, wanted["tag"]):
            version = await release.versions.read(release.flow, entry.id, release.work.address)
            if version is not None and same(version.release, wanted):
                return release.result(version.id, active)
    return None


async def find_published(release: Releasing) -> Result | None:
    """The result of a publish that happened: callers get the version."""
    active = await release.versions.active(release.flow, release.work.address)
    if active != release.version:
        return None
    return release.result(release.version, release.previous)


async def _check_live(release: Releasing) -> None:
    with looking_back():
        version = await release.versions.read(release.flow, release.version, release.work.address)
    if version is not None and version.entry.status == ACTIVE and same(version.release, release.wanted):
        return
    failure = failures.wrong_release(release.work, release.version, version)
    if not release.work.gate.restores or not release.previous:
        raise failure
    raise failures.restored(failure, await restore(release))


async def restore(release: Releasing) -> str:
    """Put the content of the version before back: register it again and publish it. The id of the new version."""
    old = await release.versions.read(release.flow, release.previous, release.work.address)
    if old is None:
        raise failures.nothing_to_restore(release.work, release.previous)
    return await republish(release.versions, release.work, release.flow, old)


async def republish(versions: VersionsApi, work: Work, flow: str, old: Version) -> str:
    """Register an old version's content anew and publish it.

    Args:
        versions: the endpoints.
        work: the change, for messages.
        flow: the flow's id.
        old: the version whose content callers shall get again.

    Raises:
        ProviderError: the vendor refused.
    """
    active = await versions.active(flow, work.address)
    body = body_again(old, active)
    try:
        made = await versions.create(flow, body, f"restore {old.id} over {active}", work.address)
    except ConflictError as conflict:
        entries = await versions.entries(flow, work.address)
        raise failures.in_the_way(work, entries, conflict) from conflict
    await versions.publish(flow, made, work.address)
    return made


def body_again(old: Version, previous: str | None) -> dict[str, Any]:
    """The body that registers an old version's content anew.

    Args:
        old: the version.
        previous: the id of the version that callers get until now.
    """
    raw = old.raw
    kept = ("metadata", "elements", "edges", "routingRules", "timeouts")
    body = {name: raw[name] for name in kept if name in raw}
    metadata = {name: part for name, part in body["metadata"].items() if name != "rollbackPoint"}
    body["metadata"] = metadata if previous is None else {**metadata, "rollbackPoint": previous}
    body["versionTags"] = {**raw["versionTags"], "rollbackReference": previous}
    return body
