"""What callers get of a CXone flow, laid beside what is saved of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from ivrplan.language.values import Value
from ivrplan.providers.contract import Live
from ivrplan.providers.cxone.releases.api import ACTIVE, PENDING, VersionsApi
from ivrplan.providers.releasing import RELEASE

_LIVE: Final = "published_version"
_BEFORE: Final = "rollback_version"
UNRELEASED: Final[Mapping[str, None]] = MappingProxyType({_LIVE: None, _BEFORE: None})
"""What is told of a flow whose versions are not looked at."""


async def with_version(versions: VersionsApi, live: Live) -> Live:
    """The reading with the active version: its settings and content, its id, and where a rollback leads.

    Raises:
        ProviderError: the vendor gave no usable answer.
    """
    entries = await versions.entries(live.id)
    active = next((entry.id for entry in entries if entry.status == ACTIVE), None)
    version = None if active is None else await versions.read(live.id, active)
    told: dict[str, Value] = {
        _LIVE: active,
        _BEFORE: None if version is None else version.previous,
    }
    pending = tuple(f"Version {entry} waits at the vendor." for entry in entries if entry.status == PENDING)
    document = live.document if version is None else {**live.document, RELEASE: version.release}
    return replace(
        live,
        document=document,
        published=active,
        attributes={**live.attributes, **told},
        warnings=(*live.warnings, *pending),
    )
