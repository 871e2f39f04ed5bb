"""Which resource a `goto` leads to: the one that deploys the flow that it names, beside the one that deploys the `goto`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from ivrplan.config.configuration import FlowBlock, ResourceBlock
from ivrplan.diagnostics import Diagnostic, Problems, error
from ivrplan.flow.handover import handovers
from ivrplan.flow.reference import FlowReference

_Key: TypeAlias = tuple[str, str, str]
"""A resource type, a provider configuration and the name of a flow."""


def linked(
    resources: Sequence[ResourceBlock], flows: Mapping[str, FlowBlock], problems: Problems
) -> list[ResourceBlock]:
    """The resources, each with the resources that its flow hands calls over to.

    Args:
        resources: all of them.
        flows: by name.
        problems: gets every `goto` that leads to no resource, or to several.
    """
    gotos = {name: named for name, block in flows.items() if (named := handovers(block.composed))}
    if not gotos:
        return list(resources)
    linker = _Linker(flows, _deployers(resources), problems)
    return [
        linker.linked(block, gotos[block.flow_name]) if block.flow_name in gotos else block
        for block in resources
    ]


def _deployers(resources: Iterable[ResourceBlock]) -> Mapping[_Key, Sequence[ResourceBlock]]:
    """The resources by what they deploy, and where."""
    found: defaultdict[_Key, list[ResourceBlock]] = defaultdict(list)
    for block in resources:
        if block.flow_name:
            found[block.type, block.provider, block.flow_name].append(block)
    return found


@dataclass(frozen=True, slots=True)
class _Linker:
    flows: Mapping[str, FlowBlock]
    deployers: Mapping[_Key, Sequence[ResourceBlock]]
    problems: Problems

    def linked(self, block: ResourceBlock, gotos: Mapping[str, str]) -> ResourceBlock:
        """The resource with the address of the one that deploys each of these flows, which its nodes lead to."""
        found = {flow: self._address(block, flow, node) for flow, node in gotos.items()}
        return replace(block, handovers={flow: address for flow, address in found.items() if address})

    def _address(self, block: ResourceBlock, flow: str, node: str) -> str:
        deployers = self.deployers.get((block.type, block.provider, flow), ())
        near = _nearest(block, deployers)
        if len(near) == 1:
            return str(near[0].address)
        shape = _several if deployers else _nobody
        place = self.flows[block.flow_name].locate(node, "", "flow")
        self.problems.add(replace(shape(block, flow, deployers), range=place))
        return ""


def _nearest(block: ResourceBlock, deployers: Sequence[ResourceBlock]) -> Sequence[ResourceBlock]:
    """Who is meant: the resource itself, or else the only one that there is, in its module, or with its instance key."""
    at = block.address
    itself = [other for other in deployers if other.address == at]
    beside = [other for other in deployers if other.address.module == at.module]
    alike = [other for other in beside if at.key is not None and other.address.key == at.key]
    return next((found for found in (itself, deployers, beside, alike) if len(found) == 1), ())


def _nobody(block: ResourceBlock, flow: str, deployers: Sequence[ResourceBlock]) -> Diagnostic:
    del deployers
    return error(
        "Flow that is not deployed",
        f"{block.address} hands calls over to {FlowReference(flow)}, but no {block.type} deploys that flow with the "
        f'provider configuration "{block.provider}", so there is nothing at the vendor to hand them to.',
        hint=f"Add a resource of the type {block.type} for it, or embed the flow instead.",
        address=str(block.address),
    )


def _several(block: ResourceBlock, flow: str, deployers: Sequence[ResourceBlock]) -> Diagnostic:
    names = ", ".join(str(other.address) for other in deployers)
    return error(
        "Flow that is deployed several times",
        f"{block.address} hands calls over to {FlowReference(flow)}, which several resources deploy: {names}.",
        hint=f"Say which one is meant by its id: flow = {deployers[0].address}.id",
        address=str(block.address),
    )
