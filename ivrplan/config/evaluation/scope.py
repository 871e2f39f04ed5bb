"""What expressions see: names that are evaluated when they are asked for, each once.

One `Evaluator` answers for one state of knowledge. The first knows nothing of what vendors tell; those with results
stand on it, and evaluate only what depends on resources anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar

from ivrplan.address import DATA, Address, InstanceKey, format_key
from ivrplan.config.blocks.outputs import passed_on
from ivrplan.config.blocks.resources import evaluate_resource
from ivrplan.config.configuration import Results
from ivrplan.config.evaluation.flows import build_flow
from ivrplan.config.evaluation.instances import Instances, instances_of
from ivrplan.config.evaluation.program import Lazy, Program
from ivrplan.diagnostics import ConfigurationError, EvaluationError, Problems
from ivrplan.flow.compose import CompositionError, compose
from ivrplan.flow.flow import Flow
from ivrplan.flow.value import FlowValue
from ivrplan.language.evaluate import Scope, evaluate
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Expression
from ivrplan.language.values import UNKNOWN, Value, contains_unknown

NOTHING: Final[Results] = MappingProxyType({})

_T = TypeVar("_T")

_DEEPEST: Final = 20
"""How many things may wait for each other; about fifteen frames of Python's stack are spent on each."""


class TooDeepError(Exception):
    """Things need each other in a long row; they have to be evaluated from its other end."""


class Caller(NamedTuple):
    """Who calls a module: the evaluator of the calling module, the call's name and the instance of the call."""

    evaluator: Evaluator
    name: str
    instance: InstanceKey


class Depth:
    """How many things wait for each other at this moment."""

    __slots__ = ("now",)

    def __init__(self) -> None:
        self.now = 0


class Evaluator:
    """Evaluates what a module declares, given what is known of resources.

    Args:
        program: what is declared.
        results: what is known of resources.
        base: the evaluator that knows nothing of them; None makes this one the base.
        caller: who calls the module; None for the root.
    """

    def __init__(
        self,
        program: Program,
        results: Results = NOTHING,
        base: Evaluator | None = None,
        caller: Caller | None = None,
    ) -> None:
        self.program = program
        self.results = results
        self.base = base or self
        self.caller = caller
        self.made: dict[str, Any] = {}
        self.children: dict[tuple[str, InstanceKey], Evaluator] = {}
        self.depth: Depth = caller.evaluator.depth if caller else Depth()
        self._prefix = program.prefix
        self._prepared: set[str] = set()
        self.scope = Scope(self._roots(), program.functions)

    def _roots(self) -> dict[str, Value]:
        program = self.program
        roots: dict[str, Value] = {
            **program.constants,
            "local": Lazy(program.locals, self.local),
            "flow": Lazy(program.flows, lambda name: self.flow(name).value),
            "module": Lazy(program.calls, self._module),
            DATA: {kind: Lazy(names, self._data_root(kind)) for kind, names in program.data_names.items()},
            **{kind: Lazy(names, self._resource_root(kind)) for kind, names in program.names.items()},
        }
        if self is not self.base and program.inputs:
            roots["var"] = Lazy(program.inputs, self.variable)
        return roots

    def _resource_root(self, type_name: str) -> Callable[[str], Value]:
        return lambda name: self._resource_value(f"{type_name}.{name}")

    def _data_root(self, type_name: str) -> Callable[[str], Value]:
        return lambda name: self._data_value(f"{DATA}.{type_name}.{name}")

    def _once(self, key: str, name: str, make: Callable[[Evaluator], _T]) -> _T:
        """What `make` makes, made once; by the base when nothing that vendors tell can change it.

        Args:
            key: the declared thing that it belongs to.
            name: its own name.
            make: makes it, for the evaluator that answers for it.
        """
        home = self if self.program.reach[key] else self.base
        if name not in home.made:
            home.made[name] = home.one_deeper(make)
        made: _T = home.made[name]
        return made

    def one_deeper(self, make: Callable[[Evaluator], _T]) -> _T:
        """What `make` makes, counted as one thing that another needs.

        Raises:
            TooDeepError: so many things need each other in a row that Python's stack is in danger.
        """
        if self.depth.now >= _DEEPEST:
            raise TooDeepError
        self.depth.now += 1
        try:
            return make(self)
        finally:
            self.depth.now -= 1

    def value(
        self, expression: Expression, source: SourceText, extra: Mapping[str, Value] = NOTHING
    ) -> Value:
        """The value of an expression, with further names where there are some.

        Raises:
            ConfigurationError: it has none.
        """
        try:
            return evaluate(expression, self.scope.child(extra) if extra else self.scope, source)
        except EvaluationError as failure:
            raise ConfigurationError(*failure.diagnostics) from failure

    def informed(self, results: Results, key: str, ask: Callable[[Evaluator], _T]) -> _T:
        """What `ask` finds out, given results.

        Args:
            results: what is known of resources.
            key: the declared thing that the question is about.
            ask: asks an evaluator.

        Raises:
            ConfigurationError: something is wrong with what is asked for.
        """
        if not self.program.reach[key]:
            return ask(self)
        evaluator = self.knowing(results)
        try:
            return ask(evaluator)
        except TooDeepError:
            evaluator.prepare(key)
            return ask(evaluator)

    def knowing(self, results: Results) -> Evaluator:
        """The evaluator of the same module that knows these results."""
        if self.caller is None:
            return Evaluator(self.program, results, self)
        outer, name, instance = self.caller
        return outer.knowing(results).child(name, instance)

    def child(self, name: str, instance: InstanceKey) -> Evaluator:
        """The evaluator of an instance of a called module, which knows the same results."""
        if (name, instance) not in self.children:
            base = self.base.children[name, instance]
            caller = Caller(self, name, instance)
            self.children[name, instance] = Evaluator(base.program, self.results, base, caller)
        return self.children[name, instance]

    def prepare(self, key: str) -> None:
        """Evaluate what something needs, the innermost first, so that a long chain is no deep recursion."""
        if key in self._prepared:
            return
        self._prepared.add(key)
        if self.caller is not None:
            self.caller.evaluator.prepare(f"module.{self.caller.name}")
        reach = self.program.reach
        for needed in self.program.order.before(key, lambda other: bool(reach[other])):
            if needed not in self._prepared:
                self._prepare_one(needed)
                self._prepared.add(needed)

    def _prepare_one(self, key: str) -> None:
        kind, _, name = key.partition(".")
        match kind:
            case "local":
                self.local(name)
            case "flow":
                self.flow(name)
            case "var":
                self.variable(name)
            case "module":
                self._prepare_module(*name.split("."))
            case "data":
                pass  # what it is was read, or is unknown
            case _:
                for instance in self.instances(key):
                    self.resource(key, instance)

    def _prepare_module(self, name: str, *outputs: str) -> None:
        for instance in self.instances(f"module.{name}"):
            child = self.child(name, instance)
            for output in set(outputs or child.program.outputs) & child.program.outputs.keys():
                child.prepare(f"output.{output}")
                child.output(output)

    def variable(self, name: str) -> Value:
        """The value of `var.NAME` of a module that another one calls.

        Raises:
            ConfigurationError: it has none.
        """
        written = self.program.inputs[name]
        if self.caller is None or not written.given or not contains_unknown(written.value):
            return written.value
        outer, call, instance = self.caller
        return self._once(
            f"var.{name}", f"var.{name}", lambda _: written.bring(outer.argument(call, instance, name))
        )

    def argument(self, call: str, instance: InstanceKey, name: str) -> Value:
        """What a call gives to one variable of the module.

        Raises:
            ConfigurationError: the expression has no value.
        """
        written = self.program.calls[call]
        extra = self.instances(written.key)[instance]
        return self.value(written.arguments[name].expression, written.source, extra)

    def output(self, name: str) -> Value:
        """The value of an output, for expressions of the calling module.

        Raises:
            ConfigurationError: it has none.
        """
        key = f"output.{name}"
        written = self.program.outputs[name]
        return self._once(
            key, key, lambda home: passed_on(written, home.value(written.value, written.source))
        )

    def _module(self, name: str) -> Value:
        """What `module.NAME` is: an object of outputs, a list (`count`) or a map (`for_each`) of such objects."""
        key = f"module.{name}"
        return self._instances_value(key, lambda instance: self._outputs(self.child(name, instance)))

    def _outputs(self, child: Evaluator) -> Value:
        return Lazy(child.program.outputs, child.output)

    def local(self, name: str) -> Value:
        """The value of `local.NAME`.

        Raises:
            ConfigurationError: it has none.
        """
        key = f"local.{name}"
        written = self.program.locals[name]
        return self._once(key, key, lambda home: home.value(written.attribute.expression, written.source))

    def flow(self, name: str) -> BuiltFlow:
        """The flow of `flow.NAME`.

        Raises:
            ConfigurationError: something is wrong with it.
        """
        key = f"flow.{name}"
        return self._once(key, key, lambda home: home.build(name))

    def build(self, name: str) -> BuiltFlow:
        """The flow of `flow.NAME`, built anew for this evaluator.

        Raises:
            ConfigurationError: something is wrong with it.
        """
        problems = Problems()
        written = self.program.flows[name]
        built = build_flow(written, f"{self._prefix}{name}", self.scope, problems)
        problems.raise_if_failed()
        assert built is not None
        try:
            composed = compose(built.flow, {part.name: part.flow for part in built.parts})
        except CompositionError as failure:
            found = (replace(item, range=written.place.range) for item in failure.diagnostics)
            raise ConfigurationError(*found) from failure
        return BuiltFlow(built.flow, FlowValue(composed, built.flow.name))

    def instances(self, key: str) -> Instances:
        """The instances of a resource block or of a call; they never depend on what vendors tell.

        Raises:
            ConfigurationError: they cannot be told.
        """
        base = self.base
        name = f"{key} instances"
        if name not in base.made:
            base.made[name] = instances_of(base.program.repeated(key), base.scope)
        made: Instances = base.made[name]
        return made

    def address(self, key: str, instance: InstanceKey) -> Address:
        """The address of an instance of a resource or data block."""
        type_name, _, name = key.rpartition(".")
        return Address(type_name, name, instance, self.program.path)

    def full_name(self, key: str, instance: InstanceKey) -> str:
        """The same as text."""
        return f"{self._prefix}{key}{format_key(instance)}"

    def resource(self, key: str, instance: InstanceKey) -> Mapping[str, Value]:
        """The checked values of one instance of a resource block.

        Raises:
            ConfigurationError: something is wrong with it.
        """
        address = self.full_name(key, instance)
        written, extra = self.program.resources[key], self.instances(key)[instance]
        return self._once(
            key,
            address,
            lambda home: evaluate_resource(
                written, address, home.scope.child(extra) if extra else home.scope
            ),
        )

    def _resource_value(self, key: str) -> Value:
        """What `TYPE.NAME` is: an object, a list of objects (`count`) or a map of objects (`for_each`)."""
        return self._instances_value(key, lambda instance: self.object(key, instance))

    def _data_value(self, key: str) -> Value:
        """What `data.TYPE.NAME` is, as `TYPE.NAME`."""
        return self._instances_value(key, lambda instance: self.data_object(key, instance))

    def _instances_value(self, key: str, make: Callable[[InstanceKey], Value]) -> Value:
        """Instances as expressions see them. A map makes each when it is asked for: of many, few are."""
        written, instances = self.program.repeated(key), self.instances(key)
        if written.attribute("for_each") is not None:
            return Lazy(instances, make)  # type: ignore[arg-type]  # its keys are texts
        objects = tuple(make(instance) for instance in instances)
        return objects if written.attribute("count") is not None else objects[0]

    def data_object(self, key: str, instance: InstanceKey) -> Value:
        """What was read of one instance of a data block; unknown until then."""
        return self.results.get(self.full_name(key, instance), UNKNOWN)

    def object(self, key: str, instance: InstanceKey) -> Value:
        """What one instance of a resource block is for expressions."""
        written = self.program.resources[key]
        known = self.results.get(self.full_name(key, instance), NOTHING)
        computed = sorted(written.schema.computed)
        names = dict.fromkeys((*computed, *written.shape.attributes, *written.shape.blocks, *known))
        return Lazy(names, lambda name: self._attribute(key, instance, name))

    def _attribute(self, key: str, instance: InstanceKey, name: str) -> Value:
        """One attribute of a resource: what its block says first, then what is known, then that nothing is."""
        written = self.program.resources[key]
        if written.says(name):
            value = self.base.resource(key, instance).get(name)
            return self.resource(key, instance).get(name) if contains_unknown(value) else value
        known = self.results.get(self.full_name(key, instance), NOTHING)
        if name in known:
            return known[name]
        return UNKNOWN if name in written.schema.computed else None


@dataclass(frozen=True, slots=True)
class BuiltFlow:
    """A flow as written, and the value that expressions pass on: the flow with its embedded flows inlined."""

    flow: Flow
    value: FlowValue
