"""Random calls through random flows, from a seed: many and varied in little time, where nothing has to be made smaller.

Flows are sound and acyclic. What one node sets another decides by; hours are told or written; prompts are repeated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from types import MappingProxyType
from typing import Any, Final

from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.kinds import KINDS
from ivrplan.flow.nodes import AnyNode
from ivrplan.flow.simulation.call import Call
from ivrplan.flow.simulation.question import Question, Wants
from ivrplan.flow.simulation.script import Script

VARIABLES: Final = ("level", "topic")
VALUES: Final = ("gold", "silver", "1", "12", "tin")
STRAY: Final = (
    *("1", "9", "#", "12", "1234#", "", "hello"),
    *("timeout", "invalid", "default", "open", "closed", "holiday", "full", "error", "gold", "tin"),
)
"""What callers do wherever they are."""

OUTCOMES: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "play": ("default",),
        "disclosure": ("default",),
        "menu": ("1", "2", "#", "timeout", "invalid", "error", "sales", "default"),
        "collect": ("default", "default", "0", "timeout", "invalid", "error"),
        "hours": ("open", "closed", "holiday", "default"),
        "decision": ("gold", "silver", "1", "12", "default"),
        "set": ("default",),
        "request": ("default", "default", "error", "timeout"),
        "queue": ("full", "timeout", "error", "default"),
        "transfer": ("busy", "no_answer"),
        "voicemail": ("error", "default"),
        "node": ("on_some_condition", "error", "1", "default"),
        "disconnect": (),
    }
)
REMEMBERING: Final = ("set", "set", "collect", "request", "decision", "decision")
"""Kinds that have to do with each other, and seldom meet in flows of all kinds."""

_CLOCKS: Final = tuple(
    datetime.fromisoformat(text)
    for text in (
        "2026-11-20T10:00:00+00:00",
        "2026-11-22T00:30:00+01:00",
        "2026-11-20T12:00:00+00:00",
        "2026-12-25T10:00:00+00:00",
    )
)


def random_flow(random: Random, most: int = 14) -> Flow:
    """A flow that a vendor takes: no loop, every node is reached, every way ends."""
    count = random.randint(2, most)
    palette = random.choice((tuple(OUTCOMES), REMEMBERING))
    kinds = [random.choice(palette) for _ in range(count - 1)] + ["disconnect"]
    names = [f"{random.choice(('n', 'ä b', 'x-'))}{number}" for number in range(count)]
    nodes = [_node(random, kind, names[number:]) for number, kind in enumerate(kinds)]
    whole = Flow(name="random", entry=names[0], nodes=tuple(nodes))
    reached = CallGraph(whole).arrivals
    return Flow(name="random", entry=names[0], nodes=tuple(node for node in nodes if node.name in reached))


def _node(random: Random, kind: str, names: Sequence[str]) -> AnyNode:
    """A node with the first of these names, which leads to some of the others."""
    outcomes = OUTCOMES[kind]
    least = 0 if KINDS[kind].terminal else 1
    chosen = random.sample(outcomes, random.randint(min(least, len(outcomes)), len(outcomes)))
    edges = {outcome: random.choice(names[1:4]) for outcome in chosen}
    return KINDS[kind].model_validate({"name": names[0], "edges": edges, **_fields(random, kind)})


def _fields(random: Random, kind: str) -> dict[str, Any]:
    variable, value = random.choice(VARIABLES), random.choice(VALUES)
    match kind:
        case "play" | "disclosure":
            return {"say": "Hello, dear caller."}
        case "menu":
            return {"say": "Press a key.", "retries": random.randint(0, 2)}
        case "collect":
            bounds = {"min_digits": random.choice((None, 1, 2)), "max_digits": random.choice((None, 2, 4))}
            more = {"terminator": random.choice(("#", "*", "")), "retries": random.randint(0, 1)}
            return {"variable": variable, **bounds, **more}
        case "hours":
            written = {"mon-fri": "09:00-12:30, 13:30-18:00", "sat": "22:00-02:00"}
            zoned = {"open": written, "timezone": "Europe/Berlin", "holidays": ["2026-12-25"]}
            return random.choice(({"schedule": "Office"}, zoned))
        case "decision":
            return {"variable": variable}
        case "set":
            return {"values": {variable: value}}
        case "request":
            return {"url": "https://data.example.com", "save": random.choice(({}, {variable: "a.b"}))}
        case "node":
            return {"type": "VENDOR_TYPE"}
        case _:
            return _required(kind)


def _required(kind: str) -> dict[str, Any]:
    return {"queue": {"queue": "Q"}, "transfer": {"number": "+1"}, "voicemail": {"mailbox": "m"}}.get(
        kind, {}
    )


def random_script(random: Random, flow: Flow, most: int = 10) -> Script:
    """A call: mostly what the flow asks for, now and then something else, sometimes less than it asks for."""
    known = random.sample(VARIABLES, random.choice((0, 0, 1, 2)))
    variables = {name: random.choice(VALUES) for name in known}
    clock = random.choice((None, *_CLOCKS))
    call, inputs = Call(flow, Script((), variables, clock)), list[str]()
    while (question := call.question) is not None and len(inputs) < most and random.random() < 0.95:
        if question.optional and random.random() < 0.6:
            call.answer(None)
            continue
        text = _answer(random, question)
        inputs.append(text)
        call.answer(None if question.optional and text not in question.accepts else text)
    stray = [random.choice(STRAY)] if random.random() < 0.2 else []
    return Script((*inputs, *stray), variables, clock)


def _answer(random: Random, question: Question) -> str:
    if random.random() < 0.15:
        return random.choice(STRAY)
    if question.wants is Wants.DIGITS and random.random() < 0.6:
        return random.choice(("1", "12", "12#", "12*", "123", "12345"))
    if question.wants is Wants.KEY and random.random() < 0.2:
        return random.choice("159#")
    return random.choice(question.accepts)
