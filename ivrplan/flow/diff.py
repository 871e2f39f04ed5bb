"""What differs between two flows, node by node, as people think of it: a renamed node is not another node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivrplan.flow.content import field_changes, same_node
from ivrplan.flow.differences import (
    EdgeAdded,
    EdgeChange,
    EdgeRemoved,
    EdgeRetargeted,
    FlowDiff,
    Moved,
    NodeAdded,
    NodeChange,
    NodeChanged,
    NodeRemoved,
    NodeRenamed,
    NodeRetyped,
)
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode
from ivrplan.flow.outcome import in_order
from ivrplan.flow.renames import NOBODY_SAID, find_renames


def diff(before: Flow, after: Flow, said: Mapping[str, str] = NOBODY_SAID) -> FlowDiff:
    """What has to happen to `before` so that callers meet `after`. The order of nodes does not matter to callers.

    Args:
        before: the old flow.
        after: the new flow.
        said: nodes that the author said to be renamed: old name -> new name.
    """
    renames = find_renames(before, after, said)
    entry = renames.get(before.entry, before.entry)
    moved = None if entry == after.entry else Moved(before.entry, after.entry)
    return FlowDiff(moved, tuple(_in_order(before, after, renames)))


def _in_order(before: Flow, after: Flow, renames: Mapping[str, str]) -> Iterator[NodeChange]:
    old_names = {new: old for old, new in renames.items()}
    removed = _removed(before, after, renames)
    yield from removed.get("", ())
    for node in after.nodes:
        old = before.index.get(old_names.get(node.name, node.name))
        yield from _node_changes(old, node, renames)
        yield from removed.get(node.name, ())


def _removed(before: Flow, after: Flow, renames: Mapping[str, str]) -> Mapping[str, list[NodeRemoved]]:
    """The removed nodes, by the new name of the last node before them that is still there; "" for the first ones."""
    found: dict[str, list[NodeRemoved]] = {}
    last = ""
    for node in before.nodes:
        name = renames.get(node.name, node.name)
        if name in after.index:
            last = name
        else:
            found.setdefault(last, []).append(NodeRemoved(node))
    return found


def _node_changes(old: AnyNode | None, new: AnyNode, renames: Mapping[str, str]) -> Iterator[NodeChange]:
    if old is None:
        yield NodeAdded(new)
    elif not renames and same_node(old, new):
        return
    elif old.kind != new.kind:
        yield NodeRetyped(old, new, tuple(_edge_changes(old, new, renames)))
    else:
        fields, edges = tuple(field_changes(old, new)), tuple(_edge_changes(old, new, renames))
        if old.name != new.name:
            yield NodeRenamed(old.name, new, fields, edges)
        elif fields or edges:
            yield NodeChanged(new, fields, edges)


def _edge_changes(old: AnyNode, new: AnyNode, renames: Mapping[str, str]) -> Iterator[EdgeChange]:
    for outcome in in_order({*old.edges, *new.edges}):
        was, now = old.edges.get(outcome), new.edges.get(outcome)
        if was is None and now is not None:
            yield EdgeAdded(outcome, now)
        elif was is not None and now is None:
            yield EdgeRemoved(outcome, was)
        elif was is not None and now is not None and renames.get(was, was) != now:
            yield EdgeRetargeted(outcome, was, now)
