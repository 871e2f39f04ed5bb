"""The versions of one resource as its vendor keeps them, and which of them a rollback takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast

from ivrplan.config.configuration import Configuration
from ivrplan.diagnostics import Diagnostic, PlanError, ProviderError, error
from ivrplan.language.plain import Document
from ivrplan.plan import dependencies
from ivrplan.plan.build import sightings
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import Live, ResourceType
from ivrplan.providers.releasing import look
from ivrplan.providers.versions import History, Versioned, VersionEntry
from ivrplan.state.document import ResourceRecord, State


@dataclass(frozen=True, slots=True)
class Seen:
    """A resource whose vendor keeps versions, as it is there now.

    Attributes:
        record: what we know of it.
        connection: speaks to its vendor.
        live: what the vendor has.
        history: its versions.
    """

    record: ResourceRecord
    connection: Connection
    live: Live
    history: History

    @property
    def kind(self) -> ResourceType:
        """Its type."""
        return self.connection.type(self.record.type)

    @property
    def versioned(self) -> Versioned:
        """Its type, as one whose vendor keeps versions."""
        return cast("Versioned", self.kind)

    @property
    def title(self) -> str:
        """The vendor, as people call it."""
        return self.connection.provider.title

    @property
    def rolled_back(self) -> bool:
        """Whether callers get what they get because of a rollback."""
        return self.record.rolled_back_to(self.history.live)

    @property
    def earlier(self) -> VersionEntry | None:
        """The version that a rollback leads to; None where there is none (any more).

        The state knows it while callers get what we published last, or where a rollback was begun and has not come to its
        end; else the vendor's own data say it.
        """
        now = self.history.of(self.history.live)
        point = self.record.rollback
        if point is not None and point.of == self.history.live:
            found = self.history.of(point.version)
        elif point is not None and point.rolled_back and self.history.live == self.record.published:
            found = self.history.of(point.of)
        else:
            found = None if now is None else self.history.of(now.before)
        return None if found is None or found.hindrance else found

    async def content(self, version: str) -> Document | None:
        """What callers get by one of the versions; None where it is gone.

        Raises:
            ProviderError: the vendor gave no usable answer.
        """
        with _concerning(self.record.address):
            return await self.versioned.content(self.connection.client, self.live, version)


async def see(
    configuration: Configuration, state: State, connections: Mapping[str, Connection], address: str
) -> Seen:
    """Look at a resource and its versions.

    Raises:
        PlanError: nothing or several things are managed at the address, its type has no versions, or it is gone.
        ProviderError: the vendor gave no usable answer.
    """
    record = _record(configuration, state, address)
    (sighting,) = sightings(configuration, connections, [record])
    connection = sighting.connection
    kind = connection.type(record.type)
    title = connection.provider.title
    if not isinstance(kind, Versioned):
        raise PlanError(_without_versions(record, title))
    with _concerning(record.address):
        live = await look(kind, connection.client, record.id, record.sent, record.document)
        if live is None:
            raise PlanError(_gone(record, title))
        history = await kind.history(connection.client, record.id)
    return Seen(record, connection, live, history)


@contextmanager
def _concerning(address: str) -> Iterator[None]:
    """Lets every problem with the vendor say which resource it is about."""
    try:
        yield
    except ProviderError as failure:
        told = (replace(one, address=one.address or address) for one in failure.diagnostics)
        raise type(failure)(*told, answer=failure.answer) from failure


def _record(configuration: Configuration, state: State, address: str) -> ResourceRecord:
    meant = dependencies.matching(address, list(dict.fromkeys([*state.resources, *configuration.resources])))
    found = [one for one in meant if one in state.resources]
    if len(found) == 1:
        return state.resources[found[0]]
    raise PlanError(_several(address, found) if found else _not_applied(meant[0]))


def _several(address: str, found: Sequence[str]) -> Diagnostic:
    return error(
        "Ambiguous address",
        f'"{address}" names {len(found)} resources: {", ".join(found)}.',
        hint="Give the address of one of them.",
    )


def _not_applied(address: str) -> Diagnostic:
    return error(
        "Resource without an object",
        f"The configuration declares {address}, but nothing has been applied at this address, so it has no versions.",
        hint="`ivrplan apply` first. If the resource has moved, an apply takes the move in, too.",
        address=address,
    )


def _without_versions(record: ResourceRecord, title: str) -> Diagnostic:
    return error(
        "Type without versions",
        f"{record.address} is a {record.type}. {title} keeps no earlier versions of such an object, so there is none to go "
        "back to.",
        hint="Revert the configuration and apply it.",
        address=record.address,
    )


def _gone(record: ResourceRecord, title: str) -> Diagnostic:
    return error(
        "Object is gone",
        f"{record.address} stands for the object {record.id}, which {title} does not have any more, and with it its versions.",
        hint="`ivrplan apply` creates it anew.",
        address=record.address,
    )
