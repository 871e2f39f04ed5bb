"""The call graph: nodes and edges inside one flow, indexed for questions.

Everything is linear in nodes and edges and free of recursion: a flow of a hundred thousand nodes is no special case.
Answers are worked out when they are first asked for, then kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from ivrplan.flow.announced import Announcement, announced
from ivrplan.flow.components import is_loop, strongly_connected
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode, Collect, Custom, Decision, Embed, Menu, Node, Request, Set
from ivrplan.flow.path import NO_PATH, Edge, Path, Step, path_back
from ivrplan.flow.texts import Texts
from ivrplan.flow.variables import Lacks, Ways, constants_of, given_by

NodeT = TypeVar("NodeT", bound=Node)


@dataclass(frozen=True, eq=False)
class CallGraph:
    """The call graph of one flow.

    Attributes:
        flow: the flow that it was built from. Edges to nodes that the flow lacks are `dangling` and lead nowhere.
    """

    flow: Flow

    @cached_property
    def index(self) -> Mapping[str, AnyNode]:
        """The nodes by name, in the flow's order."""
        return self.flow.index

    @cached_property
    def _kinds(self) -> Mapping[type[Node], list[AnyNode]]:
        found: dict[type[Node], list[AnyNode]] = {}
        for node in self.index.values():
            found.setdefault(type(node), []).append(node)
        return found

    def of(self, kind: type[NodeT]) -> Sequence[NodeT]:
        """The nodes of one kind, in the flow's order, without looking at the others."""
        return cast("Sequence[NodeT]", self._kinds.get(kind, ()))

    def among(self, *kinds: type[NodeT]) -> Sequence[NodeT]:
        """The nodes of several kinds, in the flow's order."""
        found = [node for kind in kinds for node in self.of(kind)]
        found.sort(key=lambda node: self.positions[node.name])
        return found

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Node -> its place in the flow."""
        return {name: place for place, name in enumerate(self.index)}

    @cached_property
    def successors(self) -> Mapping[str, tuple[Edge, ...]]:
        """Node -> its edges to existing nodes, in the order of their outcomes."""
        index = self.index
        return {
            name: tuple([Edge(name, outcome, to) for outcome, to in node.edges.items() if to in index])
            for name, node in index.items()
        }

    @cached_property
    def predecessors(self) -> Mapping[str, tuple[Edge, ...]]:
        """Node -> the edges that lead to it."""
        found: dict[str, list[Edge]] = {name: [] for name in self.index}
        for edges in self.successors.values():
            for edge in edges:
                found[edge.target].append(edge)
        return {name: tuple(edges) for name, edges in found.items()}

    @cached_property
    def dangling(self) -> tuple[Edge, ...]:
        """The edges to nodes that do not exist, in the flow's order."""
        return tuple(
            Edge(name, outcome, target)
            for name, node in self.index.items()
            for outcome, target in node.edges.items()
            if target not in self.index
        )

    def targets(self, name: str) -> list[str]:
        """The existing nodes that a node leads to."""
        return [edge.target for edge in self.successors[name]]

    @cached_property
    def announced(self) -> Mapping[str, tuple[Announcement, ...]]:
        """Menu -> the keys that its text announces; menus whose text is not known are left out."""
        return {menu.name: announced(menu.say) for menu in self.of(Menu) if isinstance(menu.say, str)}

    @cached_property
    def arrivals(self) -> Mapping[str, Edge | None]:
        """Every reachable node -> the last edge of a shortest path to it from the entry; none for the entry."""
        if self.flow.entry not in self.index:
            return {}
        found: dict[str, Edge | None] = {self.flow.entry: None}
        todo = deque(found)
        while todo:
            for edge in self.successors[todo.popleft()]:
                if edge.target not in found:
                    found[edge.target] = edge
                    todo.append(edge.target)
        return found

    @cached_property
    def unreached(self) -> Sequence[str]:
        """The nodes that no call gets to, in the flow's order. Without an entry there is nothing to say."""
        if len(self.arrivals) in {0, len(self.index)}:
            return ()
        return [name for name in self.index if name not in self.arrivals]

    @cached_property
    def distances(self) -> Mapping[str, int]:
        """Every reachable node -> how many edges a shortest path to it from the entry has."""
        found: dict[str, int] = {}
        for name, edge in self.arrivals.items():
            found[name] = 0 if edge is None else found[edge.source] + 1
        return found

    @cached_property
    def components(self) -> tuple[tuple[str, ...], ...]:
        """The strongly connected components; each after those that it leads to."""
        return tuple(tuple(members) for members in strongly_connected(self.index, self.targets))

    @cached_property
    def looping(self) -> frozenset[str]:
        """The nodes that a call can come back to. Every loop is among these."""
        loops = (members for members in self.components if is_loop(members, self.targets))
        return frozenset(name for members in loops for name in members)

    @cached_property
    def can_end(self) -> frozenset[str]:
        """The nodes from which a call can come to an end."""
        return leading_to(self, lambda node: node.terminal)

    @cached_property
    def component_of(self) -> Mapping[str, int]:
        """Node -> a number that it shares with the nodes of its strongly connected component."""
        return {name: number for number, members in enumerate(self.components) for name in members}

    @cached_property
    def texts(self) -> Texts:
        """All that callers hear, and all that vendors and other systems are given."""
        return Texts(self.flow.nodes)

    @cached_property
    def writers(self) -> Mapping[str, Sequence[AnyNode]]:
        """Variable -> the nodes that can give it a value, in the flow's order."""
        found: dict[str, list[AnyNode]] = {}
        nodes: Sequence[AnyNode] = self.among(Set, Collect, Request)
        for node in nodes:
            for variable in given_by(node):
                found.setdefault(variable, []).append(node)
        return found

    @cached_property
    def constants(self) -> Mapping[str, frozenset[str]]:
        """Variable -> the values that it can have, where this flow alone gives them and says which they are.

        A call can still come without a value: see `lacks`.
        """
        if self._kinds.keys() & {Custom, Embed}:
            return {}
        found = {variable: constants_of(variable, nodes) for variable, nodes in self.writers.items()}
        return {variable: values for variable, values in found.items() if values is not None}

    @cached_property
    def lacks(self) -> Lacks:
        """Where calls can come without a variable, of those that the flow gives values and decides on."""
        read = dict.fromkeys(node.variable for node in self.of(Decision) if node.variable in self.writers)
        ways = Ways(self.flow.entry, self.index, self.successors)
        return Lacks(ways, read if self.arrivals else ())

    def path_along(self, edge: Edge) -> Path:
        """A shortest caller's path that ends with this edge, whether or not its target exists."""
        path = self.path_to(edge.source, edge.outcome)
        return path._replace(steps=(*path.steps, Step(edge.target))) if path.steps else path

    def path_to(self, name: str, outcome: str | None = None) -> Path:
        """A shortest caller's path to a node, optionally left by an outcome. The middle of a long one is left out."""
        if name not in self.arrivals:
            return NO_PATH
        return path_back(self.arrivals, self.distances, Step(name, outcome))


def leading_to(graph: CallGraph, wanted: Callable[[AnyNode], bool]) -> frozenset[str]:
    """The nodes from which a node of the wanted sort can be reached, those nodes included."""
    found = {name for name, node in graph.index.items() if wanted(node)}
    todo = list(found)
    while todo:
        for edge in graph.predecessors[todo.pop()]:
            if edge.source not in found:
                found.add(edge.source)
                todo.append(edge.source)
    return frozenset(found)
