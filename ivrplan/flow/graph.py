"""The call graph: nodes and edges inside one flow, indexed for questions.

Everything is linear in nodes and edges and free of recursion: a flow of a hundred thousand nodes is no special case.
Answers are worked out when they are first asked for, then kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from ivrplan.flow.components import is_loop, loop_through, strongly_connected
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode
from ivrplan.flow.outcome import DEFAULT

LONG: Final = 12
"""A path shows this many nodes at most: its entry and its end."""


class Edge(NamedTuple):
    """One way out of a node."""

    source: str
    outcome: str
    target: str


class Step(NamedTuple):
    """A node on a caller's path, and the outcome by which the call leaves it; none at the path's end."""

    node: str
    outcome: str | None = None


class Path(NamedTuple):
    """A caller's path from the entry.

    Attributes:
        steps: from the entry to the last node; empty when no path leads there.
        omitted: how many nodes were left out after the entry because the path is long.
    """

    steps: tuple[Step, ...] = ()
    omitted: int = 0

    def __str__(self) -> str:
        if not self.steps:
            return ""
        texts = [f"{step.node}{_arrow(step.outcome)}" for step in self.steps]
        if self.omitted:
            texts.insert(1, f"({self.omitted} more) -> ")
        return "".join(texts).rstrip()

    def shortened(self) -> Path:
        """The same path without its middle, where it is long."""
        too_many = len(self.steps) - LONG
        if too_many <= 0:
            return self
        first = Step(self.steps[0].node, DEFAULT)
        return Path((first, *self.steps[1 + too_many :]), self.omitted + too_many)


NO_PATH: Final = Path()
"""Where no caller gets."""


def _arrow(outcome: str | None) -> str:
    match outcome:
        case None:
            return ""
        case "default":
            return " -> "
        case _:
            return f" -[{outcome}]-> "


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

    @cached_property
    def edge_count(self) -> int:
        """How many edges the flow has, dangling ones included."""
        return sum(len(node.edges) for node in self.flow.nodes)

    def targets(self, name: str) -> list[str]:
        """The existing nodes that a node leads to."""
        return [edge.target for edge in self.successors[name]]

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
    def distances(self) -> Mapping[str, int]:
        """Every reachable node -> how many edges a shortest path to it from the entry has."""
        found: dict[str, int] = {}
        for name, edge in self.arrivals.items():
            found[name] = 0 if edge is None else found[edge.source] + 1
        return found

    def path_along(self, edge: Edge) -> Path:
        """A shortest caller's path that ends with this edge, whether or not its target exists."""
        path = self.path_to(edge.source, edge.outcome)
        return path._replace(steps=(*path.steps, Step(edge.target))) if path.steps else path

    def path_to(self, name: str, outcome: str | None = None) -> Path:
        """A shortest caller's path to a node, optionally left by an outcome. The middle of a long one is left out."""
        if name not in self.arrivals:
            return NO_PATH
        steps = [Step(name, outcome)]
        edge = self.arrivals[name]
        while edge is not None and len(steps) < LONG - 1:
            steps.append(Step(edge.source, edge.outcome))
            edge = self.arrivals[edge.source]
        omitted = 0
        if edge is not None:
            omitted = self.distances[edge.source]
            steps.append(Step(self.flow.entry, DEFAULT if omitted else edge.outcome))
        return Path(tuple(reversed(steps)), omitted)

    @cached_property
    def components(self) -> tuple[tuple[str, ...], ...]:
        """The strongly connected components; each after those that it leads to."""
        return tuple(tuple(members) for members in strongly_connected(self.index, self.targets))

    @cached_property
    def loops(self) -> tuple[tuple[str, ...], ...]:
        """One exact node sequence for every group of nodes that lead back to themselves, in the flow's order."""
        groups = [group for group in self.components if is_loop(group, self.targets)]
        return tuple(self.loop_in(group) for group in self._in_flow_order(groups))

    def loops_among(self, names: AbstractSet[str]) -> tuple[tuple[str, ...], ...]:
        """The same for the part of the call graph that consists of these nodes only."""
        groups = [group for group in self.components_among(names) if is_loop(group, self.targets)]
        return tuple(self.loop_in(group) for group in self._in_flow_order(groups))

    def components_among(self, names: AbstractSet[str]) -> list[list[str]]:
        """The strongly connected components of the part of the call graph that consists of these nodes only."""
        return strongly_connected((name for name in self.index if name in names), self.targets)

    def loop_in(self, component: Collection[str]) -> tuple[str, ...]:
        """A shortest loop inside a component, through the member that callers reach first."""
        far = len(self.index)
        start = min(component, key=lambda name: (self.distances.get(name, far), self.positions[name]))
        return loop_through(start, frozenset(component), self.targets)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Node -> its place in the flow."""
        return {name: place for place, name in enumerate(self.index)}

    def _in_flow_order(self, groups: Iterable[Collection[str]]) -> list[Collection[str]]:
        return sorted(groups, key=lambda group: min(self.positions[name] for name in group))

    @cached_property
    def can_end(self) -> frozenset[str]:
        """The nodes from which a call can come to an end."""
        return self.leading_to(lambda node: node.terminal)

    def leading_to(self, wanted: Callable[[AnyNode], bool]) -> frozenset[str]:
        """The nodes from which a node of the wanted sort can be reached, those nodes included."""
        found = {name for name, node in self.index.items() if wanted(node)}
        todo = list(found)
        while todo:
            for edge in self.predecessors[todo.pop()]:
                if edge.source not in found:
                    found.add(edge.source)
                    todo.append(edge.source)
        return frozenset(found)

    @cached_property
    def longest_path(self) -> tuple[Edge, ...] | None:
        """The edges of a longest path from the entry; none when the call graph has loops."""
        if self.loops:
            return None
        best: dict[str, Edge | None] = {}
        length: dict[str, int] = {}
        for (name,) in reversed(self.components):
            if name in self.arrivals:
                self._extend(name, best, length)
        return self._back(best, max(length, key=length.__getitem__)) if length else ()

    def _extend(self, name: str, best: dict[str, Edge | None], length: dict[str, int]) -> None:
        reached = length.setdefault(name, 0)
        best.setdefault(name, None)
        for edge in self.successors[name]:
            if length.get(edge.target, -1) <= reached:
                length[edge.target] = reached + 1
                best[edge.target] = edge

    def _back(self, best: Mapping[str, Edge | None], name: str) -> tuple[Edge, ...]:
        way: list[Edge] = []
        while (edge := best[name]) is not None:
            way.append(edge)
            name = edge.source
        return tuple(reversed(way))
