"""The tests of a configuration, tried as calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ivrplan.config.configuration import Configuration
from ivrplan.config.expectations import FlowTest
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.simulate import simulate
from ivrplan.flow.simulation.walk import Walk


def failures(configuration: Configuration) -> Iterator[str]:
    """The tests that a call does not go as, each with what it did."""
    for test in configuration.tests.values():
        call = walk(configuration, test)
        if not call.terminal or call.unused or not as_expected(test, call):
            yield f"{test.name}: {' -> '.join(call.path)}, {call.end}"


def as_expected(test: FlowTest, call: Walk) -> bool:
    expect = test.expect
    most = expect.max_keypresses
    return (
        expect.path in {None, call.path}
        and expect.terminal in {"", call.terminal}
        and expect.prompts in {None, call.prompts}
        and (most is None or call.keypresses <= most)
    )


def walk(configuration: Configuration, test: FlowTest) -> Walk:
    clock = datetime.fromisoformat(test.clock) if test.clock else None
    script = Script(test.inputs, {name: str(value) for name, value in test.variables.items()}, clock)
    return simulate(configuration.flows[test.flow].composed, script)
