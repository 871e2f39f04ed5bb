"""One check after another; a burst of events about one flow is one check."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import Diagnostic, IvrplanError
from ivrplan.workflow.drift import Drift, DriftRequest, drift
from ivrplan.workflow.project import open_project

MOST_WAITING: Final = 10_000
"""Flows that may wait for their check. Who has more posts them again: nobody is told that they were taken."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A managed flow was compared with what was applied."""

    flow: str
    drift: Drift

    @property
    def drifted(self) -> bool:
        """Whether it is not as it was applied."""
        return bool(self.drift.drifted)

    @property
    def failed(self) -> bool:
        """Whether it could not be read."""
        return bool(self.drift.unread)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What did not hinder the check."""
        return self.drift.warnings


@dataclass(frozen=True, slots=True)
class NotManaged:
    """An event was about a flow that no record has; `flow` is empty where it named none."""

    flow: str
    drifted: bool = False
    failed: bool = False
    warnings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckFailed:
    """The configuration or the state could not be read."""

    flow: str
    diagnostics: tuple[Diagnostic, ...]
    drifted: bool = False
    failed: bool = True
    warnings: tuple[Diagnostic, ...] = ()


Report: TypeAlias = Checked | NotManaged | CheckFailed
"""What came of one event, or of a burst of them."""

Check: TypeAlias = Callable[[str], Awaitable[Report]]
Tell: TypeAlias = Callable[[Report], None]


async def check(load: LoadRequest, flow: str) -> Report:
    """Compare one flow with what was applied last. Whatever is wrong is in the report.

    Args:
        load: which folder, with which values; read anew, so that what was applied meanwhile is known.
        flow: the vendor's id.
    """
    try:
        state = await open_project(load).backend.read()
        addresses = tuple(record.address for record in state.resources.values() if record.id == flow)
        if not addresses:
            return NotManaged(flow)
        return Checked(flow, await drift(DriftRequest(load, addresses)))
    except IvrplanError as failure:
        return CheckFailed(flow, failure.diagnostics)


@dataclass(slots=True)
class Checks:
    """The flows that wait for their check.

    Attributes:
        check: makes one.
        tell: is told what came of it.
    """

    check: Check
    tell: Tell
    _waiting: dict[str, None] = field(default_factory=dict)
    _ready: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, flow: str) -> bool:
        """Have a flow checked. One that waits already is checked once; False when too many wait."""
        if flow not in self._waiting and len(self._waiting) >= MOST_WAITING:
            return False
        self._waiting[flow] = None
        self._ready.set()
        return True

    async def run(self) -> None:
        """Check what comes, one after another, without end."""
        while True:
            await self._ready.wait()
            flow = next(iter(self._waiting))
            # What comes from now on may be about what this check does not see any more: it waits for the next.
            del self._waiting[flow]
            if not self._waiting:
                self._ready.clear()
            self.tell(await self.check(flow) if flow else NotManaged(flow))
