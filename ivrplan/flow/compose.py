"""Inline embedded flows: one flow that calls can go through, without `embed` nodes.

A node `check` of the flow embedded by the node `hours` becomes `hours.check`. The exits of an embedded flow vanish: what
leads to an exit leads on to where the embedding node sends the exit's outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ivrplan.diagnostics import Diagnostic, IvrplanError, Problems, error
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode, Embed, Exit
from ivrplan.flow.outcome import DEFAULT


class CompositionError(IvrplanError):
    """A flow cannot be inlined where it is embedded."""


def compose(flow: Flow, parts: Mapping[str, Flow]) -> Flow:
    """The flow with every embedded flow inlined, in the place of the node that embeds it.

    Args:
        flow: the flow.
        parts: the flows that it embeds by name, composed themselves.

    Raises:
        CompositionError: an embedded flow has no way in, or an outcome of it leads nowhere.
    """
    joints = {node.name: _Joint(node, parts[node.flow]) for node in flow.nodes if isinstance(node, Embed)}
    if not joints:
        return flow
    wiring = _Wiring(flow.name, joints, Problems())
    nodes = tuple(node for written in flow.nodes for node in wiring.inlined(written))
    entry = wiring.resolve(flow.entry)
    wiring.problems.raise_if_failed(CompositionError)
    return Flow(name=flow.name, entry=entry, nodes=nodes, description=flow.description)


@dataclass(frozen=True, slots=True)
class _Joint:
    """An `embed` node and the flow that takes its place."""

    node: Embed
    part: Flow

    def inner(self, name: str) -> str:
        """The name that a node of the embedded flow gets."""
        return f"{self.node.name}.{name}"


@dataclass(frozen=True, slots=True)
class _Wiring:
    flow: str
    joints: Mapping[str, _Joint]
    problems: Problems

    def inlined(self, node: AnyNode) -> Iterator[AnyNode]:
        """What stands in the composed flow for a node as written."""
        joint = self.joints.get(node.name)
        if joint is None:
            yield _with_edges(
                node, node.name, {out: self.resolve(target) for out, target in node.edges.items()}
            )
            return
        for inner in joint.part.nodes:
            if not isinstance(inner, Exit):
                edges = {out: self.leave(joint, target) for out, target in inner.edges.items()}
                yield _with_edges(inner, joint.inner(inner.name), edges)

    def resolve(self, target: str) -> str:
        """The node that a call reaches which is led to `target`: embedded flows are entered, exits left at once."""
        seen: set[str] = set()
        while (joint := self.joints.get(target)) is not None:
            if target in seen:
                self.problems.add(self._empty_loop(joint))
                return target
            seen.add(target)
            entry = joint.part.index.get(joint.part.entry)
            if not isinstance(entry, Exit):
                return self._entered(joint)
            target = self._after(joint, entry)
        return target

    def leave(self, joint: _Joint, target: str) -> str:
        """Where an edge inside an embedded flow leads."""
        node = joint.part.index.get(target)
        return self.resolve(self._after(joint, node)) if isinstance(node, Exit) else joint.inner(target)

    def _entered(self, joint: _Joint) -> str:
        if not joint.part.entry:
            self.problems.add(self._no_entry(joint))
        return joint.inner(joint.part.entry)

    def _after(self, joint: _Joint, leaving: Exit) -> str:
        edges = joint.node.edges
        target = edges.get(leaving.outcome) or edges.get(DEFAULT)
        if target is None:
            self.problems.add(self._open_end(joint, leaving.outcome))
            return joint.inner(leaving.name)
        return target

    def _no_entry(self, joint: _Joint) -> Diagnostic:
        detail = (
            f'The node "{joint.node.name}" of flow "{self.flow}" embeds the flow "{joint.part.name}", '
            "which does not say where calls enter it."
        )
        return error("Embedded flow without entry", detail, hint=f'Set "entry" in flow "{joint.part.name}".')

    def _open_end(self, joint: _Joint, outcome: str) -> Diagnostic:
        detail = (
            f'The node "{joint.node.name}" of flow "{self.flow}" embeds the flow "{joint.part.name}", '
            f'which can be left by the outcome "{outcome}", but no edge says where calls go then.'
        )
        return error("Outcome without edge", detail, hint=f'Add {outcome} = "..." to its "on".')

    def _empty_loop(self, joint: _Joint) -> Diagnostic:
        detail = (
            f'In flow "{self.flow}", calls that enter "{joint.node.name}" go through embedded flows for ever '
            "without reaching a node."
        )
        return error("Embedded flows in a circle", detail, hint="Lead one of their exits to another node.")


def _with_edges(node: AnyNode, name: str, edges: Mapping[str, str]) -> AnyNode:
    if name == node.name and edges == node.edges:
        return node
    given = {field: getattr(node, field) for field in node.model_fields_set}
    return type(node)(**{**given, "name": name, "edges": edges})
