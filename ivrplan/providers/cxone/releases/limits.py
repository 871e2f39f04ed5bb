"""What CXone cannot release, as rules (vendor contract S2), with the numbers of the provider's configuration."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import AnyNode, Custom
from ivrplan.providers.cxone.releases.content import START
from ivrplan.providers.cxone.settings import CxoneLimits
from ivrplan.rules.limits import Limit, too_deep, too_many_nodes
from ivrplan.rules.rule import Group, Hit, Rule, Subject

_VENDOR: Final = "NICE CXone"
_VERSIONS: Final = "vendor contract S2, flow versions"
_DECISIONS: Final = frozenset({"routing", "menu"})

_error = partial(Rule, group=Group.VENDOR, severity=Severity.ERROR, hard=True)


def rules(limits: CxoneLimits) -> tuple[Rule, ...]:
    """The vendor's limits of what is released, with a tenant's numbers."""
    return (
        _error(
            id="IVR611",
            name="too-many-cxone-decisions",
            summary="Too many decisions in a release",
            why="The vendor refuses the version, so callers would never get it.",
            mend="Split the flow with goto, or raise max_decisions when your tenant has a higher limit.",
            check=too_many_nodes(
                _limit(limits.max_decisions, "max_decisions"), _decides, "menu and routing nodes"
            ),
        ),
        _error(
            id="IVR612",
            name="too-deep-cxone-release",
            summary="Call path too deep for a release",
            why="The vendor refuses the version, so callers would never get it.",
            mend="Shorten the longest way, hand calls over with goto, or raise max_call_depth when your tenant has a "
            "higher limit.",
            check=too_deep(_limit(limits.max_call_depth, "max_call_depth")),
        ),
        _error(
            id="IVR613",
            name="second-cxone-start",
            summary="Second start in a release",
            why="In a version, the entry alone has the type start.",
            mend="Give the node another type.",
            check=_second_start,
        ),
    )


def _decides(node: AnyNode) -> bool:
    return (node.type if isinstance(node, Custom) else node.kind) in _DECISIONS


def _limit(number: int, setting: str) -> Limit:
    return Limit(number, _VENDOR, _VERSIONS, f"limits {{ {setting} }} in the cxone provider block")


def _second_start(subject: Subject) -> Iterator[Hit]:
    flow = subject.flow
    for node in flow.nodes:
        if isinstance(node, Custom) and node.type == START and node.name != flow.entry:
            yield Hit(
                f'In flow "{flow.name}", node "{node.name}" has the type start, but is not the entry.',
                node=node.name,
            )
