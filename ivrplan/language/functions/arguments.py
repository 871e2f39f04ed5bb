"""Arguments that are collections, or whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivrplan.language import numeric
from ivrplan.language.functions.contract import ArgumentError
from ivrplan.language.values import SetValue, Value

_LIST: Final = "a list or set is required"
_MAP: Final = "a map or object is required"


def items_of(value: Value, index: int | None = 0) -> tuple[Value, ...]:
    """The elements of a list or set argument.

    Raises:
        ArgumentError: it is neither.
    """
    if not isinstance(value, tuple | SetValue):
        raise ArgumentError(_LIST, index)
    return tuple(value)


def list_of(value: Value, index: int | None = 0) -> tuple[Value, ...]:
    """The elements of a list argument; a set is refused, because its order means nothing.

    Raises:
        ArgumentError: it is no list.
    """
    if not isinstance(value, tuple):
        raise ArgumentError("a list is required", index, "To use a set, turn it into a list with tolist.")
    return value


def mapping_of(value: Value, index: int | None = 0) -> Mapping[str, Value]:
    """A map or object argument.

    Raises:
        ArgumentError: it is neither.
    """
    if not isinstance(value, Mapping):
        raise ArgumentError(_MAP, index)
    return value


def whole(value: numeric.Number, index: int) -> int:
    """A number argument that must be whole.

    Raises:
        ArgumentError: it has a fraction.
    """
    number = numeric.normal(value)
    if not isinstance(number, int):
        raise ArgumentError("a whole number is required", index)
    return number
