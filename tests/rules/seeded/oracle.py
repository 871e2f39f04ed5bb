"""What is wrong with a flow, by its definition and with networkx: slow, plain, and sharing nothing with the rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import networkx as nx

from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode

_ASKS: Final = frozenset({"menu", "collect"})
_UNANSWERED: Final = frozenset({"timeout", "invalid"})
_MOVES_ON: Final = frozenset({"play", "hours", "decision", "set", "disclosure", "request"})
_NEEDED: Final = (
    ("menu", "timeout", "IVR401"),
    ("collect", "timeout", "IVR401"),
    ("menu", "invalid", "IVR402"),
    ("collect", "invalid", "IVR402"),
    ("request", "error", "IVR406"),
    ("decision", "default", "IVR106"),
    ("hours", "open", "IVR106"),
    ("hours", "closed", "IVR106"),
    ("transfer", "busy", "IVR406"),
    ("transfer", "no_answer", "IVR406"),
    ("agent", "busy", "IVR406"),
    ("agent", "no_answer", "IVR406"),
)
"""Kind, the outcome that needs an edge once the node has any, and the rule that says so."""


class Defect(NamedTuple):
    """One thing that is wrong.

    Attributes:
        name: its class, as tables call it.
        rule: the rule that has to find it.
        nodes: the nodes at one of which the rule has to find it; any place where empty.
    """

    name: str
    rule: str
    nodes: frozenset[str] = frozenset()


def defects(flow: Flow) -> Iterator[Defect]:
    """All that is wrong with a flow."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(node.name for node in flow.nodes)
    names = set(graph)
    edges = [(node.name, to, outcome) for node in flow.nodes for outcome, to in node.edges.items()]
    for source, to, outcome in edges:
        if to in names:
            graph.add_edge(source, to, outcome)
    yield from (
        Defect("edge to a missing node", "IVR101", frozenset({source}))
        for source, to, _ in edges
        if to not in names
    )
    if flow.entry not in names:
        yield Defect("no entry", "IVR102")
        return
    yield from _nodes(flow, graph)
    yield from _loops(flow, graph)


def _nodes(flow: Flow, graph: nx.MultiDiGraph[str]) -> Iterator[Defect]:
    reached = nx.descendants(graph, flow.entry) | {flow.entry}
    for node in flow.nodes:
        here = frozenset({node.name})
        if node.name not in reached:
            yield Defect("unreachable node", "IVR103", here)
        elif not node.edges and not node.terminal:
            yield Defect("dead end", "IVR104", here)
        elif node.edges:
            needed = {
                rule for kind, outcome, rule in _NEEDED if node.kind == kind and outcome not in node.edges
            }
            yield from (Defect("missing handler", rule, here) for rule in sorted(needed))


def _loops(flow: Flow, graph: nx.MultiDiGraph[str]) -> Iterator[Defect]:
    """Loops that nothing leaves, that wait for nobody, or that go round for whoever says nothing."""
    ends = {node.name for node in flow.nodes if node.terminal}
    open_ = ends | {name for name in graph if nx.descendants(graph, name) & ends}
    spinning = graph.subgraph(node.name for node in flow.nodes if node.kind in _MOVES_ON)
    silent: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        (source, to, outcome)
        for source, to, outcome in graph.edges(keys=True)
        if _goes_unanswered(flow.node(source), outcome)
    )
    for loop in _rounds(graph):
        if not loop & open_:
            yield Defect("loop without a way out", "IVR105", loop)
    yield from (
        Defect("loop that waits for nobody", "IVR110", loop) for loop in _rounds(spinning) if loop <= open_
    )
    for loop in _rounds(silent):
        if loop <= open_ and any(flow.node(name).kind in _ASKS for name in loop):
            yield Defect("loop of silence", "IVR111", loop)


def _goes_unanswered(node: AnyNode, outcome: str) -> bool:
    return outcome in _UNANSWERED if node.kind in _ASKS else node.kind in _MOVES_ON


def _rounds(graph: nx.MultiDiGraph[str]) -> Iterator[frozenset[str]]:
    """The parts of a graph in which every node leads to every other, and to itself."""
    for part in nx.strongly_connected_components(graph):
        if len(part) > 1 or any(graph.has_edge(name, name) for name in part):
            yield frozenset(part)
