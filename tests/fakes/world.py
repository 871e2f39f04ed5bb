"""A configuration, a state, a journal and a vendor, all in memory, and the commands on them.

    world = World()
    world.want("fake_flow.a", name="A")
    await world.apply()

`plan` and `apply` wire the parts as the workflows do, without files and without a lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ivrplan.address import ModuleAddress, Target, parse_address
from ivrplan.apply import execute as execution
from ivrplan.apply.execute import Outcome, execute
from ivrplan.apply.progress import Event
from ivrplan.apply.recover import Recovery, recover, unsettled_entries
from ivrplan.config.configuration import (
    CheckBlock,
    Configuration,
    DataBlock,
    ImportBlock,
    Lifecycle,
    Move,
    OutputBlock,
    Removal,
    ResourceBlock,
    Results,
    Settings,
    VariableValue,
)
from ivrplan.config.place import Place
from ivrplan.config.verdicts import Condition
from ivrplan.diagnostics import StateError, error
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Goto
from ivrplan.flow.reference import FlowReference
from ivrplan.flow.value import FlowValue
from ivrplan.language.source import SourceText
from ivrplan.language.values import UNKNOWN, Value
from ivrplan.plan import build
from ivrplan.plan.build import Options
from ivrplan.plan.change import Plan
from ivrplan.plan.rules import Verdict
from ivrplan.providers.connection import Connection
from ivrplan.state.document import State
from ivrplan.state.journal import ApplyBegan, Entry, decode, encode
from tests.fakes.vendor import Vendor, connections

NOWHERE = Place(SourceText.of_file("main.ivr.hcl", "\n"), 0, 0)


@dataclass(frozen=True, slots=True)
class Ref:
    """`fake_flow.a.id` in a block."""

    address: str
    attribute: str = "id"


class Crash(Exception):  # noqa: N818 - it is no error of anybody's
    """The process dies here."""


@dataclass
class MemoryJournal:
    """Keeps lines as a file would.

    Attributes:
        lines: what is durable.
        dies_before, dies_after: the appends, counted from 0, that the process does not live through.
        full: the disk has no room from this append on.
    """

    lines: list[str] = field(default_factory=list)
    dies_before: int | None = None
    dies_after: int | None = None
    full: int | None = None
    count: int = 0

    async def append(self, entry: Entry) -> None:
        number, self.count = self.count, self.count + 1
        if number == self.dies_before:
            raise Crash
        if self.full is not None and number >= self.full:
            raise StateError(error("Journal cannot be written", "No space left on device."))
        self.lines.append(encode(entry))
        await asyncio.sleep(0)
        if number == self.dies_after:
            raise Crash

    @property
    def entries(self) -> list[Entry]:
        return [decode(line) for line in self.lines]


@dataclass
class World:
    """One project and its vendor."""

    vendor: Vendor = field(default_factory=Vendor)
    state: State = field(default_factory=lambda: State(lineage=""))
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    blocks: dict[str, ResourceBlock] = field(default_factory=dict)
    outputs: dict[str, OutputBlock] = field(default_factory=dict)
    data: dict[str, DataBlock] = field(default_factory=dict)
    checks: dict[str, CheckBlock] = field(default_factory=dict)
    module_conditions: list[Condition] = field(default_factory=list)
    variables: dict[str, VariableValue] = field(default_factory=dict)
    providers: tuple[str, ...] = ("fake",)
    verdict: Verdict = field(default_factory=Verdict)
    events: list[Event] = field(default_factory=list)
    digest: str = "digest"
    found: Recovery | None = None
    moves: list[Move] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    imports: list[ImportBlock] = field(default_factory=list)

    @property
    def connections(self) -> dict[str, Connection]:
        return connections(self.vendor, *self.providers)

    @property
    def configuration(self) -> Configuration:
        return Configuration(
            root=Path(),
            workspace="default",
            settings=Settings(),
            variables=self.variables,
            providers={},
            flows={},
            resources=dict(self.blocks),
            outputs=dict(self.outputs),
            sources={},
            digest=self.digest,
            data=dict(self.data),
            checks=dict(self.checks),
            module_conditions=tuple(self.module_conditions),
            moves=tuple(self.moves),
            removals=tuple(self.removals),
            imports=tuple(self.imports),
        )

    def want(
        self,
        address: str,
        *,
        needs: Iterable[str] = (),
        lifecycle: Lifecycle | None = None,
        provider: str = "fake",
        conditions: Iterable[Condition] = (),
        leads: Iterable[str] = (),
        **values: Any,
    ) -> None:
        """Declare a resource, or declare it anew. Its flow hands calls over to those that `leads` deploy."""
        named = tuple(leads)
        if named:
            values["leads"] = _leading(address, named)
        resources, data = self._needs({*needs, *_references(values)})
        self.blocks[address] = ResourceBlock(
            address=parse_address(address),
            type=parse_address(address).kind,
            provider=provider,
            lifecycle=lifecycle or Lifecycle(),
            dependencies=resources,
            flow_name="",
            place=NOWHERE,
            locator=lambda _: NOWHERE,
            evaluator=lambda results: resolved(values, results),
            data=data,
            conditions=tuple(conditions),
            handovers={other: other for other in named},
        )

    def _needs(self, named: set[str]) -> tuple[frozenset[str], frozenset[str]]:
        """The resources and the data that something needs: what it names, and what that data needs in turn."""
        data = {name for name in named if name.startswith("data.")}
        blocks = [self.data[name] for name in data]
        resources = (named - data).union(*(block.dependencies for block in blocks))
        return frozenset(resources), frozenset(data.union(*(block.data for block in blocks)))

    def look(
        self,
        address: str,
        *,
        needs: Iterable[str] = (),
        conditions: Iterable[Condition] = (),
        check: str = "",
        **query: Any,
    ) -> None:
        """Declare data."""
        resources, data = self._needs({*needs, *_references(query)})
        parsed = parse_address(address)
        self.data[address] = DataBlock(
            address=parsed,
            type=parsed.kind.removeprefix("data."),
            provider="fake",
            dependencies=resources,
            data=data,
            place=NOWHERE,
            evaluator=lambda results: resolved(query, results),
            conditions=tuple(conditions),
            check=check,
        )

    def claim(self, name: str, *conditions: Condition, data: Iterable[str] = ()) -> None:
        """Declare a check."""
        address = f"check.{name}"
        self.checks[address] = CheckBlock(address, NOWHERE, conditions, tuple(data))

    def forget(self, address: str) -> None:
        """Take a resource out of the configuration."""
        del self.blocks[address]

    def move(self, before: str, after: str) -> None:
        """Write a `moved` block."""
        self.moves.append(Move(target(before), target(after), NOWHERE))

    def remove(self, address: str, *, destroy: bool = False) -> None:
        """Write a `removed` block."""
        self.removals.append(Removal(target(address), destroy, NOWHERE))

    def take(self, address: str, what: Any, by: str = "id") -> None:
        """Write an `import` block."""
        self.imports.append(
            ImportBlock(parse_address(address), by, "", NOWHERE, lambda results: resolved(what, results))
        )

    def show(
        self, name: str, value: Any, *, sensitive: bool = False, conditions: Iterable[Condition] = ()
    ) -> None:
        """Declare an output."""
        self.outputs[name] = OutputBlock(
            name,
            sensitive,
            "",
            frozenset(),
            NOWHERE,
            lambda results: resolved(value, results),
            tuple(conditions),
        )

    async def plan(self, **options: Any) -> Plan:
        """A plan, with everything that an interrupted apply has left taken in."""
        recovery = await recover(self.state, self.journal.entries, self.connections)
        return await self._build(recovery.state, Options(**options))

    async def _build(self, state: State, options: Options) -> Plan:
        inputs = build.Inputs(self.configuration, state, self.connections, self.verdict, options)
        return await build.build(inputs)

    async def recover(self) -> Recovery:
        """Take in for good what an interrupted apply has left."""
        self.found = await recover(self.state, self.journal.entries, self.connections)
        self._keep(self.found.state)
        self.journal = MemoryJournal()
        return self.found

    async def apply(self, plan: Plan | None = None, **options: Any) -> Outcome:
        """Recover, plan unless a plan is given, run, keep the state."""
        if self.journal.lines:
            await self.recover()
        chosen = plan or await self._build(self.state, Options(**options))
        assert not chosen.failed, chosen.diagnostics
        return await self.run(chosen)

    async def run(self, plan: Plan, parallelism: int = 10, stop: asyncio.Event | None = None) -> Outcome:
        """Run a plan, and keep the state."""
        await self.journal.append(ApplyBegan(plan.id, self.state.lineage, self.state.serial))
        outcome = await execute(
            execution.Inputs(
                plan=plan,
                configuration=self.configuration,
                state=self.state,
                connections=self.connections,
                journal=self.journal,
                parallelism=parallelism,
                listen=self.events.append,
                stop=stop or asyncio.Event(),
            ),
        )
        self._keep(outcome.state)
        left = unsettled_entries(self.journal.entries, outcome.unsettled)
        self.journal = MemoryJournal([encode(entry) for entry in left])
        return outcome

    def _keep(self, state: State) -> None:
        self.state = replace(state, lineage=state.lineage or "lineage", serial=self.state.serial + 1)


def target(text: str) -> Target:
    """The address of a resource or of a module, from its text form."""
    parts = text.split(".")
    calls = len(parts) % 2 == 0 and parts[-2] == "module"
    return ModuleAddress(parse_address(f"{text}.fake_hook.x").module) if calls else parse_address(text)


def _leading(address: str, others: Iterable[str]) -> FlowValue:
    """A flow that is named like the resource, and hands calls over to others that are."""
    nodes = tuple(Goto(name=f"to {other}", flow=FlowReference(other)) for other in others)
    return FlowValue(Flow(name=address, nodes=nodes), address)


def _references(value: Any) -> set[str]:
    match value:
        case Ref():
            return {value.address}
        case Mapping():
            return {found for part in value.values() for found in _references(part)}
        case tuple():
            return {found for part in value for found in _references(part)}
        case _:
            return set()


def resolved(value: Any, results: Results) -> Any:
    """A block's values, given what is known."""
    match value:
        case Ref():
            known: Mapping[str, Value] = results.get(value.address, {})
            return known.get(value.attribute, UNKNOWN)
        case Mapping():
            return {name: resolved(part, results) for name, part in value.items()}
        case tuple():
            return tuple(resolved(part, results) for part in value)
        case _:
            return value
