"""The configuration of objects that are imported and not declared yet, as text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from ivrplan.config.configuration import Configuration, ImportBlock
from ivrplan.config.write import Reference, write_file, write_flow, write_resource
from ivrplan.diagnostics import Diagnostic, PlanError, Problems, error
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode, Goto
from ivrplan.flow.reference import FlowReference
from ivrplan.plan.change import Mode
from ivrplan.plan.imports import Found, find, not_declared, open_blocks, values_of
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import ResourceType
from ivrplan.state.document import State

_HEAD: Final = "# Written for the objects that import blocks name. Read it before you apply it.\n"


async def generate(configuration: Configuration, state: State, connections: Mapping[str, Connection]) -> str:
    """A file that declares every resource that is to be imported and is not declared; empty when there is none.

    Raises:
        PlanError: an object is not there, or cannot be written.
        IvrplanError: a vendor could not be asked.
    """
    open_ones = open_blocks(configuration, state, Mode.NORMAL)
    blocks = not_declared(open_ones, configuration.resources)
    problems = Problems()
    problems.add(*_unwritable(blocks, connections))
    problems.raise_if_failed(PlanError)
    found = await find(blocks, lambda block: _provider(block, connections), connections, state)
    writer = _Writer(connections, problems)
    writer.name(found.values(), _Labels(configuration.flows))
    texts = [text for one in found.values() for text in writer.blocks(one)]
    problems.raise_if_failed(PlanError)
    return write_file([_HEAD, *texts]) if texts else ""


def _unwritable(
    blocks: Collection[ImportBlock], connections: Mapping[str, Connection]
) -> Iterator[Diagnostic]:
    for block in blocks:
        if block.address.module or block.address.key is not None:
            yield _problem(
                block,
                "an instance of a block, or a resource of a module, cannot be written: its block declares others too.",
                "Declare it by hand.",
            )
        elif not _provider(block, connections):
            kind = block.address.kind
            yield _problem(
                block,
                f'no provider of the configuration has a resource type "{kind}".',
                "Add a provider block.",
            )


def _problem(block: ImportBlock, why: str, hint: str) -> Diagnostic:
    return error(
        "Configuration cannot be written",
        f"{block.address}: {why}",
        hint=hint,
        range=block.range,
        address=str(block.address),
    )


def _provider(block: ImportBlock, connections: Mapping[str, Connection]) -> str:
    """The key of the provider configuration that a written resource has; empty when there is none."""
    if block.provider:
        return block.provider
    kind = block.address.kind
    return next(
        (key for key, one in connections.items() if key == one.provider.name and kind in one.provider.types),
        "",
    )


class _Labels:
    """Labels of flows that are not taken yet.

    Args:
        taken: those that are.
    """

    def __init__(self, taken: Collection[str]) -> None:
        self._taken = set(taken)

    def free(self, wanted: str) -> str:
        """The wanted label, with a number behind it where it is taken. From now on it is."""
        name, number = wanted, 2
        while name in self._taken:
            name, number = f"{wanted}_{number}", number + 1
        self._taken.add(name)
        return name


Group = tuple[str, str]
"""The key of a provider configuration, and a resource type: ids mean something in one of these only."""


class _Writer:
    """Writes what was found.

    Args:
        connections: by provider key.
        problems: gets what cannot be written.
    """

    def __init__(self, connections: Mapping[str, Connection], problems: Problems) -> None:
        self._connections = connections
        self._problems = problems
        self._labels: dict[tuple[Group, str], str] = {}

    def name(self, found: Iterable[Found], labels: _Labels) -> None:
        """Choose the labels of all flows first: they may lead to each other."""
        for one in found:
            self._labels[self._group(one), one.live.id] = labels.free(one.block.address.name)

    def blocks(self, found: Found) -> Iterator[str]:
        """The flow of an object, where it has one, and its resource."""
        block, group = found.block, self._group(found)
        kind = self._connections[group[0]].type(group[1])
        values = values_of(kind, found.live.document)
        if values is None:
            why = "the object holds no call flow that could be written."
            self._problems.add(_problem(block, why, "Declare it by hand."))
            return
        said = dict(_said(kind, values))
        flow = said.get("flow")
        if isinstance(flow, Flow):
            label = self._labels[group, found.live.id]
            said["flow"] = Reference(f"flow.{label}")
            yield write_flow(label, self._leading(flow, group))
        if block.provider:
            said = {"provider": Reference(block.provider), **said}
        yield write_resource(kind.name, block.address.name, said)

    def _group(self, found: Found) -> Group:
        return _provider(found.block, self._connections), found.block.address.kind

    def _leading(self, flow: Flow, group: Group) -> Flow:
        """The flow with references to the flows that are written too, in the place of their ids."""
        return flow.model_copy(update={"nodes": tuple(self._led(node, group) for node in flow.nodes)})

    def _led(self, node: AnyNode, group: Group) -> AnyNode:
        label = self._labels.get((group, str(node.flow))) if isinstance(node, Goto) else None
        return node if label is None else node.model_copy(update={"flow": FlowReference(label)})


def _said(kind: ResourceType, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The attributes that are not their defaults."""
    for name, field in kind.config.model_fields.items():
        if name in values and (field.is_required() or values[name] != field.default):
            yield name, values[name]
