"""What has somebody changed at the vendors since our last apply? Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ivrplan.apply.progress import Listener, silent
from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import Diagnostic, IvrplanError
from ivrplan.events.metrics import RunOutcome
from ivrplan.events.reporter import Reporter
from ivrplan.plan import dependencies
from ivrplan.plan.build import sightings
from ivrplan.plan.change import Difference
from ivrplan.plan.decide import drift as difference_from_record
from ivrplan.plan.documents import conceal
from ivrplan.plan.refresh import Observation, observe
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import ResourceType
from ivrplan.state.document import ResourceRecord, State
from ivrplan.workflow.plan import look
from ivrplan.workflow.project import Project, connected, open_project
from ivrplan.workflow.reporting import reporter_of
from ivrplan.workflow.workspaces import check_known


class DriftClass(StrEnum):
    """What is the matter with one object."""

    CLEAN = "clean"
    CHANGED = "changed"
    MISSING = "missing"
    UNPUBLISHED = "stale-published"
    UNMANAGED = "unmanaged"
    UNKNOWN = "unknown"


DRIFTED = frozenset({DriftClass.CHANGED, DriftClass.MISSING, DriftClass.UNPUBLISHED, DriftClass.UNMANAGED})


@dataclass(frozen=True, slots=True)
class DriftItem:
    """One object.

    Attributes:
        address: the resource's address; for an unmanaged object its type and name.
        type, provider, id: of the resource.
        state: what is the matter.
        recorded, live: the version tokens of our last apply and of now.
        difference: from what we applied to what is live.
        diagnostics: why it could not be read.
        warnings: what the provider has to say about the object.
    """

    address: str
    type: str
    provider: str
    id: str
    state: DriftClass
    recorded: str = ""
    live: str = ""
    difference: Difference = field(default_factory=Difference)
    diagnostics: tuple[Diagnostic, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drift:
    """What was found.

    Attributes:
        items: every managed object, and the unmanaged ones when they were asked for.
        sources: the text of every file that was read, for snippets.
        warnings: what could not be told to the metrics.
    """

    items: tuple[DriftItem, ...]
    sources: Mapping[str, str]
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def drifted(self) -> tuple[DriftItem, ...]:
        """The items that are not as we left them."""
        return tuple(item for item in self.items if item.state in DRIFTED)

    @property
    def unread(self) -> tuple[DriftItem, ...]:
        """The items that could not be read. They are never counted as clean."""
        return tuple(item for item in self.items if item.state is DriftClass.UNKNOWN)

    @property
    def counts(self) -> Mapping[DriftClass, int]:
        """How many items there are of each class."""
        found = Counter(item.state for item in self.items)
        return {state: found[state] for state in DriftClass}


@dataclass(frozen=True, slots=True)
class DriftRequest:
    """Where to look.

    Attributes:
        load: which folder, with which values.
        targets: addresses to look at; empty for all.
        unmanaged: whether objects that nobody manages are listed too.
        listen: is told what happens.
    """

    load: LoadRequest
    targets: tuple[str, ...] = ()
    unmanaged: bool = False
    listen: Listener = silent


async def drift(request: DriftRequest) -> Drift:
    """Compare what the vendors have with what we applied last.

    Raises:
        IvrplanError: the configuration or the state cannot be read. A vendor that cannot be asked is an item.
    """
    project = open_project(request.load)
    await check_known(project)
    async with reporter_of(project, request.load.environment, "drift") as reporter:
        try:
            found = await _drift(request, project, reporter)
        except IvrplanError:
            await reporter.ended("drift", RunOutcome.FAILURE)
            raise
        counts = Counter(
            (item.type, item.state.value) for item in found.items if item.state is not DriftClass.CLEAN
        )
        reporter.drift(counts, {state.value: count for state, count in found.counts.items()})
        await reporter.ended("drift", RunOutcome.FAILURE if found.unread else RunOutcome.SUCCESS)
        return replace(found, warnings=reporter.warnings)


async def _drift(request: DriftRequest, project: Project, reporter: Reporter) -> Drift:
    async with connected(project, listen=request.listen, count=reporter.tried) as connections:
        state = (await look(project.backend, connections)).state
        records = _chosen(state, request.targets)
        seen = await observe(sightings(project.configuration, connections, records))
        types = project.types
        items = [_item(seen[record.address], types[record.type]) for record in records]
        if request.unmanaged:
            items += await _unmanaged(state, connections, project)
    return Drift(tuple(items), project.configuration.sources)


def _chosen(state: State, targets: Iterable[str]) -> list[ResourceRecord]:
    records = list(state.resources.values())
    wanted = {found for target in targets for found in dependencies.matching(target, state.resources)}
    return [record for record in records if record.address in wanted] if wanted else records


def _item(observation: Observation, kind: ResourceType) -> DriftItem:
    record, live = observation.record, observation.live
    if observation.failure is not None:
        return _of(record, DriftClass.UNKNOWN, diagnostics=observation.failure.diagnostics)
    if live is None:
        return _of(record, DriftClass.MISSING)
    differs = difference_from_record(kind, record, conceal(live.document, record.document, record.sent))
    state = DriftClass.CHANGED if differs else DriftClass.CLEAN
    behind = kind.publishes and live.published != live.version
    if not differs and behind and not record.rolled_back_to(live.published):
        state = DriftClass.UNPUBLISHED
    return _of(record, state, live=live.version, difference=differs, warnings=live.warnings)


def _of(
    record: ResourceRecord,
    state: DriftClass,
    *,
    live: str = "",
    difference: Difference | None = None,
    diagnostics: tuple[Diagnostic, ...] = (),
    warnings: tuple[str, ...] = (),
) -> DriftItem:
    return DriftItem(
        address=record.address,
        type=record.type,
        provider=record.provider,
        id=record.id,
        state=state,
        recorded=record.version,
        live=live,
        difference=difference or Difference(),
        diagnostics=diagnostics,
        warnings=warnings,
    )


async def _unmanaged(
    state: State, connections: Mapping[str, Connection], project: Project
) -> list[DriftItem]:
    """The objects of the managed types that the credentials can see and the state does not have."""
    managed = {(record.type, record.id) for record in state.resources.values()}
    used = {(block.provider, block.type) for block in project.configuration.resources.values()}
    found: list[DriftItem] = []
    for key, name in sorted(used):
        kind = connections[key].type(name)
        async for summary in kind.list(connections[key].client):
            if (name, summary.id) not in managed:
                address = f"{name} {summary.name!r}"
                found.append(DriftItem(address, name, key, summary.id, DriftClass.UNMANAGED))
    return found
