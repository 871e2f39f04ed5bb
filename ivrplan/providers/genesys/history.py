"""The versions of a `genesys_flow` as a history, and what callers get by one of them (vendor contract S4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from ivrplan.diagnostics import NotFoundError
from ivrplan.language.plain import Document
from ivrplan.providers.contract import Live
from ivrplan.providers.genesys.api import GenesysApi, VersionReply
from ivrplan.providers.genesys.convert import from_wire
from ivrplan.providers.genesys.steps import FAILED, PASSED
from ivrplan.providers.versions import History, VersionEntry

_HINDRANCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": "",  # the vendor does not tell, and will say when it is asked to publish
        PASSED: "",
        FAILED: "its validation has failed",
    }
)
_UNCHECKED: Final = "its validation has not ended"


async def history_of(api: GenesysApi, flow_id: str) -> History:
    """The versions of a flow, newest first, as the vendor lists them.

    Raises:
        ProviderError: the vendor gave no usable answer.
    """
    flow = await api.flow(flow_id)
    if flow is None:
        return History((), None)
    async with aclosing(api.versions(flow_id)) as listed:
        versions = [version async for version in listed]
    return History(_entries(versions), flow.published)


async def content_of_version(api: GenesysApi, live: Live, version: str) -> Document | None:
    """What callers get of a flow by a version; None where it is gone.

    Raises:
        ProviderError: the vendor gave no usable answer.
    """
    try:
        content = await api.content(live.id, version)
    except NotFoundError:
        return None
    return from_wire(content, live.document["type"])


def _entries(versions: Sequence[VersionReply]) -> tuple[VersionEntry, ...]:
    """The vendor does not tell what callers got before. What it would not publish, they did not get."""
    before: str | None = None
    entries: list[VersionEntry] = []
    for version in reversed(versions):
        entry = _entry(version, before)
        entries.append(entry)
        before = before if entry.hindrance else entry.id
    return tuple(reversed(entries))


def _entry(version: VersionReply, before: str | None) -> VersionEntry:
    name = version.id if version.versionNumber is None else str(version.versionNumber)
    author = version.createdBy or version.createdByClient
    return VersionEntry(
        id=version.id,
        name=name,
        title=f"version {name}",
        status=", ".join(filter(None, (version.status, version.verdict))),
        at=_moment(version.dateCreated),
        by="" if author is None else author.name or author.id,
        before=before,
        hindrance=_HINDRANCES.get(version.verdict, _UNCHECKED),
    )


def _moment(date: str | int | None) -> str:
    """A date as the vendor tells it: ISO 8601, or milliseconds since 1970 as in the public SDK."""
    if isinstance(date, int):
        return datetime.fromtimestamp(date / 1000, UTC).isoformat(timespec="seconds")
    return date or ""
