"""How calls can leave a node, given what is known of variables.

Which question a node asks is the simulation's to say. A caller is taken to be one who can exist: a decision on a
variable whose value is known is not asked again, and `default` of a decision stands for a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple, TypeAlias, assert_never

from ivrplan.flow.covering.answers import Answer, answers
from ivrplan.flow.covering.askers import Askers
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import AnyNode, Request, Set
from ivrplan.flow.outcome import DEFAULT
from ivrplan.flow.path import Edge
from ivrplan.flow.simulation.asking import Decided, Over, ask, edge_for
from ivrplan.flow.simulation.memory import Memory, clear
from ivrplan.flow.simulation.question import Question
from ivrplan.language.values import UNKNOWN, Sensitive, Unknown

Bindings: TypeAlias = frozenset[tuple[str, str | Unknown | Sensitive]]
"""The values of variables that a decision may still ask for."""

NOTHING: Final[Bindings] = frozenset()


class Move(NamedTuple):
    """One way for a call to leave a node.

    Attributes:
        edge: the edge that it takes.
        inputs: what happens at the node; nothing where it does not ask.
        bindings: what is known of variables then.
        silent: whether it comes to the same when nothing more is said at all.
    """

    edge: Edge
    inputs: tuple[str, ...] = ()
    bindings: Bindings = NOTHING
    silent: bool = False


class Leaving(NamedTuple):
    """How calls can leave a node.

    Attributes:
        moves: the ways on, the plain ones first.
        ends: whether a call that says nothing more comes to a good end there.
    """

    moves: tuple[Move, ...] = ()
    ends: bool = False


class Mover:
    """Knows how calls can leave the nodes of a flow."""

    def __init__(self, graph: CallGraph) -> None:
        self._index = graph.index
        self._askers = Askers(graph)

    def leave(self, name: str, known: Bindings) -> Leaving:
        """How calls can leave a node.

        Args:
            name: of the node.
            known: what is known of variables.
        """
        node, memory = self._index[name], Memory({})
        for variable, value in known:
            memory.learn(variable, value)
        asked = ask(node, memory, None)
        match asked:
            case Over():
                return Leaving(ends=node.terminal)
            case Decided():
                edge = edge_for(node, asked.outcome)
                return Leaving(() if edge is None else self._moves(node, known, [Answer(edge)]))
            case Question():
                ends = asked.optional and DEFAULT not in node.edges
                return Leaving(self._moves(node, known, answers(node, asked, self._askers)), ends)
            case _:
                assert_never(asked)

    def _moves(self, node: AnyNode, known: Bindings, given: Iterable[Answer]) -> tuple[Move, ...]:
        """A move for each edge, and for each thing that is known then."""
        found: dict[tuple[str, Bindings], Move] = {}
        for answer in given:
            target = node.edges[answer.outcome]
            if target in self._index:
                after = self._after(node, known, answer)
                move = Move(Edge(node.name, answer.outcome, target), answer.inputs, after, answer.silent)
                found.setdefault((answer.outcome, after), move)
        return tuple(found.values())

    def _after(self, node: AnyNode, known: Bindings, answer: Answer) -> Bindings:
        """What is known at the next node, of what can be asked from there on."""
        values = dict(known)
        if isinstance(node, Set):
            values |= node.values
        elif isinstance(node, Request) and answer.outcome == DEFAULT:
            values |= dict.fromkeys(node.save, UNKNOWN)
        if answer.learns is not None:
            values |= dict([answer.learns])
        target = node.edges[answer.outcome]
        return frozenset(
            (name, value)
            for name, value in values.items()
            if clear(value) is not None and self._askers.matters(name, target)
        )
