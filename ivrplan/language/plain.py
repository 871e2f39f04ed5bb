"""Values as plain JSON and back, with secrets masked.

State, plans and journals keep documents: nested mappings with scalar leaves. Some parts need care there:

| leaf | JSON |
| --- | --- |
| `Masked` (a secret's salted digest) | `{"$masked": "blake2b:<salt>:<digest>"}` |
| `UNKNOWN` (known after apply) | `{"$unknown": true}` |
| a number that a JSON reader would round | `{"$number": "<digits>"}` |
| a mapping that looks like one of these | `{"$map": {...}}` |

A `Sensitive` value has no JSON form: it is masked first, or it is a mistake.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Final, TypeAlias, final

from ivrplan.language.values import UNKNOWN, Sensitive, SetValue, Unknown, Value, reveal

Document: TypeAlias = Mapping[str, Any]
"""A canonical document: nested mappings, with text, numbers, booleans, None, tuples of those and marks as leaves."""

Path: TypeAlias = tuple[str, ...]
"""The way from a document's root to one of its parts."""


_PLAIN: Final = frozenset({str, int, bool, type(None)})
"""Exactly these types are compared as they are: nearly all parts of documents."""

_MARKS: Final = frozenset({"$masked", "$unknown", "$number", "$map"})


@final
@dataclass(frozen=True, slots=True)
class Masked:
    """Stands for a secret where it must not be written: enough to see that it changed, not to read it."""

    digest: str

    def matches(self, value: Any) -> bool:
        """Whether `value`, in clear, sensitive or masked alike, is the secret behind the mask."""
        if isinstance(value, Masked):
            return self.digest == value.digest
        _, salt, _ = self.digest.split(":")
        return hmac.compare_digest(self.digest, _digest(value, salt))

    def __str__(self) -> str:
        return "(sensitive value)"

    __repr__ = __str__


def mask(value: Any, salt: str = "") -> Any:
    """The value with every sensitive part replaced by its mask; the rest unchanged.

    Args:
        value: a value or a document.
        salt: hexadecimal text; a fresh one is drawn for every secret when it is empty.
    """
    match value:
        case Sensitive(value=Unknown()):
            return UNKNOWN
        case Sensitive():
            return Masked(_digest(value.value, salt or secrets.token_hex(8)))
        case Mapping():
            return {name: mask(part, salt) for name, part in value.items()}
        case tuple() | list():
            return tuple(mask(part, salt) for part in value)
        case SetValue():
            return tuple(mask(part, salt) for part in value.items)
        case _:
            return value


def same(left: Any, right: Any) -> bool:
    """Whether two parts of documents mean the same: `1` is not `true`, `8` is `8.0`, a mask equals its secret."""
    if left is right:
        return True
    if type(left) is type(right) and type(left) in _PLAIN:
        return bool(left == right)
    left, right = _clear(left), _clear(right)
    if isinstance(left, Masked):
        return left.matches(right)
    if isinstance(right, Masked):
        return right.matches(left)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(same(part, right[name]) for name, part in left.items())
    if isinstance(left, tuple | list) and isinstance(right, tuple | list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def to_json(value: Any) -> Any:
    """The value as JSON data from which `from_json` makes an equal value: nothing is rounded, no mark is lost.

    Raises:
        TypeError: a part is sensitive and was not masked, or has no JSON form.
    """
    match value:
        case None | bool() | int() | str() | float():
            return value
        case Decimal():
            return _number(value)
        case Mapping():
            plain = {name: to_json(part) for name, part in value.items()}
            return {"$map": plain} if plain.keys() & _MARKS else plain
        case tuple() | list() | SetValue():
            return [to_json(part) for part in value]
        case Masked():
            return {"$masked": value.digest}
        case Unknown():
            return {"$unknown": True}
        case _:
            msg = f"a {type(value).__name__} has no JSON form"
            raise TypeError(msg)


def _number(value: Decimal) -> Any:
    if value == value.to_integral_value():
        return int(value)
    nearest = float(value)
    return nearest if Decimal(repr(nearest)) == value else {"$number": str(value)}


def from_json(data: Any) -> Any:
    """What `to_json` made of a value, back as a value. Lists become tuples, floats become exact numbers."""
    match data:
        case {"$masked": str() as digest}:
            return Masked(digest)
        case {"$unknown": True}:
            return UNKNOWN
        case {"$number": str() as digits}:
            return Decimal(digits)
        case {"$map": dict() as inner}:
            return {name: from_json(part) for name, part in inner.items()}
        case dict():
            return {name: from_json(part) for name, part in data.items()}
        case list():
            return tuple(from_json(part) for part in data)
        case float():
            return Decimal(repr(data))
        case _:
            return data


def to_plain(value: Any) -> Any:
    """The value as JSON data for vendors and other programs: numbers are rounded to what JSON readers can hold.

    Raises:
        TypeError: a part is unknown, masked or sensitive, or has no JSON form.
    """
    match value:
        case None | bool() | int() | str() | float():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Mapping():
            return {name: to_plain(part) for name, part in value.items()}
        case tuple() | list() | SetValue():
            return [to_plain(part) for part in value]
        case _:
            msg = f"a {type(value).__name__} is nothing that others may read"
            raise TypeError(msg)


def leaves(document: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every leaf of a document with its path. Empty mappings count as leaves."""
    if isinstance(document, Mapping) and document:
        for name, part in document.items():
            yield from leaves(part, (*path, name))
    else:
        yield path, document


def _clear(value: Any) -> Any:
    return value.value if isinstance(value, Sensitive) else value


def _digest(value: Value, salt: str) -> str:
    text = repr(to_json(reveal(value)))
    return f"blake2b:{salt}:{blake2b(text.encode(), key=bytes.fromhex(salt), digest_size=16).hexdigest()}"
