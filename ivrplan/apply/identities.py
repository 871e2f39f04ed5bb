"""The vendor's ids of the objects of a plan, as they become known: for flows that hand calls over to each other."""

from __future__ import annotations

import asyncio
from collections import ChainMap
from collections.abc import Iterable, Mapping
from typing import Any

from ivrplan.diagnostics import PlanError, error
from ivrplan.language.values import UNKNOWN, Sensitive
from ivrplan.plan.change import Change
from ivrplan.plan.handovers import STAYING

_SOME_ID = "(id)"
"""Stands for an id while it is checked that nothing else is unknown."""


class _Circle:
    """Objects that come into being together.

    Attributes:
        open: addresses of which it is not known yet whether they get an id.
        missing: those that will never have one.
        settled: set when none is open.
        supposed: an id for each, while it is checked that nothing else is unknown.
    """

    def __init__(self, members: Iterable[str]) -> None:
        self.supposed = dict.fromkeys(members, _SOME_ID)
        self.open = set(self.supposed)
        self.missing: list[str] = []
        self.settled = asyncio.Event()

    def settle(self, address: str, *, there: bool) -> None:
        """It is known of one whether it gets an id; what is said of it later changes nothing."""
        if address not in self.open:
            return
        self.open.remove(address)
        if not there:
            self.missing.append(address)
        if not self.open:
            self.settled.set()


class Identities:
    """Ids by address.

    Args:
        changes: all changes of the plan.
    """

    def __init__(self, changes: Iterable[Change]) -> None:
        self._known: dict[str, str] = {}
        self._circles: dict[str, _Circle] = {}
        for change in changes:
            if change.action in STAYING:
                self._known[change.address] = change.id
            if change.awaits and change.address not in self._circles:
                self._circles |= dict.fromkeys(change.awaits, _Circle(change.awaits))

    @property
    def known(self) -> Mapping[str, str]:
        """The ids that there are."""
        return self._known

    def supposing(self, change: Change) -> Mapping[str, str]:
        """The ids as they will be when all that a change awaits have one, too."""
        return ChainMap(self._known, self._circles[change.address].supposed)

    def tell(self, address: str, identity: str) -> None:
        """The object of an address is there."""
        self._known[address] = identity
        self._settle(address, there=True)

    def settle(self, address: str) -> None:
        """Nothing more will be told of an address: who waits for its id need not wait any more."""
        self._settle(address, there=False)

    def _settle(self, address: str, *, there: bool) -> None:
        if address in self._circles:
            self._circles[address].settle(address, there=there)

    def settled(self, change: Change) -> asyncio.Event:
        """Set as soon as each that a change awaits has an id, or will never have one."""
        return self._circles[change.address].settled

    def check(self, change: Change) -> None:
        """See that all ids are there that a change has waited for.

        Raises:
            PlanError: an object did not come into being.
        """
        missing = self._circles[change.address].missing
        if missing:
            raise PlanError(
                error(
                    "Flow to hand calls over to is missing",
                    f"{change.address} was begun, but could not be finished: {', '.join(missing)}, which it hands calls "
                    "over to, directly or not, did not come into being.",
                    hint="Mend what kept that from being done, then plan and apply again: what is there already is kept.",
                    address=change.address,
                ),
            )


def known_part(part: Any) -> Any:
    """A document without what is not known yet."""
    if not isinstance(part, Mapping):
        return part
    return {name: known_part(inner) for name, inner in part.items() if not _is_unknown(inner)}


def _is_unknown(part: object) -> bool:
    return part is UNKNOWN or (isinstance(part, Sensitive) and part.value is UNKNOWN)
