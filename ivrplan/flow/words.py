"""What nodes, their attributes and outcomes mean, in a sentence each: for editors, schemas and other help."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ivrplan.flow.outcome import DIGITS

NODE_ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "agent": "The person who is rung, as the vendor knows them.",
        "audio": "The address or name of the recording to play.",
        "body": "The text that is sent.",
        "flow": "The flow: flow.NAME.",
        "headers": "Headers of the request: names and texts.",
        "holidays": 'Dates on which it is closed: ["2026-12-25"].',
        "mailbox": "The mailbox that takes the message.",
        "max_digits": "How many digits the input may have.",
        "max_seconds": "The longest message, in seconds.",
        "method": "The method of the request.",
        "min_digits": "How many digits the input must have.",
        "number": "The telephone number, quoted: +15550100.",
        "open": 'Days and times: { "mon-fri" = "09:00-17:00" }. A day that is not named is closed.',
        "outcome": "The outcome with which the embedding flow goes on. The node's own name where absent.",
        "priority": "The priority in the queue, a whole number.",
        "queue": "The queue, as the vendor knows it.",
        "retries": "How often the prompt is repeated before timeout or invalid is taken.",
        "save": "Variables, and the path into the answer that each is taken from.",
        "say": "The text to speak.",
        "schedule": "The name of a schedule at the vendor.",
        "sensitive": "Whether the digits are a secret, such as the number of a card.",
        "settings": "What the vendor's type takes: lists, maps, texts, numbers.",
        "skills": "The skills that somebody needs to take the call.",
        "terminator": "The key that ends the input; an empty text for none.",
        "timeout": "Seconds to wait for a key or an answer, to the millisecond.",
        "timezone": "The time zone of the hours, like Europe/Berlin.",
        "type": "The vendor's type of node.",
        "url": "The address of the other system.",
        "values": "Variables and the texts that they get.",
        "variable": "The name of the variable.",
    }
)
"""The attributes of nodes. An attribute means the same in every kind that has it."""

EDGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "next": "The node that follows: the edge of the outcome default.",
        "on": 'Outcomes and the nodes that they lead to: { "1" = "sales", timeout = "bye" }.',
    }
)
"""How edges are written."""

OUTCOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{digit: f"The caller pressed {digit}." for digit in DIGITS},
        "timeout": "Nothing was pressed in time, retries included.",
        "invalid": "Something else was pressed, retries included.",
        "open": "It is open.",
        "closed": "It is closed.",
        "holiday": "It is a holiday.",
        "busy": "The line is busy.",
        "no_answer": "Nobody answered.",
        "full": "The queue takes no more calls.",
        "error": "Another system gave no answer.",
        "default": "Any other way.",
    }
)
"""How a call leaves a node."""
