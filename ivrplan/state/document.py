"""The state document: what we applied last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ivrplan.language.plain import Document

FORMAT_VERSION: Final = 1

_DEPOSED: Final = " (deposed "


def deposed_address(address: str, identity: str) -> str:
    """Where the record of an object stands while the object that replaces it is created: its id tells it apart."""
    return f"{address}{_DEPOSED}{identity})"


def successor_address(address: str) -> str | None:
    """The address of the resource that a deposed object was replaced at; None for every other address."""
    base, deposed, identity = address.rpartition(_DEPOSED)
    return base if deposed and identity.endswith(")") else None


@dataclass(frozen=True, slots=True)
class RollbackPoint:
    """Where a rollback of a resource leads.

    Attributes:
        of: the published version that it is known for. While callers get another one, nothing is known; but see below.
        version: the version that a rollback takes; None where there is none.
        rolled_back: whether `of` was put before callers by a rollback, and not because it is what was saved. Or is about to
            be: a vendor may take an order and carry it out when nobody looks any more.
    """

    of: str
    version: str | None
    rolled_back: bool = False


@dataclass(frozen=True, slots=True)
class ResourceRecord:
    """One resource that we manage.

    Attributes:
        address: its address as text.
        type: the resource type.
        provider: the key of the provider configuration that manages it: `cxone` or `cxone.emea`.
        id: the vendor's id.
        version: the vendor's token of what was saved when we read it last.
        published: the token of the version that callers got then; None where that is no fact of its own.
        document: the canonical document as the vendor returned it after our last write, secrets masked.
        sent: the document that the configuration asked for then, secrets masked; None while a first apply of it has
            not been completed (the next plan then compares with what the vendor has alone).
        attributes: what expressions can read of it.
        dependencies: addresses of the resources that it needs, for the order of deletion.
        rollback: where a rollback leads; None where none of our applies has published it over another version.
    """

    address: str
    type: str
    provider: str
    id: str
    version: str
    document: Document
    sent: Document | None = None
    published: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    dependencies: tuple[str, ...] = ()
    rollback: RollbackPoint | None = None

    def rolled_back_to(self, published: str | None) -> bool:
        """Whether this published version is not what is saved because somebody rolled back by us."""
        point = self.rollback
        return point is not None and point.rolled_back and point.of == published


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """One output's value. A sensitive one is not kept: `value` is then None."""

    value: Any
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """The whole state.

    Attributes:
        lineage: drawn once, when the state is first written; tells two states with equal serials apart.
        serial: raised by one with every write; 0 for a state that was never written.
        resources: the records by address.
        outputs: the outputs of the last apply by name.
        ivrplan_version: the version of ivrplan that wrote it.
    """

    lineage: str
    serial: int = 0
    resources: Mapping[str, ResourceRecord] = field(default_factory=dict)
    outputs: Mapping[str, OutputRecord] = field(default_factory=dict)
    ivrplan_version: str = ""
