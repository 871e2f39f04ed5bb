"""Who works on a state: what a lock tells others."""

from __future__ import annotations

import getpass
import os
import socket
import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class LockInfo:
    """Who holds a lock, where, since when, and for what.

    Attributes:
        id: drawn for every lock; `ivrplan unlock` asks for it.
        operation: the command ("apply").
        who: the user's name.
        host: the machine's name.
        process: the process id there.
        created: when, ISO 8601 in UTC.
        ivrplan_version: the holder's version.
    """

    id: str
    operation: str
    who: str
    host: str
    process: int
    created: str
    ivrplan_version: str = ""

    @classmethod
    def of_this_process(cls, operation: str, ivrplan_version: str = "") -> LockInfo:
        """What this process says of itself."""
        return cls(
            id=uuid.uuid4().hex,
            operation=operation,
            who=user_name(),
            host=socket.gethostname(),
            process=os.getpid(),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            ivrplan_version=ivrplan_version,
        )

    def to_json(self) -> dict[str, Any]:
        """The lock's facts as JSON data."""
        return asdict(self)


def user_name() -> str:
    """The name of who runs this process; the numeric id where the machine knows no name for it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
