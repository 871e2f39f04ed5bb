"""What a place for the state can do, by right: read it, write it, lock it.

Callers ask for the least: planning needs a reader only.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

from ivrplan.state.document import State
from ivrplan.state.journal import Entry, Journal
from ivrplan.state.lock import LockInfo

DEFAULT_WORKSPACE: Final = "default"
"""The workspace that is there without being asked for."""


class StateReader(Protocol):
    """Can read the state and what an interrupted apply left."""

    async def read(self) -> State:
        """The state; one without lineage and with serial 0 where none was written yet.

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

        Returns the state as it was kept. The journal is replaced only after that, by `replace_journal`.

        Raises:
            StateConflictError: somebody else wrote in between.
            StateError: it could not be kept.
        """
        ...

    def journal(self) -> AbstractAsyncContextManager[Journal]:
        """The journal, open for appending. Closing keeps what was written."""
        ...

    async def replace_journal(self, entries: Sequence[Entry]) -> None:
        """Put these entries in the place of the whole journal, atomically: what is not among them is in the state.

        None at all is the clean end. Some are left when it is not known yet whether their step has happened.
        """
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

    async def busy(self) -> bool:
        """Whether somebody holds the lock now."""
        ...

    async def unlock(self, lock_id: str) -> None:
        """Break the lock with this id, when its holder is known to be gone.

        Raises:
            StateError: no such lock is held.
        """
        ...


class WorkspaceStore(Protocol):
    """Knows the states of all workspaces in the same place, and can take its own away.

    A workspace comes into being with the first write of its state.
    """

    async def workspaces(self) -> Sequence[str]:
        """The names of all workspaces that have a state here, or what an unfinished apply left; sorted.

        Raises:
            StateError: the place is out of reach.
        """
        ...

    async def remove(self, *, expected: State) -> None:
        """Take the state of this workspace away, with its journal, its older states and every trace of its lock.

        Needs the lock, like every write; what is kept must still be `expected` by lineage and serial. Whoever dies in
        the middle leaves a workspace that is still listed, so that it can be removed again.

        Raises:
            StateConflictError: somebody else wrote in between. Nothing was removed.
            StateError: it could not be removed.
        """
        ...


class Backend(StateWriter, StateLocker, WorkspaceStore, Protocol):
    """A place for the state of one workspace."""

    name: str
    """As it stands in configurations: `local`."""
