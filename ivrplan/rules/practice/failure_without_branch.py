"""IVR406: a node that can fail, and does not say what happens then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Agent, Request, Transfer
from ivrplan.flow.outcome import BUSY, DEFAULT, ERROR, NO_ANSWER
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_Failing: TypeAlias = Request | Transfer | Agent
_OTHER: Final = {BUSY: NO_ANSWER, NO_ANSWER: BUSY}


def check(subject: Subject) -> Iterator[Hit]:
    """Every request without a way for errors, and every transfer and agent that goes on after one failure of two."""
    nodes: Sequence[_Failing] = subject.graph.among(Request, Transfer, Agent)
    for node in nodes:
        missing = _missing(node)
        if missing:
            yield Hit(
                f'In flow "{subject.flow.name}", {node.kind} "{node.name}" {_what(node, missing)}',
                node=node.name,
                outcome=missing,
                path=subject.graph.path_to(node.name),
            )


def _missing(node: _Failing) -> str:
    """The outcome that an edge is missing for; empty when none is. Without any edge, a terminal ends the call."""
    edges = node.edges
    if not edges:
        return ""
    if isinstance(node, Request):
        return "" if ERROR in edges else ERROR
    if DEFAULT in edges or (BUSY in edges) == (NO_ANSWER in edges):
        return ""
    return NO_ANSWER if BUSY in edges else BUSY


def _what(node: _Failing, missing: str) -> str:
    if isinstance(node, Request):
        return (
            f'does not say where calls go when the other system gives no answer: it has no edge "{missing}".'
        )
    return f'goes on by "{_OTHER[missing]}", but a call that leaves it by "{missing}" is lost: there is no edge for it.'


RULE: Final = Rule(
    id="IVR406",
    name="failure-without-branch",
    group=Group.PRACTICE,
    severity=Severity.WARNING,
    summary="Failure without a way on",
    why=(
        "Other systems are down some day, and people do not pick up. Calls that come to such a node then end without a "
        "word, or go on as the vendor likes, with variables that have no value."
    ),
    mend="Lead the outcome on, to somebody who can help without the answer.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
