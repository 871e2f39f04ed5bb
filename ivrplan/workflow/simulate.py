"""A call through a flow of the configuration, offline. No vendor is asked and no state is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, assert_never

from ivrplan.config.configuration import Configuration, FlowBlock
from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import ConfigurationError, Diagnostic, SourceRange, did_you_mean, error
from ivrplan.flow.path import LONG
from ivrplan.flow.simulation.call import Call
from ivrplan.flow.simulation.ends import DeadEnd, Ended, OutOfInputs, Refused, WentRound, possible, sentence
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.simulate import simulate
from ivrplan.flow.simulation.timing import Timing
from ivrplan.flow.simulation.walk import Walk
from ivrplan.workflow.project import open_project

_FLOW: Final = "flow."


@dataclass(frozen=True, slots=True)
class Simulation:
    """A flow that can be called.

    Attributes:
        address: the flow, as in `flow.main` or `module.hours.flow.main`.
        block: the flow's block.
        sources: the text of every file that was read, for snippets.
    """

    address: str
    block: FlowBlock
    sources: Mapping[str, str] = field(repr=False)

    def begin(self, script: Script, timing: Timing) -> Call:
        """A call that goes on answer by answer."""
        return Call(self.block.composed, script, timing)

    def run(self, script: Script, timing: Timing) -> Walk:
        """A whole call."""
        return simulate(self.block.composed, script, timing)

    def problems(self, walk: Walk) -> tuple[Diagnostic, ...]:
        """Why a call came to no end, with what would have been possible; none where it came to one."""
        end, locate = walk.end, self.block.locate
        match end:
            case Ended():
                return ()
            case OutOfInputs():
                how = possible(end.question)
                return (self._problem("Call that waits", walk, how, locate(end.node)),)
            case Refused():
                near = did_you_mean(end.text, end.question.accepts)
                how = " ".join(filter(None, (possible(end.question), near)))
                return (self._problem("Impossible input", walk, how, locate(end.node)),)
            case WentRound():
                how = "Lead one of its nodes out of the loop, or let a menu ask the caller."
                return (self._problem("Call without an end", walk, how, locate(end.node)),)
            case DeadEnd():
                how = (
                    "Add an edge that leads on." if end.node else 'Set "entry" to the node where calls begin.'
                )
                return (self._problem("Call that is lost", walk, how, locate(end.node, end.outcome)),)
            case _:
                assert_never(end)

    def _problem(self, summary: str, walk: Walk, hint: str, where: SourceRange) -> Diagnostic:
        after = f" It went {_shown(walk.path)}." if len(walk.path) > 1 else ""
        return error(summary, sentence(walk.end) + after, hint=hint, range=where, address=self.address)


def open_simulation(request: LoadRequest, address: str) -> Simulation:
    """Load the configuration, and find the flow.

    Args:
        request: what to load.
        address: `flow.main`, `module.hours.flow.main`, or a resource that deploys a flow.

    Raises:
        IvrplanError: the configuration cannot be read, or no flow is meant.
    """
    configuration = open_project(request).configuration
    name = find_flow(configuration, address)
    return Simulation(flow_address(name), configuration.flows[name], configuration.sources)


def find_flow(configuration: Configuration, address: str) -> str:
    """The name of the flow that is meant, as in `Configuration.flows`.

    Args:
        configuration: what the files say.
        address: `flow.main`, `module.hours.flow.main`, or a resource that deploys a flow.

    Raises:
        ConfigurationError: no flow is meant.
    """
    if address in configuration.resources and (deployed := configuration.resources[address].flow_name):
        return deployed
    known = {flow_address(name): name for name in configuration.flows}
    if address in known or address in configuration.flows:
        return known.get(address, address)
    named = ", ".join(known) or "none"
    raise ConfigurationError(
        error(
            "Unknown flow",
            f'"{address}" is no flow. The flows of this configuration are: {named}.',
            hint=did_you_mean(address, known),
            address=address,
        ),
    )


def flow_address(name: str) -> str:
    """`module.hours.main`, as flows are called inside, is `module.hours.flow.main` for people."""
    module, dot, label = name.rpartition(".")
    return f"{module}{dot}{_FLOW}{label}"


def _shown(path: tuple[str, ...]) -> str:
    """A way, without its middle where it is long."""
    shown = path if len(path) <= LONG else (path[0], "...", *path[-LONG + 2 :])
    return " -> ".join(shown)
