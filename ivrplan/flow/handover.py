"""The flows that a flow hands calls over to for good (`goto`), and the vendor's ids in their place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode, Goto
from ivrplan.flow.reference import FlowReference
from ivrplan.language.values import Unknown

Ids: TypeAlias = Mapping[str, str | Unknown]
"""Name of a flow -> the vendor's id of the object that deploys it; unknown while there is none."""


def handovers(flow: Flow) -> Mapping[str, str]:
    """The names of the flows that a composed flow refers to, each with the first node that hands calls over to it."""
    found: dict[str, str] = {}
    for node in flow.nodes:
        if isinstance(node, Goto) and isinstance(node.flow, FlowReference):
            found.setdefault(node.flow.name, node.name)
    return found


def with_ids(flow: Flow, ids: Ids) -> Flow:
    """The flow as a vendor can be given it: ids in the place of references.

    Raises:
        KeyError: the flow refers to one that `ids` does not have.
    """
    nodes = tuple(_with_id(node, ids) for node in flow.nodes)
    return Flow(name=flow.name, entry=flow.entry, nodes=nodes, description=flow.description)


def _with_id(node: AnyNode, ids: Ids) -> AnyNode:
    if isinstance(node, Goto) and isinstance(node.flow, FlowReference):
        return Goto(name=node.name, edges=node.edges, flow=ids[node.flow.name])
    return node
