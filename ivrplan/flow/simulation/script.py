"""What a simulated call is made of: what the caller does, what is known of them, when they call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Script:
    """One call.

    Attributes:
        inputs: what happens where the flow waits, in order: a key, several digits, `timeout`, the state of opening
            hours, the value of a variable, `error` of a request, `full` of a queue.
        variables: what is known of the call before it begins, and what requests will save.
        clock: when the call comes; None where opening hours are told by inputs. One without a zone is the local time
            of every node.
    """

    inputs: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    clock: datetime | None = None
