"""What Genesys Cloud cannot do, as rules (vendor contract S4), with the numbers of the provider's configuration."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Custom
from ivrplan.providers.genesys.nodes import RESERVED, START, TERMINAL_TYPES, is_split
from ivrplan.rules.limits import Limit, loops, unsupported_kinds
from ivrplan.rules.rule import Check, Group, Hit, Rule, Subject

VENDOR: Final = "Genesys Cloud"
SOURCE: Final = "vendor contract S4, flow versions"

_error = partial(Rule, group=Group.VENDOR, severity=Severity.ERROR, hard=True)
"""Nothing that breaks these can be deployed, so none can be silenced."""

_NOT_DEPLOYED: Final = {
    "embed": "A flow that is deployed has its embedded flows inlined; an embed that is left names no known flow.",
    "exit": "Only flows that are embedded have an exit: use a disconnect, a queue or a transfer.",
}


def rules(max_nodes: int) -> tuple[Rule, ...]:
    """The vendor's limits.

    Args:
        max_nodes: how many nodes a flow may have, the start node included.
    """
    limit = Limit(max_nodes, VENDOR, SOURCE, "limits { max_nodes } in the genesys provider block")
    return (
        _error(
            id="IVR641",
            name="too-many-genesys-nodes",
            summary="Too many nodes for the vendor",
            why="The vendor refuses the whole version.",
            mend="Split the flow, or raise max_nodes when your organisation has a higher limit.",
            check=_too_many(limit),
        ),
        _error(
            id="IVR642",
            name="genesys-loop",
            summary="Loop that the vendor forbids",
            why="The vendor refuses versions in which a call can come back to a node.",
            mend="Lead the edge on, or set retries where the loop asks the caller again.",
            check=loops(VENDOR, SOURCE),
        ),
        _error(
            id="IVR643",
            name="unsupported-genesys-kind",
            summary="Kind of node that the vendor does not have",
            why="There is nothing at the vendor that such a node could become.",
            mend="Use another kind of node.",
            check=unsupported_kinds(VENDOR, _NOT_DEPLOYED),
        ),
        _error(
            id="IVR644",
            name="genesys-dead-end",
            summary="Node that must lead on, or must not",
            why="The vendor refuses versions in which a path does not end in one of its terminals.",
            mend=f"Lead it to a disconnect, a queue or a transfer; the vendor's terminals are "
            f"{', '.join(sorted(TERMINAL_TYPES))}.",
            check=_wrong_ends,
        ),
        _error(
            id="IVR645",
            name="reserved-genesys-name",
            summary="Name that the vendor document keeps for itself",
            why="The document could not be told from one of another meaning.",
            mend="Choose another type or setting.",
            check=_reserved,
        ),
    )


def _too_many(limit: Limit) -> Check:
    def check(subject: Subject) -> Iterator[Hit]:
        flow = subject.flow
        split = sum(map(is_split, flow.nodes))
        count = 1 + len(flow.nodes) + split
        if count > limit.number:
            extra = f", and {split} more for terminals that can also go on" if split else ""
            yield Hit(
                f'Flow "{flow.name}" becomes {count} nodes: its own {len(flow.nodes)}, the start node{extra}; {limit}.'
            )

    return check


def _wrong_ends(subject: Subject) -> Iterator[Hit]:
    flow = subject.flow
    for node in flow.nodes:
        if not isinstance(node, Custom):
            continue
        ends = node.type in TERMINAL_TYPES
        if ends == bool(node.edges):
            what = "ends calls there, so no edge may leave it" if ends else "does not end calls there"
            yield Hit(
                f'In flow "{flow.name}", node "{node.name}" has the type {node.type}, which {what} ({SOURCE}).',
                node=node.name,
                path=subject.graph.path_to(node.name),
            )


def _reserved(subject: Subject) -> Iterator[Hit]:
    flow = subject.flow
    for node in flow.nodes:
        if not isinstance(node, Custom):
            continue
        if node.type == START:
            text = f"has the type {START}, which is the vendor's start node; the flow's entry becomes it by itself"
            yield Hit(f'In flow "{flow.name}", node "{node.name}" {text}.', node=node.name, attribute="type")
        if RESERVED in node.settings:
            text = f'has the setting "{RESERVED}", which ivrplan uses itself'
            yield Hit(
                f'In flow "{flow.name}", node "{node.name}" {text}.', node=node.name, attribute="settings"
            )
