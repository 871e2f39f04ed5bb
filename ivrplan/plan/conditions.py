"""What is known of conditions while a plan is made, and again while it is applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ivrplan.config.configuration import Configuration
from ivrplan.config.verdicts import Condition, ConditionKind, Results, Status
from ivrplan.diagnostics import Diagnostic
from ivrplan.language.values import Value

_WORST: Final = (Status.ERROR, Status.FAILS, Status.UNKNOWN, Status.HOLDS)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of one condition.

    Attributes:
        kind: when it has to hold.
        owner: the address of what it stands in.
        status: whether it holds.
        message: its author's words, where it does not.
    """

    kind: ConditionKind
    owner: str
    status: Status
    message: str = ""


@dataclass(slots=True)
class Judge:
    """Judges conditions, and keeps what came of it.

    Attributes:
        checked: what is known of those that were judged.
        diagnostics: why some do not hold.
    """

    checked: list[Checked] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def judge(self, conditions: Iterable[Condition], results: Results) -> Status:
        """The worst that is known of these conditions."""
        statuses = [self._one(condition, results) for condition in conditions]
        return worst(statuses)

    def _one(self, condition: Condition, results: Results) -> Status:
        verdict = condition.judge(results)
        self.checked.append(Checked(condition.kind, condition.owner, verdict.status, verdict.message))
        self.diagnostics.extend(verdict.diagnostics)
        return verdict.status


def before(conditions: Iterable[Condition]) -> list[Condition]:
    """Those that have to hold before the change of their owner."""
    return [one for one in conditions if one.kind is ConditionKind.PRECONDITION]


def after(conditions: Iterable[Condition]) -> list[Condition]:
    """Those that have to hold after the change of their owner."""
    return [one for one in conditions if one.kind is ConditionKind.POSTCONDITION]


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of some statuses; of none, that all is well."""
    return min(statuses, key=_WORST.index, default=Status.HOLDS)


def known_now(configuration: Configuration) -> list[Diagnostic]:
    """The conditions that do not hold whatever vendors will tell."""
    judge, results = Judge(), dict[str, Mapping[str, Value]]()
    owners = (
        configuration.resources,
        configuration.data,
        configuration.outputs,
        configuration.checks,
    )
    for blocks in owners:
        for block in blocks.values():
            judge.judge(block.conditions, results)
    judge.judge(configuration.module_conditions, results)
    return judge.diagnostics
