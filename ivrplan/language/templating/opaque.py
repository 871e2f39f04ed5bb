"""Values that templates may only pass on.

A template turns values into text. A sensitive value must not become text, an unknown one cannot. So templates never
get them: they get an `Opaque` in their place, which knows how an expression would refer to the value, and nothing of the
value itself. Putting a sensitive one out writes that reference; using an opaque value in any other way fails.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NoReturn, final

from ivrplan.language.lexer import is_identifier
from ivrplan.language.values import Capsule, Sensitive, SetValue, Unknown, Value


class Kind(Enum):
    """Why a value is opaque."""

    SENSITIVE = "sensitive"
    UNKNOWN = "unknown"
    CAPSULE = "capsule"


class OpaqueUseError(Exception):
    """A template used a value that it may only pass on."""

    def __init__(self, opaque: Opaque) -> None:
        super().__init__(opaque.kind.value)
        self.opaque = opaque


@final
@dataclass(frozen=True, slots=True, eq=False)
class Opaque:
    """Stands for a value in templates.

    Attributes:
        kind: why the value is not there.
        reference: the HCL expression for it; empty where there is none.
    """

    kind: Kind
    reference: str

    def part(self, key: object) -> Opaque:
        """The opaque value for an element or an attribute of this one."""
        return Opaque(self.kind, step_into(self.reference, key))

    def refuse(self, *_: object) -> NoReturn:
        """Stop: the value is used.

        Raises:
            OpaqueUseError: always.
        """
        raise OpaqueUseError(self)

    __str__ = __bool__ = __iter__ = __len__ = __hash__ = __contains__ = __call__ = __format__ = refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = refuse
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __neg__ = __pos__ = refuse
    __int__ = __float__ = __index__ = __abs__ = __round__ = __getitem__ = __reversed__ = refuse


def step_into(reference: str, key: object) -> str:
    """The reference to an element; empty where HCL cannot say it."""
    if not reference:
        return ""
    match key:
        case bool():
            return ""
        case int() if key >= 0:
            return f"{reference}[{key}]"
        case str() if is_identifier(key or "-"):
            return f"{reference}.{key}"
        case str() if key.isprintable() and "${" not in key and "%{" not in key:
            return f"{reference}[{json.dumps(key, ensure_ascii=False)}]"
        case _:
            return ""


def shown(value: Value, reference: str) -> Any:
    """What templates get for a value: itself, unless a part of it has to be opaque.

    Args:
        value: any value of the language.
        reference: the HCL expression for it; empty where there is none.
    """
    match value:
        case Sensitive():
            return Opaque(Kind.SENSITIVE, reference)
        case Unknown():
            return Opaque(Kind.UNKNOWN, reference)
        case Capsule():
            return Opaque(Kind.CAPSULE, reference)
        case str() | bool() | int() | None:
            return value
        case Mapping():
            parts = {key: shown(part, step_into(reference, key)) for key, part in value.items()}
            return parts if any(parts[key] is not value[key] for key in parts) else value
        case tuple():
            items = tuple(shown(part, step_into(reference, index)) for index, part in enumerate(value))
            return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
        case SetValue():
            items = tuple(shown(part, "") for part in value.items)
            return SetValue(items) if any(a is not b for a, b in zip(items, value, strict=True)) else value
        case _:
            return value
