"""What differs between two call flows, node by node, as lines that read like a configuration with signs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, assert_never

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
from ivrplan.flow.kinds import fields_of
from ivrplan.flow.nodes import AnyNode
from ivrplan.views.palette import Palette
from ivrplan.views.values import key, literal, quoted

STEP: Final = "    "
_ONE_LINE: Final = 96


class FlowView:
    """Writes differences between call flows.

    Args:
        palette: colours.
        indent: what stands before every sign of the outermost lines.
    """

    def __init__(self, palette: Palette, indent: str = "") -> None:
        self._palette = palette
        self._indent = indent

    def lines(self, difference: FlowDiff) -> Iterator[str]:
        """The lines of a difference."""
        if difference.entry is not None:
            before, after = difference.entry.before, difference.entry.after
            yield self._line(0, *_moved("entry", before or None, after or None))
        for change in difference.nodes:
            yield from self._node(change)

    def _node(self, change: NodeChange) -> Iterator[str]:
        match change:
            case NodeAdded():
                yield from self._whole("+", change.node)
            case NodeRemoved():
                yield from self._whole("-", change.node)
            case NodeRetyped():
                note = f"(was a {change.before.kind})"
                yield self._line(0, "-/+", f"{_head(change.after)} {{ {note}")
                yield from self._attributes(1, "-", change.before)
                yield from self._attributes(1, "+", change.after)
                yield from self._edges(1, change.edges)
                yield self._close()
            case NodeRenamed():
                note = f"(was {quoted(change.before)})"
                yield from self._inside(f"{_head(change.node)}", change.fields, change.edges, note)
            case NodeChanged():
                yield from self._inside(_head(change.node), change.fields, change.edges)
            case _ as unreachable:
                assert_never(unreachable)

    def _inside(
        self, head: str, fields: tuple[FieldChange, ...], edges: tuple[EdgeChange, ...], note: str = ""
    ) -> Iterator[str]:
        if not fields and not edges:
            yield self._line(0, "~", f"{head} {note}".rstrip())
            return
        yield self._line(0, "~", f"{head} {{ {note}".rstrip())
        for field in fields:
            name = field.name if field.key is None else f"{field.name}.{key(field.key)}"
            yield from self._field(name, field.before, field.after)
        yield from self._edges(1, edges)
        yield self._close()

    def _field(self, name: str, before: Any, after: Any) -> Iterator[str]:
        sign, text = _moved(name, before, after)
        if len(text) <= _ONE_LINE or sign != "~":
            yield self._line(1, sign, text)
            return
        yield self._line(1, sign, f"{name} = {literal(before)}")
        yield self._line(1, " ", f"{' ' * len(name)}-> {literal(after)}")

    def _whole(self, sign: str, node: AnyNode) -> Iterator[str]:
        attributes = list(_attributes(node))
        inline = f"{_head(node)} {{ {', '.join(attributes)} }}"
        if not node.edges and len(inline) <= _ONE_LINE:
            yield self._line(0, sign, inline if attributes else _head(node))
            return
        yield self._line(0, sign, f"{_head(node)} {{")
        yield from self._attributes(1, sign, node)
        for outcome, target in node.edges.items():
            yield self._line(1, sign, _edge(outcome, target))
        yield self._close()

    def _attributes(self, depth: int, sign: str, node: AnyNode) -> Iterator[str]:
        for text in _attributes(node):
            yield self._line(depth, sign, text)

    def _edges(self, depth: int, edges: Iterable[EdgeChange]) -> Iterator[str]:
        for edge in edges:
            match edge:
                case EdgeAdded():
                    yield self._line(depth, "+", _edge(edge.outcome, edge.target))
                case EdgeRemoved():
                    yield self._line(depth, "-", _edge(edge.outcome, edge.target))
                case EdgeRetargeted():
                    text = f"{_edge(edge.outcome, edge.before)} => {quoted(edge.after)}"
                    yield self._line(depth, "~", text)
                case _ as unreachable:
                    assert_never(unreachable)

    def _line(self, depth: int, sign: str, text: str) -> str:
        return f"{self._indent}{STEP * depth}{self._palette.sign(sign)} {text}"

    def _close(self) -> str:
        return f"{self._indent}  }}"


def _head(node: AnyNode) -> str:
    return f"{node.kind} {quoted(node.name)}"


def _edge(outcome: str, target: str) -> str:
    if outcome == "default":
        return f"next -> {quoted(target)}"
    return f"on {quoted(outcome)} -> {quoted(target)}"


def _attributes(node: AnyNode) -> Iterator[str]:
    for field in fields_of(type(node)):
        value = getattr(node, field)
        if value is None or value == type(node).model_fields[field].default:
            continue
        if isinstance(value, Mapping) and not value:
            continue
        yield f"{field} = {literal(value)}"


def _moved(name: str, before: Any, after: Any) -> tuple[str, str]:
    if before is None:
        return "+", f"{name} = {literal(after)}"
    if after is None:
        return "-", f"{name} = {literal(before)}"
    return "~", f"{name} = {literal(before)} -> {literal(after)}"
