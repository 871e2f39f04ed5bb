"""What is shown while an apply runs.

On a terminal a line at the bottom counts; without one there are only lines that stay. Whatever takes long says every
few seconds that it still goes on.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from ivrplan.apply.progress import ChangeFailed, ChangeFinished, ChangeSkipped, ChangeStarted, Event
from ivrplan.cli.session import Session
from ivrplan.views.progress import event_line, event_to_json, still_line

HEARTBEAT_SECONDS: Final = 10.0
_ERASE: Final = "\r\x1b[K"


class Progress:
    """Shows events as they come.

    Args:
        session: where output goes.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._running: dict[str, tuple[Event, float]] = {}
        self._total = 0
        self._ended = 0
        self._live = not session.as_json and sys.stderr.isatty() and sys.stdout.isatty()

    def expect(self, changes: int) -> None:
        """How many changes there will be."""
        self._total = changes

    def listen(self, event: Event) -> None:
        """Show an event."""
        match event:
            case ChangeStarted():
                self._running[event.address] = (event, time.monotonic())
            case ChangeFinished() | ChangeFailed() | ChangeSkipped():
                self._running.pop(event.address, None)
                self._ended += 1
            case _:
                pass
        if self._session.as_json:
            self._session.emit(event_to_json(event), indent=None)
            return
        self._line(event_line(event, self._session.palette))

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Say now and then that what takes long still goes on."""
        heart = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            heart.cancel()
            self._wipe()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            now = time.monotonic()
            for event, since in list(self._running.values()):
                if now - since >= HEARTBEAT_SECONDS and not self._session.as_json:
                    self._line(still_line(event, now - since))

    def _line(self, text: str | None) -> None:
        self._wipe()
        if text is not None:
            self._session.say(text)
        if self._live and self._total and self._ended < self._total:
            sys.stderr.write(f"[{self._ended}/{self._total}] {len(self._running)} under way")
            sys.stderr.flush()

    def _wipe(self) -> None:
        if self._live:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()
