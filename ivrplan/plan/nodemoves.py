"""Nodes of flows that have another name from now on, as `moved` blocks say."""

from __future__ import annotations

from collections.abc import Mapping

from ivrplan.address import NodeAddress
from ivrplan.config.configuration import Configuration
from ivrplan.flow.nodes import Embed

Renames = Mapping[str, str]
"""Old name -> new name."""


class NodeMoves:
    """What `moved` blocks say of nodes, for flows as they are deployed: with embedded flows inlined.

    Args:
        configuration: whose blocks.
    """

    def __init__(self, configuration: Configuration) -> None:
        self._flows = configuration.flows
        self._said: dict[str, dict[str, str]] = {}
        self._known: dict[str, Renames] = {}
        for move in configuration.moves:
            if isinstance(move.before, NodeAddress) and isinstance(move.after, NodeAddress):
                self._said.setdefault(_flow_of(move.before), {})[move.before.node] = move.after.node

    def of(self, flow: str) -> Renames:
        """The renamed nodes of a flow, by the key of its block; those of flows that it embeds among them."""
        if not self._said:
            return {}
        if flow not in self._known:
            self._known[flow] = self._find(flow)
        return self._known[flow]

    def _find(self, flow: str) -> Renames:
        block = self._flows.get(flow)
        said = self._said.get(flow, {})
        own = {old: _end(old, said) for old in said}
        if block is None:
            return own
        found = dict(own)
        for node in block.flow.nodes:
            if isinstance(node, Embed):
                former = [old for old, new in own.items() if new == node.name]
                found |= self._inside(node, former)
        return found

    def _inside(self, embed: Embed, former: list[str]) -> Renames:
        """The renamed nodes of an embedded flow, whose own name may have been another."""
        inner = self.of(embed.flow)
        names = [node.name for node in self._flows[embed.flow].composed.nodes]
        pairs = {**dict(zip(names, names, strict=True)), **inner} if former else inner
        return {
            f"{outer}.{old}": f"{embed.name}.{new}"
            for outer in (embed.name, *former)
            for old, new in pairs.items()
            if (outer, old) != (embed.name, new)
        }


def _end(name: str, said: Mapping[str, str]) -> str:
    """Where a row of renames leads; loading refuses circles."""
    seen = {name}
    while name in said and said[name] not in seen:
        name = said[name]
        seen.add(name)
    return name


def _flow_of(node: NodeAddress) -> str:
    return "".join(f"{step}." for step in node.module) + node.flow
