"""Variables of a flow: what gives them values, and which decisions a call can come to before anything has.

A `set` gives values however it is left. A `collect` or a `request` that is left by `timeout`, `invalid` or `error` has
tried, but has no value to give. What a vendor's own node or an embedded flow does to variables nobody knows, so behind
one every variable may have a value.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from ivrplan.flow.nodes import AnyNode, Collect, Custom, Embed, Request, Set
from ivrplan.flow.outcome import ERROR, INVALID, TIMEOUT
from ivrplan.flow.path import LONG, Edge, Path, Step, path_back

FAILURES: Final = frozenset({TIMEOUT, INVALID, ERROR})
"""The outcomes by which a node that asks is left without an answer."""

_PLAIN: Final = re.compile(r"[\w -]*")

_AT_ONCE: Final = 256
"""How many variables one walk follows: more would need too much memory in a huge flow."""


def given_by(node: AnyNode) -> Iterable[str]:
    """The variables that a node can give values."""
    match node:
        case Set():
            return node.values
        case Collect():
            return (node.variable,)
        case Request():
            return node.save
        case _:
            return ()


def constants_of(variable: str, writers: Iterable[AnyNode]) -> frozenset[str] | None:
    """The values that these nodes give a variable; None where one of them is not a plain text that is known.

    Anything but letters, digits, blanks, dashes and underscores may be an expression of the vendor's.
    """
    values = set()
    for node in writers:
        text = node.values[variable] if isinstance(node, Set) else None
        if not isinstance(text, str) or not _PLAIN.fullmatch(text):
            return None
        values.add(text)
    return frozenset(values)


class Ways(NamedTuple):
    """How calls can go.

    Attributes:
        entry: the node where they begin.
        nodes: the nodes by name.
        successors: node -> the edges that leave it.
    """

    entry: str
    nodes: Mapping[str, AnyNode]
    successors: Mapping[str, Sequence[Edge]]


class Arrival(NamedTuple):
    """One way in which a call comes to a node without some variables.

    Attributes:
        lacking: a bit for every variable that it can lack.
        edge: the last edge of the way; none where calls begin.
        distance: how many edges the way has.
    """

    lacking: int
    edge: Edge | None
    distance: int


class Lacks:
    """Where calls can come without a variable.

    Two facts are followed for each variable: that nothing has tried to give it a value, and that it has none.
    """

    def __init__(self, ways: Ways, variables: Iterable[str]) -> None:
        """Follow these variables through the calls of a flow."""
        self._walks: dict[str, _Walk] = {}
        names = iter(variables)
        while batch := tuple(islice(names, _AT_ONCE)):
            walk = _Walk(ways, batch)
            walk.run()
            self._walks.update(dict.fromkeys(batch, walk))

    def untried(self, variable: str, name: str) -> Path | None:
        """A shortest path to a node on which nothing tries to give the variable a value; None where there is none."""
        walk = self._walks.get(variable)
        return None if walk is None else walk.path(name, walk.untried[variable])

    def valueless(self, variable: str, name: str) -> Path | None:
        """A shortest path to a node on which nothing gives the variable a value; None where there is none."""
        walk = self._walks.get(variable)
        return None if walk is None else walk.path(name, walk.valueless[variable])


class _Walk:
    """One walk over the call graph, breadth first, for some variables at once.

    A node is come to again only when a way brings variables that no way before has lacked there: once in a call graph
    whose ways agree, and never more often than there are variables.
    """

    def __init__(self, ways: Ways, variables: Sequence[str]) -> None:
        self.ways = ways
        self.untried = {variable: 1 << 2 * place for place, variable in enumerate(variables)}
        self.valueless = {variable: bit << 1 for variable, bit in self.untried.items()}
        self.arrivals: dict[str, list[Arrival]] = {}
        self.seen: dict[str, int] = {}
        self.todo: deque[tuple[str, Arrival]] = deque()

    def run(self) -> None:
        """Find every arrival."""
        self._arrive(self.ways.entry, (1 << 2 * len(self.untried)) - 1, None, 0)
        while self.todo:
            name, came = self.todo.popleft()
            on_success, on_failure = self._passing(self.ways.nodes[name])
            for edge in self.ways.successors[name]:
                passing = on_failure if edge.outcome in FAILURES else on_success
                self._arrive(edge.target, came.lacking & passing, edge, came.distance + 1)

    def path(self, name: str, lacking: int) -> Path | None:
        """The path of the first arrival at a node that lacks a variable."""
        if not self.seen.get(name, 0) & lacking:
            return None
        last: dict[str, Edge | None] = {self.ways.entry: None}
        hops: dict[str, int] = {}
        came = self._came(name, lacking)
        while came.edge is not None and len(last) <= LONG:
            last[came.edge.target] = came.edge
            hops[came.edge.source] = came.distance - 1
            came = self._came(came.edge.source, lacking)
        return path_back(last, hops, Step(name))

    def _arrive(self, name: str, lacking: int, edge: Edge | None, distance: int) -> None:
        seen = self.seen.get(name, 0)
        new = lacking & ~seen
        if new:
            self.seen[name] = seen | new
            arrival = Arrival(new, edge, distance)
            self.arrivals.setdefault(name, []).append(arrival)
            self.todo.append((name, arrival))

    def _passing(self, node: AnyNode) -> tuple[int, int]:
        """What a call still lacks behind a node, of all that it can lack: after a success, and after a failure."""
        if isinstance(node, Custom | Embed):
            return 0, 0
        untried = valueless = 0
        for variable in given_by(node):
            untried |= self.untried.get(variable, 0)
            valueless |= self.valueless.get(variable, 0)
        both = ~(untried | valueless)
        return both, both if isinstance(node, Set) else ~untried

    def _came(self, name: str, lacking: int) -> Arrival:
        """The one arrival that brought a lack to a node."""
        return next(came for came in self.arrivals[name] if came.lacking & lacking)
