"""Everything that is declared, evaluated once with nothing known of what vendors tell: what is wrong shows here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivrplan.config.configuration import ProviderBlock
from ivrplan.config.dependencies import describe_circle, order, without_circles
from ivrplan.config.needs import Found
from ivrplan.config.outputs import OutputSource, shown
from ivrplan.config.providers import ProviderSource, build_provider, implied_providers
from ivrplan.config.read import Parts
from ivrplan.config.request import Schemas
from ivrplan.config.scope import Evaluator, Program
from ivrplan.diagnostics import ConfigurationError, Problems
from ivrplan.language.functions.contract import BoundFunction
from ivrplan.language.values import Value

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The result: the evaluator that knows nothing of what vendors tell, with all that it made, and the providers."""

    evaluator: Evaluator
    providers: Mapping[str, ProviderBlock]


@dataclass(frozen=True, slots=True)
class World:
    """What is the same for every expression: constants and functions."""

    constants: Mapping[str, Value]
    functions: Mapping[str, BoundFunction]


def run(parts: Parts, found: Found, world: World, schemas: Schemas, problems: Problems) -> Evaluated:
    """Evaluate everything in the order in which things need each other.

    What has a problem of its own is left out, and what needs it too, so that one mistake gives one message.
    """
    needs, circles = without_circles(found.needs)
    problems.add(*(describe_circle(circle, parts.places.__getitem__) for circle in circles))
    program = Program(
        locals=parts.locals,
        flows=parts.flows,
        resources=parts.resources,
        constants=world.constants,
        functions=world.functions,
        order=order(needs, lambda key: _is_resource(key, parts)),
        names=_names(parts),
    )
    runner = _Runner(parts, Evaluator(program), schemas, problems)
    runner.failed |= found.failed.union(*circles)
    for key in program.order.keys:
        runner.run(key, needs.get(key, _NOTHING))
    implied = implied_providers(parts.resources.values(), parts.declared_providers, schemas, problems)
    return Evaluated(runner.evaluator, {**runner.providers, **implied})


def _is_resource(key: str, parts: Parts) -> bool:
    kind, _, name = key.partition(".")
    return name in parts.names.resources.get(kind, ())


def _names(parts: Parts) -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for key in parts.resources:
        kind, _, name = key.partition(".")
        names.setdefault(kind, set()).add(name)
    return {kind: frozenset(of) for kind, of in names.items()}


@dataclass(slots=True)
class _Runner:
    parts: Parts
    evaluator: Evaluator
    schemas: Schemas
    problems: Problems
    failed: set[str] = field(default_factory=set)
    providers: dict[str, ProviderBlock] = field(default_factory=dict)

    def run(self, key: str, needs: frozenset[str]) -> None:
        """Evaluate one thing, unless a reference of it or something that it needs has a problem already."""
        if key in self.failed or not self.failed.isdisjoint(needs):
            self.failed.add(key)
            return
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
                self._output(self.parts.outputs.get(name))
            case "provider":
                self._provider(self.parts.providers.get(name))
            case _:
                self._resource(key)

    def _output(self, written: OutputSource | None) -> None:
        if written is not None:
            shown(written, self.evaluator.value(written.value, written.source))

    def _provider(self, written: ProviderSource | None) -> None:
        if written is not None:
            block = build_provider(written, self.schemas, self.evaluator.scope, self.problems)
            self.providers[written.key] = block

    def _resource(self, key: str) -> None:
        written = self.parts.resources.get(key)
        if written is None or written.twice_repeated:
            return
        for instance in self.evaluator.instances(key):
            self.evaluator.resource(key, instance)
