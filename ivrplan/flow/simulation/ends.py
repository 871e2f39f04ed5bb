"""How a simulated call can end: a closed set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, assert_never

from ivrplan.flow.simulation.question import Question, Wants


class EndKind(StrEnum):
    """The kinds of ends, as programs read them."""

    ENDED = "ended"
    OUT_OF_INPUTS = "out_of_inputs"
    REFUSED = "refused_input"
    WENT_ROUND = "went_round"
    DEAD_END = "dead_end"


@dataclass(frozen=True, slots=True)
class Ended:
    """The call came to an end as calls do: at a node that may end one."""

    node: str
    kind = EndKind.ENDED


@dataclass(frozen=True, slots=True)
class OutOfInputs:
    """A node waits, and the caller says nothing more. No `timeout` and no `default` leads on."""

    question: Question
    kind = EndKind.OUT_OF_INPUTS

    @property
    def node(self) -> str:
        """The node that waits."""
        return self.question.node


@dataclass(frozen=True, slots=True)
class Refused:
    """An input that nobody can give to the node that waits."""

    question: Question
    text: str
    kind = EndKind.REFUSED

    @property
    def node(self) -> str:
        """The node that waits."""
        return self.question.node


@dataclass(frozen=True, slots=True)
class WentRound:
    """The call goes round for ever, and the caller can do nothing about it.

    Attributes:
        nodes: the loop, from where it was entered; only its last node where it is too long to be told.
    """

    nodes: tuple[str, ...]
    kind = EndKind.WENT_ROUND

    @property
    def node(self) -> str:
        """The node at which it was noticed."""
        return self.nodes[0]


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """Nobody says where the call goes.

    Attributes:
        node: where it is lost; empty where calls cannot even enter the flow.
        outcome: how it would leave that node; empty where the node leads nowhere at all.
        target: the node that does not exist; empty where no edge takes the outcome.
    """

    node: str
    outcome: str = ""
    target: str = ""
    kind = EndKind.DEAD_END


End: TypeAlias = Ended | OutOfInputs | Refused | WentRound | DeadEnd


def sentence(end: End) -> str:
    """What happened, as a sentence."""
    match end:
        case Ended():
            return f'The call ended at "{end.node}".'
        case OutOfInputs():
            return f'The call waits at "{end.node}", and no input is left.'
        case Refused():
            return f'The input "{end.text}" is not possible at "{end.node}".'
        case WentRound():
            return f"The call goes round for ever: {' -> '.join((*end.nodes, end.nodes[0]))}."
        case DeadEnd():
            return _lost(end)
        case _:
            assert_never(end)


def possible(question: Question) -> str:
    """What may be answered, as a sentence."""
    words = ", ".join(question.accepts)
    match question.wants:
        case Wants.KEY:
            return f"Possible are {words}; any other key is invalid."
        case Wants.DIGITS:
            return f"Possible are digits, or {words}."
        case Wants.STATE | Wants.OUTCOME:
            return f"Possible are {words}."
        case Wants.VALUE:
            return f'Possible is any value of "{question.variable}". The flow knows {words}.'
        case _:
            assert_never(question.wants)


def _lost(end: DeadEnd) -> str:
    if not end.node:
        return (
            f'Calls enter the flow at "{end.target}", which does not exist.'
            if end.target
            else "No call can enter the flow."
        )
    if not end.outcome:
        return f'The call is lost at "{end.node}", which leads nowhere.'
    if end.target:
        return f'The call is lost: "{end.node}" leads to "{end.target}" by "{end.outcome}", which does not exist.'
    return f'The call is lost at "{end.node}": nothing leads on by "{end.outcome}".'
