"""What a node says of itself in a line, and what its outcomes are called for people."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final, assert_never

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
from ivrplan.flow.outcome import DEFAULT, NO_ANSWER

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS: Final = "\u200c\u200d"
"""Without these, words of some scripts and many emoji fall apart."""

_MOST: Final = 400
"""Characters of a text that a drawing carries: more than a box, or the words that appear beside it, can show."""

_AGREED: Final = (Decision, Menu, Hours)
"""Where the outcome `default` means: any other way."""


def shown(text: object) -> str:
    """A text as one harmless line: unknown and sensitive ones are masks, what cannot be seen becomes a mark."""
    line = " ".join(str(text)[: 2 * _MOST].split())
    if not line.isascii() or not line.isprintable():
        line = "".join(map(_visible, line))
    return line if len(line) <= _MOST else f"{line[:_MOST]}…"


def _visible(character: str) -> str:
    if character in _JOINERS or unicodedata.category(character) not in _UNSEEN:
        return character
    return "\N{REPLACEMENT CHARACTER}"


def label(node: AnyNode, outcomes: Sequence[str]) -> str:
    """The outcomes of an edge for people; empty where a node has one way on only, and it needs no word."""
    if len(node.edges) == 1 and tuple(outcomes) == (DEFAULT,):
        return ""
    return shown(", ".join(_word(node, outcome) for outcome in outcomes))


def _word(node: AnyNode, outcome: str) -> str:
    if outcome == DEFAULT:
        return "otherwise" if isinstance(node, _AGREED) else "done"
    return "no answer" if outcome == NO_ANSWER else outcome


def content(node: AnyNode) -> str:
    """What the node says, or where it leads; empty where there is nothing to say."""
    return shown(_content(node))


def _content(node: AnyNode) -> object:
    match node:
        case Play() | Disclosure() | Menu() | Collect() | Disconnect():
            return _prompt(node.say, node.audio)
        case Hours():
            return node.schedule if node.schedule is not None else _opening(node)
        case Decision():
            return f"{node.variable} is …"
        case Set():
            return ", ".join(f"{name} = {value}" for name, value in node.values.items())
        case Request():
            return f"{node.method} {_bare(node.url)}"
        case Embed():
            return f"flow.{node.flow}"
        case Goto():
            return node.flow
        case Queue() | Agent() | Transfer() | Voicemail() | Callback():
            return _where(node)
        case Exit():
            return "" if node.outcome == node.name else node.outcome
        case Custom():
            return node.type
        case _ as unreachable:
            assert_never(unreachable)


def _prompt(say: object, audio: object) -> str:
    if say is None:
        return "" if audio is None else f"Recording: {str(audio).rpartition('/')[2] or audio}"
    return f"“{say.strip()}”" if isinstance(say, str) else str(say)


def _opening(node: Hours) -> str:
    """With dashes at which no line ends."""
    spans = (f"{days} {times}" for days, times in (node.open or {}).items())
    return "; ".join(spans).replace("-", "\N{EN DASH}")


def _bare(url: object) -> str:
    """An address without what stands before its host and behind its path: who asks, and for whom."""
    if not isinstance(url, str):
        return str(url)
    host, slash, path = url.partition("://")[2].partition("/")
    return f"{host.rpartition('@')[2]}{slash}{path.partition('?')[0].partition('#')[0]}" if host else url


def _where(node: Queue | Agent | Transfer | Voicemail | Callback) -> object:
    match node:
        case Queue():
            return node.queue
        case Agent():
            return node.agent
        case Transfer():
            return node.number
        case Voicemail():
            return node.mailbox
        case Callback():
            return "" if node.queue is None else node.queue
        case _ as unreachable:
            assert_never(unreachable)
