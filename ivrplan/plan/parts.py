"""What rules say about flows that are parts of others: once, where the part is written, and not wherever it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from ivrplan.config.configuration import FlowBlock
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Embed
from ivrplan.rules.rule import Finding
from ivrplan.rules.run import Report

_Key: TypeAlias = tuple[str | None, ...]


class Parts:
    """Reports of flows without what is said of the flows that they embed.

    A problem inside an embedded flow would be told for every flow that embeds it, and to allow it where it is written
    would not help there.

    Args:
        flows: all flows, by name.
        report: what the rules say about a flow with everything that it embeds.
    """

    def __init__(self, flows: Mapping[str, FlowBlock], report: Callable[[FlowBlock], Report]) -> None:
        self._flows = flows
        self._report = report
        self._whole: dict[str, Report] = {}
        self._said: dict[str, frozenset[_Key]] = {}

    def own(self, block: FlowBlock) -> Report:
        """What is said about a flow, and not about a flow that it embeds."""
        report = self.whole(block)
        embeds = _embeds(block.flow)
        if not embeds:
            return report
        return replace(
            report,
            findings=tuple(one for one in report.findings if not self._elsewhere(one, embeds)),
            silenced=tuple(one for one in report.silenced if not self._elsewhere(one.finding, embeds)),
        )

    def whole(self, block: FlowBlock) -> Report:
        """What is said about a flow with everything that it embeds."""
        if block.name not in self._whole:
            self._whole[block.name] = self._report(block)
        return self._whole[block.name]

    def _elsewhere(self, finding: Finding, embeds: Mapping[str, str]) -> bool:
        """Whether the same is said about the flow that the node comes from."""
        node = finding.hit.node or ""
        outer = next((prefix for prefix in _prefixes(node) if prefix in embeds), None)
        if outer is None or embeds[outer] not in self._flows:
            return False
        return _key(finding, node.removeprefix(f"{outer}.")) in self._keys(embeds[outer])

    def _keys(self, name: str) -> frozenset[_Key]:
        if name not in self._said:
            report = self.whole(self._flows[name])
            findings = (*report.findings, *(each.finding for each in report.silenced))
            self._said[name] = frozenset(_key(one, one.hit.node or "") for one in findings)
        return self._said[name]


def _embeds(flow: Flow) -> dict[str, str]:
    """The nodes that stand for other flows, and those flows."""
    return {node.name: node.flow for node in flow.nodes if isinstance(node, Embed)}


def _prefixes(node: str) -> Iterator[str]:
    return (node[:at] for at, character in enumerate(node) if character == ".")


def _key(finding: Finding, node: str) -> _Key:
    hit = finding.hit
    return finding.rule, node, hit.outcome, hit.attribute, hit.about
