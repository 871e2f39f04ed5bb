"""Do calls go as the tests of a configuration expect? Nobody is asked, nothing is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ivrplan.config.configuration import Configuration, FlowTest
from ivrplan.config.request import LoadRequest
from ivrplan.config.scripts import script_of
from ivrplan.diagnostics import Diagnostic, error, has_errors
from ivrplan.flow.coverage import Coverage, Share, coverage
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Embed
from ivrplan.language import numeric
from ivrplan.workflow.project import open_project
from ivrplan.workflow.testing.selection import ALL, Selection, select
from ivrplan.workflow.testing.telling import tell
from ivrplan.workflow.testing.trying import Dial, Tried, try_all


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What to run.

    Attributes:
        load: which folder, with which values.
        selection: which tests.
        processes: how many may work at once, at most.
        least: how much of all nodes and edges has to be passed, in percent; None where that does not matter.
    """

    load: LoadRequest
    selection: Selection = ALL
    processes: int = 1
    least: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one test.

    Attributes:
        test: the test.
        tried: its call.
        diagnostics: what is wrong with it, errors first; where there are only warnings, it passes.
    """

    test: FlowTest
    tried: Tried
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the call went as expected."""
        return not has_errors(self.diagnostics)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of all tests that were run.

    Attributes:
        results: in the order in which the tests were written.
        coverage: what the calls have passed of each flow, by name.
        declared: how many tests the configuration has, those that were not asked for included.
        diagnostics: what loading the configuration found, and what is wrong with the coverage.
        sources: the texts of all files, for snippets.
    """

    results: tuple[Result, ...]
    coverage: Mapping[str, Coverage]
    declared: int
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str]

    @property
    def failed(self) -> tuple[Result, ...]:
        """The tests that failed."""
        return tuple(result for result in self.results if not result.passed)

    @property
    def successful(self) -> bool:
        """Whether everything is as it was asked for."""
        return not self.failed and not has_errors(self.diagnostics)

    @property
    def nodes(self) -> Share:
        """How many nodes of all flows were passed."""
        return sum((one.nodes for one in self.coverage.values()), Share())

    @property
    def edges(self) -> Share:
        """How many edges of all flows were taken."""
        return sum((one.edges for one in self.coverage.values()), Share())

    @property
    def percent(self) -> Fraction:
        """The coverage as one number, from 0 to 100: that of nodes or that of edges, whichever is lower."""
        return min(self.nodes.percent, self.edges.percent)


def run_tests(request: RunRequest) -> Run:
    """Run tests.

    Raises:
        ConfigurationError: the files cannot be loaded, or a test was asked for that there is not.
    """
    configuration = open_project(request.load).configuration
    tests = select(configuration, request.selection)
    made = try_tests(configuration, tests, request.processes)
    counted = called(configuration) if request.selection.everything else ()
    run = Run(
        results=tuple(map(_result, tests, made)),
        coverage=coverage_by_flow(configuration, zip(tests, made, strict=True), counted),
        declared=len(configuration.tests),
        diagnostics=configuration.warnings,
        sources=configuration.sources,
    )
    if request.least is None or run.percent >= request.least:
        return run
    return replace(run, diagnostics=(*run.diagnostics, _too_low(run, request.least)))


def _too_low(run: Run, least: Fraction) -> Diagnostic:
    shares = (
        f"{run.nodes.covered} of {run.nodes.total} nodes and {run.edges.covered} of {run.edges.total} edges"
    )
    return error(
        "Coverage is too low",
        f"The tests pass {shares}: {percent_text(run.percent)}. At least {percent_text(least)} of both are asked for.",
        hint="`ivrplan test --generate` writes tests for the rest.",
    )


def percent_text(percent: Fraction) -> str:
    """A percentage, rounded down to a hundredth: 100 % means all."""
    hundredths = int(percent * 100)
    return f"{numeric.text(Decimal(hundredths) / 100)} %"


def try_tests(configuration: Configuration, tests: Sequence[FlowTest], processes: int = 1) -> list[Tried]:
    """Make the calls of tests; what came of them, in their order."""
    flows = {name: block.composed for name, block in configuration.flows.items()}
    dials = [Dial(test.flow, script_of(test), test.expect) for test in tests]
    return try_all(flows, dials, processes)


def coverage_by_flow(
    configuration: Configuration, made: Iterable[tuple[FlowTest, Tried]], counted: Iterable[str] = ()
) -> dict[str, Coverage]:
    """What calls have passed of each flow, in the order of the configuration.

    Args:
        configuration: whose flows.
        made: the tests that were run, and what came of them.
        counted: the names of flows that count, also when no test calls them.
    """
    passed: dict[str, list[Tried]] = {name: [] for name in counted}
    for test, tried in made:
        passed.setdefault(test.flow, []).append(tried)
    return {
        name: _coverage(CallGraph(block.composed), passed[name])
        for name, block in configuration.flows.items()
        if name in passed
    }


def _coverage(graph: CallGraph, made: Sequence[Tried]) -> Coverage:
    nodes = {name for tried in made for name in tried.path}
    return coverage(graph, nodes, {edge for tried in made for edge in tried.edges})


def called(configuration: Configuration) -> tuple[str, ...]:
    """The names of the flows that calls enter: all but those that are only parts of others."""
    parts = {
        node.flow
        for block in configuration.flows.values()
        for node in block.flow.nodes
        if isinstance(node, Embed)
    }
    deployed = {block.flow_name for block in configuration.resources.values()}
    return tuple(name for name in configuration.flows if name not in parts or name in deployed)


def _result(test: FlowTest, tried: Tried) -> Result:
    found = () if tried.walk is None else tell(test, tried.walk, tried.wrongs)
    return Result(test, tried, found)
