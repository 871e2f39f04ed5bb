"""What one rendering may use up, and the account of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ivrplan.language.values import SetValue


@dataclass(frozen=True, slots=True)
class TemplateLimits:
    """What the rendering of one file, its includes and macros counted in, may use.

    Attributes:
        max_output: characters of rendered text.
        max_steps: rounds of loops and runs of macros.
        max_seconds: seconds of wall time.
        max_work: characters and elements of all values made on the way.
        max_depth: macros and includes inside each other.
        clock: seconds from any beginning, never going back.
    """

    max_output: int = 20_000_000
    max_steps: int = 1_000_000
    max_seconds: float = 20.0
    max_work: int = 100_000_000
    max_depth: int = 60
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)


class LimitError(Exception):
    """A rendering used up something.

    Args:
        detail: what was too much, as a whole sentence.
        hint: what usually mends it.
    """

    def __init__(self, detail: str, hint: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint


MAX_VALUE: Final = 10_000_000
"""Characters or elements that one value of a template can have."""

TOO_LARGE: Final = f"A value would have more than {MAX_VALUE} characters or elements."

_ENDLESS: Final = "Look for a loop or a macro that calls itself without an end, or for loops in loops."

# The clock is asked once in so many steps.
_STEPS_BETWEEN: Final = 64


class Account:
    """What has been used so far."""

    __slots__ = ("_deadline", "_limits", "depth", "output", "steps", "work")

    def __init__(self, limits: TemplateLimits) -> None:
        self._limits = limits
        self._deadline = limits.clock() + limits.max_seconds
        self.depth = self.output = self.steps = self.work = 0

    def step(self) -> None:
        """Count a round of a loop or a run of a macro.

        Raises:
            LimitError: there were too many, or they took too long.
        """
        self.steps += 1
        if self.steps > self._limits.max_steps:
            raise LimitError(
                f"Rendering takes more than {self._limits.max_steps} steps (rounds of loops and runs of macros).",
                _ENDLESS,
            )
        if self.steps % _STEPS_BETWEEN == 0:
            self.check_time()

    def check_time(self) -> None:
        """Stop when the time is over.

        Raises:
            LimitError: it is.
        """
        if self._limits.clock() > self._deadline:
            raise LimitError(f"Rendering takes more than {self._limits.max_seconds:g} seconds.", _ENDLESS)

    def make(self, size: int) -> None:
        """Count a value about to be made, or just made, of `size` characters or elements.

        Raises:
            LimitError: it is too large, or all of them are.
        """
        if size > MAX_VALUE:
            raise LimitError(TOO_LARGE)
        self.work += size
        if self.work > self._limits.max_work:
            raise LimitError(
                f"The values made while rendering have more than {self._limits.max_work} characters and elements.",
                _ENDLESS,
            )

    def make_value(self, value: object) -> None:
        """Count a value just made, with all its parts as often as they stand in it.

        Raises:
            LimitError: it is too large, or all of them are.
        """
        self.make(size_of(value))

    def put(self, size: int) -> None:
        """Count rendered text.

        Raises:
            LimitError: it is too much.
        """
        self.output += size
        if self.output > self._limits.max_output:
            raise LimitError(
                f"The rendered text has more than {self._limits.max_output} characters.", _ENDLESS
            )

    def enter(self) -> None:
        """Count one more macro or include inside the others.

        Raises:
            LimitError: they are nested too deeply.
        """
        self.depth += 1
        if self.depth > self._limits.max_depth:
            self.depth -= 1
            raise LimitError(
                f"Macros and includes are nested more than {self._limits.max_depth} levels deep.",
                "Look for a macro that calls itself or a file that includes itself.",
            )

    def leave(self) -> None:
        """One macro or include has ended."""
        self.depth -= 1


_ELEMENT: Final = 8
"""What an element weighs against a character."""


def size_of(value: object) -> int:
    """How large a value is when it is written out: characters, and a few for each element.

    A list can hold the same list twice, which holds the same list twice, and so on. That is small in memory and endless
    when it is written, so parts are counted as often as they stand there, and counting stops at the limit.

    Raises:
        LimitError: it is too large.
    """
    size, rest = 0, [value]
    while rest:
        part = rest.pop()
        size += _ELEMENT
        if isinstance(part, str):
            size += len(part)
        elif isinstance(part, Mapping):
            rest.extend(part.values())
            size += sum(len(key) for key in part if isinstance(key, str))
        elif isinstance(part, list | tuple | SetValue):
            rest.extend(part)
        if size > MAX_VALUE:
            raise LimitError(TOO_LARGE)
    return size
