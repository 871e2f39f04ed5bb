"""Sensitive and unknown: the two things a value can be besides itself, and how they spread.

`Sensitive` is never nested in itself: what is inside a mark is clear.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from ivrplan.language.equality import identity
from ivrplan.language.values import (
    UNKNOWN,
    Sensitive,
    SetValue,
    Value,
    contains_sensitive,
    contains_unknown,
    reveal,
)

_PLAIN: Final = frozenset({str, int, bool, Decimal, type(None)})


def mark(value: Value) -> Value:
    """The value as a sensitive one."""
    if type(value) in _PLAIN or value is UNKNOWN:
        return Sensitive(value)
    return Sensitive(reveal(value))


def mark_if(sensitive: bool, value: Value) -> Value:
    """The value, sensitive when what it was made from is."""
    return mark(value) if sensitive else value


def unmark(value: Value) -> tuple[Value, bool]:
    """The value without its own mark (marks of parts stay), and whether it had one."""
    if isinstance(value, Sensitive):
        return value.value, True
    return value, False


def has_sensitive(value: Value) -> bool:
    """`contains_sensitive`, at no cost for the plain values that most are."""
    return type(value) not in _PLAIN and contains_sensitive(value)


def has_unknown(value: Value) -> bool:
    """`contains_unknown`, at no cost for the plain values that most are."""
    return type(value) not in _PLAIN and contains_unknown(value)


def set_of(items: Iterable[Value]) -> Value:
    """The set of some values: ordered, without duplicates.

    A set cannot tell its elements apart from their values. So one sensitive element makes the set sensitive, and with
    an unknown one nobody can tell what is in it.
    """
    listed = tuple(items)
    sensitive = any(has_sensitive(item) for item in listed)
    if any(has_unknown(item) for item in listed):
        return mark_if(sensitive, UNKNOWN)
    clear = [reveal(item) for item in listed] if sensitive else listed
    by_key = {identity(item): item for item in clear}
    return mark_if(sensitive, SetValue(tuple(by_key[key] for key in sorted(by_key))))
