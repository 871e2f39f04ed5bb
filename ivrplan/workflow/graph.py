"""The dependency graph: what waits for what. No vendor is asked and no state is read.

resources     what is managed and what is read, with what each waits for
declarations  everything that is declared, with what it refers to; blocks with instances count as one
saved_plan    the changes of a saved plan, with what each waits for
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from ivrplan.address import Address, ModuleStep, parse_address
from ivrplan.config.configuration import Configuration, DataBlock, ResourceBlock
from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import PlanError, did_you_mean, error
from ivrplan.plan import dependencies
from ivrplan.plan.change import Change
from ivrplan.providers.contract import Action
from ivrplan.state.document import successor_address
from ivrplan.workflow.project import open_project
from ivrplan.workflow.show import show


class Kind(StrEnum):
    """What a node of the dependency graph stands for."""

    RESOURCE = "resource"
    DATA = "data"
    VARIABLE = "variable"
    LOCAL = "local"
    FLOW = "flow"
    MODULE = "module"
    OUTPUT = "output"
    PROVIDER = "provider"
    CHECK = "check"


class Link(StrEnum):
    """Why two things are joined."""

    NEEDS = "needs"
    """The first one waits for the second one, or refers to it."""

    HANDOVER = "handover"
    """The flow of the first one hands calls over to the flow of the second one. This may go round in a circle."""


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """One thing in the dependency graph.

    Attributes:
        name: its name in the whole configuration; no other member has it.
        kind: what it is.
        module: the module that it stands in, as a way from the root: `("module.emea", "module.hours")`.
        action: what a plan does to it; None outside of plans.
        create_first: whether a replacement is created before the old object is deleted.
    """

    name: str
    kind: Kind
    module: tuple[str, ...] = ()
    action: Action | None = None
    create_first: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """That one member needs another."""

    source: str
    target: str
    link: Link = Link.NEEDS


@dataclass(frozen=True, slots=True)
class DependencyGraph:
    """Members and edges, both in an order that does not change from run to run."""

    members: tuple[Member, ...]
    edges: tuple[Edge, ...]


_WORDS: Final[Mapping[str, Kind]] = {
    "var": Kind.VARIABLE,
    "local": Kind.LOCAL,
    "flow": Kind.FLOW,
    "module": Kind.MODULE,
    "output": Kind.OUTPUT,
    "provider": Kind.PROVIDER,
    "data": Kind.DATA,
    "check": Kind.CHECK,
}
"""What the first word of a name inside its module says; all other words are resource types."""

_STEP: Final = re.compile(r'module\.[^.\["]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?(?=\.)')
_KEY: Final = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]$')


# Resources


def resources(request: LoadRequest, targets: Sequence[str] = ()) -> DependencyGraph:
    """Resources and data, each with what it waits for; what follows from other edges is left out.

    Args:
        request: what to load.
        targets: only these addresses, and what they need; all when there are none.

    Raises:
        IvrplanError: the configuration cannot be read, or a target names nothing.
    """
    configuration = open_project(request).configuration
    members = [_member(block.address, Kind.RESOURCE) for block in configuration.resources.values()]
    members += [_member(block.address, Kind.DATA) for block in configuration.data.values()]
    edges = [
        Edge(str(block.address), other)
        for block in _blocks(configuration)
        for other in block.dependencies | block.data
    ]
    handovers = _handovers(configuration.resources.values(), str)
    return _limited(_graph(members, [*_reduced(edges), *handovers]), targets, dependencies.means)


def _blocks(configuration: Configuration) -> tuple[ResourceBlock | DataBlock, ...]:
    return (*configuration.resources.values(), *configuration.data.values())


def _member(address: Address, kind: Kind) -> Member:
    return Member(str(address), kind, _way(address.module))


def _way(steps: Iterable[ModuleStep]) -> tuple[str, ...]:
    return tuple(map(str, steps))


def _handovers(blocks: Iterable[ResourceBlock], name: Callable[[Address], str]) -> list[Edge]:
    return [
        Edge(name(block.address), name(parse_address(other)), Link.HANDOVER)
        for block in blocks
        for other in block.handovers.values()
        if other != str(block.address)
    ]


def _reduced(edges: Iterable[Edge]) -> list[Edge]:
    """The edges that do not follow from others. They go round in no circle: a plan could not be made otherwise."""
    import networkx as nx  # noqa: PLC0415 - heavy, and no other command of this kind needs it

    graph: nx.DiGraph[str] = nx.DiGraph((edge.source, edge.target) for edge in edges)
    return [Edge(source, target) for source, target in nx.transitive_reduction(graph).edges]


# Everything that is declared


def declarations(request: LoadRequest, targets: Sequence[str] = ()) -> DependencyGraph:
    """Everything that is declared, with what it refers to.

    Args:
        request: what to load.
        targets: only these names, and what they need; all when there are none.

    Raises:
        IvrplanError: the configuration cannot be read, or a target names nothing.
    """
    configuration = open_project(request).configuration
    joints = _Joints(configuration)
    names = {f"var.{name}" for name in configuration.variables}
    names |= {name for name in configuration.needs if not joints.is_output(name)}
    names |= {f"provider.{name}" for name, block in configuration.providers.items() if block.place}
    edges = [
        Edge(name, inside)
        for name, others in configuration.needs.items()
        if not joints.is_output(name)
        for other in others
        for inside in joints.meant(other)
    ]
    edges += [Edge(name, call) for name in names if (call := joints.call_of_variable(name))]
    edges += [Edge(_block(block.address), f"provider.{block.provider}") for block in _blocks(configuration)]
    edges += _handovers(configuration.resources.values(), _block)
    return _limited(_graph(map(_declared, names), edges), targets, _names_declared)


def _block(address: Address) -> str:
    return str(address.without_key())


def _declared(name: str) -> Member:
    way: list[str] = []
    position = 0
    while (found := _STEP.match(name, position)) and name.count(".", found.end()) > 1:
        way.append(found[0])
        position = found.end() + 1
    return Member(name, _WORDS.get(name[position:].partition(".")[0], Kind.RESOURCE), tuple(way))


class _Joints:
    """Where names outside of a module and names inside of it mean the same."""

    def __init__(self, configuration: Configuration) -> None:
        self._instances: defaultdict[str, list[str]] = defaultdict(list)
        for instance in configuration.modules:
            self._instances[_KEY.sub("", instance)].append(instance)
        self._calls = {name for name in configuration.needs if _declared(name).kind is Kind.MODULE}

    def is_output(self, name: str) -> bool:
        """Whether the name stands for one output of a module: `module.hours.flow`."""
        return name.rpartition(".")[0] in self._calls

    def meant(self, name: str) -> list[str]:
        """What a reference leads to: an output of a module is declared inside each of the module's instances."""
        if not self.is_output(name):
            return [name]
        call, _, output = name.rpartition(".")
        return [f"{instance}.output.{output}" for instance in self._instances[call]] or [call]

    def call_of_variable(self, name: str) -> str:
        """The module call that gives a variable its value; empty for all other names."""
        instance, _, _ = name.rpartition(".var.")
        call = _KEY.sub("", instance)
        return call if call in self._calls else ""


def _names_declared(given: str, name: str) -> bool:
    """Whether a person who says `given` means this: it, its block, or something in the module that it is."""
    if name in {given, _KEY.sub("", given)}:
        return True
    return given.startswith("module.") and name.startswith((f"{given}.", f"{given}["))


# Saved plans


def saved_plan(path: Path, environment: Mapping[str, str], targets: Sequence[str] = ()) -> DependencyGraph:
    """The changes of a saved plan, with what each waits for.

    Args:
        path: the file.
        environment: the process's environment.
        targets: only these addresses, and what they wait for; all when there are none.

    Raises:
        IvrplanError: it is no saved plan, or a target names nothing.
    """
    changes = show(path, environment).told
    edges = [Edge(change.address, other) for change in changes for other in change.dependencies]
    beside = [edge for change in changes for edge in _beside(change)]
    members = map(_changed, changes)
    return _limited(_graph(members, [*_reduced(edges), *beside]), targets, dependencies.means)


def _changed(change: Change) -> Member:
    address = parse_address(successor_address(change.address) or change.address)
    member = replace(_member(address, Kind.RESOURCE), name=change.address)
    return replace(member, action=change.action, create_first=change.create_before_destroy)


def _beside(change: Change) -> Iterator[Edge]:
    """Those whose ids the change needs, and which come into being together with it."""
    for other in set(change.needs) & set(change.awaits) - {change.address}:
        yield Edge(change.address, other, Link.HANDOVER)


# What all have in common


def _graph(members: Iterable[Member], edges: Iterable[Edge]) -> DependencyGraph:
    """The dependency graph, without edges to what is no member."""
    found = {member.name: member for member in members}
    kept = {edge for edge in edges if edge.source in found and edge.target in found}
    return DependencyGraph(
        tuple(sorted(found.values(), key=lambda member: (member.module, member.name))),
        tuple(sorted(kept)),
    )


def _limited(
    graph: DependencyGraph, targets: Sequence[str], means: Callable[[str, str], bool]
) -> DependencyGraph:
    """The part of it that some targets need; all of it when there are none."""
    if not targets:
        return graph
    others: defaultdict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        others[edge.source].append(edge.target)
    names = [member.name for member in graph.members]
    waiting = [name for target in targets for name in _matching(target, names, means)]
    chosen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in chosen:
            chosen.add(name)
            waiting += others[name]
    return _graph((member for member in graph.members if member.name in chosen), graph.edges)


def _matching(target: str, names: Sequence[str], means: Callable[[str, str], bool]) -> list[str]:
    found = [name for name in names if means(target, name)]
    if not found:
        raise PlanError(
            error(
                "Unknown address",
                f'There is nothing at "{target}" in this dependency graph.',
                hint=did_you_mean(target, names) or "Without --target it shows all names.",
            ),
        )
    return found
