"""What may be answered to a question, so that a call leaves the node by each outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, assert_never

from ivrplan.flow.covering.askers import Askers
from ivrplan.flow.nodes import AnyNode, Collect
from ivrplan.flow.outcome import CLOSED, DEFAULT, HOLIDAY, INVALID, OPEN, TIMEOUT, is_digit
from ivrplan.flow.simulation.asking import edge_for
from ivrplan.flow.simulation.call import digits_kept
from ivrplan.flow.simulation.question import Question, Wants

_STATES: Final = (OPEN, CLOSED, HOLIDAY)
_FEW: Final = 4
"""How many digits a caller enters where any number of them is right."""


class Answer(NamedTuple):
    """What happens at a node.

    Attributes:
        outcome: the outcome whose edge the call leaves by.
        inputs: what is given, in order; nothing where nothing is asked.
        learns: a variable, and the value that it has from now on.
        silent: whether it comes to the same when nothing more is said at all.
    """

    outcome: str
    inputs: tuple[str, ...] = ()
    learns: tuple[str, str] | None = None
    silent: bool = False


def answers(node: AnyNode, question: Question, askers: Askers) -> Iterator[Answer]:
    """The answers that make a difference, the plain ones first."""
    match question.wants:
        case Wants.KEY:
            yield from _keys(node, question)
        case Wants.DIGITS:
            assert isinstance(node, Collect)
            yield from _digits(node, askers)
            yield from _keys(node, question)
        case Wants.STATE:
            yield from _states(node)
        case Wants.VALUE:
            yield from _values(node, question, askers)
        case Wants.OUTCOME:
            yield from (Answer(outcome, (outcome,)) for outcome in node.edges)
        case _:
            assert_never(question.wants)


def _keys(node: AnyNode, question: Question) -> Iterator[Answer]:
    """Keys; and no good answer as often as the node asks again."""
    for outcome in node.edges:
        if outcome not in {TIMEOUT, INVALID, DEFAULT}:
            yield Answer(outcome, (outcome,))
    for failure in (TIMEOUT, INVALID):
        edge = edge_for(node, failure)
        if edge is not None:
            yield Answer(edge, (failure,) * question.tries, silent=failure == TIMEOUT)
    if DEFAULT in node.edges and question.wants is Wants.KEY:
        yield Answer(DEFAULT, (DEFAULT,))


def _digits(node: Collect, askers: Askers) -> Iterator[Answer]:
    """Digits of the right length; such as decisions ask for, and others."""
    if DEFAULT not in node.edges:
        return
    values = askers.values(node.variable)
    for digits in (_made_up(node, values), *values):
        if _is_right(node, digits):
            yield Answer(DEFAULT, (digits,), (node.variable, digits))


def _is_right(node: Collect, digits: str) -> bool:
    return (
        all(map(is_digit, digits)) and digits not in node.edges and digits_kept(node, digits) == digits != ""
    )


def _made_up(node: Collect, values: Sequence[str]) -> str:
    """Digits that mean nothing: `1234`. Where these are taken, others; empty where all are."""
    length = node.min_digits or min(_FEW, node.max_digits or _FEW)
    counted = "".join(str(number % 10) for number in range(1, length + 1))
    taken = {*values, *node.edges}
    tried = (str((int(counted) + number) % 10**length).zfill(length) for number in range(len(taken) + 1))
    return next((digits for digits in tried if digits not in taken), "")


def _states(node: AnyNode) -> Iterator[Answer]:
    for outcome in node.edges:
        if outcome != DEFAULT:
            yield Answer(outcome, (outcome,))
    if DEFAULT in node.edges:
        other = (state for state in _STATES if edge_for(node, state) == DEFAULT)
        yield Answer(DEFAULT, (next(other, DEFAULT),))


def _values(node: AnyNode, question: Question, askers: Askers) -> Iterator[Answer]:
    """Values that the decision names; then one that no decision names, and those that only others name."""
    variable, named = question.variable, askers.values(question.variable)
    for value in node.edges:
        if value != DEFAULT:
            yield Answer(value, (value,), (variable, value))
    if DEFAULT in node.edges:
        for value in (_another(named), *named):
            if value not in node.edges:
                yield Answer(DEFAULT, (value,), (variable, value))


def _another(values: Sequence[str]) -> str:
    """A value that is none of these."""
    words = (f"other{number or ''}" for number in range(len(values) + 1))
    return next(word for word in words if word not in values)
