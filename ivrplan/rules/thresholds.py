"""The numbers and lists of rules that a configuration can set: what each is for, and which values it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from inspect import getdoc
from typing import Any, Final, get_type_hints

from ivrplan.rules.rule import RuleSettings

_WHOLE, _FRACTION, _FLAG, _TEXT, _TEXTS = int, float, bool, str, tuple[str, ...]

WORDS: Final[Mapping[Any, str]] = {
    _WHOLE: "a whole number of at least {least}",
    _FRACTION: "a number of at least {least}",
    _FLAG: "true or false",
    _TEXT: "a string that is not empty",
    _TEXTS: "a list of strings",
}
"""The types that a setting of a rule can have, in words."""

_SCHEMAS: Final[Mapping[Any, Mapping[str, Any]]] = {
    _WHOLE: {"type": "integer"},
    _FRACTION: {"type": "number"},
    _FLAG: {"type": "boolean"},
    _TEXT: {"type": "string", "minLength": 1},
    _TEXTS: {"type": "array", "items": {"type": "string"}},
}
_ENTRY: Final = re.compile(r"^ {4}(?P<name>\w+): (?P<text>.*(?:\n {8}.*)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Threshold:
    """One setting of rules.

    Attributes:
        name: as it is written.
        doc: what it is for.
        type: the type of its value: int, float, bool, str or tuple[str, ...].
        default: its value where nobody sets it.
        least: the smallest number that it takes.
    """

    name: str
    doc: str
    type: Any
    default: Any
    least: int

    @property
    def expected(self) -> str:
        """Which values it takes, in words."""
        return WORDS[self.type].format(least=self.least)

    @property
    def shown(self) -> str:
        """Its default, as pages show it."""
        match self.default:
            case bool():
                return str(self.default).lower()
            case tuple():
                return ", ".join(f"`{item}`" for item in self.default) or "none"
            case _:
                return str(self.default)

    @property
    def schema(self) -> dict[str, Any]:
        """Which values it takes, as a JSON Schema."""
        least = {"minimum": self.least} if self.type in {_WHOLE, _FRACTION} else {}
        default = list(self.default) if self.type == _TEXTS else self.default
        return {**_SCHEMAS[self.type], **least, "default": default}

    def read(self, value: object) -> Any:
        """The value as rules take it; None when it does not fit."""
        if isinstance(value, bool) or self.type is _FLAG:
            return value if isinstance(value, bool) and self.type is _FLAG else None
        if self.type is _WHOLE:
            return value if isinstance(value, int) and value >= self.least else None
        if self.type is _FRACTION:
            return float(value) if isinstance(value, int | Decimal) and value >= self.least else None
        if self.type is _TEXT:
            return value if isinstance(value, str) and value.strip() else None
        fits = isinstance(value, tuple) and all(isinstance(item, str) for item in value)
        return value if fits else None


def _thresholds() -> dict[str, Threshold]:
    types, docs = get_type_hints(RuleSettings), _docs()
    found: dict[str, Threshold] = {}
    for item in fields(RuleSettings):
        assert item.default is not MISSING, f"{item.name} needs a default"
        least = item.metadata.get("minimum", 1 if types[item.name] is _WHOLE else 0)
        found[item.name] = Threshold(
            item.name, docs.get(item.name, ""), types[item.name], item.default, least
        )
    return found


def _docs() -> dict[str, str]:
    """What the class says of its attributes: the one place where they are explained."""
    text = getdoc(RuleSettings) or ""
    found = (match.groupdict() for match in _ENTRY.finditer(text))
    return {each["name"]: _sentence(" ".join(each["text"].split())) for each in found}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


THRESHOLDS: Final[Mapping[str, Threshold]] = _thresholds()
"""Every setting by its name."""
