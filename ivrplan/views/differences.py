"""What differs between two states of one resource, as rows: its attributes, then its call flow as a flow."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from ivrplan.flow.differences import FlowDiff, NodeAdded, NodeRemoved
from ivrplan.language.plain import Path
from ivrplan.plan.change import Difference
from ivrplan.plan.documents import ABSENT, FieldChange
from ivrplan.views.attributes import changed
from ivrplan.views.flows import extent, flow_rows
from ivrplan.views.rows import Row, Style, closing
from ivrplan.views.text import columns, padded, plural
from ivrplan.views.values import key

_IN_FLOWS: Final = frozenset({"nodes", "connections", "transitions", "entry", "start", "variables"})
"""Parts of documents that are shown as a call flow, where they can be read as one."""

_NOWHERE: Final[Mapping[str, str]] = MappingProxyType({})
_MANY: Final = 6
"""A flow of fewer rows is shown again: it is shorter than a look further up."""


class DifferenceRows:
    """Writes what differs, resource by resource, and does not write the very same flow twice.

    Args:
        style: how rows look.
    """

    def __init__(self, style: Style) -> None:
        self._style = style
        self._shown: dict[tuple[Row, ...], str] = {}

    def rows(
        self,
        address: str,
        difference: Difference,
        depth: int,
        replaces: Collection[Path] = (),
        *,
        leads: Mapping[str, str] = _NOWHERE,
    ) -> Iterator[Row]:
        """The rows of a difference.

        Args:
            address: of the resource, to which a later resource of the same flow points.
            difference: what differs.
            depth: of the rows.
            replaces: the paths that force a replacement.
            leads: where the gotos of the flow lead: node -> the address of a resource.
        """
        flow = difference.flow if difference.flow is not None and not difference.flow.empty else None
        told = [change for change in difference.fields if flow is None or _beside_flow(change)]
        yield from self._fields(told, depth, replaces)
        if flow is not None:
            yield from self._flow(address, flow, depth, replace(self._style, leads=leads))
        for path in sorted(set(replaces) - {change.path for change in told}):
            yield Row(depth, " ", f"# {'.'.join(map(key, path))} {self._forces()}")

    def _fields(self, changes: list[FieldChange], depth: int, replaces: Collection[Path]) -> Iterator[Row]:
        labels = [".".join(map(key, change.path)) for change in changes]
        width = max(map(columns, labels), default=0)
        for label, change in zip(labels, changes, strict=True):
            sides = change.before, change.after
            first, *others = changed(padded(label, width), *sides, depth, self._style)
            if change.path in replaces:
                first = first._replace(text=f"{first.text}  # {self._forces()}")
            yield first
            yield from others

    def _forces(self) -> str:
        return self._style.palette.red("forces replacement")

    def _flow(self, address: str, flow: FlowDiff, depth: int, style: Style) -> Iterator[Row]:
        sign = _sign(flow)
        rows = tuple(flow_rows(flow, depth + 1, style))
        earlier = self._shown.setdefault((Row(depth, sign, ""), *rows), address)
        if earlier != address and len(rows) >= _MANY:
            size = plural(len(flow.nodes), "node" if sign == "+" else "change")
            yield Row(depth, sign, f"flow  # the same as for {earlier} above ({size})")
            return
        yield Row(depth, sign, "flow {")
        yield from rows
        yield closing(depth)


def flow_extent(difference: Difference) -> str:
    """How large the flow is that goes; empty where there is none."""
    flow = difference.flow
    if flow is None:
        return ""
    return extent(change.node for change in flow.nodes if isinstance(change, NodeRemoved))


def _beside_flow(change: FieldChange) -> bool:
    """Whether the part is no part of the flow, and no empty part comes or goes."""
    return change.path[0] not in _IN_FLOWS and not (_empty(change.before) and _empty(change.after))


def _empty(part: object) -> bool:
    return part is ABSENT or part in ({}, ())


def _sign(flow: FlowDiff) -> str:
    """Whether the whole flow comes, or a part of it changes."""
    comes = flow.entry is not None and not flow.entry.before
    return "+" if comes and all(isinstance(change, NodeAdded) for change in flow.nodes) else "~"
