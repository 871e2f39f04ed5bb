"""Lists: cutting, joining, ordering, and lists of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ivrplan.language import numeric
from ivrplan.language.equality import identity
from ivrplan.language.functions.arguments import items_of, list_of, whole
from ivrplan.language.functions.contract import ArgumentError, Function, Handling, Parameter, passing_parts
from ivrplan.language.marks import mark_if, unmark
from ivrplan.language.typemodel import ANY, NUMBER, STRING, ListType
from ivrplan.language.values import UNKNOWN, SetValue, Value


def _element(value: Value, index: numeric.Number) -> Value:
    items = list_of(value)
    if not items:
        raise ArgumentError("an empty list has no elements", 0)
    return items[whole(index, 1) % len(items)]


def _concat(*values: Value) -> Value:
    return tuple(item for index, value in enumerate(values) for item in list_of(value, index))


def _flatten(value: Value) -> Value:
    flat, sensitive = _flat(items_of(value))
    if any(item is _OPEN for item in flat):
        return mark_if(sensitive, UNKNOWN)
    return mark_if(sensitive, tuple(flat))


_OPEN: Final[Any] = object()


def _flat(items: Sequence[Value]) -> tuple[list[Value], bool]:
    result: list[Value] = []
    sensitive = False
    for item in items:
        inner, marked = unmark(item)
        if inner is UNKNOWN:
            result.append(_OPEN)
        elif isinstance(inner, tuple | SetValue):
            deeper, deep_marked = _flat(tuple(inner))
            result.extend(deeper)
            sensitive = sensitive or deep_marked or marked
            continue
        else:
            result.append(item)
    return result, sensitive


def _distinct(items: tuple[Value, ...]) -> Value:
    first: dict[object, Value] = {}
    for item in items:
        first.setdefault(identity(item), item)
    return tuple(first.values())


def _compact(items: Sequence[Value]) -> Value:
    return tuple(item for item in items if item not in {None, ""})


def _chunklist(items: tuple[Value, ...], size: numeric.Number) -> Value:
    length = whole(size, 1)
    if length < 0:
        raise ArgumentError("the size must not be negative", 1)
    if not length:
        return (items,)
    return tuple(items[start : start + length] for start in range(0, len(items), length))


def _reverse(value: Value) -> Value:
    return items_of(value)[::-1]


def _slice(value: Value, start: numeric.Number, end: numeric.Number) -> Value:
    items = list_of(value)
    first, last = whole(start, 1), whole(end, 2)
    if first < 0 or first > len(items):
        raise ArgumentError(f"the start must be from 0 to {len(items)}, the length of the list", 1)
    if last < first or last > len(items):
        raise ArgumentError(
            f"the end must be from {first}, the start, to {len(items)}, the length of the list", 2
        )
    return items[first:last]


def _sort(items: Sequence[Value]) -> Value:
    if any(item is None for item in items):
        raise ArgumentError("a list without null is required", 0)
    return tuple(sorted(str(item) for item in items))


def _sum(items: Sequence[numeric.Number | None]) -> numeric.Number:
    total: numeric.Number = 0
    for item in items:
        if item is None:
            raise ArgumentError("a list without null is required", 0)
        total = numeric.add(total, item)
    if not items:
        raise ArgumentError("a list of at least one number is required", 0)
    return total


def _range(*limits: numeric.Number) -> Value:
    start, end = (0, limits[0]) if len(limits) == 1 else limits[:2]
    step = limits[2] if len(limits) > 2 else (1 if end >= start else -1)
    if start == end:
        return ()
    if not step or (end > start and step < 0) or (end < start and step > 0):
        raise ArgumentError("the step must lead from the start towards the end", 2)
    result: list[Value] = []
    current = start
    while (current < end) if step > 0 else (current > end):
        if len(result) == 1024:
            raise ArgumentError("a range of more than 1024 numbers is refused")
        result.append(current)
        current = numeric.add(current, step)
    return tuple(result)


_ANYLIST: Final = ListType(ANY)
_STRINGS: Final = ListType(STRING)
_L: Final = Parameter("list")
_M: Final = Parameter("map")

FUNCTIONS: Final = (
    passing_parts(
        "element",
        (_L, Parameter("index", NUMBER)),
        "The element at an index, which wraps around at the ends.",
        _element,
    ),
    Function(
        "concat",
        (Parameter("list"),),
        ANY,
        "One list with the elements of all, in order.",
        _concat,
        variadic=Parameter("lists"),
        handling=Handling.PARTS,
    ),
    passing_parts("flatten", (_L,), "The list with each list in it replaced by its elements.", _flatten),
    Function(
        "distinct", (Parameter("list", _ANYLIST),), _ANYLIST, "The list without repeated elements.", _distinct
    ),
    Function(
        "compact",
        (Parameter("list", _STRINGS),),
        _STRINGS,
        "The list without null and empty strings.",
        _compact,
    ),
    passing_parts(
        "chunklist",
        (Parameter("list", _ANYLIST), Parameter("size", NUMBER)),
        "The list cut into lists of a size.",
        _chunklist,
        returns=ListType(_ANYLIST),
    ),
    passing_parts("reverse", (_L,), "The list from the end to the beginning.", _reverse),
    passing_parts(
        "slice",
        (_L, Parameter("start", NUMBER), Parameter("end", NUMBER)),
        "The elements from the start index up to, not including, the end index.",
        _slice,
    ),
    Function(
        "sort",
        (Parameter("list", _STRINGS),),
        _STRINGS,
        "The strings in the order of their characters.",
        _sort,
    ),
    Function(
        "sum",
        (Parameter("list", ListType(NUMBER)),),
        NUMBER,
        "The sum of the numbers in a list or set.",
        _sum,
    ),
    Function(
        "range",
        (
            Parameter("start_or_end", NUMBER),
            Parameter("end", NUMBER, optional=True),
            Parameter("step", NUMBER, optional=True),
        ),
        ListType(NUMBER),
        "The numbers from a start (or 0) up to, not including, an end.",
        _range,
    ),
)
