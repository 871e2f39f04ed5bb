"""Releases in a plan: the tests that stand before callers, and the steps of a change with its release."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from ivrplan.config.configuration import Configuration, FlowTest, Results
from ivrplan.config.scripts import script_of
from ivrplan.diagnostics import Diagnostic, warning
from ivrplan.flow.simulation.simulate import simulate
from ivrplan.language.values import reveal
from ivrplan.plan.change import Change
from ivrplan.providers.contract import Action, ResourceType, StepKind
from ivrplan.providers.gate import Gate, Trial
from ivrplan.providers.releasing import RELEASE, Releasing

_ON_FAILURE: Final = "on_failure"
_KEEP: Final = "keep"


def gate_of(configuration: Configuration, address: str, results: Results) -> Gate:
    """What has to hold before callers get a resource: the tests of the flow that it deploys."""
    block = configuration.resources[address]
    if not block.releases:
        return Gate()
    release: Any = reveal(block.evaluate(results).get(RELEASE)) or {}
    return Gate(trials(configuration, block.flow_name), restores=release.get(_ON_FAILURE) != _KEEP)


def trials(configuration: Configuration, flow: str) -> tuple[Trial, ...]:
    """The tests of a flow, as a vendor simulates them."""
    return tuple(
        Trial(
            name=test.name,
            inputs=_told(test, configuration),
            path=test.expect.path,
            terminal=test.expect.terminal,
            max_seconds=test.expect.max_seconds,
            range=test.range,
        )
        for test in configuration.tests.values()
        if test.flow == flow
    )


def _told(test: FlowTest, configuration: Configuration) -> tuple[str, ...]:
    """The inputs of a test for a vendor, whose simulation knows no clock and no variables: it is told what they decide."""
    if not test.clock and not test.variables:
        return test.inputs
    walk = simulate(configuration.flows[test.flow].composed, script_of(test))
    return (*walk.told, *walk.unused)


def step_kinds(change: Change, kind: ResourceType, tried: int) -> tuple[StepKind, ...]:
    """The steps of a change, in order, its release at the end.

    Args:
        change: what is done.
        kind: the resource's type.
        tried: how many calls are simulated before callers get it; without any there is nothing to simulate.
    """
    steps = _saving(change, kind)
    if change.action is not Action.DELETE and isinstance(kind, Releasing):
        before = {} if change.action in {Action.CREATE, Action.REPLACE} else change.before or {}
        steps += kind.release_steps(before, change.after or {})
    return tuple(step for step in steps if tried or step is not StepKind.SIMULATE)


def summary(step: StepKind, tried: int) -> str:
    """What people read of a step."""
    if step is not StepKind.SIMULATE:
        return step.value
    return "simulate 1 call" if tried == 1 else f"simulate {tried} calls"


def untried(changes: Collection[Change], configuration: Configuration) -> Iterator[Diagnostic]:
    """Warnings for releases that no test stands before."""
    for change in changes:
        address = change.address
        block = configuration.resources.get(address)
        if block is None or not block.releases or trials(configuration, block.flow_name):
            continue
        if any(step.kind is StepKind.CREATE_VERSION for step in change.steps):
            yield warning(
                "Release without a test",
                f"{address} is released, but no test says how a call through flow.{block.flow_name} has to go, so nothing "
                "is simulated before callers get it.",
                hint=f"Add a test block with flow = flow.{block.flow_name.rpartition('.')[2]}. `ivrplan test --generate` writes some.",
                range=block.locate((RELEASE,)),
                address=address,
            )


def _saving(change: Change, kind: ResourceType) -> tuple[StepKind, ...]:
    if change.action is not Action.REPLACE:
        return kind.steps(change.action)
    parts = (kind.steps(Action.DELETE), kind.steps(Action.CREATE))
    first, second = reversed(parts) if change.create_before_destroy else parts
    return first + second
