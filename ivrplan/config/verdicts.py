"""Conditions of resources, data, outputs and checks, as plan and apply use them: judged whenever more is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from ivrplan.config.place import Place
from ivrplan.diagnostics import Diagnostic, SourceRange
from ivrplan.language.values import Value

Results: TypeAlias = Mapping[str, Mapping[str, Value]]
"""What is known of resources and data: their attributes by address.

What a resource's own block says is its value, whatever is given here; that is for the rest, which only the vendor can
tell (`id`, `version`). What is not given is unknown. So a vendor's present attributes can be given as they are, also
while the block asks for others.
"""


class ConditionKind(StrEnum):
    """When a condition has to hold: before a change, after it, or at the end of everything."""

    PRECONDITION = "precondition"
    POSTCONDITION = "postcondition"
    ASSERTION = "assertion"


class Status(StrEnum):
    """What is known of a condition, in the words of Terraform's plan JSON.

    `UNKNOWN`: it depends on what is known only after apply. `ERROR`: it has no value.
    """

    HOLDS = "pass"
    FAILS = "fail"
    UNKNOWN = "unknown"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a condition.

    Attributes:
        status: whether it holds.
        message: its author's words, where it does not hold; a sensitive message is hidden.
        diagnostics: why it does not hold, or has no value, with the values that it refers to. Those of an assertion are
            warnings, all others are errors.
    """

    status: Status
    message: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """One `precondition`, `postcondition` or `assert` block, for one instance of what it stands in.

    Attributes:
        kind: when it has to hold.
        owner: the address of what it stands in: a resource, data, `output.NAME`, `check.NAME`.
        place: its condition.
        evaluator: see `judge`.
    """

    kind: ConditionKind
    owner: str
    place: Place
    evaluator: Callable[[Results], Verdict] = field(repr=False)

    @property
    def range(self) -> SourceRange:
        """Where its condition is written."""
        return self.place.range

    def judge(self, results: Results) -> Verdict:
        """Whether it holds, given what is known of resources and data. `self` is what is known of its owner."""
        return self.evaluator(results)
