"""Conditions made from data: what a value of the world has to be."""

from __future__ import annotations

from typing import Any

from ivrplan.config.verdicts import Condition, ConditionKind, Results, Status, Verdict
from ivrplan.diagnostics import Diagnostic, Severity
from ivrplan.language.values import UNKNOWN
from tests.fakes.world import NOWHERE, resolved

MESSAGE = "It has to be so."


def condition(kind: ConditionKind, owner: str, value: Any, wanted: Any) -> Condition:
    """Holds when a value, perhaps a `Ref`, is the wanted one."""
    severity = Severity.WARNING if kind is ConditionKind.ASSERTION else Severity.ERROR

    def judge(results: Results) -> Verdict:
        found = resolved(value, results)
        if found is UNKNOWN:
            return Verdict(Status.UNKNOWN)
        if found == wanted:
            return Verdict(Status.HOLDS)
        told = Diagnostic(severity, f"A {kind.value} failed", MESSAGE, address=owner)
        return Verdict(Status.FAILS, MESSAGE, (told,))

    return Condition(kind, owner, NOWHERE, judge)


def pre(owner: str, value: Any, wanted: Any) -> Condition:
    return condition(ConditionKind.PRECONDITION, owner, value, wanted)


def post(owner: str, value: Any, wanted: Any) -> Condition:
    return condition(ConditionKind.POSTCONDITION, owner, value, wanted)


def claim(owner: str, value: Any, wanted: Any) -> Condition:
    return condition(ConditionKind.ASSERTION, owner, value, wanted)
