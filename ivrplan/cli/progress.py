"""What is shown while work goes on.

On a terminal a line at the bottom counts; without one there are only lines that stay. Whatever takes long says now and
then that it still goes on.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from ivrplan.apply.progress import (
    ChangeFailed,
    ChangeFinished,
    ChangeSkipped,
    ChangeStarted,
    Event,
    Waiting,
)
from ivrplan.cli.session import Session
from ivrplan.views.progress import counter_line, event_line, event_to_json, still_line, still_to_json

HEARTBEAT_SECONDS: Final = 10.0
"""How often a person at a terminal is told that something still goes on."""

LOG_HEARTBEAT_SECONDS: Final = 30.0
"""The same for logs: the lines stay."""

_ERASE: Final = "\r\x1b[K"


class Progress:
    """Shows events as they come.

    Args:
        session: where output goes.
        clock: tells the time in seconds.
    """

    def __init__(self, session: Session, clock: Callable[[], float] = time.monotonic) -> None:
        self._session = session
        self._clock = clock
        self._running: dict[str, tuple[ChangeStarted, float]] = {}
        self._total = 0
        self._ended = 0
        self._animated = session.animated
        self.interval = HEARTBEAT_SECONDS if self._animated else LOG_HEARTBEAT_SECONDS

    def expect(self, changes: int) -> None:
        """How many changes there will be."""
        self._total = changes

    def listen(self, event: Event) -> None:
        """Show an event."""
        match event:
            case ChangeStarted():
                self._running[event.address] = (event, self._clock())
            case ChangeFinished() | ChangeFailed() | ChangeSkipped():
                self._running.pop(event.address, None)
                self._ended += 1
            case _:
                pass
        if self._session.as_json:
            self._session.emit(event_to_json(event), indent=None)
        else:
            self._line(event_line(event, self._session.palette))

    def remark(self, text: str) -> None:
        """Show a message that is no event."""
        self._wipe()
        self._session.note(text)
        self._line(None)

    def beat(self) -> None:
        """Say of everything that takes long that it still goes on."""
        now = self._clock()
        for event, since in list(self._running.values()):
            seconds = now - since
            if seconds < self.interval:
                continue
            if self._session.as_json:
                self._session.emit(still_to_json(event.address, event.action, seconds), indent=None)
            else:
                self._line(still_line(event.address, event.action, seconds))

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Beat now and then, as long as the block runs."""
        heart = asyncio.create_task(self._beats())
        try:
            yield
        finally:
            heart.cancel()
            self._wipe()

    async def _beats(self) -> None:
        while True:
            await asyncio.sleep(self.interval)
            self.beat()

    def _line(self, text: str | None) -> None:
        self._wipe()
        if text is not None:
            self._session.say(text)
        if self._animated and self._total and self._ended < self._total:
            counter = counter_line(self._ended, self._total, list(self._running), self._session.width - 1)
            sys.stderr.write(counter)
            sys.stderr.flush()

    def _wipe(self) -> None:
        if self._animated:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()


def waits(session: Session) -> Callable[[Event], None]:
    """A listener for work that only reads: it tells people when a vendor makes us wait, and nothing else."""

    def listen(event: Event) -> None:
        if isinstance(event, Waiting) and not session.as_json:
            session.note(str(event_line(event, session.palette)))

    return listen
