"""IVR111: callers who press nothing, or only wrong keys, are asked again for ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.components import is_loop, loop_through, strongly_connected
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.loops import describe_round
from ivrplan.flow.nodes import (
    AnyNode,
    Collect,
    Decision,
    Disclosure,
    Hours,
    Menu,
    Node,
    Play,
    Request,
    Set,
)
from ivrplan.flow.outcome import DEFAULT, INVALID, TIMEOUT
from ivrplan.flow.path import Edge
from ivrplan.rules.rule import Group, Hit, Rule, Subject
from ivrplan.rules.structure.rounds import ending

_ASKING: Final[frozenset[type[Node]]] = frozenset({Menu, Collect})
_PASSED: Final[frozenset[type[Node]]] = _ASKING | {Play, Hours, Decision, Set, Disclosure, Request}
"""What a caller gets through without an answer. Whoever waits in a queue, or somewhere of a vendor's, has got somewhere."""


def check(subject: Subject) -> Iterator[Hit]:
    """Every loop that a caller without a fitting answer goes round, unless a decision ends it some day."""
    graph = subject.graph
    silent = _Silent(graph)
    loops = [silent.loop(part) for part in silent.parts()]
    for loop in sorted(loops, key=lambda loop: graph.positions[loop[0]]):
        yield Hit(
            f'In flow "{subject.flow.name}", callers who press nothing, or nothing that fits, go round '
            f"{describe_round(loop, silent.edges)} for ever.",
            node=loop[0],
            path=graph.path_to(loop[0]),
        )


class _Silent:
    """The part of a call graph that callers see who never give a fitting answer."""

    def __init__(self, graph: CallGraph) -> None:
        self.graph = graph

    def parts(self) -> Iterator[list[str]]:
        """The loops with a menu or a collect that nothing ends. Those without any way out are left to IVR105."""
        asking: Sequence[AnyNode] = self.graph.among(Menu, Collect)
        again = self._behind(asking)
        if any(node.name in again for node in asking):
            counted = {
                name
                for part in strongly_connected(again, self.targets)
                for name in ending(self.graph, part, (Set, Request))
            }
            for part in strongly_connected(again.keys() - counted, self.targets):
                if self._goes_round(part):
                    yield part

    def loop(self, part: Sequence[str]) -> tuple[str, ...]:
        """A shortest loop inside such a part, through the menu or collect that callers reach first."""
        graph, far = self.graph, len(self.graph.index)
        asking = [name for name in part if type(graph.index[name]) in _ASKING]
        start = min(asking, key=lambda name: (graph.distances.get(name, far), graph.positions[name]))
        return loop_through(start, frozenset(part), self.targets)

    def edges(self, name: str) -> Sequence[Edge]:
        """The edges by which such a caller can leave a node."""
        edges = self.graph.successors[name]
        node = self.graph.index[name]
        if type(node) not in _ASKING:
            return edges
        taken = {outcome if outcome in node.edges else DEFAULT for outcome in (TIMEOUT, INVALID)}
        return [edge for edge in edges if edge.outcome in taken]

    def targets(self, name: str) -> list[str]:
        """The nodes that such a caller gets to next, and through."""
        index = self.graph.index
        return [edge.target for edge in self.edges(name) if type(index[edge.target]) in _PASSED]

    def _behind(self, asking: Sequence[AnyNode]) -> dict[str, None]:
        """What such callers get to behind these nodes, in the order of getting there."""
        found = dict.fromkeys(target for node in asking for target in self.targets(node.name))
        todo = list(found)
        while todo:
            for target in self.targets(todo.pop()):
                if target not in found:
                    found[target] = None
                    todo.append(target)
        return found

    def _goes_round(self, part: Sequence[str]) -> bool:
        asks = any(type(self.graph.index[name]) in _ASKING for name in part)
        return asks and is_loop(part, self.targets) and part[0] in self.graph.can_end


RULE: Final = Rule(
    id="IVR111",
    name="retry-without-end",
    group=Group.STRUCTURE,
    severity=Severity.WARNING,
    summary="Callers asked again without end",
    why=(
        "A line that nobody is on any more, a pocket, another machine: such calls hold a line until the vendor's own "
        "limit ends them, and callers who cannot press keys never get to anybody."
    ),
    mend="Set retries, and lead timeout and invalid on to somebody, or to a last word and a disconnect.",
    check=check,
)
