"""Conditions while a plan is applied: what the plan did not know yet, and what has to hold once more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ivrplan.config.configuration import Configuration
from ivrplan.config.verdicts import Condition, Results, Status
from ivrplan.diagnostics import Diagnostic, IvrplanError, PlanError, error
from ivrplan.language.values import Value, contains_unknown
from ivrplan.plan.change import Plan
from ivrplan.plan.conditions import Checked, Judge
from ivrplan.plan.data import Reader, softened
from ivrplan.providers.connection import Connection


def require(conditions: Iterable[Condition], results: Results, checked: list[Checked]) -> None:
    """See that conditions hold, now that all that they depend on is known.

    Args:
        conditions: of one object.
        results: what is known of resources and data.
        checked: gets what is known of them.

    Raises:
        PlanError: one does not hold, or cannot be told.
    """
    found: list[Diagnostic] = []
    for condition in conditions:
        verdict = condition.judge(results)
        checked.append(Checked(condition.kind, condition.owner, verdict.status, verdict.message))
        found.extend(verdict.diagnostics)
        if verdict.status is Status.UNKNOWN:
            found.append(_never_known(condition))
    if found:
        raise PlanError(*found)


def _never_known(condition: Condition) -> Diagnostic:
    return error(
        "Condition has no value",
        f"The {condition.kind.value} of {condition.owner} depends on a value that no vendor has told, so nobody can tell "
        "whether it holds.",
        hint="Let it depend on values that are known when it is needed.",
        range=condition.range,
        address=condition.owner,
    )


@dataclass(frozen=True, slots=True)
class Closing:
    """What is judged when all changes have ended.

    Attributes:
        plan: what was applied.
        configuration: whose conditions they are.
        connections: by provider key.
        results: what is known of resources and data now.
        judge: judges.
    """

    plan: Plan
    configuration: Configuration
    connections: Mapping[str, Connection]
    results: Mapping[str, Mapping[str, Value]]
    judge: Judge = field(default_factory=Judge)

    async def run(self) -> None:
        """Judge checks, and what the plan did not know of objects that it left alone."""
        self._left_alone()
        reader = Reader(self.connections)
        for check in self.configuration.checks.values():
            results = dict(self.results)
            for address in check.data:
                results |= await self._read(address, reader, results)
            self.judge.judge(check.conditions, results)

    def _left_alone(self) -> None:
        unsure = {
            (checked.owner, checked.kind) for checked in self.plan.checks if checked.status is Status.UNKNOWN
        }
        waiting = [one for one in self.configuration.module_conditions if (one.owner, one.kind) in unsure]
        self.judge.judge(waiting, self.results)
        changed = {change.address for change in self.plan.effective}
        for address, block in self.configuration.resources.items():
            if address not in changed:
                waiting = [one for one in block.conditions if (one.owner, one.kind) in unsure]
                self.judge.judge(waiting, self.results)

    async def _read(self, address: str, reader: Reader, results: Results) -> dict[str, Mapping[str, Value]]:
        """What the data of a check tells now; nothing, and a warning, when it cannot be read."""
        block = self.configuration.data[address]
        try:
            query = block.query(results)
            return {address: await reader.read(block, query)} if not contains_unknown(dict(query)) else {}
        except IvrplanError as failure:
            self.judge.diagnostics.extend(softened(block, failure.diagnostics))
            return {}


def merged(before: Iterable[Checked], now: Iterable[Checked]) -> Iterator[Checked]:
    """What is known of conditions after an apply: what was judged last.

    Args:
        before: what the plan knew.
        now: what was judged since.
    """
    later = list(now)
    again = {(one.owner, one.kind) for one in later}
    yield from (one for one in before if (one.owner, one.kind) not in again)
    yield from later
