"""Conversion between types, attempts, and sensitive marks."""

from __future__ import annotations

from typing import Final

from ivrplan.diagnostics import EvaluationError
from ivrplan.language.functions.contract import ArgumentError, Attempt, Function, Handling, Parameter
from ivrplan.language.marks import has_unknown, mark, unmark
from ivrplan.language.typemodel import ANY, BOOL, NUMBER, STRING, ListType, MapType, SetType, Type
from ivrplan.language.values import UNKNOWN, Unknown, Value


def _same(value: Value) -> Value:
    return value


def _conversion(name: str, kind: Type, description: str) -> Function:
    parameter = Parameter("value", kind, allow_null=True)
    return Function(name, (parameter,), kind, description, _same, handling=Handling.MARKS)


def _try(*attempts: Attempt) -> Value:
    problems: list[str] = []
    for attempt in attempts:
        try:
            return attempt()
        except EvaluationError as failure:
            problems.extend(problem.detail or problem.summary for problem in failure.diagnostics)
    raise ArgumentError(" ".join(problems))


def _can(attempt: Attempt) -> bool | Unknown:
    try:
        return UNKNOWN if has_unknown(attempt()) else True
    except EvaluationError:
        return False


def _nonsensitive(value: Value) -> Value:
    return unmark(value)[0]


def _issensitive(value: Value) -> Value:
    inner, marked = unmark(value)
    if not marked and inner is UNKNOWN:
        return UNKNOWN
    return marked


_VALUE: Final = (Parameter("value", allow_null=True),)

FUNCTIONS: Final = (
    _conversion("tostring", STRING, "The string that writes a number or a bool."),
    _conversion("tonumber", NUMBER, "The number that a string writes."),
    _conversion("tobool", BOOL, 'The bool that a string writes: "true" or "false".'),
    _conversion("tolist", ListType(ANY), "The list of a set's or tuple's elements, brought to one type."),
    _conversion("toset", SetType(ANY), "The set of a list's elements, without order and duplicates."),
    _conversion("tomap", MapType(ANY), "The map of an object's attributes, brought to one type."),
    Function(
        "try",
        (Parameter("expression", allow_null=True),),
        ANY,
        "The value of the first expression that has one.",
        _try,
        variadic=Parameter("expressions", allow_null=True),
        handling=Handling.ATTEMPTS,
    ),
    Function(
        "can",
        (Parameter("expression", allow_null=True),),
        BOOL,
        "Whether an expression has a value rather than an error.",
        _can,
        handling=Handling.ATTEMPTS,
    ),
    Function(
        "sensitive",
        _VALUE,
        ANY,
        "The value as a sensitive one, which no output shows.",
        mark,
        handling=Handling.MARKS,
    ),
    Function(
        "nonsensitive",
        _VALUE,
        ANY,
        "The value without its own sensitive mark (parts keep theirs), for what is derived from a secret but is none.",
        _nonsensitive,
        handling=Handling.MARKS,
    ),
    Function(
        "issensitive",
        _VALUE,
        BOOL,
        "Whether the value is marked as sensitive.",
        _issensitive,
        handling=Handling.MARKS,
    ),
)
