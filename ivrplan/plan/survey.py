"""Everything that one provider configuration sees at its vendor: listed, then read, many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from ivrplan.diagnostics import Diagnostic, IvrplanError
from ivrplan.plan.refresh import READS_AT_ONCE
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import Live, ResourceType, Summary


@dataclass(frozen=True, slots=True)
class Seen:
    """One object in a listing.

    Attributes:
        kind: its type.
        summary: what the listing says of it.
        live: what the vendor has; None where it is gone since, or could not be read.
        problems: why it could not be read.
    """

    kind: ResourceType
    summary: Summary
    live: Live | None = None
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is of one type.

    Attributes:
        type: its name.
        listed: how many objects the listing has.
        seen: those that were asked for, by name and id.
        problems: why there is no listing; then nothing was read.
    """

    type: str
    listed: int = 0
    seen: tuple[Seen, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing has come to its end: how many objects it has, and how many of them are read now."""

    type: str
    listed: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Read:
    """An object was read: how many have been by now, of how many of its type."""

    type: str
    read: int
    wanted: int


Told: TypeAlias = Callable[[Listed | Read], None]
Wanted: TypeAlias = Callable[[ResourceType, Summary], bool]


@dataclass(slots=True)
class _Reader:
    """Reads what a connection sees."""

    connection: Connection
    wanted: Wanted
    told: Told
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(READS_AT_ONCE))

    async def survey(self, kind: ResourceType) -> Survey:
        try:
            listed = await self._list(kind)
        except IvrplanError as failure:
            return Survey(kind.name, problems=failure.diagnostics)
        wanted = [one for one in listed if self.wanted(kind, one)]
        self.told(Listed(kind.name, len(listed), len(wanted)))
        reading = [asyncio.ensure_future(self._read(kind, one)) for one in wanted]
        for count, done in enumerate(asyncio.as_completed(reading), 1):
            await done
            self.told(Read(kind.name, count, len(wanted)))
        return Survey(kind.name, len(listed), tuple(one.result() for one in reading))

    async def _list(self, kind: ResourceType) -> list[Summary]:
        """Each object once, in an order that does not depend on the vendor's."""
        found = {one.id: one async for one in kind.list(self.connection.client)}
        return sorted(found.values(), key=lambda one: (one.name, one.id))

    async def _read(self, kind: ResourceType, one: Summary) -> Seen:
        async with self.gate:
            try:
                return Seen(kind, one, await kind.read(self.connection.client, one.id))
            except IvrplanError as failure:
                return Seen(kind, one, problems=failure.diagnostics)


async def survey(
    connection: Connection, kinds: Iterable[ResourceType], wanted: Wanted, told: Told
) -> list[Survey]:
    """Look at every object of these types. What cannot be read says why and stops nothing else.

    Args:
        connection: what is asked.
        kinds: resource types of its provider.
        wanted: which of the listed objects are read.
        told: is told how far it is.
    """
    reader = _Reader(connection, wanted, told)
    return await asyncio.gather(*(reader.survey(kind) for kind in kinds))
