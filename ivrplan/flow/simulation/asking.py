"""What a node asks, and what is decided without asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias, assert_never

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
from ivrplan.flow.outcome import CLOSED, DEFAULT, HOLIDAY, INVALID, OPEN, TIMEOUT, in_order
from ivrplan.flow.simulation.clock import state_at
from ivrplan.flow.simulation.memory import Memory, clear
from ivrplan.flow.simulation.question import Question, Wants

_FAILURES: Final = frozenset({TIMEOUT, INVALID})
_STATES: Final = frozenset({OPEN, CLOSED, HOLIDAY})


@dataclass(frozen=True, slots=True)
class Decided:
    """How the call leaves a node, without anybody being asked.

    Attributes:
        outcome: the outcome that was found; `edge_for` says which edge takes it.
        told: what somebody has to be told to find it who has neither a clock nor variables.
        variable: the variable whose value was told.
        secret: whether the outcome is the value of a secret.
    """

    outcome: str
    told: tuple[str, ...] = ()
    variable: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Over:
    """The call ends at the node."""


Asked: TypeAlias = Question | Decided | Over


def ask(node: AnyNode, memory: Memory, clock: datetime | None) -> Asked:
    """What happens when a call has come to a node and heard what it says."""
    if not node.edges:
        return Over()
    match node:
        case Menu():
            accepts = tuple(in_order({*node.edges, *_FAILURES}))
            return Question(node.name, Wants.KEY, accepts, tries=1 + (node.retries or 0))
        case Collect():
            return _ask_digits(node)
        case Hours():
            return _ask_hours(node, clock)
        case Decision():
            return _ask_decision(node, memory)
        case Disconnect() | Goto() | Exit():
            return Over()
        case Play() | Set() | Disclosure() | Request() | Embed() | Custom():
            return _ask_others(node, optional=DEFAULT in node.edges)
        case Queue() | Agent() | Transfer() | Voicemail() | Callback():
            return _ask_others(node, optional=True)
        case _:
            assert_never(node)


def edge_for(node: AnyNode, outcome: str) -> str | None:
    """The outcome whose edge takes an outcome: its own, that of closed hours for a holiday, else `default`."""
    if outcome in node.edges:
        return outcome
    if outcome == HOLIDAY and isinstance(node, Hours) and CLOSED in node.edges:
        return CLOSED
    return DEFAULT if DEFAULT in node.edges else None


def _only_default(node: AnyNode) -> bool:
    return node.edges.keys() == {DEFAULT}


def _ask_digits(node: Collect) -> Question:
    return Question(
        node.name,
        Wants.DIGITS,
        tuple(in_order({*node.edges, *_FAILURES})),
        variable=node.variable,
        secret=bool(node.sensitive),
        tries=1 + (node.retries or 0),
    )


def _ask_hours(node: Hours, clock: datetime | None) -> Asked:
    if _only_default(node):
        return Decided(DEFAULT)
    state = None if clock is None else state_at(node, clock)
    if state is not None:
        return Decided(state, (state,))
    return Question(node.name, Wants.STATE, tuple(in_order({*node.edges, *_STATES})))


def _ask_decision(node: Decision, memory: Memory) -> Asked:
    if _only_default(node):
        return Decided(DEFAULT)
    value = memory.value(node.variable)
    if value is None:
        return Question(node.name, Wants.VALUE, tuple(node.edges), variable=node.variable)
    text = clear(value)
    assert text is not None
    secret = not isinstance(value, str)
    if memory.is_given_only(node.variable):
        return Decided(text, (text,), node.variable, secret)
    return Decided(text, secret=secret)


def _ask_others(node: AnyNode, *, optional: bool) -> Asked:
    if _only_default(node):
        return Decided(DEFAULT)
    return Question(node.name, Wants.OUTCOME, tuple(node.edges), optional=optional)
