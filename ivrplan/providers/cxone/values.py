"""JSON that CXone answers, as values of the language."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

_LARGEST_EXPONENT: Final = 308


def plain(value: Any) -> Any:
    """JSON as values of the language: lists as tuples, whole numbers as integers.

    Raises:
        ValueError: a number is beyond all that a JSON document carries; written out, it would fill the memory.
    """
    match value:
        case Mapping():
            return {name: plain(part) for name, part in value.items()}
        case list():
            return tuple(map(plain, value))
        case Decimal() if value.adjusted() > _LARGEST_EXPONENT:
            msg = "a number is too large"
            raise ValueError(msg)
        case Decimal() if value == value.to_integral_value():
            return int(value)
        case _:
            return value
