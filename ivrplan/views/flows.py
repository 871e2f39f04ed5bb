"""What differs between two call flows, node by node, as rows that read like a configuration with signs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from ivrplan.flow.differences import (
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
from ivrplan.flow.nodes import AnyNode
from ivrplan.language.plain import same
from ivrplan.plan.documents import ABSENT
from ivrplan.views.attributes import changed
from ivrplan.views.nodes import attribute_rows, attributes, edge_rows, head, lead, node_rows
from ivrplan.views.rows import Row, Style, closing
from ivrplan.views.text import columns, padded, plural
from ivrplan.views.values import key, quoted

_KINDS: Final = 4
"""How many kinds of nodes are told where only the extent of a flow is."""


def flow_rows(difference: FlowDiff, depth: int, style: Style) -> Iterator[Row]:
    """What differs: the entry, then the nodes."""
    if difference.entry is not None:
        before, after = difference.entry.before or None, difference.entry.after or None
        yield from changed("entry", before, after, depth, style)
    for change in difference.nodes:
        yield from _node(change, depth, style)


def outline_rows(flow: Flow, depth: int, style: Style) -> Iterator[Row]:
    """A flow as it is: nothing comes or goes."""
    yield Row(depth, " ", f"entry = {quoted(flow.entry)}")
    for node in flow.nodes:
        yield from node_rows(" ", node, depth, style)


def extent(nodes: Iterable[AnyNode]) -> str:
    """How large a flow is, and which blocks it is made of: `5 nodes: 2 menu, 2 queue, 1 play`."""
    kinds = Counter(node.kind for node in nodes)
    parts = [f"{count} {kind}" for kind, count in kinds.most_common(_KINDS)]
    rest = sum(count for _, count in kinds.most_common()[_KINDS:])
    parts += [plural(rest, "other")] if rest else []
    return f"{plural(kinds.total(), 'node')}: {', '.join(parts)}" if parts else "no nodes"


def _node(change: NodeChange, depth: int, style: Style) -> Iterator[Row]:
    match change:
        case NodeAdded():
            yield from node_rows("+", change.node, depth, style)
        case NodeRemoved():
            yield from node_rows("-", change.node, depth, style)
        case NodeRetyped():
            yield from _retyped(change, depth, style)
        case NodeRenamed():
            title = f"{head(change.node)} {style.palette.dim(f'(was {quoted(change.before)})')}"
            yield from _inside(title, change, depth, style)
        case NodeChanged():
            yield from _inside(head(change.node), change, depth, style)
        case _ as unreachable:
            assert_never(unreachable)


def _inside(title: str, change: NodeChanged | NodeRenamed, depth: int, style: Style) -> Iterator[Row]:
    if not change.fields and not change.edges:
        yield Row(depth, "~", title)
        return
    yield Row(depth, "~", f"{title} {{{lead(change.node, style)}")
    labels = [_label(field) for field in change.fields]
    width = max(map(columns, labels), default=0)
    for label, field in zip(labels, change.fields, strict=True):
        yield from changed(padded(label, width), field.before, field.after, depth + 1, style)
    yield from edge_rows(change.edges, depth + 1, style)
    yield closing(depth)


def _label(field: FieldChange) -> str:
    return field.name if field.key is None else f"{field.name}.{key(field.key)}"


def _retyped(change: NodeRetyped, depth: int, style: Style) -> Iterator[Row]:
    """A node of another kind under the same name. What both kinds hold alike is not told."""
    was = style.palette.dim(f"(was a {change.before.kind})")
    before, after = attributes(change.before), attributes(change.after)
    alike = {name for name in before if same(before[name], after.get(name, ABSENT))}
    yield Row(depth, "-/+", f"{head(change.after)} {was} {{{lead(change.after, style)}")
    for sign, held in (("-", before), ("+", after)):
        told = {name: value for name, value in held.items() if name not in alike}
        yield from attribute_rows(sign, told, depth + 1, style)
    yield from edge_rows(change.edges, depth + 1, style)
    yield closing(depth)
