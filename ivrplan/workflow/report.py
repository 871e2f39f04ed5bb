"""What a flow promises, and what of it no test visits. No vendor is asked and no state is read."""

from __future__ import annotations

from dataclasses import dataclass

from ivrplan.config.request import LoadRequest
from ivrplan.config.scripts import coverage_of_tests
from ivrplan.flow.coverage import Coverage
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.promises.promises import Promises, promises_of
from ivrplan.workflow.flows import flow_at
from ivrplan.workflow.project import open_project
from ivrplan.workflow.simulate import flow_address


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of a flow.

    Attributes:
        address: the flow, as in `flow.main`.
        description: of the flow; empty where it has none.
        promises: what callers can expect.
        tests: how many tests the flow has.
        coverage: what they pass of it.
    """

    address: str
    description: str
    promises: Promises
    tests: int
    coverage: Coverage


def report(request: LoadRequest, address: str = "") -> Report:
    """What a flow promises, as it is deployed.

    Args:
        request: what to load.
        address: `flow.main`, `module.hours.flow.main`, or a resource that deploys a flow; empty where there is only
            one flow.

    Raises:
        IvrplanError: the configuration cannot be read, or no flow is meant.
    """
    configuration = open_project(request).configuration
    block = flow_at(configuration, address)
    graph = CallGraph(block.composed)
    tests = [test for test in configuration.tests.values() if test.flow == block.name]
    return Report(
        address=flow_address(block.name),
        description=block.composed.description or "",
        promises=promises_of(graph),
        tests=len(tests),
        coverage=coverage_of_tests(graph, tests),
    )
