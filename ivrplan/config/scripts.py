"""Tests of a flow as calls: what the simulation is told, and what the calls pass.

A report can ask here which parts of a flow no test visits; it needs no files and no vendor.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from ivrplan.config.expectations import FlowTest
from ivrplan.flow.coverage import Coverage, coverage
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.simulate import simulate
from ivrplan.flow.simulation.walk import Walk
from ivrplan.language import numeric


def script_of(test: FlowTest) -> Script:
    """The call that a test makes."""
    return Script(
        inputs=test.inputs,
        variables={name: _text(value) for name, value in test.variables.items()},
        clock=datetime.fromisoformat(test.clock) if test.clock else None,
    )


def coverage_of_walks(graph: CallGraph, walks: Iterable[Walk]) -> Coverage:
    """What calls through a flow have passed of it."""
    kept = tuple(walks)
    nodes = {name for walk in kept for name in walk.path}
    return coverage(graph, nodes, {edge for walk in kept for edge in walk.edges})


def coverage_of_tests(graph: CallGraph, tests: Iterable[FlowTest]) -> Coverage:
    """What the tests of a flow pass of it, whether or not they pass themselves.

    Args:
        graph: of the flow as it is deployed (`FlowBlock.composed`).
        tests: those of this flow, and no others.
    """
    return coverage_of_walks(graph, (simulate(graph, script_of(test)) for test in tests))


def _text(value: Any) -> str:
    """A variable's value as decisions compare it."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return numeric.text(value)
        case _:
            return str(value)
