"""Values of expressions.

| in the language | in Python |
| --- | --- |
| null, true, "text" | `None`, `bool`, `str` (NFC) |
| 12, 0.5 | `int` where whole, else `Decimal`; never `float` |
| list, tuple | `tuple` |
| map, object | a `Mapping` (usually `dict`) with `str` keys |
| set | `SetValue` |
| known after apply | `Unknown` |
| sensitive | `Sensitive` around any other value; never nested in itself |
| what expressions only pass on (a flow) | a `Capsule` |

Unknown and sensitive values may stand anywhere inside collections.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias, final


@final
class Unknown:
    """A value that only a vendor can tell, later. All unknown values are this one object: `UNKNOWN`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "(known after apply)"

    def __deepcopy__(self, memo: object) -> Unknown:
        return self

    def __reduce__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@final
@dataclass(frozen=True, slots=True)
class Sensitive:
    """A value that no output may show. Its text forms are masks, so a stray `str()` leaks nothing."""

    value: Value

    def __repr__(self) -> str:
        return "(sensitive value)"

    def __str__(self) -> str:
        return "(sensitive value)"

    def __format__(self, spec: str) -> str:
        return "(sensitive value)"


class Capsule:
    """Base of values that expressions can only pass on, such as a flow. `type_name` is what messages call them."""

    __slots__ = ()
    type_name: str = "capsule"


@final
@dataclass(frozen=True, slots=True)
class SetValue:
    """A set: its elements without duplicates, in Terraform's order (text by code point, numbers by size)."""

    items: tuple[Value, ...]

    def __iter__(self) -> Iterator[Value]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


Value: TypeAlias = (
    bool
    | int
    | Decimal
    | str
    | tuple["Value", ...]
    | Mapping[str, "Value"]
    | SetValue
    | Unknown
    | Sensitive
    | Capsule
    | None
)


def contains_unknown(value: Value) -> bool:
    """Whether any part of the value is known only after apply."""
    return value is UNKNOWN or any(contains_unknown(part) for part in _parts(value))


def contains_sensitive(value: Value) -> bool:
    """Whether any part of the value is sensitive."""
    return isinstance(value, Sensitive) or any(contains_sensitive(part) for part in _parts(value))


def reveal(value: Value) -> Value:
    """The value without its sensitive marks, for what is sent to a vendor and for nothing else."""
    match value:
        case Sensitive():
            return reveal(value.value)
        case tuple():
            return tuple(reveal(part) for part in value)
        case SetValue():
            return SetValue(tuple(reveal(part) for part in value.items))
        case Mapping():
            return {name: reveal(part) for name, part in value.items()}
        case _:
            return value


def _parts(value: Value) -> Iterator[Any]:
    match value:
        case Sensitive():
            yield value.value
        case Mapping():
            yield from value.values()
        case tuple() | SetValue():
            yield from value
        case _:
            return
