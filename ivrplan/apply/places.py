"""Where the nodes were written that a vendor complains about."""

from __future__ import annotations

from dataclasses import replace

from ivrplan.config.configuration import Configuration, FlowBlock
from ivrplan.diagnostics import Diagnostic, IvrplanError, ProviderError, SourceRange, VendorProblem


def placed(failure: IvrplanError, address: str, configuration: Configuration) -> tuple[Diagnostic, ...]:
    """The diagnostics of a failed change, about its resource, each with the place of the node that it names.

    Args:
        failure: why the change failed; where it wraps what a vendor said, that is its cause.
        address: the resource's address.
        configuration: what holds the flow that the resource deploys.
    """
    about = [each if each.address else replace(each, address=address) for each in failure.diagnostics]
    resource = configuration.resources.get(address)
    flow = configuration.flows.get(resource.flow_name) if resource is not None else None
    problems = _problems(failure)
    # Only where there is one diagnostic for each complaint is it known which is about which node.
    if flow is None or len(problems) != len(about):
        return tuple(about)
    return tuple(
        replace(each, range=each.range or _place(flow, problem))
        for each, problem in zip(about, problems, strict=True)
    )


def _problems(failure: IvrplanError) -> tuple[VendorProblem, ...]:
    said = failure if isinstance(failure, ProviderError) else failure.__cause__
    return said.answer.problems if isinstance(said, ProviderError) else ()


def _place(flow: FlowBlock, problem: VendorProblem) -> SourceRange | None:
    return flow.locate(problem.node) if problem.node in flow.composed.index else None
