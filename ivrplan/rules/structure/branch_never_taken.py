"""IVR108: an edge for an outcome that its node never has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from ivrplan.diagnostics import Severity
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.names import bare
from ivrplan.flow.nodes import (
    Collect,
    Decision,
    Disclosure,
    Disconnect,
    Hours,
    Menu,
    Node,
    Play,
    Request,
    Set,
)
from ivrplan.flow.outcome import (
    BUSY,
    CLOSED,
    DEFAULT,
    DIGITS,
    FULL,
    HOLIDAY,
    INVALID,
    NAMED,
    NO_ANSWER,
    OPEN,
    TIMEOUT,
    in_order,
    is_known,
)
from ivrplan.rules.rule import Group, Hit, Rule, Subject
from ivrplan.rules.structure.outcomes import of_decision, of_hours

_Branching: TypeAlias = Play | Disclosure | Set | Request | Menu | Collect | Hours | Decision | Disconnect

_ENDS: Final = frozenset({BUSY, NO_ANSWER, FULL})
_HOURS: Final = frozenset({OPEN, CLOSED, HOLIDAY})
_INPUT: Final = frozenset({*DIGITS, TIMEOUT, INVALID})

_NEVER: Final[Mapping[type[Node], frozenset[str]]] = MappingProxyType(
    {
        Play: _ENDS | _HOURS | _INPUT,
        Disclosure: _ENDS | _HOURS | _INPUT,
        Set: _ENDS | _HOURS | _INPUT,
        Request: (_ENDS | _HOURS | _INPUT) - {TIMEOUT},
        Menu: _ENDS | _HOURS,
        Collect: _ENDS | _HOURS | {*DIGITS},
        Hours: _ENDS | _INPUT,
        Decision: frozenset(),
    }
)
"""Kind -> the known outcomes that its nodes never have. Words that are not known are the vendor's conditions."""

_WHY: Final[Mapping[str, str]] = MappingProxyType(
    {
        OPEN: "its hours are empty, so it is never open",
        CLOSED: "its hours leave out no minute of the week",
        HOLIDAY: "it names no holidays",
    }
)

_SPELLED: Final[Mapping[str, str]] = MappingProxyType({bare(name): name for name in NAMED})


def check(subject: Subject) -> Iterator[Hit]:
    """Every such edge. Other nodes that end calls are left alone: how calls go on from them is the vendor's."""
    nodes: Sequence[_Branching] = subject.graph.among(
        Play, Disclosure, Set, Request, Menu, Collect, Hours, Decision, Disconnect
    )
    for node in nodes:
        for outcome, why in _never(subject.graph, node):
            yield Hit(
                f'In flow "{subject.flow.name}", no call leaves {node.kind} "{node.name}" by "{outcome}": {why}.',
                node=node.name,
                outcome=outcome,
                path=subject.graph.path_to(node.name),
            )


def _never(graph: CallGraph, node: _Branching) -> Iterator[tuple[str, str]]:
    if isinstance(node, Disconnect):
        yield from ((outcome, "the call is over there") for outcome in node.edges)
        return
    never = _NEVER[type(node)]
    for outcome in node.edges:
        if outcome in never:
            yield outcome, f"a node of the kind {node.kind} has no such outcome"
    if isinstance(node, Decision):
        yield from _other_values(graph, node)
        return
    if isinstance(node, Hours):
        yield from _other_times(node)
    for outcome in node.edges:
        if not is_known(outcome) and (meant := _SPELLED.get(bare(outcome))):
            yield outcome, f'the outcome is written "{meant}"'


def _other_times(node: Hours) -> Iterator[tuple[str, str]]:
    """What hours never find. Where a holiday is as good as a closed day, its edge only waits for holidays to be named."""
    impossible = node.edges.keys() & (_HOURS - of_hours(node))
    if impossible == {HOLIDAY} and node.edges[HOLIDAY] == node.edges.get(CLOSED):
        return
    for outcome in in_order(impossible):
        yield outcome, _WHY[outcome]


def _other_values(graph: CallGraph, node: Decision) -> Iterator[tuple[str, str]]:
    values = of_decision(graph, node)
    if values is None:
        return
    shown = " or ".join(f'"{value}"' for value in sorted(values))
    for value in in_order(node.edges.keys() - values - {DEFAULT}):
        yield value, f'the variable "{node.variable}" is always {shown} here'


RULE: Final = Rule(
    id="IVR108",
    name="branch-never-taken",
    group=Group.STRUCTURE,
    severity=Severity.WARNING,
    summary="Branch that no call takes",
    why=(
        "Somebody meant callers to get there, and none does. Often the outcome is one of another kind of node, or is "
        "misspelt; vendors take such a word for a condition of their own, without complaint."
    ),
    mend="Correct the outcome, or remove it.",
    check=check,
)
