"""Conditions and data, given what is known: questions to an evaluator about one instance of a block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from ivrplan.address import InstanceKey
from ivrplan.config.blocks.conditions import ConditionSource, judge
from ivrplan.config.blocks.data import evaluate_data
from ivrplan.config.evaluation.scope import Evaluator, TooDeepError
from ivrplan.config.verdicts import ConditionKind, Results, Verdict
from ivrplan.language.evaluate import Scope
from ivrplan.language.values import Value

_T = TypeVar("_T")


def informed(base: Evaluator, results: Results, key: str, ask: Callable[[Evaluator], _T]) -> _T:
    """What `ask` finds out, given results, also where it is about results of its own owner (`self`).

    Args:
        base: the evaluator that knows nothing of what vendors tell.
        results: what is known of resources and data.
        key: the declared thing that the question is about.
        ask: asks an evaluator.
    """
    evaluator = base.knowing(results)
    try:
        return ask(evaluator)
    except TooDeepError:
        evaluator.prepare(key)
        return ask(evaluator)


def query(evaluator: Evaluator, key: str, instance: InstanceKey) -> Mapping[str, Value]:
    """Which object one instance of a data block means.

    Raises:
        ConfigurationError: its block does not tell.
    """
    scope = _scope(evaluator, evaluator.instances(key)[instance])
    return evaluate_data(evaluator.program.data[key], evaluator.full_name(key, instance), scope)


def judge_instance(
    evaluator: Evaluator, key: str, instance: InstanceKey, condition: ConditionSource
) -> Verdict:
    """Whether a condition of an instance of a resource or data block holds."""
    names = dict(evaluator.instances(key)[instance])
    if condition.kind is ConditionKind.POSTCONDITION:
        seen = evaluator.data_object if key in evaluator.program.data else evaluator.object
        names["self"] = seen(key, instance)
    return judge(condition, evaluator.full_name(key, instance), _scope(evaluator, names))


def judge_block(evaluator: Evaluator, key: str, condition: ConditionSource) -> Verdict:
    """Whether a condition of an output or a check holds."""
    return judge(condition, f"{evaluator.program.prefix}{key}", evaluator.scope)


def _scope(evaluator: Evaluator, extra: Mapping[str, Value]) -> Scope:
    return evaluator.scope.child(extra) if extra else evaluator.scope
