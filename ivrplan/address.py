"""Addresses: the names of everything, immutable, with one text form.

    flow.main
    cxone_ivr_flow.main
    module.emea.cxone_ivr_flow.main["uk"]
    genesys_flow.main[0]
    data.genesys_flow.shared

The same text form stands in messages, state, plans and on the command line.
"""

from __future__ import annotations

import json
import re
from functools import total_ordering
from typing import NamedTuple

from ivrplan.diagnostics import ConfigurationError, error

InstanceKey = str | int | None

DATA = "data"
"""What the kind of everything begins with that is read and not managed."""

_NAME = r"[^\W\d][\w-]*"
_KEY = r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]'
_STEP = re.compile(rf"(?P<name>{_NAME})(?P<key>{_KEY})?(?:\.|$)")


class ModuleStep(NamedTuple):
    """One module call on the way from the root: its name and its instance key."""

    name: str
    key: InstanceKey = None

    def __str__(self) -> str:
        return f"module.{self.name}{format_key(self.key)}"


@total_ordering
class Address(NamedTuple):
    """The name of one object.

    Attributes:
        kind: a resource type (`cxone_ivr_flow`), one that is only read (`data.cxone_ivr_flow`), or a block word (`flow`,
            `output`, ...).
        name: the label that its author gave it.
        key: the instance key from `count` (int) or `for_each` (str).
        module: the way from the root module.
    """

    kind: str
    name: str
    key: InstanceKey = None
    module: tuple[ModuleStep, ...] = ()

    def __str__(self) -> str:
        path = "".join(f"{step}." for step in self.module)
        return f"{path}{self.kind}.{self.name}{format_key(self.key)}"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Address):
            return NotImplemented
        return self.sort_key() < other.sort_key()

    def sort_key(self) -> tuple[object, ...]:
        """A key that orders addresses as people expect: `a[2]` before `a[10]`, numbers before words."""
        modules = tuple((step.name, _order(step.key)) for step in self.module)
        return (modules, self.kind, self.name, _order(self.key))

    def without_key(self) -> Address:
        """The address of the block that this instance came from."""
        return self._replace(key=None)


def _order(key: InstanceKey) -> tuple[int, int, str]:
    match key:
        case None:
            return (0, 0, "")
        case int():
            return (1, key, "")
        case str():
            return (2, 0, key)


def format_key(key: InstanceKey) -> str:
    """An instance key as it stands in an address: `[0]`, `["uk"]` or nothing."""
    match key:
        case None:
            return ""
        case int():
            return f"[{key}]"
        case str():
            return f"[{json.dumps(key, ensure_ascii=False)}]"


def parse_address(text: str) -> Address:
    """Read an address from its text form.

    Raises:
        ConfigurationError: the text is not an address.
    """
    steps = _steps(text)
    module: list[ModuleStep] = []
    while len(steps) >= 2 and steps[0] == ("module", None):
        module.append(ModuleStep(*steps[1]))
        steps = steps[2:]
    length = 3 if steps[:1] == [(DATA, None)] else 2
    if len(steps) != length or any(key is not None for _, key in steps[:-1]):
        raise _not_an_address(text)
    kind = ".".join(word for word, _ in steps[:-1])
    name, key = steps[-1]
    return Address(kind, name, key, tuple(module))


def _steps(text: str) -> list[tuple[str, InstanceKey]]:
    steps: list[tuple[str, InstanceKey]] = []
    position = 0
    while position < len(text):
        found = _STEP.match(text, position)
        if found is None:
            raise _not_an_address(text)
        key = found["key"]
        steps.append((found["name"], json.loads(key[1:-1]) if key else None))
        position = found.end()
    if not steps or text.endswith("."):
        raise _not_an_address(text)
    return steps


def _not_an_address(text: str) -> ConfigurationError:
    return ConfigurationError(
        error(
            "Not an address",
            f'"{text}" does not name an object.',
            hint='Addresses look like cxone_ivr_flow.main, flow.main or module.emea.cxone_ivr_flow.main["uk"].',
        ),
    )
