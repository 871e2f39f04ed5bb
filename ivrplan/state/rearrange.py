"""Records that stand at other addresses from now on, or are dropped, without anything being sent to a vendor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from ivrplan.state.document import ResourceRecord


class Relocation(NamedTuple):
    """The record of the object with this id stands at `to` from now on, no longer at `address`."""

    address: str
    to: str
    id: str


class Forgotten(NamedTuple):
    """The object with this id is not managed any more; the vendor keeps it."""

    address: str
    id: str


@dataclass(frozen=True, slots=True)
class Rearrangement:
    """Everything that is rearranged at once.

    Ids tell whether it has happened already: a journal may be replayed onto a state that has taken it in.
    """

    moves: tuple[Relocation, ...] = ()
    forgotten: tuple[Forgotten, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.moves or self.forgotten)

    @property
    def origins(self) -> Mapping[str, str]:
        """The former addresses by the new ones."""
        return {move.to: move.address for move in self.moves}


def rearrange(records: Mapping[str, ResourceRecord], how: Rearrangement) -> dict[str, ResourceRecord]:
    """The records as they stand afterwards, with what they depend on renamed. No record takes another's place."""
    if not how:
        return dict(records)
    gone = {each.address for each in how.forgotten if _is(records, each.address, each.id)}
    moves = [move for move in how.moves if _is(records, move.address, move.id)]
    names = _free(moves, records.keys() - gone)
    kept = ((address, record) for address, record in records.items() if address not in gone)
    return {names.get(address, address): _renamed(record, names) for address, record in kept}


def _is(records: Mapping[str, ResourceRecord], address: str, identity: str) -> bool:
    return address in records and records[address].id == identity


def _free(moves: Iterable[Relocation], taken: set[str]) -> dict[str, str]:
    """Old address -> new address, of the moves that meet no record that stays."""
    names = {move.address: move.to for move in moves}
    while met := [old for old, new in names.items() if new in taken and new not in names]:
        for old in met:
            del names[old]
    return names


def _renamed(record: ResourceRecord, names: Mapping[str, str]) -> ResourceRecord:
    if record.address not in names and names.keys().isdisjoint(record.dependencies):
        return record
    return replace(
        record,
        address=names.get(record.address, record.address),
        dependencies=tuple(sorted(names.get(each, each) for each in record.dependencies)),
    )
