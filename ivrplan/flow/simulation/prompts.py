"""What a caller hears at a node."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
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
from ivrplan.flow.simulation.timing import Timing
from ivrplan.language.values import UNKNOWN, Sensitive, Unknown

Spoken = str | Unknown | Sensitive


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something that is heard.

    Attributes:
        text: what is said, or the recording that is played; a mask where it is secret or not known yet.
        seconds: how long it takes when it is heard to its end.
        note: what its time does not count; empty where it counts everything.
    """

    text: str
    seconds: Decimal
    note: str = ""


def prompt_of(node: AnyNode, timing: Timing) -> Prompt | None:
    """What is heard at a node; None where nothing is.

    Where a node has a text and a recording, the recording is taken to say the text.
    """
    match node:
        case Play() | Menu() | Collect() | Disclosure() | Disconnect():
            return _prompt(node.name, node.say, node.audio, timing)
        case Queue() | Agent() | Transfer() | Voicemail() | Callback():
            return _prompt(node.name, node.say, None, timing)
        case Hours() | Decision() | Set() | Request() | Embed() | Goto() | Exit() | Custom():
            return None
        case _:
            assert_never(node)


def _prompt(name: str, say: Spoken | None, audio: Spoken | None, timing: Timing) -> Prompt | None:
    if say is not None:
        return _spoken(name, say, timing)
    return (
        None
        if audio is None
        else Prompt(str(audio) if isinstance(audio, str) else repr(audio), timing.recording)
    )


def _spoken(name: str, say: Spoken, timing: Timing) -> Prompt:
    text = say.value if isinstance(say, Sensitive) else say
    if text is UNKNOWN or not isinstance(text, str):
        return Prompt(
            repr(say), _NOTHING, f'What "{name}" says is known only after apply, and counts as no time.'
        )
    return Prompt(repr(say) if isinstance(say, Sensitive) else text, timing.spoken(text))


_NOTHING: Final = Decimal(0)
