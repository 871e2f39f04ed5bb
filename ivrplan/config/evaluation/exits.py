"""Edges of `embed` nodes for outcomes that the embedded flow never has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivrplan.config.configuration import FlowBlock
from ivrplan.diagnostics import Diagnostic, Severity, did_you_mean
from ivrplan.flow.nodes import Embed, Exit
from ivrplan.flow.outcome import DEFAULT


def edges_without_exit(flows: Mapping[str, FlowBlock]) -> Iterator[Diagnostic]:
    """A warning for each such edge. Nothing is left of it in what is deployed, so no rule can see it.

    Args:
        flows: by name.
    """
    for block in flows.values():
        for node in block.flow.nodes:
            if isinstance(node, Embed):
                yield from _without_exit(block, node, flows[node.flow])


def _without_exit(block: FlowBlock, node: Embed, part: FlowBlock) -> Iterator[Diagnostic]:
    exits = {inner.outcome for inner in part.flow.nodes if isinstance(inner, Exit)}
    for outcome in node.edges:
        if outcome not in exits and outcome != DEFAULT:
            yield Diagnostic(
                Severity.WARNING,
                "Edge without an exit",
                f'The node "{node.name}" of flow "{block.name}" says where calls go that leave the flow "{part.name}" by '
                f'"{outcome}", but none does: no exit of that flow has this outcome.',
                did_you_mean(outcome, exits) or "Remove the edge, or add the exit.",
                block.locate(node.name, outcome),
            )
