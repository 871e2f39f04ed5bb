"""A drawing of a call flow, as a value. Texts in it are harmless and masked: every writer may show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

START: Final = "start"
"""The kind of the place where calls come in."""

MISSING: Final = "missing"
"""The kind of a node that an edge leads to and that does not exist."""


class Family(StrEnum):
    """Kinds of nodes that look alike: what a caller meets there."""

    START = "start"
    SPEECH = "speech"
    CHOICE = "choice"
    BRANCH = "branch"
    WORK = "work"
    FLOW = "flow"
    PERSON = "person"
    MESSAGE = "message"
    END = "end"
    CUSTOM = "custom"
    MISSING = "missing"


FAMILIES: Final[Mapping[str, Family]] = MappingProxyType(
    {
        START: Family.START,
        "play": Family.SPEECH,
        "disclosure": Family.SPEECH,
        "menu": Family.CHOICE,
        "collect": Family.CHOICE,
        "hours": Family.BRANCH,
        "decision": Family.BRANCH,
        "set": Family.WORK,
        "request": Family.WORK,
        "embed": Family.FLOW,
        "goto": Family.FLOW,
        "queue": Family.PERSON,
        "agent": Family.PERSON,
        "transfer": Family.PERSON,
        "voicemail": Family.MESSAGE,
        "callback": Family.MESSAGE,
        "disconnect": Family.END,
        "exit": Family.FLOW,
        "node": Family.CUSTOM,
        MISSING: Family.MISSING,
    }
)
"""Every kind that can stand in a drawing -> its family."""


class Mark(StrEnum):
    """What became of a part, where a drawing shows two states of a flow at once."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """One box.

    Attributes:
        key: its name in this drawing; empty for the start.
        kind: the block word, `start` or `missing`.
        name: the node's name as people read it.
        content: what it says or where it leads, in one line of any length; empty where there is nothing to say.
        reached: whether any call gets there.
        mark: what became of it.
    """

    key: str
    kind: str
    name: str
    content: str = ""
    reached: bool = True
    mark: Mark = Mark.SAME

    @property
    def family(self) -> Family:
        """What it looks like."""
        return FAMILIES[self.kind]


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """One arrow: all outcomes of a node that lead to the same node and look alike.

    Attributes:
        source, target: keys of nodes.
        outcomes: as they stand in the flow; none on the way in.
        label: the same for people; empty where the only way on needs no word.
        trouble: whether callers take it when something goes wrong: silence, a wrong key, an error.
        mark: what became of it.
    """

    source: str
    target: str
    outcomes: tuple[str, ...] = ()
    label: str = ""
    trouble: bool = False
    mark: Mark = Mark.SAME


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn of a flow. The first node is the start.

    Attributes:
        title: the flow's name.
        description: for people; empty when there is none.
        nodes: each once.
        edges: each once, by source in the order of nodes, then as outcomes are listed.
    """

    title: str
    description: str
    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What became of the parts of a flow. Whatever is not named here is the same as before.

    Attributes:
        nodes: by name.
        edges: by source and outcome.
    """

    nodes: Mapping[str, Mark] = field(default_factory=dict)
    edges: Mapping[tuple[str, str], Mark] = field(default_factory=dict)
