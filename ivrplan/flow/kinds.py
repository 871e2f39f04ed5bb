"""The one table of node kinds: block word -> class."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ivrplan.flow.nodes import (
    Agent,
    AnyNode,
    Callback,
    Collect,
    Custom,
    Decision,
    Disclosure,
    Disconnect,
    Embed,
    Exit,
    Goto,
    Hours,
    Menu,
    Play,
    Queue,
    Request,
    Set,
    Transfer,
    Voicemail,
)

KINDS: Final[Mapping[str, type[AnyNode]]] = MappingProxyType(
    {
        "play": Play,
        "menu": Menu,
        "collect": Collect,
        "hours": Hours,
        "decision": Decision,
        "set": Set,
        "disclosure": Disclosure,
        "request": Request,
        "embed": Embed,
        "goto": Goto,
        "queue": Queue,
        "agent": Agent,
        "transfer": Transfer,
        "voicemail": Voicemail,
        "callback": Callback,
        "disconnect": Disconnect,
        "exit": Exit,
        "node": Custom,
    }
)

EDGE_ATTRIBUTES: Final = ("next", "on")
"""How edges are written in a block: `next` is the outcome `default`, `on` maps outcomes to targets."""


_FIELDS: Final[Mapping[type[AnyNode], tuple[str, ...]]] = MappingProxyType(
    {
        kind: tuple(field for field in kind.model_fields if field not in {"name", "edges"})
        for kind in KINDS.values()
    }
)


def fields_of(kind: type[AnyNode]) -> tuple[str, ...]:
    """The names of what nodes of this kind hold beside their name and their edges."""
    return _FIELDS[kind]


def attributes_of(kind: type[AnyNode]) -> tuple[str, ...]:
    """The attributes that a block of this kind may have, for did-you-mean questions."""
    return fields_of(kind) + EDGE_ATTRIBUTES
