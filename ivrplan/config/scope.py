"""What expressions see: names that are evaluated when they are asked for, each once.

One `Evaluator` answers for one state of knowledge. The first knows nothing of what vendors tell; those with results
stand on it, and evaluate only what depends on resources anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, TypeVar

from ivrplan.address import Address, InstanceKey
from ivrplan.config.configuration import Results
from ivrplan.config.decode import Local
from ivrplan.config.dependencies import Order
from ivrplan.config.flowblock import FlowSource
from ivrplan.config.flows import build_flow
from ivrplan.config.instances import Instances, instances_of
from ivrplan.config.resources import ResourceSource, evaluate_resource
from ivrplan.diagnostics import ConfigurationError, EvaluationError, Problems
from ivrplan.flow.compose import CompositionError, compose
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Embed
from ivrplan.flow.value import FlowValue
from ivrplan.language.evaluate import Scope, evaluate
from ivrplan.language.functions.contract import BoundFunction
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Expression
from ivrplan.language.values import UNKNOWN, Value, contains_unknown

NOTHING: Final[Results] = MappingProxyType({})

_T = TypeVar("_T")

_DEEPEST: Final = 20
"""How many things may wait for each other; about fifteen frames of Python's stack are spent on each."""


class TooDeepError(Exception):
    """Things need each other in a long row; they have to be evaluated from its other end."""


class Lazy(Mapping[str, Value]):
    """Values by name, each made when it is asked for."""

    __slots__ = ("_make", "_names")

    def __init__(self, names: Collection[str], make: Callable[[str], Value]) -> None:
        self._names = names
        self._make = make

    def __getitem__(self, name: str) -> Value:
        if name not in self._names:
            raise KeyError(name)
        return self._make(name)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True, slots=True)
class Program:
    """Everything that can be evaluated, sound and without circles.

    Attributes:
        locals: by name.
        flows: by name.
        resources: by key: `cxone_ivr_flow.main`.
        constants: what is known from the start: `var`, `path`, `workspace`.
        functions: what can be called.
        order: who needs whom.
        names: the names of resources by type.
    """

    locals: Mapping[str, Local]
    flows: Mapping[str, FlowSource]
    resources: Mapping[str, ResourceSource]
    constants: Mapping[str, Value]
    functions: Mapping[str, BoundFunction]
    order: Order
    names: Mapping[str, frozenset[str]]


class Evaluator:
    """Evaluates what a program declares, given what is known of resources.

    Args:
        program: what is declared.
        results: what is known of resources.
        base: the evaluator that knows nothing of them; None makes this one the base.
    """

    def __init__(self, program: Program, results: Results = NOTHING, base: Evaluator | None = None) -> None:
        self.program = program
        self.results = results
        self.base = base or self
        self.made: dict[str, Any] = {}
        self.depth = 0
        self.scope = Scope(self._roots(), program.functions)

    def _roots(self) -> dict[str, Value]:
        program = self.program
        return {
            **program.constants,
            "local": Lazy(program.locals, self.local),
            "flow": Lazy(program.flows, lambda name: self.flow(name).value),
            **{kind: Lazy(names, self._resource_root(kind)) for kind, names in program.names.items()},
        }

    def _resource_root(self, type_name: str) -> Callable[[str], Value]:
        return lambda name: self._resource_value(f"{type_name}.{name}")

    def _once(self, key: str, name: str, make: Callable[[Evaluator], _T]) -> _T:
        """What `make` makes, made once; by the base when nothing that vendors tell can change it.

        Args:
            key: the declared thing that it belongs to.
            name: its own name.
            make: makes it, for the evaluator that answers for it.
        """
        home = self if self.program.order.resources[key] else self.base
        if name not in home.made:
            home.made[name] = home.one_deeper(make)
        made: _T = home.made[name]
        return made

    def one_deeper(self, make: Callable[[Evaluator], _T]) -> _T:
        """What `make` makes, counted as one thing that another needs.

        Raises:
            TooDeepError: so many things need each other in a row that Python's stack is in danger.
        """
        if self.depth >= _DEEPEST:
            raise TooDeepError
        self.depth += 1
        try:
            return make(self)
        finally:
            self.depth -= 1

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
        if not self.program.order.resources[key]:
            return ask(self)
        evaluator = Evaluator(self.program, results, self)
        try:
            return ask(evaluator)
        except TooDeepError:
            evaluator.prepare(key)
            return ask(evaluator)

    def prepare(self, key: str) -> None:
        """Evaluate what something needs, the innermost first, so that a long chain is no deep recursion."""
        order = self.program.order
        for needed in order.before(key, lambda other: bool(order.resources[other])):
            kind, _, name = needed.partition(".")
            if kind == "local":
                self.local(name)
            elif kind == "flow":
                self.flow(name)
            else:
                for instance in self.instances(needed):
                    self.resource(needed, instance)

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
        flow = build_flow(self.program.flows[name], self.scope, problems)
        problems.raise_if_failed()
        assert flow is not None
        embedded = {node.flow for node in flow.nodes if isinstance(node, Embed)}
        parts = {other: self.flow(other).value.flow for other in embedded}
        try:
            composed = compose(flow, parts)
        except CompositionError as failure:
            place = self.program.flows[name].place.range
            raise ConfigurationError(
                *(replace(item, range=place) for item in failure.diagnostics)
            ) from failure
        return BuiltFlow(flow, FlowValue(composed, name))

    def instances(self, key: str) -> Instances:
        """The instances of a resource block; they never depend on what vendors tell.

        Raises:
            ConfigurationError: they cannot be told.
        """
        base = self.base
        name = f"{key} instances"
        if name not in base.made:
            base.made[name] = instances_of(base.program.resources[key], base.scope)
        made: Instances = base.made[name]
        return made

    def resource(self, key: str, instance: InstanceKey) -> Mapping[str, Value]:
        """The checked values of one instance of a resource block.

        Raises:
            ConfigurationError: something is wrong with it.
        """
        address = str(address_of(key, instance))
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
        instances = self.instances(key)
        objects = {instance: self._object(key, instance) for instance in instances}
        written = self.program.resources[key]
        if written.attribute("count") is not None:
            return tuple(objects.values())
        if written.attribute("for_each") is not None:
            return {str(instance): value for instance, value in objects.items()}
        return objects[None]

    def _object(self, key: str, instance: InstanceKey) -> Value:
        written = self.program.resources[key]
        known = self.results.get(str(address_of(key, instance)), NOTHING)
        computed = sorted(written.schema.computed)
        names = dict.fromkeys((*computed, *written.shape.attributes, *written.shape.blocks, *known))
        return Lazy(names, lambda name: self._attribute(key, instance, name))

    def _attribute(self, key: str, instance: InstanceKey, name: str) -> Value:
        """One attribute of a resource: what its block says first, then what is known, then that nothing is."""
        written = self.program.resources[key]
        if written.says(name):
            value = self.base.resource(key, instance).get(name)
            return self.resource(key, instance).get(name) if contains_unknown(value) else value
        known = self.results.get(str(address_of(key, instance)), NOTHING)
        if name in known:
            return known[name]
        return UNKNOWN if name in written.schema.computed else None


@dataclass(frozen=True, slots=True)
class BuiltFlow:
    """A flow as written, and the value that expressions pass on: the flow with its embedded flows inlined."""

    flow: Flow
    value: FlowValue


def address_of(key: str, instance: InstanceKey) -> Address:
    """The address of an instance of a resource block of the root module."""
    type_name, _, name = key.partition(".")
    return Address(type_name, name, instance)
