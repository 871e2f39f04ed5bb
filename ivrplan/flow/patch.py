"""A flow and a difference -> the flow with that difference worked in.

`patch(before, diff(before, after))` is `after`, but for the order of its nodes. A difference can also be worked into a
third flow, as a merge does: what it does not touch stays as it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, assert_never

from ivrplan.flow.differences import (
    EdgeAdded,
    EdgeChange,
    EdgeRemoved,
    EdgeRetargeted,
    FieldChange,
    FlowDiff,
    NodeAdded,
    NodeChange,
    NodeChanged,
    NodeRemoved,
    NodeRenamed,
    NodeRetyped,
)
from ivrplan.flow.flow import Flow
from ivrplan.flow.kinds import KINDS, fields_of
from ivrplan.flow.nodes import AnyNode


def patch(flow: Flow, change: FlowDiff) -> Flow:
    """The flow after the change.

    Raises:
        KeyError: a node that the change starts from is not there.
    """
    renames = {item.before: item.name for item in change.nodes if isinstance(item, NodeRenamed)}
    nodes = {renames.get(node.name, node.name): _follow(node, renames) for node in flow.nodes}
    for item in change.nodes:
        _work_in(nodes, item)
    entry = renames.get(flow.entry, flow.entry) if change.entry is None else change.entry.after
    return Flow(name=flow.name, entry=entry, nodes=tuple(nodes.values()), description=flow.description)


def _follow(node: AnyNode, renames: Mapping[str, str]) -> AnyNode:
    """The node under its new name, with edges that lead to the new names of others."""
    if node.name not in renames and renames.keys().isdisjoint(node.edges.values()):
        return node
    edges = {outcome: renames.get(target, target) for outcome, target in node.edges.items()}
    return _made(node, {"name": renames.get(node.name, node.name), "edges": edges})


def _made(node: AnyNode, instead: Mapping[str, Any]) -> AnyNode:
    fields = {field: getattr(node, field) for field in ("name", "edges", *fields_of(type(node)))}
    return KINDS[node.kind].model_validate(fields | dict(instead))


def _work_in(nodes: dict[str, AnyNode], change: NodeChange) -> None:
    match change:
        case NodeAdded():
            nodes[change.name] = change.node
        case NodeRemoved():
            nodes.pop(change.name, None)
        case NodeRetyped():
            edges = _edges(nodes[change.name].edges, change.edges)
            nodes[change.name] = _made(change.after, {"edges": edges})
        case NodeRenamed() | NodeChanged():
            nodes[change.name] = _changed(nodes[change.name], change.fields, change.edges)
        case _:
            assert_never(change)


def _changed(node: AnyNode, fields: Iterable[FieldChange], edges: Iterable[EdgeChange]) -> AnyNode:
    instead: dict[str, Any] = {"edges": _edges(node.edges, edges)}
    for field in fields:
        if field.key is None:
            instead[field.name] = field.after
        else:
            current = instead.get(field.name, getattr(node, field.name))
            instead[field.name] = _with_key(current, field)
    return _made(node, instead)


def _with_key(values: Mapping[str, Any], change: FieldChange) -> dict[str, Any]:
    others = {name: value for name, value in values.items() if name != change.key}
    return others if change.after is None else others | {change.key or "": change.after}


def _edges(edges: Mapping[str, str], changes: Iterable[EdgeChange]) -> dict[str, str]:
    found = dict(edges)
    for change in changes:
        match change:
            case EdgeAdded():
                found[change.outcome] = change.target
            case EdgeRemoved():
                found.pop(change.outcome, None)
            case EdgeRetargeted():
                found[change.outcome] = change.after
            case _:
                assert_never(change)
    return found
