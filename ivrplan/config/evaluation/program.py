"""Everything in one module that can be evaluated: what the `Evaluator` of scope.py works on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ivrplan.address import DATA, ModuleStep
from ivrplan.config.blocks.calls import CallSource
from ivrplan.config.blocks.data import DataSource
from ivrplan.config.blocks.decode import Local
from ivrplan.config.blocks.flowblock import FlowSource
from ivrplan.config.blocks.outputs import OutputSource
from ivrplan.config.blocks.resources import ResourceSource
from ivrplan.config.blocks.written import Repeated
from ivrplan.config.evaluation.dependencies import Order, Reach
from ivrplan.language.functions.contract import BoundFunction
from ivrplan.language.values import Value


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
class Input:
    """A variable of a module that another one calls.

    Attributes:
        value: what it is before vendors have told anything.
        bring: makes a value of the variable of what its argument has become.
        given: whether the call has an argument for it.
    """

    value: Value
    bring: Callable[[Value], Value]
    given: bool


@dataclass(frozen=True, slots=True)
class Program:
    """Everything in one module that can be evaluated, sound and without circles.

    Attributes:
        path: the way to the module from the root.
        inputs: the variables by name; none for the root module, whose variables are constants.
        locals: by name.
        flows: by name.
        resources: by key: `cxone_ivr_flow.main`.
        calls: the modules that it calls, by name.
        outputs: by name.
        data: by key: `data.cxone_ivr_flow.main`; also what stands in checks.
        constants: what is known from the start: `var`, `path`, `workspace`.
        functions: what can be called.
        order: who needs whom.
        reach: who needs which resources.
        names: the names of resources by type.
        data_names: the names of data by type.
    """

    path: tuple[ModuleStep, ...]
    inputs: Mapping[str, Input]
    locals: Mapping[str, Local]
    flows: Mapping[str, FlowSource]
    resources: Mapping[str, ResourceSource]
    calls: Mapping[str, CallSource]
    outputs: Mapping[str, OutputSource]
    data: Mapping[str, DataSource]
    constants: Mapping[str, Value]
    functions: Mapping[str, BoundFunction]
    order: Order
    reach: Reach
    names: Mapping[str, frozenset[str]]
    data_names: Mapping[str, frozenset[str]]

    def repeated(self, key: str) -> Repeated:
        """The block behind a key that may have instances."""
        kind, _, name = key.partition(".")
        if kind == DATA:
            return self.data[key]
        return self.calls[name] if kind == "module" else self.resources[key]

    @property
    def prefix(self) -> str:
        """What stands before keys to make them names in the whole configuration: `module.hours.`."""
        return prefix_of(self.path)


def prefix_of(path: Iterable[ModuleStep]) -> str:
    """What stands before the keys of a module to make them names in the whole configuration; nothing for the root."""
    return "".join(f"{step}." for step in path)
