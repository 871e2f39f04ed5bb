"""How far the reading of a tenant is: a line that counts on a terminal, lines that stay in a log."""

from __future__ import annotations

import sys
from typing import Final, Self

from ivrplan.cli.session import Session
from ivrplan.plan.survey import Listed, Read
from ivrplan.views.adoptions import read_line, survey_line
from ivrplan.views.text import shortened

_ERASE: Final = "\r\x1b[K"


class Surveying:
    """Shows how far it is, on stderr; leaves nothing on a terminal when it ends.

    Args:
        session: where output goes.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._reading: dict[str, Read] = {}

    def told(self, event: Listed | Read) -> None:
        """Show an event."""
        if self._session.as_json:
            return
        if self._session.animated:
            self._count(event)
        elif line := survey_line(event):
            self._session.note(line)

    def _count(self, event: Listed | Read) -> None:
        if isinstance(event, Read):
            self._reading[event.type] = event
        text = ", ".join(read_line(one) for one in self._reading.values() if one.read < one.wanted)
        sys.stderr.write(f"{_ERASE}{shortened(text, self._session.width - 1)}")
        sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._session.animated:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()
