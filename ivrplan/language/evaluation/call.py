"""Function calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ivrplan.diagnostics import EvaluationError, did_you_mean
from ivrplan.language.evaluation.access import kind_name
from ivrplan.language.evaluation.run import Run
from ivrplan.language.functions.contract import (
    ARGUMENT_SUMMARY,
    BoundFunction,
    CallError,
    Handling,
    count_problem,
    describe_problem,
)
from ivrplan.language.functions.unavailable import UNAVAILABLE
from ivrplan.language.marks import mark_if, unmark
from ivrplan.language.syntax import Call, Expression
from ivrplan.language.values import UNKNOWN, SetValue, Value

_OWN: Final = "core::"
"""Terraform's namespace of the functions that are not a provider's."""


def call(run: Run, node: Call) -> Value:
    """`name(arguments...)`."""
    bound = run.around.functions.get(node.name.removeprefix(_OWN))
    if bound is None:
        return _unknown(run, node)
    if bound.function.handling is Handling.ATTEMPTS:
        return _attempt(run, node, bound)
    before = len(run.problems)
    arguments = [run.value(argument) for argument in node.arguments]
    marked = False
    if node.expand:
        arguments, marked, known = _expanded(run, node, arguments)
        if not known:
            return mark_if(marked, UNKNOWN)
    problem = count_problem(bound.function, len(arguments))
    if problem:
        return run.fail(node, "Wrong number of arguments", problem, f"Call it as {bound.function.signature}.")
    if len(run.problems) > before:
        return UNKNOWN
    return mark_if(marked, _invoke(run, node, bound, arguments))


def _unknown(run: Run, node: Call) -> Value:
    for argument in node.arguments:
        run.value(argument)
    unavailable = UNAVAILABLE.get(node.name.removeprefix(_OWN))
    if unavailable is not None:
        detail = f'The function "{node.name}" is not offered: {unavailable.reason}.'
        return run.fail(node, "Function not offered", detail, unavailable.hint)
    hint = did_you_mean(node.name, run.around.functions)
    return run.fail(node, "Unknown function", f'There is no function named "{node.name}".', hint)


def _invoke(run: Run, node: Call, bound: BoundFunction, arguments: Sequence[Value]) -> Value:
    try:
        return bound.invoke(arguments)
    except CallError as failure:
        for problem in failure.problems:
            place = node if problem.index is None else _written_at(node, problem.index)
            run.fail(place, ARGUMENT_SUMMARY, describe_problem(bound.function, problem), problem.hint)
        return UNKNOWN


def _written_at(node: Call, index: int) -> Expression:
    return node.arguments[min(index, len(node.arguments) - 1)] if node.arguments else node


def _expanded(run: Run, node: Call, arguments: list[Value]) -> tuple[list[Value], bool, bool]:
    """The arguments with the last one spread out, whether that one is sensitive, and whether it is known."""
    last, marked = unmark(arguments[-1])
    if last is UNKNOWN:
        return arguments, marked, False
    if isinstance(last, tuple | SetValue):
        return [*arguments[:-1], *last], marked, True
    kind = "null" if last is None else kind_name(last)
    detail = f"The argument before ... is {kind}; a list or set is required."
    run.fail(node.arguments[-1], "Invalid expanding argument", detail)
    return arguments, marked, False


def _attempt(run: Run, node: Call, bound: BoundFunction) -> Value:
    problem = count_problem(bound.function, len(node.arguments))
    if problem:
        return run.fail(node, "Wrong number of arguments", problem, f"Call it as {bound.function.signature}.")
    if node.expand:
        return run.fail(
            node,
            "Invalid expanding argument",
            f'The arguments of "{node.name}" are tried one by one; ... cannot be used.',
        )
    try:
        return bound.attempt([_attempt_of(run, argument) for argument in node.arguments])
    except CallError as failure:
        details = " ".join(problem.problem for problem in failure.problems)
        return run.fail(node, "Every attempt failed", details)


def _attempt_of(run: Run, node: Expression) -> Callable[[], Value]:
    def attempt() -> Value:
        value, problems = run.attempt(node)
        if problems:
            raise EvaluationError(*problems)
        return value

    return attempt
