"""Sets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import product
from typing import Final

from ivrplan.diagnostics import EvaluationError
from ivrplan.language.convert import convert
from ivrplan.language.equality import identity
from ivrplan.language.functions.arguments import items_of
from ivrplan.language.functions.contract import ArgumentError, Function, Handling, Parameter
from ivrplan.language.marks import set_of
from ivrplan.language.typemodel import ANY, ListType, SetType
from ivrplan.language.values import SetValue, Value

_MOST_COMBINATIONS: Final = 100_000


def _alike(sets: Sequence[SetValue]) -> list[tuple[Value, ...]]:
    """The elements of each set, all brought to one type."""
    everything = tuple(item for one in sets for item in one)
    try:
        converted = convert(everything, ListType(ANY))
    except EvaluationError:
        raise ArgumentError("all sets must have elements of the same type") from None
    assert isinstance(converted, tuple)
    result: list[tuple[Value, ...]] = []
    start = 0
    for one in sets:
        result.append(converted[start : start + len(one)])
        start += len(one)
    return result


def _union(*sets: SetValue) -> Value:
    return set_of(item for items in _alike(sets) for item in items)


def _intersection(*sets: SetValue) -> Value:
    first, *others = _alike(sets)
    common = reduce(
        set.intersection,
        ({identity(item) for item in items} for items in others),
        {identity(item) for item in first},
    )
    return set_of(item for item in first if identity(item) in common)


def _subtract(left: SetValue, right: SetValue) -> Value:
    first, second = _alike((left, right))
    gone = {identity(item) for item in second}
    return set_of(item for item in first if identity(item) not in gone)


def _of_one_type(items: tuple[Value, ...], index: int) -> tuple[Value, ...]:
    """The elements, brought to one type as those of every list."""
    try:
        return items_of(convert(items, ListType(ANY)))
    except EvaluationError:
        raise ArgumentError("all elements must have the same type", index) from None


def _product(*values: Value) -> Value:
    lists = [_of_one_type(items_of(value, index), index) for index, value in enumerate(values)]
    count = reduce(lambda total, items: total * len(items), lists, 1)
    if count > _MOST_COMBINATIONS:
        raise ArgumentError(f"{count} combinations are refused; at most {_MOST_COMBINATIONS} are made")
    combinations = tuple(product(*lists))
    return set_of(combinations) if any(isinstance(value, SetValue) for value in values) else combinations


_SET: Final = Parameter("set", SetType(ANY))
_MORE: Final = Parameter("sets", SetType(ANY))

FUNCTIONS: Final = (
    Function(
        "setunion", (_SET,), SetType(ANY), "The set of all elements of some sets.", _union, variadic=_MORE
    ),
    Function(
        "setintersection",
        (_SET,),
        SetType(ANY),
        "The set of the elements that all of some sets have.",
        _intersection,
        variadic=_MORE,
    ),
    Function(
        "setsubtract",
        (_SET, Parameter("others", SetType(ANY))),
        SetType(ANY),
        "The set of the elements of one set that another one has not.",
        _subtract,
    ),
    Function(
        "setproduct",
        (Parameter("set"), Parameter("other")),
        ANY,
        "All combinations of one element from each of some sets or lists.",
        _product,
        variadic=Parameter("others"),
        handling=Handling.PARTS,
    ),
)
