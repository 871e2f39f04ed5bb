"""Values as they would stand in a configuration."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from ivrplan.language.plain import Masked
from ivrplan.language.values import Sensitive, SetValue, Unknown
from ivrplan.plan.documents import Absent

_BARE: Final = re.compile(r"[^\W\d][\w-]*")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def literal(value: Any) -> str:
    """The value as a literal. What is unknown, secret or absent says so."""
    match value:
        case Sensitive() | Masked():
            return "(sensitive value)"
        case Unknown():
            return "(known after apply)"
        case Absent() | None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case int() | float():
            return str(value)
        case Decimal():
            return format(value.normalize(), "f")
        case Mapping():
            return _object(value)
        case tuple() | list() | SetValue():
            return f"[{', '.join(literal(part) for part in value)}]"
        case _:
            return quoted(str(value))


def _object(value: Mapping[str, Any]) -> str:
    if not value:
        return "{}"
    inner = ", ".join(f"{key(name)} = {literal(part)}" for name, part in value.items())
    return f"{{ {inner} }}"


def key(name: str) -> str:
    """A name as it would stand before an equals sign."""
    return name if _BARE.fullmatch(name) else quoted(name)


def quoted(text: str) -> str:
    """The text in quotes. Characters that could play tricks with a terminal are written as escapes."""
    inner = printable(json.dumps(text, ensure_ascii=False)[1:-1])
    return f'"{inner.replace("${", "$${").replace("%{", "%%{")}"'


def printable(text: str) -> str:
    """The text with escapes for the characters that could play tricks with a terminal. Line ends stay."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
