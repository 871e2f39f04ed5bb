"""`validation` blocks: what values of variables have to be like, in their author's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ivrplan.config.blocks.conditions import message_text, truth
from ivrplan.config.blocks.variables import INVALID, Validation, Variable
from ivrplan.config.files.given import Given
from ivrplan.diagnostics import Diagnostic, EvaluationError, Problems, Severity, error
from ivrplan.language.evaluate import Scope
from ivrplan.language.values import UNKNOWN


def validate(
    declared: Iterable[Variable], chosen: Mapping[str, Given], scope: Scope, problems: Problems
) -> None:
    """Check every variable's value against its rules.

    Args:
        declared: the variables.
        chosen: what was given to them, by name.
        scope: the values of all variables.
        problems: gets what a value is not, in the words of the rule.
    """
    for variable in declared:
        for rule in variable.validations:
            problems.add(*_problems(variable, rule, chosen.get(variable.name), scope))


def _problems(
    variable: Variable, rule: Validation, given: Given | None, scope: Scope
) -> tuple[Diagnostic, ...]:
    source = rule.place.source
    try:
        result = truth(rule.condition, scope, source)
        if result is True or result is UNKNOWN:
            return ()
        if result is None:
            return (_no_condition(variable, rule),)
        message = message_text(rule.message, scope, source)
    except EvaluationError as failure:
        return failure.diagnostics
    return (_broken(variable, rule, given, message),)


def _broken(variable: Variable, rule: Validation, given: Given | None, message: str) -> Diagnostic:
    place = given.place if given is not None and not variable.sensitive else None
    origin = f", given by {given.origin}," if given is not None else ""
    return Diagnostic(
        Severity.ERROR,
        INVALID,
        f'The value of the variable "{variable.name}"{origin} breaks a rule: {message}',
        range=(place or variable.place).range,
        related=((rule.place.range, "This is the rule."),),
    )


def _no_condition(variable: Variable, rule: Validation) -> Diagnostic:
    detail = f'The condition of a validation of the variable "{variable.name}" is neither true nor false.'
    return error("Invalid condition", detail, range=rule.place.range)
