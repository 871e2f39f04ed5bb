"""What a place for the state can do, by right: read it, write it, lock it.

Callers ask for the least: planning needs a reader only.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from ivrplan.state.document import State
from ivrplan.state.journal import Entry, Journal
from ivrplan.state.lock import LockInfo


class StateReader(Protocol):
    """Can read the state and what an interrupted apply left."""

    async def read(self) -> State:
        """The state; a fresh one with serial 0 and a new lineage where none was written yet.

        Raises:
            StateError: it is damaged, of a newer format, or out of reach.
        """
        ...

    async def read_journal(self) -> Sequence[Entry]:
        """The entries of an apply that has not been finished, oldest first; none after a clean end."""
        ...


class StateWriter(StateReader, Protocol):
    """Can write the state. Every write needs the lock."""

    async def write(self, state: State, *, expected: State) -> State:
        """Keep `state` with the next serial, if what is kept still is `expected` by lineage and serial.

        Returns the state as it was kept. The journal is emptied only after that, by `clear_journal`.

        Raises:
            StateConflictError: somebody else wrote in between.
            StateError: it could not be kept.
        """
        ...

    def journal(self) -> AbstractAsyncContextManager[Journal]:
        """The journal, open for appending. Closing keeps what was written."""
        ...

    async def clear_journal(self) -> None:
        """Forget the journal: all that it tells is in the state."""
        ...


class StateLocker(Protocol):
    """Can be locked."""

    def lock(self, info: LockInfo, *, timeout: float = 0) -> AbstractAsyncContextManager[None]:
        """Hold the lock.

        Args:
            info: who wants it, for others to see.
            timeout: seconds to wait for another holder.

        Raises:
            StateLockedError: another holder kept it; says who, where, since when, and whether they live.
        """
        ...

    async def unlock(self, lock_id: str) -> None:
        """Break the lock with this id, when its holder is known to be gone.

        Raises:
            StateError: no such lock is held.
        """
        ...


class Backend(StateWriter, StateLocker, Protocol):
    """A place for the state."""

    name: str
    """As it stands in configurations: `local`."""
