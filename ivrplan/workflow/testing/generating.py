"""Tests for what no test passes yet: planned as calls, written as blocks of a configuration in the canonical style."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ivrplan.config.write import Reference, label, literal
from ivrplan.flow.coverage import Coverage
from ivrplan.flow.covering.calls import PlannedCall, cover
from ivrplan.flow.covering.untakeable import Untakeable
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.outcome import DEFAULT
from ivrplan.flow.path import Edge
from ivrplan.flow.simulation.ends import sentence
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.simulate import simulate
from ivrplan.workflow.testing.selection import flow_address

_WIDE: Final = 90
"""A list that is longer than this stands below itself, an item a line."""


class NewTest(NamedTuple):
    """A test that is to be written.

    Attributes:
        name: unique among the tests that there are, and among the new ones.
        flow: the name of the flow.
        inputs, path, terminal: what happens, and how the call goes then.
    """

    name: str
    flow: str
    inputs: tuple[str, ...]
    path: tuple[str, ...]
    terminal: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Tests for one flow.

    Attributes:
        tests: together with those that there are they pass everything that a test can pass.
        left: the edges that stay untaken, and why.
    """

    tests: tuple[NewTest, ...]
    left: tuple[Untakeable, ...]


def propose(flow: str, graph: CallGraph, found: Coverage, names: Collection[str]) -> Proposal:
    """Tests for what is missed of a flow.

    Args:
        flow: its name.
        graph: its call graph, with embedded flows inlined.
        found: what the tests that there are pass.
        names: the names that are taken.
    """
    missed = frozenset(found.missed_edges)
    covering = cover(
        graph, [edge for edges in graph.successors.values() for edge in edges if edge not in missed]
    )
    calls = [call for call in covering.calls if call.ends]
    lost = [left for call in covering.calls if not call.ends for left in _lost(graph, call)]
    if not calls and found.missed_nodes:
        calls = [PlannedCall((), (), (), ends=True)]
    free = _Names(names, flow)
    tests = tuple(test for call in calls for test in _test(flow, graph, call, free))
    return Proposal(tests, (*lost, *covering.untakeable))


def _test(flow: str, graph: CallGraph, call: PlannedCall, names: _Names) -> Iterator[NewTest]:
    """What the simulation makes of a call; nothing where it comes to no good end."""
    walk = simulate(graph, Script(call.inputs))
    if walk.terminal:
        name = names.free(_name(graph, call, walk.terminal))
        yield NewTest(name, flow, call.inputs, walk.path, walk.terminal)


def _lost(graph: CallGraph, call: PlannedCall) -> Iterator[Untakeable]:
    why = sentence(simulate(graph, Script(call.inputs)).end)
    return (Untakeable(edge, f"Who takes it comes to no good end. {why}") for edge in call.first)


def _name(graph: CallGraph, call: PlannedCall, terminal: str) -> str:
    """Named after the last choice that is new."""
    if not call.first:
        return f"calls end at {terminal}"
    choices = [edge for edge in call.first if _is_choice(graph, edge)]
    source, outcome, target = (choices or [call.first[0]])[-1]
    return f"{source} {outcome} leads to {target}" if choices else f"{source} leads to {target}"


def _is_choice(graph: CallGraph, edge: Edge) -> bool:
    return edge.outcome != DEFAULT or len(graph.successors[edge.source]) > 1


class _Names:
    """Gives out names that nobody has."""

    def __init__(self, taken: Iterable[str], flow: str) -> None:
        self._taken = set(taken)
        self._flow = flow_address(flow)

    def free(self, wanted: str) -> str:
        """The name; with the flow, then with a number where that is taken."""
        name, number = wanted, 1
        while name in self._taken:
            name = f"{wanted} in {self._flow}" + (f" ({number})" if number > 1 else "")
            number += 1
        self._taken.add(name)
        return name


def write_test(test: NewTest, reference: str) -> str:
    """The test as a block. Text of a flow cannot become code in it.

    Args:
        test: the test.
        reference: the expression that the flow is written as: `flow.main`.
    """
    lines = [f"test {label(test.name)} {{", *_attribute("flow", Reference(reference))]
    if test.inputs:
        lines += _attribute("inputs", test.inputs)
    lines += [
        "",
        "expect {",
        *_attribute("path", test.path),
        *_attribute("terminal", test.terminal),
        "}",
        "}",
        "",
    ]
    return "\n".join(lines)


def _attribute(name: str, value: Any) -> Iterator[str]:
    text = literal(value)
    if not isinstance(value, tuple) or len(text) <= _WIDE:
        yield f"{name} = {text}"
        return
    yield f"{name} = ["
    yield from (f"{literal(item)}," for item in value)
    yield "]"
