"""The elements of a version, with the ways out of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ivrplan.sandbox.cxone.models import pointer_of
from ivrplan.sandbox.dialect import JsonObject


@dataclass(frozen=True, slots=True)
class Element:
    """One element.

    Attributes:
        kind: its type. That of the start, which every version has, is what `nodeType` says, where it says something.
        properties: its properties, as S0 has them.
        ways: where each way out leads, by the pointer that S0 has for its condition.
    """

    kind: str
    properties: Mapping[str, Any]
    ways: dict[str, str] = field(default_factory=dict)

    def number(self, name: str, otherwise: int) -> int:
        """A property that counts something."""
        value = self.properties.get(name)
        return otherwise if not isinstance(value, int | float) or isinstance(value, bool) else int(value)

    def text(self, name: str, otherwise: str = "") -> str:
        """A property that is a text."""
        value = self.properties.get(name)
        return value if isinstance(value, str) else otherwise

    def behind(self, prefix: str) -> dict[str, Any]:
        """The properties whose names begin alike, by the rest of their names."""
        return {
            name.removeprefix(prefix): value
            for name, value in self.properties.items()
            if name.startswith(prefix)
        }


def elements_of(content: JsonObject) -> dict[str, Element]:
    """The elements of a version by id."""
    found = {
        one["id"]: Element(one.get("nodeType") or one["type"], one.get("properties") or {})
        for one in content["elements"]
    }
    for edge in content["edges"]:
        found[edge["from"]].ways[pointer_of(edge["condition"])] = edge["to"]
    return found
