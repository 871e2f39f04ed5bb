"""What a `release` block of a `cxone_ivr_flow` may say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ivrplan.flow.fields import Count, Positive, Strings, Text
from ivrplan.flow.frozen import FrozenMap


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReleaseTimeouts(_Block):
    """How long a call may take and wait in the version (vendor contract S2).

    Attributes:
        global_ms: milliseconds that a whole call may take.
        input_ms: milliseconds to wait for the caller.
        transfer_ms: milliseconds that a transfer may take.
    """

    global_ms: Positive = 30000
    input_ms: Positive = 10000
    transfer_ms: Positive = 60000


class ReleaseBlock(_Block):
    """How a flow reaches callers.

    Attributes:
        tag: what the version is called; another tag alone is a release.
        priority: the vendor's activation priority.
        environment: where the version belongs.
        on_failure: whether the version before is published again when one that callers get turns out wrong.
        timeouts: how long a call may take and wait.
        matrix: further tags of the version.
    """

    tag: Text
    priority: Count = 0
    environment: Literal["production", "staging"] = "production"
    on_failure: Literal["rollback", "keep"] = "rollback"
    timeouts: ReleaseTimeouts = Field(default_factory=ReleaseTimeouts)
    matrix: Strings = FrozenMap({})

    def document(self) -> Mapping[str, Any]:
        """The part of the canonical document that says how the flow is released. What stays with us is not in it."""
        return {
            "tag": self.tag,
            "priority": self.priority,
            "environment": self.environment,
            "timeouts": self.timeouts.model_dump(),
            "matrix": dict(self.matrix),
        }
