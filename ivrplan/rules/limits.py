"""Checks with numbers, for the rules that say what a vendor cannot do.

A provider builds its rules from these (`Rule(..., group=Group.VENDOR, check=too_many_nodes(limit))`), with the numbers
of its configuration. Every message names the limit, where it comes from and the setting that changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ivrplan.flow.depth import longest_path
from ivrplan.flow.loops import describe_loop, find_loops
from ivrplan.flow.nodes import AnyNode
from ivrplan.flow.path import Path, Step
from ivrplan.rules.rule import Check, Hit, Subject


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that a vendor does not go beyond.

    Attributes:
        number: the most that is allowed.
        vendor: who sets it, as people know them.
        source: where the number comes from ("the vendor's contract for flow versions").
        setting: what changes it, as people write it (`limits.nodes` in the provider's block).
    """

    number: int
    vendor: str
    source: str
    setting: str

    def __str__(self) -> str:
        return f"{self.vendor} takes {self.number} at most ({self.source}; setting {self.setting})"


Counted: TypeAlias = Callable[[AnyNode], bool]


def _every(_: AnyNode) -> bool:
    return True


def of_kinds(kinds: Collection[str]) -> Counted:
    """Counts the nodes of these kinds."""
    return lambda node: node.kind in kinds


def too_many_nodes(limit: Limit, counted: Counted = _every, what: str = "nodes") -> Check:
    """A flow with more nodes, or more nodes of some sort, than the vendor takes.

    Args:
        limit: how many.
        counted: which nodes count; all unless given.
        what: what those nodes are called in the message.
    """

    def check(subject: Subject) -> Iterator[Hit]:
        count = sum(map(counted, subject.flow.nodes))
        if count > limit.number:
            yield Hit(f'Flow "{subject.flow.name}" has {count} {what}; {limit}.')

    return check


def too_many_connections(limit: Limit) -> Check:
    """A flow with more edges than the vendor takes."""

    def check(subject: Subject) -> Iterator[Hit]:
        count = sum(len(node.edges) for node in subject.flow.nodes)
        if count > limit.number:
            yield Hit(f'Flow "{subject.flow.name}" has {count} connections between its nodes; {limit}.')

    return check


def too_many_outbound(limit: Limit) -> Check:
    """A node with more outgoing edges than the vendor takes."""

    def check(subject: Subject) -> Iterator[Hit]:
        for node in subject.flow.nodes:
            if len(node.edges) > limit.number:
                yield Hit(
                    f'In flow "{subject.flow.name}", {len(node.edges)} connections leave {node.kind} "{node.name}"; '
                    f"{limit}.",
                    node=node.name,
                    path=subject.graph.path_to(node.name),
                )

    return check


def too_large(limit: Limit, kinds: Collection[str], field: str) -> Check:
    """A number in a field that is larger than the vendor takes (`retries` of a `collect`).

    Args:
        limit: how large.
        kinds: the kinds of nodes to look at; each has the field.
        field: the name of a field that holds a number or nothing.
    """

    def check(subject: Subject) -> Iterator[Hit]:
        for node in subject.flow.nodes:
            value = getattr(node, field) if node.kind in kinds else None
            if value is not None and value > limit.number:
                yield Hit(
                    f'In flow "{subject.flow.name}", {field} of {node.kind} "{node.name}" is {value}; {limit}.',
                    node=node.name,
                    attribute=field,
                )

    return check


def too_deep(limit: Limit) -> Check:
    """A longest path with more steps from the entry than the vendor takes.

    A call graph with loops has no longest path; whether loops are allowed is another rule's question.
    """

    def check(subject: Subject) -> Iterator[Hit]:
        edges = longest_path(subject.graph)
        if edges is None or len(edges) <= limit.number:
            return
        last = edges[-1].target
        steps = (*(Step(edge.source, edge.outcome) for edge in edges), Step(last))
        yield Hit(
            f'In flow "{subject.flow.name}", the longest way through is {len(edges)} steps deep, to node "{last}"; '
            f"{limit}.",
            node=last,
            path=Path(steps).shortened(),
        )

    return check


def loops(vendor: str, source: str) -> Check:
    """Any loop, by its exact node sequence: for vendors that forbid them.

    Args:
        vendor: who forbids them.
        source: where that is said.
    """

    def check(subject: Subject) -> Iterator[Hit]:
        graph = subject.graph
        for loop in find_loops(graph):
            yield Hit(
                f'In flow "{subject.flow.name}", calls can go round {describe_loop(graph, loop)}; {vendor} takes no '
                f"loops ({source}).",
                node=loop[0],
                path=graph.path_to(loop[0]),
                hint="For a second chance at a menu or a collect, set its retries instead of leading back to it.",
            )

    return check


def unreached(vendor: str, source: str) -> Check:
    """Nodes that no call gets to: for vendors that refuse them. Elsewhere they can be allowed, with a reason.

    Args:
        vendor: who refuses them.
        source: where that is said.
    """

    def check(subject: Subject) -> Iterator[Hit]:
        for name in subject.graph.unreached:
            yield Hit(
                f'In flow "{subject.flow.name}", no call can get to node "{name}"; {vendor} takes no such nodes '
                f"({source}).",
                node=name,
            )

    return check


def unsupported_kinds(vendor: str, kinds: Mapping[str, str]) -> Check:
    """Nodes of a kind that the vendor has nothing for.

    Args:
        vendor: who does not have it.
        kinds: the unsupported kinds, each with what to use instead ("" when there is nothing).
    """

    def check(subject: Subject) -> Iterator[Hit]:
        for node in subject.flow.nodes:
            if node.kind in kinds:
                yield Hit(
                    f'In flow "{subject.flow.name}", node "{node.name}" is a {node.kind}, and {vendor} has nothing '
                    "like it.",
                    node=node.name,
                    path=subject.graph.path_to(node.name),
                    hint=kinds[node.kind],
                )

    return check


def missing_kind(kind: str, vendor: str, source: str) -> Check:
    """A flow without a node of a kind that the vendor insists on."""

    def check(subject: Subject) -> Iterator[Hit]:
        if all(node.kind != kind for node in subject.flow.nodes):
            yield Hit(f'Flow "{subject.flow.name}" has no {kind}, but {vendor} requires one ({source}).')

    return check
