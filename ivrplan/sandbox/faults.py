"""Faults that a test asks for: which requests they strike and what then happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from re import compile as compile_pattern
from re import error as PatternError  # noqa: N812 -- the class is spelled like a function in the standard library
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

FaultKind = Literal["status", "html", "truncate", "drop_before", "drop_after", "hang"]


class Match(BaseModel):
    """Which requests a fault strikes; what is not given matches everything.

    Args:
        vendor: name of the vendor.
        method: HTTP method.
        path: regular expression, searched in the path below the vendor's mount.
        nth: the first matching request that is struck, counted from 1.
        count: how many matching requests are struck from there on; `None` means all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    vendor: str | None = None
    method: str | None = None
    path: str = ""
    nth: int = Field(default=1, ge=1)
    count: int | None = Field(default=1, ge=1)

    @field_validator("path")
    @classmethod
    def _path_is_a_pattern(cls, path: str) -> str:
        try:
            compile_pattern(path)
        except PatternError as error:
            raise ValueError(f"is no regular expression: {error}") from error
        return path


class Action(BaseModel):
    """What happens to a request that is struck.

    Args:
        kind: `status` answers with a status; `html` the same with an HTML page, as a proxy does;
            `truncate` acts and sends half of the answer; `drop_before` closes the connection before the vendor acts;
            `drop_after` acts and closes the connection without an answer; `hang` only waits.
        status: status of `status` (default 503) and `html` (default 502).
        headers: further headers of `status` and `html`.
        body: body of `status` (JSON; default: the vendor's error body) and `html` (a text).
        acts: whether the vendor acts before `status` or `html` is answered, as behind a gateway that gave up waiting.
        latency_ms: wait first, in milliseconds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: FaultKind = "status"
    status: int | None = Field(default=None, ge=200, le=599)
    headers: dict[str, str] = Field(default_factory=dict)
    body: Any = None
    acts: bool = False
    latency_ms: int = Field(default=0, ge=0)


class Fault(BaseModel):
    """One fault as the control plane takes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    match: Match = Field(default_factory=Match)
    action: Action = Field(default_factory=Action)


@dataclass(slots=True)
class _Armed:
    fault: Fault
    seen: int = 0
    struck: int = 0


class Faults:
    """The faults that are armed, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []

    def arm(self, faults: Sequence[Fault]) -> None:
        """Add faults."""
        self._armed.extend(_Armed(fault) for fault in faults)

    def clear(self) -> None:
        """Disarm all."""
        self._armed.clear()

    def strike(self, vendor: str, method: str, path: str) -> Action | None:
        """What strikes a request: the first fault whose turn it is. Each fault counts all requests it matches."""
        action = None
        for armed in self._armed:
            if not _matches(armed.fault.match, vendor, method, path):
                continue
            armed.seen += 1
            if action is None and _has_its_turn(armed):
                armed.struck += 1
                action = armed.fault.action
        return action

    def to_json(self) -> list[dict[str, Any]]:
        """The armed faults with how many requests they matched and struck."""
        return [
            {**armed.fault.model_dump(mode="json"), "seen": armed.seen, "struck": armed.struck}
            for armed in self._armed
        ]


def _matches(match: Match, vendor: str, method: str, path: str) -> bool:
    return (
        match.vendor in {None, vendor}
        and (match.method is None or match.method.upper() == method)
        and compile_pattern(match.path).search(path) is not None
    )


def _has_its_turn(armed: _Armed) -> bool:
    match = armed.fault.match
    return armed.seen >= match.nth and (match.count is None or armed.seen < match.nth + match.count)
