"""What the rules about spoken texts share: how long they take. A recording or a hidden text counts as no time."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ivrplan.flow.nodes import (
    Agent,
    AnyNode,
    Callback,
    Collect,
    Disclosure,
    Disconnect,
    Menu,
    Play,
    Queue,
    Transfer,
    Voicemail,
)
from ivrplan.flow.simulation.timing import Timing
from ivrplan.rules.rule import RuleSettings

_SPEAKING: Final = frozenset(
    {Play, Menu, Collect, Disclosure, Queue, Agent, Transfer, Voicemail, Callback, Disconnect}
)
"""The kinds of nodes that may say a text."""

_SHORTEST_WORD: Final = 2
"""A word takes two characters at least: its letter and a space, or two letters of a script without spaces."""


def text_of(node: AnyNode) -> str:
    """What a node says, as far as it is known; empty where it is not, or where the node says nothing."""
    say = getattr(node, "say", None) if type(node) in _SPEAKING else None
    return say if isinstance(say, str) else ""


def timing(settings: RuleSettings) -> Timing:
    """How fast texts are spoken, as a simulated call speaks them."""
    return Timing(words_per_second=Decimal(str(settings.words_per_second)))


def fewest_characters(seconds: float, settings: RuleSettings) -> float:
    """How long a text is at least, in characters, that takes longer than this: for a quick look before counting words."""
    return _SHORTEST_WORD * seconds * settings.words_per_second
