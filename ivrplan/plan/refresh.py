"""What the vendors have now of what the state knows, as cheaply as they allow.

Where a vendor can tell the versions of many objects at once, only the objects whose version moved are read.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from ivrplan.diagnostics import Diagnostic, IvrplanError, ProviderError
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import Live, ResourceType
from ivrplan.providers.releasing import look, released, tokens
from ivrplan.state.document import ResourceRecord

READS_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen of one record's object.

    Attributes:
        record: what we know of it.
        live: what the vendor has; None when it is gone, or could not be read.
        failure: why it could not be read.
    """

    record: ResourceRecord
    live: Live | None
    failure: ProviderError | None = None

    @property
    def moved(self) -> bool:
        """Whether the vendor has something else than the record says."""
        live, record = self.live, self.record
        return live is None or (live.version, live.published) != (record.version, record.published)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A record, and the connection that can see its object."""

    record: ResourceRecord
    connection: Connection


def assume(records: Collection[ResourceRecord]) -> dict[str, Observation]:
    """Observations for who asks no vendor: everything is as it was recorded."""
    return {record.address: Observation(record, _as_recorded(record)) for record in records}


async def observe(sightings: Collection[Sighting]) -> dict[str, Observation]:
    """Look at every object; what could not be read says why.

    Returns:
        Observations by address.
    """
    groups: defaultdict[tuple[str, str], list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        groups[sighting.connection.key, sighting.record.type].append(sighting)
    seen = await asyncio.gather(*(_observe_group(group) for group in groups.values()))
    return {observation.record.address: observation for part in seen for observation in part}


async def _observe_group(group: list[Sighting]) -> list[Observation]:
    connection = group[0].connection
    kind = connection.type(group[0].record.type)
    records = [sighting.record for sighting in group]
    try:
        releases = [record.id for record in records if released(record.sent, record.document)]
        ids = [record.id for record in records]
        versions = await tokens(kind, connection.client, ids, releases)
    except ProviderError as failure:
        return [Observation(record, None, failure) for record in records]
    gate = asyncio.Semaphore(READS_AT_ONCE)
    return await asyncio.gather(
        *(_observe_one(record, versions, kind, connection, gate=gate) for record in records),
    )


async def _observe_one(
    record: ResourceRecord,
    versions: Mapping[str, tuple[str, str | None]],
    kind: ResourceType,
    connection: Connection,
    *,
    gate: asyncio.Semaphore,
) -> Observation:
    token = versions.get(record.id)
    if token is None:
        return Observation(record, None)
    if token == (record.version, record.published) and not _is_halfway(record):
        return Observation(record, _as_recorded(record))
    async with gate:
        try:
            live = await look(kind, connection.client, record.id, record.sent, record.document)
            return Observation(record, live)
        except ProviderError as failure:
            return Observation(record, None, failure)


def _is_halfway(record: ResourceRecord) -> bool:
    """Whether a release of it stopped: then the vendor may have more to tell than versions."""
    return released(record.document) and not released(record.sent)


def _as_recorded(record: ResourceRecord) -> Live:
    return Live(record.id, record.version, record.document, record.published, record.attributes)


def failures(observations: Collection[Observation]) -> IvrplanError | None:
    """One error with everything that could not be read; None when all was read."""
    return once([(each.record.address, each.failure) for each in observations if each.failure])


def once(unread: Collection[tuple[str, IvrplanError]]) -> IvrplanError | None:
    """One error of many; None when there is none. What keeps many from being read is told with the first of them.

    Args:
        unread: addresses, each with why its object could not be read.
    """
    concerned: defaultdict[Diagnostic, list[str]] = defaultdict(list)
    for address, failure in unread:
        for diagnostic in failure.diagnostics:
            concerned[diagnostic].append(address)
    told = [_about(diagnostic, addresses) for diagnostic, addresses in concerned.items()]
    return IvrplanError(*told) if told else None


def _about(diagnostic: Diagnostic, addresses: Sequence[str]) -> Diagnostic:
    address = diagnostic.address or addresses[0]
    others = len(addresses) - 1
    if not others:
        return replace(diagnostic, address=address)
    more = f" The same is true of {others} more."
    return replace(diagnostic, address=address, detail=f"{diagnostic.detail}{more}")
