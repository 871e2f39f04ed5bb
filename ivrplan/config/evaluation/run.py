"""Everything that a module declares, evaluated once with nothing known of what vendors tell: what is wrong shows here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from ivrplan.address import DATA, InstanceKey, ModuleStep
from ivrplan.config.blocks.calls import CallSource
from ivrplan.config.blocks.conditions import ConditionSource
from ivrplan.config.blocks.outputs import OutputSource, for_callers, shown
from ivrplan.config.blocks.providers import build_provider
from ivrplan.config.blocks.read import Parts
from ivrplan.config.configuration import ProviderBlock
from ivrplan.config.evaluation.dependencies import Needs, Reach, describe_circle, order, without_circles
from ivrplan.config.evaluation.judging import judge_block, judge_instance, query
from ivrplan.config.evaluation.needs import Found
from ivrplan.config.evaluation.program import Input, Program, prefix_of
from ivrplan.config.evaluation.scope import Caller, Evaluator
from ivrplan.config.request import Schemas
from ivrplan.config.verdicts import Status, Verdict
from ivrplan.diagnostics import ConfigurationError, Problems
from ivrplan.language.functions.contract import BoundFunction
from ivrplan.language.values import Value

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Call:
    """One instance of a module call, about to be evaluated.

    Attributes:
        written: the block.
        caller: who calls, and which instance of the call it is.
        arguments: the values for the module's variables.
        reach: the resource blocks that each argument needs.
        first: the resource blocks that come before every resource in the module.
    """

    written: CallSource
    caller: Caller
    arguments: Mapping[str, Value]
    reach: Mapping[str, frozenset[str]]
    first: frozenset[str]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The result.

    Attributes:
        evaluator: the one that knows nothing of what vendors tell, with all that it made.
        providers: the provider configurations.
        for_callers: the outputs of a root module that only a calling module could use: its flows.
    """

    evaluator: Evaluator
    providers: Mapping[str, ProviderBlock]
    for_callers: frozenset[str] = frozenset()

    @property
    def instance(self) -> InstanceKey:
        """Which instance of its call the module is."""
        caller = self.evaluator.caller
        return caller.instance if caller else None


class Enter(Protocol):
    """Loads and evaluates the module of a call; None, with problems, when something is wrong with it."""

    def __call__(self, call: Call, problems: Problems) -> Evaluated | None:
        """What came of it."""
        ...


@dataclass(frozen=True, slots=True)
class World:
    """What the expressions of a module see from the start, and its place among modules.

    Attributes:
        constants: `var`, `path`, `workspace`.
        functions: what can be called.
        enter: evaluates the modules that it calls.
        caller: who calls it; None for the root.
        inputs: its variables, where it is called; none for the root, whose variables are constants.
        reach: the resource blocks that its variables need.
        first: the resource blocks that come before every resource in it.
    """

    constants: Mapping[str, Value]
    functions: Mapping[str, BoundFunction]
    enter: Enter
    caller: Caller | None = None
    inputs: Mapping[str, Input] = field(default_factory=dict)
    reach: Mapping[str, frozenset[str]] = field(default_factory=dict)
    first: frozenset[str] = _NOTHING

    @property
    def path(self) -> tuple[ModuleStep, ...]:
        """The way to the module from the root."""
        if self.caller is None:
            return ()
        return (*self.caller.evaluator.program.path, ModuleStep(self.caller.name, self.caller.instance))


def run(parts: Parts, found: Found, world: World, schemas: Schemas, problems: Problems) -> Evaluated:
    """Evaluate everything in the order in which things need each other.

    What has a problem of its own is left out, and what needs it too, so that one mistake gives one message.
    """
    needs, circles = without_circles(found.needs)
    problems.add(*(describe_circle(circle, parts.place_of) for circle in circles))
    program = _program(parts, needs, world)
    for name in world.inputs:
        program.reach.tell(f"var.{name}", world.reach.get(name, _NOTHING))
    evaluator = Evaluator(program, caller=world.caller)
    runner = _Runner(parts, found, evaluator, world.enter, schemas, problems)
    runner.failed |= found.failed.union(*circles)
    for key in program.order.keys:
        runner.run(key, needs.get(key, _NOTHING))
    return Evaluated(evaluator, runner.providers, frozenset(runner.for_callers))


def _program(parts: Parts, needs: Needs, world: World) -> Program:
    prefix = prefix_of(world.path)
    data = [key for key, written in parts.data.items() if not written.check]
    full_names = {key: f"{prefix}{key}" for key in (*parts.resources, *data)}
    return Program(
        path=world.path,
        inputs=world.inputs,
        locals=parts.locals,
        flows=parts.flows,
        resources=parts.resources,
        calls=parts.calls,
        outputs=parts.outputs,
        data=parts.data,
        constants=world.constants,
        functions=world.functions,
        order=order(needs),
        reach=Reach(needs, full_names, world.first),
        names=_names(parts.resources),
        data_names=_names(key.removeprefix(f"{DATA}.") for key in parts.data),
    )


def _names(keys: Iterable[str]) -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for key in keys:
        kind, _, name = key.partition(".")
        names.setdefault(kind, set()).add(name)
    return {kind: frozenset(of) for kind, of in names.items()}


@dataclass(slots=True)
class _Runner:
    parts: Parts
    found: Found
    evaluator: Evaluator
    enter: Enter
    schemas: Schemas
    problems: Problems
    failed: set[str] = field(default_factory=set)
    providers: dict[str, ProviderBlock] = field(default_factory=dict)
    for_callers: set[str] = field(default_factory=set)

    def run(self, key: str, needs: frozenset[str]) -> None:
        """Evaluate one thing, unless a reference of it or something that it needs has a problem already."""
        if key in self.failed or not self.failed.isdisjoint(needs):
            self.failed.add(key)
            return
        self.evaluator.program.reach.settle(key)
        before = len(self.problems.items)
        try:
            self._evaluate(key)
        except ConfigurationError as failure:
            self.problems.catch(failure)
        if len(self.problems.items) > before or key in self.parts.unsound:
            self.failed.add(key)

    def _evaluate(self, key: str) -> None:
        kind, _, name = key.partition(".")
        match kind:
            case "local":
                self.evaluator.local(name)
            case "flow":
                self.evaluator.flow(name)
            case "output":
                self._output(name)
            case "provider":
                self._provider(name)
            case "module":
                self._module(name)
            case "var" | "check":
                pass  # the value of a variable was there first; a check stops nothing
            case "data":
                self._data(key)
            case _:
                self._resource(key)

    def _output(self, name: str) -> None:
        written = self.parts.outputs.get(name)
        if written is None:
            return
        if self.evaluator.caller is None:
            self._shown_output(written)
        else:
            self.evaluator.output(name)
        self._judged(judge_block(self.evaluator, f"output.{name}", one) for one in written.conditions)

    def _shown_output(self, written: OutputSource) -> None:
        value = self.evaluator.value(written.value, written.source)
        if for_callers(value):
            # A library module is checked on its own, too: its flows wait for a caller.
            self.for_callers.add(written.name)
        else:
            shown(written, value)

    def _provider(self, key: str) -> None:
        written = self.parts.providers.get(key)
        if written is not None:
            block = build_provider(written, self.schemas, self.evaluator.scope, self.problems)
            self.providers[written.key] = block

    def _resource(self, key: str) -> None:
        written = self.parts.resources.get(key)
        if written is None or written.twice_repeated:
            return
        for instance in self.evaluator.instances(key):
            self.evaluator.resource(key, instance)
            self._judge(key, instance, written.conditions)

    def _data(self, key: str) -> None:
        written = self.parts.data.get(key)
        if written is None or not written.sound:
            return
        for instance in self.evaluator.instances(key):
            query(self.evaluator, key, instance)
            self._judge(key, instance, written.conditions)

    def _judge(self, key: str, instance: InstanceKey, conditions: Iterable[ConditionSource]) -> None:
        self._judged(judge_instance(self.evaluator, key, instance, one) for one in conditions)

    def _judged(self, verdicts: Iterable[Verdict]) -> None:
        """Report the conditions that have no value. Whether one holds is told when a plan is made."""
        for verdict in verdicts:
            if verdict.status is Status.ERROR:
                # What is wrong with a block is told once, not for each of its instances.
                self.problems.add(*(replace(item, address="") for item in verdict.diagnostics))

    def _module(self, name: str) -> None:
        """A called module, or one output of it."""
        name, _, output = name.partition(".")
        written = self.parts.calls[name]
        if output:
            self._reach_of_output(name, output)
        elif written.sound:
            self._call(written)

    def _call(self, written: CallSource) -> None:
        reach = self.evaluator.program.reach
        found = [
            evaluated
            for instance, extra in self.evaluator.instances(written.key).items()
            if (evaluated := self.enter(self._instance(written, instance, extra), self.problems)) is not None
        ]
        for evaluated in found:
            self.evaluator.children[written.name, evaluated.instance] = evaluated.evaluator
        inner = (evaluated.evaluator.program.reach.of_everything() for evaluated in found)
        reach.tell(written.key, reach[written.key].union(*inner))

    def _instance(self, written: CallSource, instance: InstanceKey, extra: Mapping[str, Value]) -> Call:
        evaluator, needs = self.evaluator, self.found.arguments[written.name]
        reach = evaluator.program.reach
        return Call(
            written=written,
            caller=Caller(evaluator, written.name, instance),
            arguments={
                name: evaluator.value(attribute.expression, written.source, extra)
                for name, attribute in written.arguments.items()
            },
            reach={name: reach.of_all(keys) for name, keys in needs.items()},
            first=reach.of_all(self.found.first[written.name]) | reach.first,
        )

    def _reach_of_output(self, name: str, output: str) -> None:
        """What one output of a module needs: less than the module as a whole."""
        evaluator = self.evaluator
        children = [evaluator.children[name, instance] for instance in evaluator.instances(f"module.{name}")]
        found = (child.program.reach[f"output.{output}"] for child in children)
        evaluator.program.reach.tell(f"module.{name}.{output}", _NOTHING.union(*found))
