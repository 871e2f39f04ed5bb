"""A flow -> its drawing."""

from __future__ import annotations

from collections.abc import Iterator

from ivrplan.flow.drawing.content import content, label, shown
from ivrplan.flow.drawing.drawing import MISSING, START, Drawing, DrawnEdge, DrawnNode, Mark, Marks
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import AnyNode
from ivrplan.flow.outcome import ERROR, INVALID, TIMEOUT

_TROUBLE = frozenset({TIMEOUT, INVALID, ERROR})


def draw(flow: Flow, marks: Marks | None = None) -> Drawing:
    """The drawing of a flow: where calls come in, all its nodes, and a box for each target that does not exist.

    Args:
        flow: as it is deployed, or as it is written.
        marks: what became of its parts, where the flow is two states of one, laid over each other.
    """
    graph, known = CallGraph(flow), marks or Marks()
    absent = dict.fromkeys(edge.target for edge in graph.dangling)
    if flow.entry and flow.entry not in graph.index:
        absent[flow.entry] = None
    return Drawing(
        title=shown(flow.name),
        description=shown(flow.description or ""),
        nodes=(
            DrawnNode("", START, "Calls come in"),
            *(_box(node, graph, known) for node in flow.nodes),
            *(DrawnNode(name, MISSING, shown(name)) for name in absent),
        ),
        edges=tuple(_edges(flow, known)),
    )


def _box(node: AnyNode, graph: CallGraph, marks: Marks) -> DrawnNode:
    return DrawnNode(
        key=node.name,
        kind=node.kind,
        name=shown(node.name),
        content=content(node),
        reached=node.name in graph.arrivals,
        mark=marks.nodes.get(node.name, Mark.SAME),
    )


def _edges(flow: Flow, marks: Marks) -> Iterator[DrawnEdge]:
    if flow.entry:
        yield DrawnEdge("", flow.entry)
    for node in flow.nodes:
        yield from _ways_out(node, marks)


def _ways_out(node: AnyNode, marks: Marks) -> Iterator[DrawnEdge]:
    """The outcomes of a node, those together that lead to the same node and look alike."""
    found: dict[tuple[str, bool, Mark], list[str]] = {}
    for outcome, target in node.edges.items():
        mark = marks.edges.get((node.name, outcome), Mark.SAME)
        found.setdefault((target, outcome in _TROUBLE, mark), []).append(outcome)
    for (target, trouble, mark), outcomes in found.items():
        yield DrawnEdge(node.name, target, tuple(outcomes), label(node, outcomes), trouble, mark)
