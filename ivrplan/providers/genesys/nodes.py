"""Node kinds <-> the vendor's node types and settings, one node at a time.

The vendor contract names the start node (`trigger`), the terminals and no other type. What is not in it is assumed, and
marked so in docs/providers/genesys.md: working types are called as in configurations, and whatever ends a call is one
of the vendor's terminals, told apart by `transferType`.

A vendor's terminal has no way out. A terminal of ours that can also go on (a queue that is full) is therefore two
nodes: a `task` that tries, with an edge for each outcome, and behind it the terminal where the call ends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError

from ivrplan.flow.kinds import KINDS, fields_of
from ivrplan.flow.nodes import AnyNode, Custom
from ivrplan.language.plain import Masked, same
from ivrplan.language.values import UNKNOWN, Sensitive

START: Final = "trigger"
"""Type and id of the start node (vendor contract S4, topology)."""

TERMINAL_TYPES: Final = frozenset({"disconnect", "queue", "transfer", "hangup"})
"""The types that end a call (vendor contract S4, topology)."""

SPLIT_TYPE: Final = "task"
"""The type of the first of the two nodes that a terminal with edges becomes."""

ENDED: Final = "connected"
"""The condition that leads from there to the terminal. Assumed; underscores are added while it is an outcome too."""

RESERVED: Final = "ivrplanKind"
"""A setting that tells a node of a vendor's type from one of ours that would look the same."""

_END_OF = "endOf"
_TASK = "task"
_TRANSFER_TYPE = "transferType"

_TYPES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = MappingProxyType(
    {
        "play": ("play", {}),
        "menu": ("menu", {}),
        "collect": ("collect", {}),
        "hours": ("hours", {}),
        "decision": ("decision", {}),
        "set": ("set", {}),
        "disclosure": ("disclosure", {}),
        "request": ("request", {}),
        "embed": ("embed", {}),
        "exit": ("exit", {}),
        "queue": ("queue", {}),
        "disconnect": ("disconnect", {}),
        "transfer": ("transfer", {_TRANSFER_TYPE: "number"}),
        "agent": ("transfer", {_TRANSFER_TYPE: "agent"}),
        "voicemail": ("transfer", {_TRANSFER_TYPE: "voicemail"}),
        "callback": ("transfer", {_TRANSFER_TYPE: "callback"}),
        "goto": ("transfer", {_TRANSFER_TYPE: "flow"}),
    }
)
"""Kind -> the vendor's type, and the settings that tell it from other kinds of the same type."""

_SETTINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "say": "prompt",
        "audio": "audioUrl",
        "timeout": "timeoutSeconds",
        "retries": "maxRetries",
        "min_digits": "minDigits",
        "max_digits": "maxDigits",
        "open": "openingHours",
        "max_seconds": "maxSeconds",
    }
)
"""Field -> setting, where they differ."""

_FIELDS: Final[Mapping[str, tuple[tuple[str, str, Any], ...]]] = MappingProxyType(
    {
        kind: tuple(
            (field, _SETTINGS.get(field, field), model.model_fields[field].default)
            for field in fields_of(model)
        )
        for kind, model in KINDS.items()
    }
)
"""Kind -> its fields, each with its setting and its default, which is left out."""

_FIELD_OF: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {kind: {setting: field for field, setting, _ in fields} for kind, fields in _FIELDS.items()}
)
"""Kind -> setting -> field."""


def _kinds_by_type() -> dict[str, tuple[str, ...]]:
    kinds: dict[str, list[str]] = {SPLIT_TYPE: [kind for kind in _TYPES if KINDS[kind].terminal]}
    for kind, (vendor_type, _) in _TYPES.items():
        kinds.setdefault(vendor_type, []).append(kind)
    return {vendor_type: tuple(found) for vendor_type, found in kinds.items()}


_KINDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(_kinds_by_type())
"""The vendor's type -> the kinds that may stand behind it."""

_SAFE = re.compile(r"(?!.*--)[A-Za-z0-9_][A-Za-z0-9_-]{0,47}", re.ASCII)
_UNSAFE = re.compile(r"[^A-Za-z0-9_]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the vendor's nodes with its ways out, in canonical form.

    Attributes:
        id: the vendor's id of the node.
        type: the vendor's type.
        name: what people call it.
        settings: what it is given.
        ways: condition -> id of the next node.
    """

    id: str
    type: str
    name: str
    settings: Mapping[str, Any]
    ways: Mapping[str, str]


def node_id(name: str) -> str:
    """The vendor's id of a node, from its name alone: the name itself where it is plain, else a readable digest.

    Plain names never hold two hyphens in a row, digests always do, so no two names meet.
    """
    if _SAFE.fullmatch(name) and name != START:
        return name
    digest = blake2b(name.encode(), digest_size=8).hexdigest()
    return f"{_UNSAFE.sub('-', name).strip('-')[:32].rstrip('-') or 'node'}--{digest}"


def end_id(owner: str) -> str:
    """The id of the terminal behind a split node."""
    return f"{owner}--end"


def is_split(node: AnyNode) -> bool:
    """Whether the node becomes two of the vendor's."""
    return node.terminal and bool(node.edges) and not isinstance(node, Custom)


def parts_of(node: AnyNode) -> tuple[Part, ...]:
    """The vendor's nodes that a node becomes: one, or two for a terminal that can go on."""
    own = node_id(node.name)
    ways = {outcome: node_id(target) for outcome, target in node.edges.items()}
    if isinstance(node, Custom):
        return (Part(own, node.type, node.name, _custom_settings(node), ways),)
    kind, marks = _TYPES[node.kind]
    settings = {**_fields(node), **marks}
    if not is_split(node):
        return (Part(own, kind, node.name, settings, ways),)
    end = Part(end_id(own), kind, f"{node.name} (end)", {_END_OF: own}, {})
    task = Part(own, SPLIT_TYPE, node.name, {**settings, _TASK: node.kind}, ways | {_ended(ways): end.id})
    return (task, end)


def node_of(part: Part, ends: Mapping[str, Part], names: Mapping[str, str]) -> AnyNode:
    """The node that a part of the vendor's stands for; one of the vendor's own type where it is none of ours.

    Args:
        part: the vendor's node, not a terminal that belongs to a split node.
        ends: id -> terminal, of those that belong to split nodes.
        names: id of the vendor's node -> name in the flow.
    """
    ways = {condition: target for condition, target in part.ways.items() if target not in ends}
    edges = {condition: names.get(target, target) for condition, target in ways.items()}
    half = part.type == SPLIT_TYPE and len(ways) == len(part.ways)
    if RESERVED not in part.settings and not half:
        for kind in _KINDS.get(part.type, ()):
            node = _read(kind, part, names[part.id], edges)
            if node is not None:
                return node
    settings = {name: value for name, value in part.settings.items() if name != RESERVED}
    return Custom(name=names[part.id], edges=edges, type=part.type, settings=clear(settings))


def split_ends(parts: Mapping[str, Part]) -> dict[str, Part]:
    """Id -> terminal, of the terminals that are the second half of a split node."""
    found: dict[str, Part] = {}
    for part in parts.values():
        owner = parts.get(str(part.settings.get(_END_OF, "")))
        if owner is not None and _is_end_of(part, owner):
            found[part.id] = part
    return found


def clear(value: Any) -> Any:
    """The value as a flow can hold it: what is masked in a document is a secret that nobody knows."""
    match value:
        case Masked():
            return Sensitive(UNKNOWN)
        case Mapping():
            return {name: clear(part) for name, part in value.items()}
        case tuple() | list():
            return tuple(clear(part) for part in value)
        case _:
            return value


def _fields(node: AnyNode) -> dict[str, Any]:
    return {
        setting: _plain(value)
        for field, setting, default in _FIELDS[node.kind]
        if (value := getattr(node, field)) != default
    }


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {name: _plain(part) for name, part in value.items()}
        case tuple():
            return tuple(_plain(part) for part in value)
        case Decimal():
            return int(value) if value == value.to_integral_value() else value
        case _:
            return value


def _custom_settings(node: Custom) -> dict[str, Any]:
    settings: dict[str, Any] = _plain(node.settings)
    part = Part(node_id(node.name), node.type, node.name, settings, {})
    looks_like_ours = any(_read(kind, part, node.name, {}) is not None for kind in _KINDS.get(part.type, ()))
    return settings | {RESERVED: "node"} if looks_like_ours else settings


def _read(kind: str, part: Part, name: str, edges: Mapping[str, str]) -> AnyNode | None:
    """The node of this kind that the part, of one of its types, stands for; None when it stands for none."""
    _, marks = _TYPES[kind]
    own = {**marks, _TASK: kind} if part.type == SPLIT_TYPE else marks
    if any(not same(part.settings.get(mark), value) for mark, value in own.items()):
        return None
    return _validated(kind, name, edges, {key: v for key, v in part.settings.items() if key not in own})


def _validated(kind: str, name: str, edges: Mapping[str, str], settings: Mapping[str, Any]) -> AnyNode | None:
    fields = _FIELD_OF[kind]
    if not settings.keys() <= fields.keys():
        return None
    given = {fields[setting]: clear(value) for setting, value in settings.items()}
    try:
        return KINDS[kind].model_validate({"name": name, "edges": edges, **given})
    except ValidationError:
        return None  # the vendor allows settings that our kind does not: then it is a node of the vendor's own type


def _is_end_of(part: Part, owner: Part) -> bool:
    kind = owner.settings.get(_TASK)
    if owner.type != SPLIT_TYPE or not isinstance(kind, str) or kind not in _TYPES or part.ways:
        return False
    leading = [target for target in owner.ways.values() if target == part.id]
    return len(leading) == 1 and part.id == end_id(owner.id) and part.type == _TYPES[kind][0]


def _ended(ways: Mapping[str, str]) -> str:
    condition = ENDED
    while condition in ways:
        condition += "_"
    return condition
