"""What CXone cannot do, as rules (vendor contracts S0 and S3), with the numbers of the provider's configuration."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Custom
from ivrplan.providers.cxone.properties import write_properties, wrong_types
from ivrplan.providers.cxone.settings import CxoneLimits
from ivrplan.rules.limits import (
    Limit,
    loops,
    too_many_connections,
    too_many_outbound,
    unreached,
    unsupported_kinds,
)
from ivrplan.rules.rule import Check, Group, Hit, Rule, Subject

VENDOR: Final = "NICE CXone"
NODES: Final = "vendor contract S0, flow nodes"
CONNECTIONS: Final = "vendor contract S3, flow connections"

_error = partial(Rule, group=Group.VENDOR, severity=Severity.ERROR, hard=True)
"""Nothing that breaks these can be deployed, so none can be silenced."""

_NOT_DEPLOYED: Final = {
    "embed": "A flow that is deployed has its embedded flows inlined; an embed that is left names no known flow.",
    "exit": "Only flows that are embedded have an exit: use a disconnect, a queue or a transfer.",
}


def rules(limits: CxoneLimits) -> tuple[Rule, ...]:
    """The vendor's limits, with a tenant's numbers."""
    return (*_registration_rules(limits), *_node_rules(limits))


def _registration_rules(limits: CxoneLimits) -> tuple[Rule, ...]:
    """What the registration of a topology (S3) refuses."""
    return (
        _error(
            id="IVR601",
            name="too-many-cxone-connections",
            summary="Too many connections for the vendor",
            why="The vendor refuses the whole registration.",
            mend="Split the flow, or raise max_connections when your tenant has a higher limit.",
            check=too_many_connections(_limit(limits.max_connections, CONNECTIONS, "max_connections")),
        ),
        _error(
            id="IVR602",
            name="too-many-cxone-outbound-connections",
            summary="Too many ways out of one node for the vendor",
            why="The vendor refuses the whole registration.",
            mend="Split the node in two, or raise max_outbound when your tenant has a higher limit.",
            check=too_many_outbound(_limit(limits.max_outbound, CONNECTIONS, "max_outbound")),
        ),
        _error(
            id="IVR603",
            name="cxone-loop",
            summary="Loop that the vendor forbids",
            why="The vendor refuses flows in which a call can come back to a node.",
            mend="Lead the edge on, or set retries where the loop asks the caller again.",
            check=loops(VENDOR, CONNECTIONS),
        ),
        _error(
            id="IVR604",
            name="terminal-cxone-entry",
            summary="Entry that leads nowhere",
            why="The entry is registered with the type start, and a start must lead on.",
            mend="Begin with a play, and lead it to the node that ends the call.",
            check=_terminal_entry,
        ),
    )


def _node_rules(limits: CxoneLimits) -> tuple[Rule, ...]:
    """What the configuration of nodes (S0) refuses, or takes and gets wrong."""
    return (
        _error(
            id="IVR605",
            name="too-many-cxone-properties",
            summary="Too many properties for the vendor",
            why="The vendor refuses the whole configuration.",
            mend="Spread headers, values or settings over several nodes, or raise max_properties when your tenant "
            "has a higher limit.",
            check=_too_many_properties(_limit(limits.max_properties, NODES, "max_properties")),
        ),
        _error(
            id="IVR606",
            name="wrong-cxone-property-type",
            summary="Wrong type of a vendor's property",
            why="The vendor compiles it without a word, and callers get something else.",
            mend="Write the value in the type that the property has.",
            check=_wrong_types,
        ),
        _error(
            id="IVR607",
            name="unsupported-cxone-kind",
            summary="Kind of node that the vendor does not have",
            why="There is nothing at the vendor that such a node could become.",
            mend="Use another kind of node.",
            check=unsupported_kinds(VENDOR, _NOT_DEPLOYED),
        ),
        _error(
            id="IVR608",
            name="unreached-cxone-node",
            summary="Node that the vendor refuses because no call gets to it",
            why="The vendor refuses the whole flow, whatever a draft may be allowed elsewhere.",
            mend="Lead an outcome of a reachable node to it, or remove it until it is needed.",
            check=unreached(VENDOR, f"{NODES}, and S3"),
        ),
    )


def _limit(number: int, source: str, setting: str) -> Limit:
    return Limit(number, VENDOR, source, f"limits {{ {setting} }} in the cxone provider block")


def _terminal_entry(subject: Subject) -> Iterator[Hit]:
    flow = subject.flow
    entry = flow.index.get(flow.entry)
    if entry is not None and not entry.edges:
        yield Hit(
            f'Flow "{flow.name}" begins with {entry.kind} "{entry.name}", which leads nowhere; {VENDOR} registers the '
            f"entry as the start of the flow, and a start must lead on ({CONNECTIONS}).",
            node=entry.name,
        )


def _too_many_properties(limit: Limit) -> Check:
    def check(subject: Subject) -> Iterator[Hit]:
        for node in subject.flow.nodes:
            count = len(write_properties(node))
            if count > limit.number:
                yield Hit(
                    f'In flow "{subject.flow.name}", {node.kind} "{node.name}" becomes {count} properties, its name '
                    f"included; {limit}.",
                    node=node.name,
                )

    return check


def _wrong_types(subject: Subject) -> Iterator[Hit]:
    # The fields of all other kinds have the vendor's types already.
    for node in subject.flow.nodes:
        if not isinstance(node, Custom):
            continue
        for name, needed in wrong_types(write_properties(node)):
            yield Hit(
                f'In flow "{subject.flow.name}", the property {name} of {node.kind} "{node.name}" must be {needed} '
                f"({NODES}).",
                node=node.name,
                attribute="settings",
            )
