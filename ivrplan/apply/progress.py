"""What happens during an apply, as typed events. Views show them; nothing depends on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from ivrplan.diagnostics import Diagnostic
from ivrplan.providers.contract import Action, Result, StepKind


@dataclass(frozen=True, slots=True)
class ChangeStarted:
    """A change is about to send its first request."""

    address: str
    action: Action


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step is about to send its request."""

    address: str
    step: StepKind


@dataclass(frozen=True, slots=True)
class StepFinished:
    """A step has happened.

    Attributes:
        seconds: how long the vendor took.
        result: what it brought.
    """

    address: str
    step: StepKind
    seconds: float = field(default=0.0, compare=False)
    result: Result | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ChangeFinished:
    """A change has happened.

    Attributes:
        id: the vendor's id of the object.
        version: the token of what is saved there now; empty after a delete.
        seconds: how long it took.
    """

    address: str
    action: Action
    id: str
    version: str
    seconds: float


@dataclass(frozen=True, slots=True)
class ChangeFailed:
    """A change has not happened, or not wholly.

    Attributes:
        code: the HTTP status of the vendor's answer, or a word for what failed; see `change.failure_code`.
        unsettled: whether its last step may have happened nevertheless.
    """

    address: str
    action: Action
    diagnostics: tuple[Diagnostic, ...]
    code: str = field(default="", compare=False)
    unsettled: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class ChangeSkipped:
    """A change was not begun, because something that it needs failed or because somebody stopped the apply."""

    address: str
    action: Action
    because: str


@dataclass(frozen=True, slots=True)
class DataRead:
    """Data was read that the plan could not read yet.

    Attributes:
        id: the vendor's id of the object.
    """

    address: str
    id: str


@dataclass(frozen=True, slots=True)
class DataFailed:
    """Data could not be read, or what it tells breaks a condition."""

    address: str
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Recovered:
    """An interrupted change was looked up at the vendor and taken into the state.

    Attributes:
        finding: what was found, as a sentence part ("was created", "had not been created").
        whole: whether the change has happened as a whole.
        action: what it was to do.
    """

    address: str
    finding: str
    whole: bool = field(default=False, compare=False)
    action: Action = field(default=Action.NO_OP, compare=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request waits before it is sent (again)."""

    vendor: str
    reason: str
    seconds: float


Event: TypeAlias = (
    ChangeStarted
    | StepStarted
    | StepFinished
    | ChangeFinished
    | ChangeFailed
    | ChangeSkipped
    | DataRead
    | DataFailed
    | Recovered
    | Waiting
)

Listener: TypeAlias = Callable[[Event], None]


def silent(event: Event) -> None:
    """A listener for who wants to hear nothing."""
    del event
