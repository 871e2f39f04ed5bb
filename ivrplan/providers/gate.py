"""What has to hold before callers get a new version: calls that are tried at the vendor, and what follows if one fails."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ivrplan.diagnostics import SourceRange


@dataclass(frozen=True, slots=True)
class Trial:
    """One call that a vendor simulates.

    Attributes:
        name: the test's name.
        inputs: what the caller does, in order.
        path: the names of the nodes that the call has to pass, in order; None where any way is fine.
        terminal: the name of the node that it has to end at; empty where any end is fine.
        max_seconds: how long it may take; None for the vendor's own limit.
        range: where the test was written.
    """

    name: str
    inputs: tuple[str, ...] = ()
    path: tuple[str, ...] | None = None
    terminal: str = ""
    max_seconds: int | Decimal | None = None
    range: SourceRange | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands between a new version and callers.

    Attributes:
        trials: the calls that are tried.
        restores: whether the version before is published again when a version that callers get already turns out wrong.
    """

    trials: tuple[Trial, ...] = ()
    restores: bool = True


NO_GATE: Final = Gate()
"""For what is saved and not released."""
