"""The vendor's ids of the objects of a plan, as they become known: for flows that hand calls over to each other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from ivrplan.diagnostics import PlanError, error
from ivrplan.language.values import UNKNOWN, Sensitive
from ivrplan.plan.change import Change
from ivrplan.plan.handovers import STAYING

_SOME_ID = "(id)"
"""Stands for an id while it is checked that nothing else is unknown."""


class Identities:
    """Ids by address.

    Args:
        changes: all changes of the plan.
    """

    def __init__(self, changes: Iterable[Change]) -> None:
        self._known: dict[str, str] = {}
        self._settled: dict[str, asyncio.Event] = {}
        for change in changes:
            if change.action in STAYING:
                self._known[change.address] = change.id
            for address in change.awaits:
                self._settled[address] = asyncio.Event()

    @property
    def known(self) -> Mapping[str, str]:
        """The ids that there are."""
        return self._known

    def supposing(self, addresses: Iterable[str]) -> Mapping[str, str]:
        """The ids as they will be when these have one too."""
        return {**self._known, **dict.fromkeys(addresses, _SOME_ID)}

    def tell(self, address: str, identity: str) -> None:
        """The object of an address is there."""
        self._known[address] = identity
        self.settle(address)

    def settle(self, address: str) -> None:
        """Nothing more will be told of an address: who waits for its id need not wait any more."""
        if address in self._settled:
            self._settled[address].set()

    def are_settled(self, addresses: Iterable[str]) -> bool:
        """Whether there is nothing to wait for."""
        return all(self._settled[address].is_set() for address in addresses)

    async def wait(self, addresses: Iterable[str]) -> None:
        """Wait until each of these that change under way has an id, or will never have one."""
        for address in addresses:
            await self._settled[address].wait()

    def check(self, change: Change) -> None:
        """See that all ids are there that a change has waited for.

        Raises:
            PlanError: an object did not come into being.
        """
        missing = [address for address in change.awaits if address not in self._known]
        if missing:
            raise PlanError(
                error(
                    "Flow to hand calls over to is missing",
                    f"{change.address} was begun, but could not be finished: {', '.join(missing)}, which it hands calls "
                    "over to, did not come into being.",
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
