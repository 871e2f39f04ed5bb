"""The versions of a CXone flow as a history, and what callers get by one of them (vendor contract S2)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ivrplan.language.plain import Document
from ivrplan.providers.contract import Live
from ivrplan.providers.cxone.releases.api import ACTIVE, PENDING, Entry, VersionsApi
from ivrplan.providers.releasing import RELEASE
from ivrplan.providers.versions import History, VersionEntry

_HINDRANCES: Final[Mapping[str, str]] = MappingProxyType(
    {PENDING: "it waits to be published for the first time, and is not an earlier one"}
)


async def history_of(versions: VersionsApi, flow_id: str) -> History:
    """The versions of a flow.

    The contract does not say in which order they are listed: the newest by its time stamp is the first, and of those of
    the same second the one that is listed last.

    Raises:
        ProviderError: the vendor gave no usable answer.
    """
    entries = list(reversed(await versions.entries(flow_id)))
    entries.sort(key=lambda entry: entry.metadata.timestamp, reverse=True)
    live = next((entry.id for entry in entries if entry.status == ACTIVE), None)
    return History(tuple(map(_entry, entries)), live)


async def content_of_version(versions: VersionsApi, live: Live, version: str) -> Document | None:
    """What callers get of a flow by a version, with the name that the flow has; None where the version is gone.

    Raises:
        ProviderError: the vendor gave no usable answer.
    """
    found = await versions.read(live.id, version)
    if found is None:
        return None
    return {**found.content, "name": live.document["name"], RELEASE: found.release}


def _entry(entry: Entry) -> VersionEntry:
    return VersionEntry(
        id=entry.id,
        name=entry.tag,
        title=f'"{entry.tag}"',
        status=entry.status,
        at=entry.metadata.timestamp,
        by=entry.metadata.createdBy,
        before=entry.previous,
        hindrance=_HINDRANCES.get(entry.status, ""),
    )
