"""What the rules about branches share: which outcomes a node can have at all."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Decision, Hours
from ivrplan.flow.opening import is_always_open
from ivrplan.flow.outcome import CLOSED, HOLIDAY, OPEN


def of_hours(node: Hours) -> AbstractSet[str]:
    """What an hours node can find. Of a vendor's own schedule everything is possible."""
    if node.schedule is not None or node.open is None:
        return {OPEN, CLOSED, HOLIDAY}
    found = {OPEN} if node.open else set()
    if not is_always_open(node.open):
        found.add(CLOSED)
    return found | {HOLIDAY} if node.holidays else found


def of_decision(graph: CallGraph, node: Decision) -> AbstractSet[str] | None:
    """The values that a decision can find; None when the flow alone does not settle them."""
    values = graph.constants.get(node.variable)
    return None if values is None or graph.lacks.valueless(node.variable, node.name) else values
