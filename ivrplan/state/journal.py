"""The journal: what an apply began and what it ended, durable entry by entry.

An entry that says "begins" is on the disk before the request leaves; an entry that says "ended" is on the disk before
anything relies on it. What a crash leaves behind is read by the next command: a change that ended is taken into the
state as it stands here; a step that began and did not end is looked up at the vendor.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from ivrplan.diagnostics import StateError, error
from ivrplan.language.plain import Document, Path, from_json, to_json
from ivrplan.state.document import ResourceRecord
from ivrplan.state.encoding import record_from_json, record_to_json


@dataclass(frozen=True, slots=True)
class ApplyBegan:
    """An apply holds the lock and is about to change things."""

    plan: str
    lineage: str
    serial: int
    who: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class ChangeBegan:
    """A change is about to send its first request; or it goes on, and knows by now what it sends.

    Where a document holds ids that come into being during the apply, the change begins without them: they are no part
    of what its first step sends.

    Attributes:
        address, type, provider, action: of the change, as in the plan.
        id, version: the vendor's object as the plan read it; empty for a create.
        sent: the document that the configuration asks for, secrets masked.
        dependencies: as they will stand in the record.
        target: the document that the vendor shall have, secrets masked; None where it is `sent`.
        removed: the parts that the vendor has and `target` has not.
        steps: the steps of the change; none in a journal of a version that did not write them.
        published: the version that callers got when it was planned; None for none.
        rollback: where a rollback leads (`to`, `name`, `over`, `next`), of which `target` is what callers shall get; None
            for every other change.
    """

    address: str
    type: str
    provider: str
    action: str
    id: str = ""
    version: str = ""
    sent: Document | None = None
    dependencies: tuple[str, ...] = ()
    target: Document | None = None
    removed: tuple[Path, ...] = ()
    steps: tuple[str, ...] = ()
    published: str | None = None
    rollback: Mapping[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class StepBegan:
    """The step's request is about to leave."""

    address: str
    step: str
    key: str


@dataclass(frozen=True, slots=True)
class StepEnded:
    """The vendor's answer came: the step has happened."""

    address: str
    step: str
    id: str
    version: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepFailed:
    """The step is known not to have happened: the vendor refused it."""

    address: str
    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeEnded:
    """The change is over: `record` is the resource's record from now on, None when the resource is gone."""

    address: str
    record: ResourceRecord | None


@dataclass(frozen=True, slots=True)
class Moved:
    """The record at `address` stands at `to` from now on: an object that is being replaced makes way for the new one."""

    address: str
    to: str


@dataclass(frozen=True, slots=True)
class Rearranged:
    """Records stand at other addresses from now on, or are dropped, all at once; see `state.rearrange`.

    Attributes:
        moves: address, new address and id of each record that moves.
        forgotten: address and id of each record that is dropped although the vendor keeps the object.
    """

    moves: tuple[tuple[str, str, str], ...] = ()
    forgotten: tuple[tuple[str, str], ...] = ()


Entry: TypeAlias = (
    ApplyBegan | ChangeBegan | StepBegan | StepEnded | StepFailed | ChangeEnded | Moved | Rearranged
)


class Journal(Protocol):
    """Where an apply writes its entries."""

    async def append(self, entry: Entry) -> None:
        """Keep the entry: it is durable when this returns.

        Raises:
            StateError: it could not be kept. Nothing may be sent that relies on it.
        """
        ...


def encode(entry: Entry) -> str:
    """The entry as one line of JSON, without its line end."""
    data: dict[str, Any] = {"entry": _NAMES[type(entry)]}
    for name in entry.__slots__:
        value = getattr(entry, name)
        data[name] = record_to_json(value) if isinstance(value, ResourceRecord) else to_json(value)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def decode(line: str | bytes) -> Entry:
    """The entry that a line of the journal holds.

    Raises:
        StateError: the line is not an entry.
    """
    try:
        data = json.loads(line)
        kind = _KINDS[data.pop("entry")]
        if kind is ChangeEnded:
            record = data["record"]
            return ChangeEnded(data["address"], None if record is None else record_from_json(record))
        return kind(**from_json(data))
    except (ValueError, KeyError, TypeError, AttributeError) as cause:
        raise StateError(
            error(
                "Damaged journal",
                "A line of the journal cannot be read, so it is not known what an interrupted apply has done.",
                hint="Keep the journal file, and compare the vendor's objects with the state by hand.",
            ),
        ) from cause


_KINDS: Mapping[str, type[Entry]] = {
    "apply-began": ApplyBegan,
    "change-began": ChangeBegan,
    "step-began": StepBegan,
    "step-ended": StepEnded,
    "step-failed": StepFailed,
    "change-ended": ChangeEnded,
    "moved": Moved,
    "rearranged": Rearranged,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
