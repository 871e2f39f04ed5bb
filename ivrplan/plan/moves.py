"""Objects that are known by another name from now on, and objects that are not managed any more.

`moved` and `removed` blocks speak of addresses; what they mean for a state is worked out here, before anything else of
a plan: the records as they would stand, and how they get there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from ivrplan.address import Address, ModuleAddress, Target, parse_address, relocated, within
from ivrplan.config.configuration import Configuration, Move, Removal
from ivrplan.diagnostics import Diagnostic, PlanError, error, warning
from ivrplan.plan.change import Mode
from ivrplan.state.document import ResourceRecord, State, deposed_address, successor_address
from ivrplan.state.rearrange import Forgotten, Rearrangement, Relocation, rearrange

Pair = tuple[Target, Target]


class Way(NamedTuple):
    """Where a record is to go, and over how many moves."""

    to: str
    hops: int


_HOPS: Final = 1000
"""A row of moves that is longer goes in a circle, which loading refuses."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """A state as the configuration knows its objects.

    Attributes:
        state: the records at their new addresses, without the forgotten ones.
        how: the way there from the state that was read.
        forgotten: the records of the objects that are not managed any more, by address.
        diagnostics: moves that could not be made.
    """

    state: State
    how: Rearrangement = field(default_factory=Rearrangement)
    forgotten: Mapping[str, ResourceRecord] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    def limited(self, selected: Collection[str]) -> Arranged:
        """The same for a plan that is about these addresses only.

        Raises:
            PlanError: an object that has moved is not among them.
        """
        _check_targets(self.how, selected)
        left = {address: record for address, record in self.forgotten.items() if address in selected}
        ids = {record.id for record in left.values()}
        forgotten = tuple(each for each in self.how.forgotten if each.id in ids)
        return replace(self, how=replace(self.how, forgotten=forgotten), forgotten=left)


def arrange(configuration: Configuration, state: State, mode: Mode) -> Arranged:
    """The state as the configuration knows its objects.

    A plan that only looks forgets nothing.
    """
    destinations = dict(_destinations(configuration, state.resources))
    names = _settled(destinations, state.resources)
    blocked = [_blocked(old, way.to) for old, way in destinations.items() if old not in names]
    relocations = [Relocation(old, new, state.resources[old].id) for old, new in names.items()]
    moved = rearrange(state.resources, Rearrangement(tuple(relocations)))
    removals = () if mode is Mode.REFRESH_ONLY else configuration.removals
    left = dict(_forgotten(moved, removals))
    how = Rearrangement(
        tuple(move for move in relocations if move.to not in left),
        tuple(Forgotten(_origin(relocations, address), record.id) for address, record in left.items()),
    )
    kept = {address: record for address, record in moved.items() if address not in left}
    return Arranged(replace(state, resources=kept), how, left, tuple(blocked))


def _check_targets(how: Rearrangement, selected: Collection[str]) -> None:
    """See that no moved object is left out: half a move would destroy an object, or make it twice."""
    left_out = sorted({move.to for move in how.moves} - set(selected))
    if left_out:
        options = " ".join(f"--target '{address}'" for address in left_out)
        raise PlanError(
            error(
                "Moved objects are not among the targets",
                f"These objects have moved in the configuration, but the plan is limited to others: "
                f"{', '.join(left_out)}.",
                hint=f"Plan without --target first, or add {options}.",
            ),
        )


def _origin(moves: Iterable[Relocation], address: str) -> str:
    return next((move.address for move in moves if move.to == address), address)


def _forgotten(
    records: Mapping[str, ResourceRecord], removals: Iterable[Removal]
) -> Iterator[tuple[str, ResourceRecord]]:
    targets = [removal.target for removal in removals if not removal.destroy]
    if not targets:
        return
    for address, record in records.items():
        parsed = parse_address(_base(address))
        if any(within(parsed, target) for target in targets):
            yield address, record


def _base(address: str) -> str:
    return successor_address(address) or address


def _destinations(
    configuration: Configuration, records: Mapping[str, ResourceRecord]
) -> Iterator[tuple[str, Way]]:
    """Old address -> new address of every record that is to move. A deposed object goes with what replaces it."""
    ways = _Ways(configuration.moves)
    for address, record in records.items():
        base = _base(address)
        followed, hops = ways.follow(base)
        to = _implied(followed, configuration)
        if to != base:
            yield address, Way(to if base == address else deposed_address(to, record.id), hops)


class _Ways:
    """Where moves lead. What means one instance counts before what means all, and resources before modules.

    Args:
        moves: as the configuration says them.
    """

    def __init__(self, moves: Iterable[Move]) -> None:
        self._resources: defaultdict[tuple[str, str], list[Pair]] = defaultdict(list)
        self._modules: list[Pair] = []
        for move in moves:
            match move.before, move.after:
                case Address() as before, Address() as after:
                    self._resources[before.kind, before.name].append((before, after))
                case ModuleAddress() as before, ModuleAddress() as after:
                    self._modules.append((before, after))
        for pairs in self._resources.values():
            pairs.sort(key=lambda pair: _is_whole(*pair))

    def follow(self, address: str) -> Way:
        """Where a row of moves leads from here."""
        if not self._resources and not self._modules:
            return Way(address, 0)
        here, hops = parse_address(address), 0
        while hops < _HOPS and (further := self._next(here)) is not None:
            here, hops = further, hops + 1
        return Way(str(here), hops)

    def _next(self, here: Address) -> Address | None:
        pairs = [*self._resources.get((here.kind, here.name), ()), *(self._modules if here.module else ())]
        found = (relocated(here, before, after) for before, after in pairs)
        return next((address for address in found if address is not None), None)


def _is_whole(before: Target, after: Target) -> bool:
    return (
        isinstance(before, Address)
        and isinstance(after, Address)
        and before.key is None
        and after.key is None
    )


def _implied(address: str, configuration: Configuration) -> str:
    """The address with or without `[0]`, where a resource got or lost its `count`."""
    declared = configuration.resources
    if address in declared:
        return address
    other = address.removesuffix("[0]") if address.endswith("[0]") else f"{address}[0]"
    return other if other in declared else address


def _settled(destinations: Mapping[str, Way], records: Mapping[str, ResourceRecord]) -> dict[str, str]:
    """The moves that meet nobody: an object never takes the place of another. Who is nearest comes first."""
    names: dict[str, str] = {}
    taken = records.keys() - destinations.keys()
    for old, way in sorted(destinations.items(), key=lambda item: (item[1].hops, item[0])):
        if way.to not in taken:
            names[old] = way.to
            taken.add(way.to)
    return names


def _blocked(old: str, new: str) -> Diagnostic:
    return warning(
        "Object cannot move",
        f"{old} is to move to {new}, but the state has another object there already, so it stays where it is.",
        hint="Remove one of the two objects from the state, or give one of them another address.",
        address=old,
    )
