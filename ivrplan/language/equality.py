"""When two values are the same, and in which order values stand in a set.

Equality is by type and value, without conversion: `"1" == 1` is false. Lists and tuples are one kind of value here,
so are maps and objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from ivrplan.language import numeric
from ivrplan.language.values import UNKNOWN, Capsule, Sensitive, SetValue, Unknown, Value

Truth: TypeAlias = bool | Unknown


def equal(left: Value, right: Value) -> Truth:
    """Whether two values are equal; unknown where that hangs on an unknown part. Looks through sensitive marks."""
    if isinstance(left, Sensitive):
        left = left.value
    if isinstance(right, Sensitive):
        right = right.value
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    kind = type(left)
    if kind is str or kind is bool or left is None:
        return kind is type(right) and left == right
    return _equal_others(left, right)


def _equal_others(left: Value, right: Value) -> Truth:
    if isinstance(left, int | Decimal):
        return isinstance(right, int | Decimal) and not isinstance(right, bool) and numeric.equal(left, right)
    if isinstance(left, tuple):
        return isinstance(right, tuple) and _equal_sequences(left, right)
    if isinstance(left, SetValue):
        return isinstance(right, SetValue) and _equal_sequences(left.items, right.items)
    if isinstance(left, Mapping):
        return isinstance(right, Mapping) and _equal_mappings(left, right)
    return isinstance(right, Capsule) and left == right


def _equal_sequences(left: Sequence[Value], right: Sequence[Value]) -> Truth:
    if len(left) != len(right):
        return False
    return every(equal(one, other) for one, other in zip(left, right, strict=True))


def _equal_mappings(left: Mapping[str, Value], right: Mapping[str, Value]) -> Truth:
    if left.keys() != right.keys():
        return False
    return every(equal(left[name], right[name]) for name in left)


def every(truths: Iterable[Truth]) -> Truth:
    """Whether all are true: one false decides, else one unknown leaves it open."""
    unknown = False
    for truth in truths:
        if truth is False:
            return False
        unknown = unknown or truth is UNKNOWN
    return UNKNOWN if unknown else True


def identity(value: Value) -> tuple[Any, ...]:
    """A key that is the same for equal known values, differs for others, and sorts as sets do.

    False and true come first, then numbers by size, text by code point, collections, and last null.
    """
    match value:
        case None:
            return (9,)
        case bool():
            return (1, value)
        case int() | Decimal():
            return (2, numeric.normal(value))
        case str():
            return (3, value)
        case tuple():
            return (4, tuple(identity(item) for item in value))
        case SetValue():
            return (5, tuple(identity(item) for item in value.items))
        case Mapping():
            return (6, tuple((name, identity(value[name])) for name in sorted(value)))
        case Sensitive():
            return identity(value.value)
        case Unknown():
            return (7,)
        case Capsule():
            return (8, value.type_name, id(value))
