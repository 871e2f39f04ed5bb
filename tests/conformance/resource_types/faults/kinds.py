"""What can go wrong with one request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a request fails.

    Attributes:
        name: as tables and tests call it.
        action: what the sandbox is asked for; None where the fault is the line's, and the wire plays it.
        undone: whether everybody knows that the vendor did nothing: it said so, or was never asked.
    """

    name: str
    action: Mapping[str, Any] | None = None
    undone: bool = False


REFUSED: Final = Fault("no connection", undone=True)
SLOW: Final = Fault("answer too late")

_LOGIN_PAGE: Final = {"kind": "html", "status": 200}


def _status(status: int) -> dict[str, Any]:
    return {"kind": "status", "status": status}


def _both(status: int) -> tuple[Fault, Fault]:
    """A status that a gateway may answer for a vendor that has not acted, or has."""
    return Fault(f"{status}", _status(status)), Fault(f"{status}, but done", _status(status) | {"acts": True})


FAULTS: Final[tuple[Fault, ...]] = (
    Fault("401", _status(401), undone=True),
    Fault("403", _status(403), undone=True),
    *_both(408),
    Fault("409", _status(409), undone=True),
    Fault("412", _status(412), undone=True),
    Fault("422", _status(422), undone=True),
    Fault("429", _status(429), undone=True),
    Fault("429, Retry-After", _status(429) | {"headers": {"Retry-After": "7"}}, undone=True),
    *_both(500),
    *_both(502),
    *_both(503),
    *_both(504),
    REFUSED,
    Fault("reset before", {"kind": "drop_before"}),
    Fault("reset after", {"kind": "drop_after"}),
    Fault("half an answer", {"kind": "truncate"}),
    Fault("a page", _LOGIN_PAGE),
    Fault("a page, but done", _LOGIN_PAGE | {"acts": True}),
    SLOW,
)
"""Every fault of the matrix, in the order of its rows."""
