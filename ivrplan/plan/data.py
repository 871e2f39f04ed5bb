"""Data: objects that somebody else manages, read at their vendors.

What can be read while the plan is made is read then. What it told stands in the plan and is not read again: what is
sent is what was reviewed. The rest is read during apply: what is asked for by a value that only a vendor will tell, what
needs a resource that the plan changes, and what told a secret, of which a saved plan keeps a mask only.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from ivrplan.config.configuration import Configuration, DataBlock
from ivrplan.config.verdicts import Status
from ivrplan.diagnostics import (
    Diagnostic,
    IvrplanError,
    PlanError,
    Severity,
    did_you_mean,
    error,
)
from ivrplan.language.values import Sensitive, Value, contains_unknown, reveal
from ivrplan.plan.conditions import Judge, after, before
from ivrplan.plan.refresh import READS_AT_ONCE
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import Live, Summary


@dataclass(frozen=True, slots=True)
class Reading:
    """One data instance in a plan.

    Attributes:
        address, type, provider: of the data; `provider` is the key of a provider configuration.
        query: which object is meant: `{"id": ...}` or `{"name": ...}`, perhaps `UNKNOWN` or `Sensitive`.
        attributes: what the vendor told; None for what is read during apply.
        because: why it is read during apply; empty where the plan has read it.
    """

    address: str
    type: str
    provider: str
    query: Mapping[str, Value]
    attributes: Mapping[str, Value] | None = None
    because: str = ""

    @property
    def deferred(self) -> bool:
        """Whether it is read during apply."""
        return self.attributes is None


def told(readings: Iterable[Reading]) -> dict[str, Mapping[str, Value]]:
    """What was read, as expressions can know it."""
    return {one.address: one.attributes for one in readings if one.attributes is not None}


def data_needs(configuration: Configuration) -> Iterator[tuple[str, str]]:
    """Pairs (who, what): the data that each resource needs, and all that each data instance needs."""
    for address, block in configuration.resources.items():
        yield from ((address, other) for other in block.data)
    for address, data in configuration.data.items():
        yield from ((address, other) for other in data.dependencies | data.data)


Group = tuple[str, str]
"""The key of a provider configuration, and a resource type."""


class Reader:
    """Reads objects. Those of one type at one provider configuration share a listing, and a gate.

    Args:
        connections: by provider key.
    """

    def __init__(self, connections: Mapping[str, Connection]) -> None:
        self._connections = connections
        self._listings: dict[Group, asyncio.Task[list[Summary]]] = {}
        self._gates: defaultdict[Group, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(READS_AT_ONCE)
        )

    async def read(self, block: DataBlock, query: Mapping[str, Value]) -> Mapping[str, Value]:
        """The attributes of the object that a data instance means.

        Args:
            block: the data instance.
            query: what it asks for, all of it known.

        Raises:
            IvrplanError: there is no such object, or more than one, or the vendor gave no answer. It says where.
        """
        try:
            return await self._read(block, query)
        except IvrplanError as failure:
            raise PlanError(*(_placed(one, block) for one in failure.diagnostics)) from failure

    async def _read(self, block: DataBlock, query: Mapping[str, Value]) -> Mapping[str, Value]:
        connection, group = self._connections[block.provider], (block.provider, block.type)
        ((word, value),) = query.items()
        identity = str(reveal(value)) if word == "id" else await self._named(block, value)
        async with self._gates[group]:
            live = await connection.type(block.type).read(connection.client, identity)
        if live is None:
            asked = f"{block.type} with {_asked('id', value, identity)}"
            raise PlanError(_not_found(connection, asked))
        return attributes_of(live)

    async def _named(self, block: DataBlock, value: Value) -> str:
        """The id of the one object of that name."""
        name, listing = str(reveal(value)), await self._listing(block)
        connection = self._connections[block.provider]
        found = [summary for summary in listing if summary.name == name]
        asked = f"{block.type} with {_asked('name', value, name)}"
        if not found:
            hidden = isinstance(value, Sensitive)
            hint = "" if hidden else did_you_mean(name, (summary.name for summary in listing))
            raise PlanError(_not_found(connection, asked, hint))
        if len(found) > 1:
            raise PlanError(_ambiguous(connection, asked, found))
        return found[0].id

    async def _listing(self, block: DataBlock) -> list[Summary]:
        group = (block.provider, block.type)
        if group not in self._listings:
            self._listings[group] = asyncio.create_task(self._list(block))
        return await self._listings[group]

    async def _list(self, block: DataBlock) -> list[Summary]:
        connection = self._connections[block.provider]
        return [summary async for summary in connection.type(block.type).list(connection.client)]


def attributes_of(live: Live) -> Mapping[str, Value]:
    """What expressions can read of an object: what the vendor tells, and always its id, version and name."""
    named = {"name": live.document["name"]} if "name" in live.document else {}
    return {"id": live.id, "version": live.version, **named, **live.attributes}


def _asked(word: str, value: Value, text: str) -> str:
    return f"this sensitive {word}" if isinstance(value, Sensitive) else f'the {word} "{text}"'


def _not_found(connection: Connection, asked: str, hint: str = "") -> Diagnostic:
    detail = f"{connection.provider.title} has no {asked}, or the credentials cannot see it."
    return error("Object not found", detail, hint=hint)


def _ambiguous(connection: Connection, asked: str, found: Collection[Summary]) -> Diagnostic:
    ids = ", ".join(sorted(summary.id for summary in found))
    return error(
        "Object not unique",
        f"{connection.provider.title} has {len(found)} objects of type {asked}. Their ids are {ids}.",
        hint='Say which one is meant: id = "..." instead of name.',
    )


def _placed(diagnostic: Diagnostic, block: DataBlock) -> Diagnostic:
    return replace(
        diagnostic,
        range=diagnostic.range or block.range,
        address=diagnostic.address or str(block.address),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """How far a plan is.

    Attributes:
        settled: the addresses of the resources that have been decided.
        moving: those of them that will be changed.
        results: what is known of them.
    """

    settled: AbstractSet[str]
    moving: AbstractSet[str]
    results: dict[str, Mapping[str, Value]]


@dataclass(slots=True)
class DataPlan:
    """The data of one plan while it is made.

    Attributes:
        blocks: the data instances that the plan is about, by address.
        reader: reads them.
        judge: judges their conditions.
        readings: what came of those that have been reached, by address.
        failures: why others could not be read, by address; nothing where something that they need could not.
    """

    blocks: Mapping[str, DataBlock]
    reader: Reader
    judge: Judge
    readings: dict[str, Reading] = field(default_factory=dict)
    failures: dict[str, tuple[Diagnostic, ...]] = field(default_factory=dict)

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Why some could not be read, in the order of the configuration. Those of data in a check are warnings."""
        return [one for address in self.blocks for one in self.failures.get(address, ())]

    def reached(self, address: str) -> bool:
        """Whether it is known what comes of a data instance."""
        return address in self.readings or address in self.failures

    @property
    def results(self) -> dict[str, Mapping[str, Value]]:
        """What has been read, as expressions can know it."""
        return told(self.readings.values())

    @property
    def deferred(self) -> set[str]:
        """The addresses of what is read during apply."""
        return {address for address, reading in self.readings.items() if reading.deferred}

    async def reach(self, known: Known) -> None:
        """Settle all data whose needs are settled, all at once.

        Args:
            known: how far the plan is.
        """
        settled = self.readings.keys() | self.failures.keys()
        ready = [
            block
            for address, block in self.blocks.items()
            if address not in settled
            and block.data & self.blocks.keys() <= settled
            and block.dependencies <= known.settled
        ]
        await asyncio.gather(*(self._settle(block, known) for block in ready))
        results = known.results | self.results
        for block in ready:
            if str(block.address) in self.readings:
                self.judge.judge(after(block.conditions), results)

    async def reach_alone(self) -> None:
        """Settle all data that needs no resource.

        Raises:
            PlanError: some of it cannot be read.
        """
        before = -1
        while before != (before := len(self.readings) + len(self.failures)):
            await self.reach(Known(frozenset(), frozenset(), {}))
        errors = [one for one in self.diagnostics if one.severity is Severity.ERROR]
        if errors:
            raise PlanError(*errors)

    async def _settle(self, block: DataBlock, known: Known) -> None:
        address = str(block.address)
        reading, failures = None, tuple[Diagnostic, ...]()
        if block.data.isdisjoint(self.failures):
            try:
                reading = await self._reading(block, known)
            except IvrplanError as failure:
                failures = tuple(softened(block, failure.diagnostics))
        if reading is None:
            self.failures[address] = failures
            return
        self.readings[address] = reading

    async def _reading(self, block: DataBlock, known: Known) -> Reading | None:
        """What comes of a data instance; None where a precondition forbids that it is read."""
        results = known.results | self.results
        query = block.query(results)
        reading = Reading(str(block.address), block.type, block.provider, query)
        status = self.judge.judge(before(block.conditions), results)
        waits = sorted((block.dependencies & known.moving) | (block.data & self.deferred))
        unknown = status is Status.UNKNOWN or contains_unknown(dict(query))
        if status in {Status.FAILS, Status.ERROR}:
            return None
        if waits or unknown:
            because = f"{waits[0]} comes first" if waits else "what it asks for is not known yet"
            return replace(reading, because=because)
        return replace(reading, attributes=await self.reader.read(block, query))


def softened(block: DataBlock, diagnostics: Iterable[Diagnostic]) -> Iterable[Diagnostic]:
    """What could not be read stops the work, unless it is read for a check only."""
    if not block.check:
        return diagnostics
    return (replace(one, severity=Severity.WARNING) for one in diagnostics)
