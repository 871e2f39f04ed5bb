"""What a test of a flow expects, as the configuration says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ivrplan.config.place import Place
from ivrplan.diagnostics import SourceRange


@dataclass(frozen=True, slots=True)
class Expectation:
    """How a call has to go. What is not given may be anything.

    Attributes:
        path: the names of the nodes that it passes, in order.
        terminal: the name of the node that it ends at.
        prompts: what the caller hears, in order.
        max_seconds: how long it may take.
        max_keypresses: how many keys the caller may need.
    """

    path: tuple[str, ...] | None = None
    terminal: str = ""
    prompts: tuple[str, ...] | None = None
    max_seconds: int | Decimal | None = None
    max_keypresses: int | None = None


@dataclass(frozen=True, slots=True)
class FlowTest:
    """One `test` block.

    Attributes:
        name: its label, behind the way to its module.
        flow: the name of the `flow` block, as in `Configuration.flows`.
        inputs: what happens where the flow asks: a key, the state of opening hours, the value of a variable.
        variables: variables of the call by name.
        clock: when the call comes, ISO 8601 with a zone; empty for any time.
        expect: how the call has to go.
        place: the block's header.
        locator: where a part of it was written; see `locate`.
    """

    name: str
    flow: str
    inputs: tuple[str, ...]
    expect: Expectation
    place: Place
    variables: Mapping[str, Any] = field(default_factory=dict)
    clock: str = ""
    locator: Callable[[tuple[str, ...]], Place] = field(repr=False, compare=False, kw_only=True)

    @property
    def range(self) -> SourceRange:
        """The block's header."""
        return self.place.range

    def locate(self, path: tuple[str, ...]) -> SourceRange:
        """Where a part (`("expect", "path")`) was written; the nearest outer part when it was not."""
        return self.locator(path).range
