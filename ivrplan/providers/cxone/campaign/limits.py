"""What CXone cannot do with campaign flows, as rules (vendor contract S1), with the numbers of the provider's configuration."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Custom
from ivrplan.providers.cxone.campaign.actions import ACTIONS, SHAPES, collects
from ivrplan.providers.cxone.campaign.convert import comes_back, is_misread, node_type
from ivrplan.providers.cxone.settings import CxoneLimits
from ivrplan.rules.limits import Limit, loops, too_deep, unsupported_kinds
from ivrplan.rules.rule import Check, Group, Hit, Rule, Subject

VENDOR: Final = "NICE CXone"
SOURCE: Final = "vendor contract S1, campaign flows"

TERMINAL_TYPES: Final = ("agent", "voicemail", "disconnect", "callback")
"""The types that end a call (S1, "terminals")."""

REQUIRED_TYPE: Final = "disclosure"
"""The type that every flow needs a node of (S1, "compliance")."""

_error = partial(Rule, group=Group.VENDOR, severity=Severity.ERROR, hard=True)
"""Nothing that breaks these can be deployed, so none can be silenced."""

_NOT_HELD: Final = {
    "queue": "Lead the call to an agent, or offer a callback.",
    "transfer": "Lead the call to an agent.",
    "goto": "End the call here, or write what follows into this flow.",
    "request": "Ask the other system before the campaign calls.",
    "set": "Decide on what was collected; a campaign flow cannot set variables.",
    "embed": "A flow that is deployed has its embedded flows inlined; an embed that is left names no known flow.",
    "exit": "Only flows that are embedded have an exit: use a disconnect.",
}


def rules(limits: CxoneLimits) -> tuple[Rule, ...]:
    """The vendor's limits, with a tenant's numbers."""
    return (*_compliance_rules(limits), *_topology_rules(), *_shape_rules())


def _compliance_rules(limits: CxoneLimits) -> tuple[Rule, ...]:
    """What the vendor's compliance check refuses."""
    retries = _limit(limits.max_campaign_retries, "max_campaign_retries")
    depth = _limit(limits.max_campaign_depth, "max_campaign_depth")
    return (
        _error(
            id="IVR621",
            name="missing-campaign-disclosure",
            summary="No disclosure in a campaign flow",
            why="Those who are called have to be told who calls and why; the vendor refuses flows that do not.",
            mend='Begin with a disclosure: disclosure "notice" { say = "...", next = "..." }.',
            check=_no_disclosure,
        ),
        _error(
            id="IVR622",
            name="too-many-campaign-retries",
            summary="Too many retries for the vendor",
            why="The vendor refuses flows that ask somebody who was called again and again.",
            mend="Lower retries, or raise max_campaign_retries when your tenant has a higher limit.",
            check=_too_many_retries(retries),
        ),
        _error(
            id="IVR623",
            name="too-deep-campaign-flow",
            summary="Flow too deep for the vendor",
            why="The vendor refuses such a flow, or times out on it without saying why.",
            mend="Split the flow, or raise max_campaign_depth when your tenant has a higher limit.",
            check=too_deep(depth),
        ),
    )


def _topology_rules() -> tuple[Rule, ...]:
    """Which call graphs the vendor takes."""
    return (
        _error(
            id="IVR624",
            name="campaign-loop",
            summary="Loop that the vendor forbids",
            why="The vendor refuses flows in which a call can come back to a node.",
            mend="Lead the edge on, or set retries where the loop asks again.",
            check=loops(VENDOR, SOURCE),
        ),
        _error(
            id="IVR625",
            name="campaign-dead-end",
            summary="Node that ends no call and leads nowhere",
            why="The vendor refuses flows in which a path does not end in one of its terminals.",
            mend=f"Lead it on; the vendor's terminals are {', '.join(TERMINAL_TYPES)}.",
            check=_dead_end,
        ),
    )


def _shape_rules() -> tuple[Rule, ...]:
    """What the vendor has no place for."""
    return (
        _error(
            id="IVR626",
            name="unsupported-campaign-kind",
            summary="Kind of node that the vendor does not have",
            why="There is nothing in a campaign flow that such a node could become.",
            mend="Use another kind of node.",
            check=unsupported_kinds(VENDOR, _NOT_HELD),
        ),
        _error(
            id="IVR627",
            name="misread-campaign-outcome",
            summary="Outcome that the vendor would read as another",
            why="Calls would take another way than the one that is written here.",
            mend="Use another word for the outcome.",
            check=_misread,
        ),
        _error(
            id="IVR628",
            name="unheld-campaign-node",
            summary="Node that the vendor cannot hold",
            why="Something of it would be lost, or read back as something else.",
            mend=f'Write a node of the vendor\'s own type with the one setting "{ACTIONS}", a list of actions with a '
            "directive each; write what we have a kind for as that kind.",
            check=_not_held,
        ),
    )


def _limit(number: int, setting: str) -> Limit:
    return Limit(number, VENDOR, SOURCE, f"limits {{ {setting} }} in the cxone provider block")


def _no_disclosure(subject: Subject) -> Iterator[Hit]:
    if all(node_type(node) != REQUIRED_TYPE for node in subject.flow.nodes):
        yield Hit(
            f'Flow "{subject.flow.name}" has no {REQUIRED_TYPE}, but {VENDOR} requires one in a campaign flow ({SOURCE}).'
        )


def _too_many_retries(limit: Limit) -> Check:
    def check(subject: Subject) -> Iterator[Hit]:
        for node in subject.flow.nodes:
            for action in collects(node):
                retries = action.get("max_retries")
                if isinstance(retries, int) and retries > limit.number:
                    yield Hit(
                        f'In flow "{subject.flow.name}", {node.kind} "{node.name}" asks again {retries} times; {limit}.',
                        node=node.name,
                        attribute="settings" if isinstance(node, Custom) else "retries",
                    )

    return check


def _dead_end(subject: Subject) -> Iterator[Hit]:
    # Nodes of all other kinds that lead nowhere are refused for every vendor (IVR104).
    for node in subject.flow.nodes:
        if isinstance(node, Custom) and not node.edges and node.type not in TERMINAL_TYPES:
            yield Hit(
                f'In flow "{subject.flow.name}", node "{node.name}" has the type {node.type}, which ends no call, and '
                f"leads nowhere ({SOURCE}).",
                node=node.name,
                path=subject.graph.path_to(node.name),
            )


def _misread(subject: Subject) -> Iterator[Hit]:
    for node in subject.flow.nodes:
        for outcome in node.edges:
            if is_misread(outcome):
                yield Hit(
                    f'In flow "{subject.flow.name}", the outcome "{outcome}" of {node.kind} "{node.name}" is another '
                    f'condition to {VENDOR}: a bar joins conditions, "always" and "input=1" have a meaning of their own '
                    f"({SOURCE}).",
                    node=node.name,
                    outcome=outcome,
                )


def _not_held(subject: Subject) -> Iterator[Hit]:
    for node in subject.flow.nodes:
        held = isinstance(node, Custom) or node.kind in SHAPES
        if held and not any(map(is_misread, node.edges)) and not comes_back(node):
            yield Hit(
                f'In flow "{subject.flow.name}", {node.kind} "{node.name}" cannot be written as actions of {VENDOR} '
                f"without loss ({SOURCE}).",
                node=node.name,
                attribute="settings" if isinstance(node, Custom) else None,
            )
