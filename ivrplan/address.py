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
from typing import NamedTuple, TypeAlias

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


class ModuleAddress(NamedTuple):
    """The name of a module call, or of one of its instances: `module.emea`, `module.emea["uk"]`."""

    steps: tuple[ModuleStep, ...]

    def __str__(self) -> str:
        return ".".join(map(str, self.steps))


class NodeAddress(NamedTuple):
    """The name of a node of a flow: `flow.main.welcome`, `flow.main["node name"]`."""

    flow: str
    node: str
    module: tuple[ModuleStep, ...] = ()

    def __str__(self) -> str:
        path = "".join(f"{step}." for step in self.module)
        node = f".{self.node}" if re.fullmatch(_NAME, self.node) else format_key(self.node)
        return f"{path}flow.{self.flow}{node}"


Target: TypeAlias = Address | ModuleAddress
"""What can hold resources: a resource block or instance, a module call or instance."""


def within(address: Address, target: Target) -> bool:
    """Whether the address is the target, or belongs to it. A part of the target without a key stands for every key."""
    match target:
        case Address():
            own = (address.kind, address.name) == (target.kind, target.name)
            same_key = target.key is None or target.key == address.key
            depth = len(target.module)
            return own and same_key and len(address.module) == depth and _below(address.module, target.module)
        case ModuleAddress():
            return _below(address.module, target.steps)


def _below(path: tuple[ModuleStep, ...], outer: tuple[ModuleStep, ...]) -> bool:
    pairs = zip(path, outer, strict=False)
    return len(path) >= len(outer) and all(
        step.name == other.name and other.key in {None, step.key} for step, other in pairs
    )


def relocated(address: Address, before: Target, after: Target) -> Address | None:
    """Where an object goes that moves with `before` to `after`; None when it does not.

    Where neither side has a key, a whole block or call moves, and its instances keep their keys. Otherwise one
    instance moves: the one of that key, or the one without.
    """
    match before, after:
        case Address(), Address():
            whole = before.key is None and after.key is None
            if address != (before._replace(key=address.key) if whole else before):
                return None
            return after._replace(key=address.key) if whole else after
        case ModuleAddress(), ModuleAddress():
            steps = _relocated_path(address.module, before.steps, after.steps)
            return None if steps is None else address._replace(module=steps)
        case _:
            return None


def _relocated_path(
    path: tuple[ModuleStep, ...], before: tuple[ModuleStep, ...], after: tuple[ModuleStep, ...]
) -> tuple[ModuleStep, ...] | None:
    if len(path) < len(before):
        return None
    whole = before[-1].key is None and after[-1].key is None
    here = path[len(before) - 1]
    last = before[-1]._replace(key=here.key) if whole else before[-1]
    if path[: len(before)] != (*before[:-1], last):
        return None
    return (*after[:-1], after[-1]._replace(key=here.key) if whole else after[-1], *path[len(before) :])


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


def parse_target(text: str) -> Target:
    """Read the address of something that can hold resources, as people name it: also that of a module.

    Raises:
        ConfigurationError: the text is no such address.
    """
    steps = _steps(text)
    words, named = steps[::2], steps[1::2]
    if len(words) == len(named) and all(step == ("module", None) for step in words):
        return ModuleAddress(tuple(ModuleStep(*step) for step in named))
    return parse_address(text)


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
