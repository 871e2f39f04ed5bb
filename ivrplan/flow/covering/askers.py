"""Which variables decisions ask, for which values, and where."""

from __future__ import annotations

from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Decision
from ivrplan.flow.outcome import DEFAULT


class Askers:
    """The decisions of a flow, by their variables.

    Args:
        graph: the call graph. It is looked at once, in linear time.
    """

    def __init__(self, graph: CallGraph) -> None:
        self._values: dict[str, dict[str, None]] = {}
        for node in graph.of(Decision):
            named = (value for value in node.edges if value != DEFAULT)
            self._values.setdefault(node.variable, {}).update(dict.fromkeys(named))
        self._bits = {variable: 1 << number for number, variable in enumerate(self._values)}
        self._ahead = self._look_ahead(graph)

    def values(self, variable: str) -> tuple[str, ...]:
        """The values of a variable that decisions name, wherever they stand."""
        return tuple(self._values.get(variable, ()))

    def matters(self, variable: str, node: str) -> bool:
        """Whether a call that comes to this node can come to a decision on the variable."""
        return bool(self._ahead[node] & self._bits.get(variable, 0))

    def _look_ahead(self, graph: CallGraph) -> dict[str, int]:
        """Node -> the variables that can be asked from there on, a bit each."""
        ahead: dict[str, int] = dict.fromkeys(graph.index, 0)
        for node in graph.of(Decision):
            ahead[node.name] = self._bits[node.variable]
        for members in graph.components:
            # What a component leads to comes before it, and inside of it everything leads to everything.
            seen = 0
            for name in members:
                seen |= ahead[name]
                for target in graph.targets(name):
                    seen |= ahead[target]
            ahead.update(dict.fromkeys(members, seen))
        return ahead
