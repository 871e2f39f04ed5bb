"""Making a plan: observe, decide for every resource in dependency order, check, freeze.

arrange -> select -> observe -> decide -> order -> steps -> check -> Plan
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b

from ivrplan.config.configuration import Configuration, ResourceBlock
from ivrplan.diagnostics import ConfigurationError, Diagnostic, PlanError, Problems, Severity, error
from ivrplan.language.plain import same
from ivrplan.language.values import Sensitive, Value, contains_sensitive, contains_unknown
from ivrplan.plan import decide, dependencies, handovers, imports, refresh, releases, safety
from ivrplan.plan.change import Change, Mode, OutputChange, Plan
from ivrplan.plan.conditions import Judge, after, before
from ivrplan.plan.data import DataPlan, Known, Reader, data_needs
from ivrplan.plan.decide import Decision, Wanted
from ivrplan.plan.imports import Found
from ivrplan.plan.moves import Arranged, arrange
from ivrplan.plan.nodemoves import NodeMoves
from ivrplan.plan.refresh import Observation, Sighting
from ivrplan.plan.rules import Verdict
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import Action, Live, ResourceType, Step, StepKind
from ivrplan.state.document import OutputRecord, ResourceRecord, State, successor_address


@dataclass(frozen=True, slots=True)
class Options:
    """How a plan is to be made.

    Attributes:
        mode: what kind of plan.
        targets: addresses that it is limited to, with all that they need; empty for all.
        replace: addresses that are replaced whether they changed or not.
        refresh: whether the vendors are asked what they have.
        allow_large_change: whether a plan may remove more than the guard allows.
        guard: when a plan counts as too large.
    """

    mode: Mode = Mode.NORMAL
    targets: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    refresh: bool = True
    allow_large_change: bool = False
    guard: safety.Guard = field(default_factory=safety.Guard)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a plan is made from."""

    configuration: Configuration
    state: State
    connections: Mapping[str, Connection]
    verdict: Verdict
    options: Options = Options()


async def build(inputs: Inputs) -> Plan:
    """Make the plan. What it finds wrong with flows stands in its diagnostics; it can then be shown, not applied.

    Raises:
        PlanError: it cannot be made: a dependency cycle, an unknown target, a provider that is not configured.
        ProviderError: a vendor could not be asked.
        ConfigurationError: expressions have no value; it says all of them.
    """
    arranged = arrange(inputs.configuration, inputs.state, inputs.options.mode)
    inputs = replace(inputs, state=arranged.state)
    selected = _selected(inputs, arranged)
    arranged = arranged.limited(selected)
    observations = await _observe(inputs, selected)
    unread = refresh.failures(observations.values())
    if unread is not None:
        raise unread
    blocks = inputs.configuration.data
    data = {address: blocks[address] for address in selected if address in blocks}
    judge = Judge()
    reading = DataPlan(data, Reader(inputs.connections), judge)
    found = await _find_imports(inputs, selected, reading)
    return await _Planner(inputs, selected, observations, reading, judge, arranged, found).plan()


async def _find_imports(inputs: Inputs, selected: Collection[str], data: DataPlan) -> Mapping[str, Found]:
    """The objects that `import` blocks name, by address; data that needs no resource is read for it."""
    resources = inputs.configuration.resources
    blocks = imports.open_blocks(inputs.configuration, inputs.state, inputs.options.mode)
    missing = Problems()
    missing.add(*imports.undeclared(blocks, resources))
    missing.raise_if_failed(PlanError)
    wanted = [block for block in blocks if str(block.address) in selected]
    if wanted:
        await data.reach_alone()
    return await imports.find(
        wanted,
        lambda block: resources[str(block.address)].provider,
        inputs.connections,
        inputs.state,
        results=data.results,
    )


def _selected(inputs: Inputs, arranged: Arranged) -> Collection[str]:
    """The addresses that the plan is about. Of all others nothing is asked and nothing is said."""
    known = list(
        dict.fromkeys([*inputs.configuration.resources, *inputs.state.resources, *arranged.forgotten])
    )
    for address in inputs.options.replace:
        dependencies.matching(address, known)
    if inputs.options.mode is Mode.NORMAL:
        known += inputs.configuration.data
    if not inputs.options.targets:
        return known
    chosen = dependencies.needed_by(inputs.options.targets, known, _needs(inputs))
    return [address for address in known if address in chosen]


def _needs(inputs: Inputs) -> list[tuple[str, str]]:
    """Who refers to whom. In a plan to destroy, whoever refers goes first, so the target needs them."""
    blocks, records = inputs.configuration.resources, inputs.state.resources
    destroying = inputs.options.mode is Mode.DESTROY
    pairs = [
        (address, other)
        for address, block in blocks.items()
        for other in (*block.dependencies, *block.handovers.values())
    ]
    pairs += data_needs(inputs.configuration)
    pairs += [
        (address, other)
        for address, record in records.items()
        if destroying or address not in blocks
        for other in record.dependencies
    ]
    return [(other, address) for address, other in pairs] if destroying else pairs


async def _observe(inputs: Inputs, selected: Collection[str]) -> Mapping[str, Observation]:
    state = inputs.state.resources
    records = [state[address] for address in selected if address in state]
    if not inputs.options.refresh:
        return refresh.assume(records)
    return await refresh.observe(sightings(inputs.configuration, inputs.connections, records))


def sightings(
    configuration: Configuration, connections: Mapping[str, Connection], records: Collection[ResourceRecord]
) -> list[Sighting]:
    """Each record with the connection that can see its object.

    Raises:
        PlanError: a provider that records need is not configured any more.
    """
    found: list[Sighting] = []
    problems = Problems()
    for record in records:
        block = configuration.resources.get(record.address)
        key = block.provider if block else record.provider
        if key in connections:
            found.append(Sighting(record, connections[key]))
        else:
            problems.add(_not_configured(record.address, key))
    problems.raise_if_failed(PlanError)
    return found


def _not_configured(address: str, key: str) -> Diagnostic:
    return error(
        "Provider configuration missing",
        f'{address} is managed through the provider configuration "{key}", which the configuration does not have.',
        hint=f'Put the provider "{key.partition(".")[0]}" block back until the resource is destroyed.',
        address=address,
    )


@dataclass(slots=True)
class _Planner:
    """The decisions of one plan while they are made, in dependency order."""

    inputs: Inputs
    selected: Collection[str]
    observations: Mapping[str, Observation]
    data: DataPlan
    judge: Judge
    arranged: Arranged
    found: Mapping[str, Found]
    settled: set[str] = field(default_factory=set)
    moving: set[str] = field(default_factory=set)
    decisions: dict[str, Decision] = field(default_factory=dict)
    results: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    records: dict[str, ResourceRecord | None] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    plan_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    node_moves: NodeMoves = field(init=False)

    def __post_init__(self) -> None:
        self.node_moves = NodeMoves(self.inputs.configuration)

    async def plan(self) -> Plan:
        self.results |= self.data.results
        for group in self._in_order():
            self._settle_ids(group)
            for address in group:
                if address in self.data.blocks:
                    await self._reach(address)
                else:
                    self._settle(address, self.inputs.configuration.resources.get(address))
        self.problems.add(*(one for one in self.data.diagnostics if one.severity is Severity.ERROR))
        self.problems.raise_if_failed()
        changes = self._frozen()
        outputs = self._outputs()
        return Plan(
            id=self.plan_id,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            mode=self.inputs.options.mode,
            workspace=self.inputs.configuration.workspace,
            configuration=self.inputs.configuration.digest,
            lineage=self.inputs.state.lineage,
            serial=self.inputs.state.serial,
            changes=changes,
            outputs=outputs,
            variables=_variables(self.inputs.configuration),
            records=self.records,
            targets=self.inputs.options.targets,
            diagnostics=self._diagnostics(changes),
            silenced=self.inputs.verdict.silenced,
            data=tuple(self.data.readings.values()),
            checks=tuple(self.judge.checked),
            rearrangement=self.arranged.how,
        )

    async def _reach(self, address: str) -> None:
        """Read data, and all other data that can be read by now."""
        if not self.data.reached(address):
            await self.data.reach(Known(self.settled, self.moving, self.results))
            self.results |= self.data.results

    def _settle(self, address: str, block: ResourceBlock | None) -> None:
        conditions = block.conditions if block and self.inputs.options.mode is Mode.NORMAL else ()
        try:
            self.judge.judge(before(conditions), self.results)
            self._decide(address, block)
            self.judge.judge(after(conditions), self.results)
        except ConfigurationError as failure:
            self.problems.catch(failure)
        self.settled.add(address)

    def _in_order(self) -> list[tuple[str, ...]]:
        blocks = self.inputs.configuration.resources
        chosen = [(address, blocks[address]) for address in self.selected if address in blocks]
        needs = [(address, other) for address, block in chosen for other in block.dependencies]
        needs += data_needs(self.inputs.configuration) if self.data.blocks else ()
        leads = [(address, other) for address, block in chosen for other in block.handovers.values()]
        return handovers.groups(self.selected, needs, leads)

    def _settle_ids(self, group: Collection[str]) -> None:
        """Find out which of the objects that refer to each other, or to themselves, keep their ids."""
        blocks = self.inputs.configuration.resources
        led_to = {
            other for address in group if address in blocks for other in blocks[address].handovers.values()
        }
        there = {address: self._live(address) for address in led_to.intersection(group)}
        ids = {address: live.id for address, live in there.items() if live is not None}
        if ids:
            handovers.keep_ids(self.identities, ids, self._action)

    def _live(self, address: str) -> Live | None:
        """What the vendor has at an address by now, managed or about to be."""
        if address in self.found:
            return self.found[address].live
        return self.observations[address].live if address in self.observations else None

    def _action(self, address: str) -> Action | None:
        """What would be done to a resource, given the ids that are known; None for nothing."""
        block = self.inputs.configuration.resources.get(address)
        try:
            decision = self._decision(address, block, self.observations.get(address))
        except ConfigurationError:
            return Action.NO_OP  # it is told when the decision is made for good
        return decision.change.action if decision else None

    def _decide(self, address: str, block: ResourceBlock | None) -> None:
        observation = self.observations.get(address)
        decision = self._decision(address, block, observation)
        if decision is None:
            if observation is not None:
                self.records[address] = None
            return
        self.decisions[address] = decision
        if decision.change.sends:
            self.moving.add(address)
        if decision.change.action in handovers.STAYING:
            self.identities[address] = decision.change.id
        if decision.record is not None:
            self.records[address] = decision.record
        if decision.results is not None:
            self.results[address] = decision.results

    def _decision(
        self, address: str, block: ResourceBlock | None, observation: Observation | None
    ) -> Decision | None:
        """What to do; None where only the record of a vanished object has to be dropped."""
        if address in self.arranged.forgotten:
            return decide.forget(self.arranged.forgotten[address])
        live = observation.live if observation else None
        if self.inputs.options.mode is Mode.REFRESH_ONLY:
            return self._observed(observation)
        removing = block is None or self.inputs.options.mode is Mode.DESTROY
        if removing and observation is not None:
            kind = self._kind(observation.record.provider, observation.record.type)
            because = "" if block else _unwanted(address)
            return decide.delete(observation.record, live, kind, because) if live else None
        if removing or block is None:
            return None
        kind = self._kind(block.provider, block.type)
        forced = any(dependencies.means(given, address) for given in self.inputs.options.replace)
        renames = self.node_moves.of(block.flow_name)
        desired = handovers.desired(kind, block, self.results, self.identities)
        wanted = Wanted(block, desired, forced, renames)
        if address in self.found:
            return self._imported(wanted, kind, self.found[address])
        if observation is None or live is None:
            return decide.create(wanted, kind, observation)
        return decide.update(wanted, kind, observation.record, live)

    def _imported(self, wanted: Wanted, kind: ResourceType, found: Found) -> Decision:
        decision, record = imports.decide_import(wanted, kind, found)
        return decision if decision.record is not None else replace(decision, record=record)

    def _observed(self, observation: Observation | None) -> Decision | None:
        if observation is None or observation.live is None:
            return None
        record = observation.record
        return decide.observed(record, observation.live, self._kind(record.provider, record.type))

    def _type_of(self, change: Change) -> ResourceType:
        return self._kind(change.provider, change.type)

    def _kind(self, provider: str, name: str) -> ResourceType:
        return self.inputs.connections[provider].type(name)

    def _frozen(self) -> tuple[Change, ...]:
        """The changes in the order of applying them, with their steps and with what each waits for."""
        changes = {address: decision.change for address, decision in self.decisions.items()}
        arranged = handovers.arrange(changes, *_waits(changes, self.inputs))
        handovers.check_types({address: self._type_of(changes[address]) for address in arranged.awaits})
        origins = self.arranged.how.origins
        return tuple(
            replace(
                changes[address],
                steps=self._steps(changes[address]),
                dependencies=tuple(sorted(arranged.waits[address] & self.moving)),
                awaits=tuple(sorted(arranged.awaits.get(address, ()))),
                leads=handovers.leads(self.inputs.configuration, address),
                previous_address=origins.get(address, ""),
            )
            for address in arranged.order
        )

    def _steps(self, change: Change) -> tuple[Step, ...]:
        if not change.sends:
            return ()
        block = self.inputs.configuration.resources.get(change.address)
        released = block is not None and block.releases
        tried = len(releases.trials(self.inputs.configuration, block.flow_name)) if block and released else 0
        kinds = releases.step_kinds(change, self._type_of(change), tried)
        return tuple(
            Step(
                step, key=step_key(self.plan_id, change.address, step), summary=releases.summary(step, tried)
            )
            for step in kinds
        )

    def _outputs(self) -> tuple[OutputChange, ...]:
        options = self.inputs.options
        if options.targets or options.mode is Mode.REFRESH_ONLY:
            return ()
        before = self.inputs.state.outputs
        after = {} if options.mode is Mode.DESTROY else self._output_values()
        names = list(dict.fromkeys([*after, *before]))
        changes = [_output_change(name, before.get(name), after.get(name)) for name in names]
        return tuple(change for change in changes if change is not None)

    def _output_values(self) -> dict[str, Value]:
        blocks = self.inputs.configuration.outputs
        self.judge.judge(self.inputs.configuration.module_conditions, self.results)
        for block in blocks.values():
            self.judge.judge(block.conditions, self.results)
        values = {name: block.evaluate(self.results) for name, block in blocks.items()}
        return {
            name: Sensitive(value) if blocks[name].sensitive and not isinstance(value, Sensitive) else value
            for name, value in values.items()
        }

    def _diagnostics(self, changes: tuple[Change, ...]) -> tuple[Diagnostic, ...]:
        options = self.inputs.options
        found = [*self.inputs.configuration.warnings, *self.arranged.diagnostics]
        found += safety.protected(changes, self.inputs.configuration.resources)
        if options.mode is Mode.NORMAL:
            found += releases.untried(changes, self.inputs.configuration)
            for check in self.inputs.configuration.checks.values():
                self.judge.judge(check.conditions, self.results)
            found += self.data.diagnostics
            found += self.judge.diagnostics
            found += self.inputs.verdict.diagnostics
            if not options.allow_large_change:
                found += safety.oversized(changes, len(self.inputs.state.resources), options.guard)
        return tuple(found)


def _variables(configuration: Configuration) -> Mapping[str, Value]:
    return {
        name: variable.value
        for name, variable in configuration.variables.items()
        if not variable.sensitive and not contains_sensitive(variable.value)
    }


def step_key(plan_id: str, address: str, step: StepKind) -> str:
    """The idempotency key of a step: the same for every try of the same plan, different for every other step."""
    text = f"{plan_id}\n{address}\n{step.value}"
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _unwanted(address: str) -> str:
    return "it was replaced" if successor_address(address) else "it is not in the configuration"


def _waits(
    changes: Mapping[str, Change], inputs: Inputs
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Pairs (waits, for). Who refers to another is changed after it, but goes, or lets go of it, before it goes.

    A replaced object goes after all who referred to it refer to its successor.

    Returns:
        Those that hold in any case, and those that hold unless two wait for each other: flows can hand calls over to
        each other, so what goes may do so too.
    """
    hard: list[tuple[str, str]] = []
    soft: list[tuple[str, str]] = []
    for address, change in changes.items():
        block = inputs.configuration.resources.get(address)
        if change.action is not Action.DELETE and block is not None:
            hard += [(address, other) for other in block.dependencies]
            soft += [(address, other) for other in block.handovers.values()]
        successor = successor_address(address)
        if successor is not None:
            hard.append((address, successor))
            hard += [(address, other) for other, one in changes.items() if successor in one.needs]
        record = inputs.state.resources.get(address)
        for other in record.dependencies if record else ():
            leaving = changes.get(other)
            if leaving is not None and leaving.action is Action.DELETE:
                soft.append((other, address))
    return hard, soft


def _output_change(name: str, before: OutputRecord | None, after: Value) -> OutputChange | None:
    """The change of one output; None when it stays.

    A sensitive value is not kept, so whether it changed cannot be told: it counts as changed only when it comes,
    goes, or stops being sensitive.
    """
    hidden = isinstance(after, Sensitive)
    if before is None:
        return None if after is None else OutputChange(name, None, after, hidden)
    if before.sensitive or hidden:
        return (
            None if before.sensitive and hidden else OutputChange(name, before.value, after, sensitive=True)
        )
    if not contains_unknown(after) and same(before.value, after):
        return None
    return OutputChange(name, before.value, after)
