"""The edges that calls can take, found by trying everything: slow, and without any of the cleverness that is tested."""

from __future__ import annotations

from collections import deque

from ivrplan.flow.flow import Flow
from ivrplan.flow.path import Edge
from ivrplan.flow.simulation.call import Call
from ivrplan.flow.simulation.question import Question, Wants
from tests.flow.covering.tangled import VALUES

_DIGITS = ("1", "22", "7", "78", "789", "0000")
_SAID = (*VALUES, *_DIGITS, "something", "9")


def edges_taken(flow: Flow) -> set[Edge]:
    """What calls take that can be, whatever their caller does; each situation of a call is gone on from once."""
    seen: set[object] = set()
    taken: set[Edge] = set()
    todo: deque[tuple[str, ...]] = deque([()])
    while todo:
        inputs = todo.popleft()
        call = replay(flow, inputs)
        taken.update(call.walk.edges)
        if call.question is None:
            continue
        place = (call.question.node, call.question.tries, frozenset(call._memory._values.items()))
        if place not in seen:
            seen.add(place)
            todo.extend((*inputs, text) for text in possible(call.question))
            silent = replay(flow, inputs)
            silent.answer(None)
            taken.update(silent.walk.edges)
    return taken


def possible(question: Question) -> list[str]:
    """What may be said there. Nobody says `default` where a value is wanted: that stands for values."""
    texts = dict.fromkeys((*question.accepts, *_SAID))
    if question.wants is Wants.VALUE:
        texts.pop("default", None)
    return [text for text in texts if question.takes(text)]


def replay(flow: Flow, inputs: tuple[str, ...]) -> Call:
    """A call, up to what comes after these inputs."""
    call = Call(flow)
    for text in inputs:
        call.answer(text)
    return call
