"""What the rules about the law recognise: who speaks, what is said, and what vendors' own nodes do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ivrplan.flow.announced import announced
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import (
    Agent,
    AnyNode,
    Callback,
    Custom,
    Disclosure,
    Menu,
    Queue,
    Transfer,
    Voicemail,
)
from ivrplan.flow.outcome import is_digit
from ivrplan.flow.path import Edge

PERSONS: Final = (Queue, Agent, Transfer)
"""Where somebody takes the call."""
TAKERS: Final = (*PERSONS, Voicemail, Callback)
"""Where somebody is told something, sooner or later."""

_OPT_OUT: Final = re.compile(
    r"opt(?:ing)?[ -]?out|unsubscribe|(?:do|does) ?n[o']t (?:want|wish|call)|no (?:more|further) calls"
    r"|not (?:be|to be) called|stop (?:calling|these calls|receiving)|never (?:be )?call|remove you(?:r number)?"
    r"|(?:off|from) (?:our|the) (?:call(?:ing)? )?list|keine (?:weiteren )?anrufe|nicht mehr ang?e?rufen"
    r"|no (?:desea|quiere) recibir|no recibir más|ne plus (?:être appelé|recevoir)",
    re.IGNORECASE,
)
_OPT_OUT_STEMS: Final = (
    *(
        "opt",
        "unsubscribe",
        "want",
        "wish",
        "n't call",
        "not call",
        "calls",
        "be called",
        "be call",
        "stop",
        "remove",
    ),
    *("list", "anruf", "gerufen", "recib", "plus", "never call"),
)
"""Whatever the words for it are, one of these is among them: a look that costs little."""
_OPT_OUT_NAME: Final = re.compile(
    r"opt(?:ed)?_?out|unsubscribe|do_?not_?call|dnc|no_more_calls", re.IGNORECASE
)
_RECORDED: Final = re.compile(
    r"\brecord(?:ed|ing|s)?\b|aufgezeichnet|aufgenommen|aufzeichn|enregistr|\bgraba(?:d[ao]|r|ción|mos)|registrat|opgenomen",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\+?\d(?:[\s().\-/]*\d){6,}")
_PARTS: Final = re.compile(r"[.;!?]|, or\b|, oder\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_RECORDING: Final = frozenset({"record", "recording", "recorder"})
_ENDING: Final = frozenset({"stop", "pause", "suspend", "end", "off", "disable", "mute", "mask"})
_BEGINNING_AGAIN: Final = frozenset({"resume", "continue", "start", "restart"})
_AUTOMATED: Final = frozenset(
    {"bot", "chatbot", "voicebot", "ai", "dialogflow", "lex", "copilot", "autopilot"}
)


def speaks(node: AnyNode) -> bool:
    """Whether callers hear something at a node: a text, a recording, or what only the vendor knows."""
    said = getattr(node, "say", None), getattr(node, "audio", None)
    return isinstance(node, Custom) or any(each is not None and each != "" for each in said)


def is_disclosure(node: AnyNode) -> bool:
    """Whether a node tells what the law asks to tell."""
    return isinstance(node, Disclosure)


def gives_number(node: AnyNode) -> bool:
    """Whether a node says a telephone number, or may say one: nobody knows what is in a recording."""
    said = getattr(node, "say", None)
    return (speaks(node) and not isinstance(said, str)) or bool(
        isinstance(said, str) and _NUMBER.search(said)
    )


def tells_of_recording(node: AnyNode) -> bool:
    """Whether a node says that the call is recorded: any disclosure, and any text that speaks of it."""
    said = getattr(node, "say", None)
    return is_disclosure(node) or bool(isinstance(said, str) and _RECORDED.search(said))


def records(node: AnyNode) -> bool:
    """Whether a vendor's own node begins to record, as its type is called."""
    words = _words(node)
    return not words.isdisjoint(_RECORDING) and words.isdisjoint(_ENDING)


def stops_recording(node: AnyNode) -> bool:
    """Whether a vendor's own node ends a recording, for a while or for good."""
    words = _words(node)
    ending = not words.isdisjoint(_ENDING) and words.isdisjoint(_BEGINNING_AGAIN)
    return ending and not words.isdisjoint(_RECORDING)


def is_automated(node: AnyNode) -> bool:
    """Whether a vendor's own node is a machine that talks like a person, as its type is called."""
    words = _words(node)
    return not words.isdisjoint(_AUTOMATED) or words >= {"virtual", "agent"}


def _words(node: AnyNode) -> frozenset[str]:
    return frozenset(map(str.lower, _WORD.findall(node.type))) if isinstance(node, Custom) else frozenset()


def opt_outs(graph: CallGraph) -> Iterator[Edge]:
    """The keys by which callers ask not to be called again, of all menus."""
    for menu in graph.of(Menu):
        yield from opt_outs_of(graph, menu)


def opt_outs_of(graph: CallGraph, menu: Menu) -> Iterator[Edge]:
    """The keys of a menu that do so: where its prompt says so, or the name of what follows."""
    keys, named = _said_keys(menu), _OPT_OUT_NAME.search("\n".join(menu.edges.values()))
    if not keys and named is None:
        return
    for edge in graph.successors[menu.name]:
        if is_digit(edge.outcome) and (edge.outcome in keys or _OPT_OUT_NAME.search(edge.target)):
            yield edge


def _said_keys(menu: Menu) -> frozenset[str]:
    """The keys that a menu announces in the same breath as the words for it."""
    said = menu.say.lower() if isinstance(menu.say, str) else ""
    if not any(stem in said for stem in _OPT_OUT_STEMS) or not _OPT_OUT.search(said):
        return frozenset()
    parts = [part for part in _PARTS.split(said) if _OPT_OUT.search(part)]
    found = [each.key for part in parts for each in announced(part)] or [each.key for each in announced(said)]
    return frozenset(found)


def is_unknown(menu: Menu) -> bool:
    """Whether nobody knows what a menu says."""
    return menu.audio is not None or (menu.say is not None and not isinstance(menu.say, str))
