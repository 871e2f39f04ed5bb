"""What an interrupted apply left behind, taken into the state.

A change that ended stands in the journal as a whole. One that did not is settled by asking the vendor: did the
object come into being, does it hold what was to be sent, is it gone? Nothing is sent; what is still missing shows in
the next plan like any other change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ivrplan.apply.change import as_written, is_another, make_record, settle
from ivrplan.apply.progress import Recovered
from ivrplan.apply.rollback import ordered
from ivrplan.diagnostics import PlanError, StateError, error
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import Action, ResourceType, Result, Step, StepKind, Work
from ivrplan.providers.releasing import look
from ivrplan.state.document import ResourceRecord, State, deposed_address, successor_address
from ivrplan.state.journal import (
    ApplyBegan,
    ChangeBegan,
    ChangeEnded,
    Entry,
    Moved,
    Rearranged,
    StepBegan,
    StepEnded,
    StepFailed,
)
from ivrplan.state.rearrange import Forgotten, Rearrangement, Relocation, rearrange


@dataclass(frozen=True, slots=True)
class Recovery:
    """The state with everything taken in, and what was found for the changes that had not ended."""

    state: State
    found: tuple[Recovered, ...] = ()


@dataclass(slots=True)
class _Trail:
    """What the journal tells of one change that did not end."""

    began: ChangeBegan
    ended: list[StepEnded] = field(default_factory=list)
    last: StepBegan | None = None

    def done(self) -> dict[StepKind, Result]:
        """The results of the steps that ended."""
        return {StepKind(each.step): Result(each.id, each.version, each.data) for each in self.ended}

    def complete(self, kind: ResourceType) -> bool:
        """Whether every step of the change ended."""
        steps = {StepKind(step) for step in self.began.steps} or set(kind.steps(Action(self.began.action)))
        return self.done().keys() == steps


async def recover(state: State, entries: Sequence[Entry], connections: Mapping[str, Connection]) -> Recovery:
    """Take a journal into the state that it belongs to.

    Args:
        state: as it was read.
        entries: of the journal, oldest first.
        connections: by provider key.

    Raises:
        StateError: the journal belongs to another state.
        PlanError: a provider that is needed to look is not configured any more.
        ProviderError: the vendor could not be asked; nothing is lost, the next command asks again.
    """
    if not entries:
        return Recovery(state)
    _check_belongs(state, entries)
    records = dict(state.resources)
    found: list[Recovered] = []
    for address, trail in _replay(entries, records).items():
        before = records.get(address)
        record = await _settle(trail, records, _connection(trail.began, connections))
        _put(records, address, record)
        found.append(_recovered(trail.began, before, record))
    return Recovery(replace(state, resources=records), tuple(found))


def _check_belongs(state: State, entries: Sequence[Entry]) -> None:
    strangers = [
        entry
        for entry in entries
        if isinstance(entry, ApplyBegan) and entry.lineage not in {"", state.lineage}
    ]
    if strangers:
        raise StateError(
            error(
                "Journal of another state",
                "The journal beside the state was written for a state of another lineage, so what it tells of an "
                "interrupted apply cannot be taken in.",
                hint="Put the state file that belongs to the journal back, or move the journal away after checking "
                "at the vendor what the interrupted apply did.",
            ),
        )


def _replay(entries: Iterable[Entry], records: dict[str, ResourceRecord]) -> dict[str, _Trail]:
    """Put the changes that ended into `records`; return those that did not."""
    open_trails: dict[str, _Trail] = {}
    for entry in entries:
        match entry:
            case ApplyBegan():
                continue
            case ChangeBegan() if entry.address in open_trails:
                # It went on when all was known that it sends.
                open_trails[entry.address].began = entry
            case ChangeBegan():
                open_trails[entry.address] = _Trail(entry)
            case StepBegan():
                open_trails[entry.address].last = entry
            case StepEnded():
                open_trails[entry.address].ended.append(entry)
            case StepFailed():
                open_trails[entry.address].last = None
            case ChangeEnded():
                open_trails.pop(entry.address, None)
                _put(records, entry.address, entry.record)
            case Moved():
                _move(records, entry)
            case Rearranged():
                _rearrange(records, entry)
    return open_trails


def _rearrange(records: dict[str, ResourceRecord], entry: Rearranged) -> None:
    how = Rearrangement(
        tuple(Relocation(*move) for move in entry.moves), tuple(Forgotten(*each) for each in entry.forgotten)
    )
    after = rearrange(records, how)
    records.clear()
    records.update(after)


def _move(records: dict[str, ResourceRecord], entry: Moved) -> None:
    """Move the record of the one object that is meant.

    A journal may be replayed onto a state that has taken it in already. Its successor can stand at the address then.
    """
    record = records.get(entry.address)
    if record is not None and entry.to in {
        deposed_address(entry.address, record.id),
        successor_address(entry.address),
    }:
        records[entry.to] = replace(records.pop(entry.address), address=entry.to)


def _put(records: dict[str, ResourceRecord], address: str, record: ResourceRecord | None) -> None:
    if record is None:
        records.pop(address, None)
    else:
        records[address] = record


def _connection(began: ChangeBegan, connections: Mapping[str, Connection]) -> Connection:
    if began.provider not in connections:
        raise PlanError(
            error(
                "Provider configuration missing",
                f"An apply was interrupted while it changed {began.address} through the provider configuration "
                f'"{began.provider}", which the configuration does not have any more.',
                hint="Put the provider block back, so that it can be looked up what has happened.",
                address=began.address,
            ),
        )
    return connections[began.provider]


async def _settle(
    trail: _Trail, records: Mapping[str, ResourceRecord], connection: Connection
) -> ResourceRecord | None:
    began, before = trail.began, records.get(trail.began.address)
    kind = connection.type(began.type)
    identity = began.id or await _created(trail, kind, connection)
    if not began.id and is_another(began.address, began.type, identity, records):
        identity = ""
    live = None
    if identity:
        live = await look(kind, connection.client, identity, began.sent, before.document if before else None)
    if live is not None and began.sent is not None and trail.complete(kind):
        return make_record(began, as_written(began, live, trail.ended), began.sent, before)
    record = settle(began, before, live)
    if began.rollback is not None and record is not None and record is before and trail.last is not None:
        return ordered(began, record)
    return record


async def _created(trail: _Trail, kind: ResourceType, connection: Connection) -> str:
    """The id of the object that an interrupted create made; empty when it made none."""
    for entry in trail.ended:
        if entry.id:
            return entry.id
    if trail.last is None:
        return ""
    step = Step(StepKind(trail.last.step), trail.last.key)
    work = Work(trail.began.address, Action(trail.began.action), trail.began.sent or {})
    result = await kind.find(connection.client, step, work, trail.done())
    return result.id if result else ""


def _recovered(began: ChangeBegan, before: ResourceRecord | None, after: ResourceRecord | None) -> Recovered:
    action = Action(began.action)
    if action is Action.ROLLBACK and after is not None:
        done = after.rolled_back_to(after.published)
        return Recovered(began.address, f"had {'' if done else 'not '}been rolled back", done, action)
    return Recovered(began.address, _finding(before, after), _is_whole(before, after), action)


def _is_whole(before: ResourceRecord | None, after: ResourceRecord | None) -> bool:
    """Whether what the change was to do has been done."""
    return before != after and (after is None or after.sent is not None)


def _finding(before: ResourceRecord | None, after: ResourceRecord | None) -> str:
    if before == after:
        return "had not been changed" if after else "had not been created"
    if after is None:
        return "had been deleted"
    if after.sent is None:
        return "had been created, but not finished"
    return "had been created" if before is None else "had been changed"


def unsettled_entries(entries: Iterable[Entry], addresses: Collection[str]) -> list[Entry]:
    """The part of a journal that must outlive a finished apply: it is not known whether a step has happened."""
    if not addresses:
        return []
    return [entry for entry in entries if _outlives(entry, addresses)]


def _outlives(entry: Entry, addresses: Collection[str]) -> bool:
    match entry:
        case ApplyBegan():
            return True
        case Rearranged():
            return False  # the state that is written has taken it in
        case _:
            return entry.address in addresses
