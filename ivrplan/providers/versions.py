"""Resource types whose vendor keeps the versions that callers got, so that an earlier one can be put before them again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from ivrplan.language.plain import Document
from ivrplan.providers.contract import Live, StepKind


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """One version in the history of an object.

    Attributes:
        id: the vendor's id.
        name: its tag or its number.
        title: as a sentence calls it: `"prod-2026.10"`, or `version 2`.
        status: as the vendor calls it.
        at: when it was made, as the vendor writes it; empty where it does not tell.
        by: who made it; empty where the vendor does not tell.
        before: the id of the version that a rollback from this one takes, as far as the vendor's own data tell.
        hindrance: why it cannot be put before callers, as a sentence part ("its validation has failed"); empty where it can.
    """

    id: str
    name: str
    title: str
    status: str
    at: str = ""
    by: str = ""
    before: str | None = None
    hindrance: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """The versions of an object.

    Attributes:
        entries: newest first.
        live: the id of the one that callers get; None where they get none.
    """

    entries: tuple[VersionEntry, ...]
    live: str | None

    def of(self, id: str | None) -> VersionEntry | None:  # noqa: A002 - the domain's word
        """The version of this id; None where there is none (any more)."""
        return next((entry for entry in self.entries if entry.id == id), None)

    def named(self, text: str) -> VersionEntry | None:
        """The version of this id, or else the newest of this tag or number; one that can be taken before all others."""
        same = [entry for entry in self.entries if entry.name == text]
        can = [entry for entry in same if entry.id != self.live and not entry.hindrance]
        return self.of(text) or next(iter([*can, *same]), None)


@runtime_checkable
class Versioned(Protocol):
    """What a resource type whose vendor keeps versions can do besides."""

    rollback_steps: tuple[StepKind, ...]
    """The steps that put an earlier version before callers, in order."""

    async def history(self, client: Any, id: str) -> History:  # noqa: A002 - the domain's word
        """The versions of an object.

        Raises:
            ProviderError: the vendor gave no usable answer.
        """
        ...

    async def content(self, client: Any, live: Live, version: str) -> Document | None:
        """What callers get of an object by one of its versions, as a canonical document; None where it is gone.

        Raises:
            ProviderError: the vendor gave no usable answer.
        """
        ...


def told(entry: VersionEntry) -> str:
    """A version with all that tells it from others."""
    since = f", {entry.at}" if entry.at else ""
    return f"{entry.title} ({entry.id}, {entry.status}{since})"
