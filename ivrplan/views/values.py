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
from ivrplan.views.text import printable

HIDDEN: Final = "(sensitive value)"
_BARE: Final = re.compile(r"[^\W\d][\w-]*")
_PLAIN: Final = re.compile(r"[ !#-\[\]-z|}~]*")
"""Texts of which every character stands for itself: nearly all of them, and plans hold many."""
_ESCAPED: Final = re.compile(r"\\(.)")
_LONG_FORMS: Final[Mapping[str, str]] = {"b": r"\u0008", "f": r"\u000c"}
"""Escapes of JSON that the language does not have, in a form that both have."""


def literal(value: Any) -> str:
    """The value as a literal on one line. What is unknown, secret or absent says so."""
    match value:
        case str():
            return quoted(value)
        case Sensitive() | Masked():
            return HIDDEN
        case Unknown():
            return "(known after apply)"
        case Absent() | None:
            return "null"
        case bool():
            return "true" if value else "false"
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
    return f'"{escaped(text)}"'


def escaped(text: str) -> str:
    """The text as it would stand between quotes."""
    if _PLAIN.fullmatch(text):
        return text
    inner = printable(_ESCAPED.sub(_known_escape, json.dumps(text, ensure_ascii=False)[1:-1]))
    return inner.replace("${", "$${").replace("%{", "%%{")


def _known_escape(found: re.Match[str]) -> str:
    return _LONG_FORMS.get(found[1], found[0])
