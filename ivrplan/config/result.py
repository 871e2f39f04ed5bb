"""What was read and evaluated -> the Configuration."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial

from ivrplan.address import InstanceKey
from ivrplan.config.blocks.conditions import ConditionSource
from ivrplan.config.blocks.data import key_of
from ivrplan.config.blocks.flowblock import Locator
from ivrplan.config.blocks.flowtests import read_test
from ivrplan.config.blocks.outputs import OutputSource, shown
from ivrplan.config.blocks.refactoring import move_below, removal_below
from ivrplan.config.configuration import (
    CheckBlock,
    Configuration,
    DataBlock,
    FlowBlock,
    ModuleBlock,
    Move,
    OutputBlock,
    ProviderBlock,
    Removal,
    ResourceBlock,
    Results,
)
from ivrplan.config.evaluation.addresses import Addresses
from ivrplan.config.evaluation.asking import ask
from ivrplan.config.evaluation.exits import edges_without_exit
from ivrplan.config.evaluation.handovers import linked
from ivrplan.config.evaluation.imports import imports
from ivrplan.config.evaluation.judging import informed, judge_block, judge_instance, query
from ivrplan.config.evaluation.module import Module
from ivrplan.config.evaluation.scope import Evaluator
from ivrplan.config.expectations import FlowTest
from ivrplan.config.request import LoadRequest
from ivrplan.config.verdicts import Condition, Verdict
from ivrplan.diagnostics import Problems
from ivrplan.flow.nodes import Embed
from ivrplan.flow.value import FlowValue
from ivrplan.language.plain import to_json
from ivrplan.language.source import SourceText
from ivrplan.language.values import Value, contains_sensitive, reveal

_SLOW = {"n": 2**12, "r": 8, "p": 1, "dklen": 32}
"""What it costs to try one guess of a secret against a digest."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything that the phases found out.

    Attributes:
        request: what was asked for.
        root: the root module.
        modules: all modules, callers before what they call.
        providers: the provider configurations, by key.
        sources: the texts of all files as written, by name.
    """

    request: LoadRequest
    root: Module
    modules: Sequence[Module]
    providers: Mapping[str, ProviderBlock]
    sources: Mapping[str, str]


def configuration(loaded: Loaded, problems: Problems) -> Configuration:
    """The configuration. Everything in it has been evaluated once without an error.

    Args:
        loaded: what the phases found out.
        problems: the warnings; gets what is wrong between resources.

    Raises:
        ConfigurationError: a flow hands calls over to one that is deployed nowhere, or at several places.
    """
    addresses, locators = Addresses(loaded.modules), _Locators(loaded.modules)
    modules = loaded.modules
    flows = {block.name: block for module in modules for block in _flows(module, addresses, locators)}
    written = [block for module in modules for block in _resources(module, addresses)]
    resources = linked(written, flows, problems)
    problems.add(*edges_without_exit(flows))
    tests = [test for module in modules for test in _tests(module, problems)]
    problems.raise_if_failed()
    return Configuration(
        root=loaded.request.root,
        workspace=loaded.request.workspace,
        settings=loaded.root.settings,
        variables=loaded.root.variables,
        providers=loaded.providers,
        flows=flows,
        resources={str(block.address): block for block in resources},
        outputs={block.name: block for block in _outputs(loaded.root, addresses)},
        modules={str(block.step): block for module in modules for block in _calls(module)},
        needs=dict(_needs(modules)),
        sources=loaded.sources,
        digest=digest(loaded),
        asker=partial(ask, loaded.root),
        warnings=tuple(dict.fromkeys(problems.items)),
        moves=tuple(move for module in modules for move in _moves(module)),
        removals=tuple(removal for module in modules for removal in _removals(module)),
        imports=tuple(imports(loaded.root.parts.refactoring, loaded.root.evaluator)),
        data={str(block.address): block for module in modules for block in _data(module, addresses)},
        checks={block.address: block for module in modules for block in _checks(module)},
        module_conditions=tuple(one for module in modules for one in _module_conditions(module)),
        tests={test.name: test for test in tests},
        today=loaded.request.today,
    )


def _tests(module: Module, problems: Problems) -> Iterator[FlowTest]:
    read = (read_test(block, module.evaluator, problems) for block in module.parts.tests)
    return (test for test in read if test is not None)


def _moves(module: Module) -> Iterator[Move]:
    path = module.evaluator.program.path
    return (move_below(move, path) for move in module.parts.refactoring.moves)


def _removals(module: Module) -> Iterator[Removal]:
    path = module.evaluator.program.path
    return (removal_below(removal, path) for removal in module.parts.refactoring.removals)


class _Locators:
    """Where the parts of flows were written, by the names that flows have in the whole configuration."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self._known: dict[str, Locator] = {}
        self._written = {
            f"{module.evaluator.program.prefix}{name}": (module, name)
            for module in modules
            for name in module.parts.flows
        }

    def of(self, name: str) -> Locator:
        """Finds parts of one flow, also of those that it embeds."""
        if name not in self._known:
            module, label = self._written[name]
            flow = module.evaluator.flow(label).flow
            embedded = {node.name: self.of(node.flow) for node in flow.nodes if isinstance(node, Embed)}
            self._known[name] = Locator(module.parts.flows[label], embedded)
        return self._known[name]


def _flows(module: Module, addresses: Addresses, locators: _Locators) -> Iterator[FlowBlock]:
    for name, written in module.parts.flows.items():
        built = module.evaluator.flow(name)
        yield FlowBlock(
            name=built.flow.name,
            flow=built.flow,
            composed=built.value.flow,
            silences=tuple(each.silence for each in written.silences),
            dependencies=addresses.resources(module, f"flow.{name}"),
            place=written.place,
            locator=locators.of(built.flow.name),
            written=locators.of(built.flow.name).written,
            silence_places={each.silence: each.place for each in written.silences},
        )


def _resources(module: Module, addresses: Addresses) -> Iterator[ResourceBlock]:
    evaluator = module.evaluator
    for key, written in module.parts.resources.items():
        for instance in evaluator.instances(key):
            address = evaluator.address(key, instance)
            yield ResourceBlock(
                address=address,
                type=address.kind,
                provider=module.setting.provider(written.provider),
                lifecycle=written.lifecycle,
                dependencies=addresses.resources_of(module, key, instance),
                flow_name=_flow_name(evaluator.resource(key, instance), written.schema.flow),
                place=written.place_of(()),
                locator=written.place_of,
                evaluator=partial(_evaluate_resource, evaluator, key, instance),
                data=addresses.data_of(module, key, instance),
                conditions=_conditions(evaluator, key, instance, written.conditions),
                releases=written.says("release"),
            )


def _data(module: Module, addresses: Addresses) -> Iterator[DataBlock]:
    evaluator = module.evaluator
    for key, written in module.parts.data.items():
        for instance in evaluator.instances(key):
            yield DataBlock(
                address=evaluator.address(key, instance),
                type=written.type,
                provider=module.setting.provider(written.provider),
                dependencies=addresses.resources_of(module, key, instance),
                data=addresses.data_of(module, key, instance),
                place=written.place,
                evaluator=partial(_query, evaluator, key, instance),
                conditions=_conditions(evaluator, key, instance, written.conditions),
                check=f"{evaluator.program.prefix}check.{written.check}" if written.check else "",
            )


def _query(base: Evaluator, key: str, instance: InstanceKey, results: Results) -> Mapping[str, Value]:
    return informed(base, results, key, lambda evaluator: query(evaluator, key, instance))


def _conditions(
    base: Evaluator, key: str, instance: InstanceKey, written: Iterable[ConditionSource]
) -> tuple[Condition, ...]:
    owner = base.full_name(key, instance)
    return tuple(
        Condition(one.kind, owner, one.place, partial(_judge_instance, base, key, instance, one))
        for one in written
    )


def _judge_instance(
    base: Evaluator, key: str, instance: InstanceKey, written: ConditionSource, results: Results
) -> Verdict:
    return informed(base, results, key, lambda evaluator: judge_instance(evaluator, key, instance, written))


def _checks(module: Module) -> Iterator[CheckBlock]:
    evaluator = module.evaluator
    prefix = evaluator.program.prefix
    for written in module.parts.checks.values():
        yield CheckBlock(
            address=f"{prefix}{written.key}",
            place=written.place,
            conditions=_block_conditions(evaluator, written.key, written.conditions),
            data=() if written.data is None else (f"{prefix}{key_of(written.data)}",),
        )


def _module_conditions(module: Module) -> Iterator[Condition]:
    """The preconditions of the outputs of a called module; those of the root stand at its outputs."""
    if module.setting.call is not None:
        for name, written in module.parts.outputs.items():
            yield from _block_conditions(module.evaluator, f"output.{name}", written.conditions)


def _block_conditions(base: Evaluator, key: str, written: Iterable[ConditionSource]) -> tuple[Condition, ...]:
    owner = f"{base.program.prefix}{key}"
    return tuple(
        Condition(one.kind, owner, one.place, partial(_judge_block, base, key, one)) for one in written
    )


def _judge_block(base: Evaluator, key: str, written: ConditionSource, results: Results) -> Verdict:
    return informed(base, results, key, lambda evaluator: judge_block(evaluator, key, written))


def _flow_name(values: Mapping[str, Value], attribute: str) -> str:
    value = values.get(attribute)
    return value.name if isinstance(value, FlowValue) else ""


def _evaluate_resource(
    base: Evaluator, key: str, instance: InstanceKey, results: Results
) -> Mapping[str, Value]:
    return base.informed(results, key, lambda evaluator: evaluator.resource(key, instance))


def _outputs(module: Module, addresses: Addresses) -> Iterator[OutputBlock]:
    for name, written in module.parts.outputs.items():
        if name in module.evaluated.for_callers:
            continue
        yield OutputBlock(
            name=name,
            sensitive=written.sensitive,
            description=written.description,
            dependencies=addresses.resources(module, f"output.{name}"),
            place=written.place,
            evaluator=partial(_evaluate_output, module.evaluator, written),
            conditions=_block_conditions(module.evaluator, f"output.{name}", written.conditions),
        )


def _evaluate_output(base: Evaluator, written: OutputSource, results: Results) -> Value:
    return base.informed(
        results,
        f"output.{written.name}",
        lambda evaluator: shown(written, evaluator.value(written.value, written.source)),
    )


def _calls(module: Module) -> Iterator[ModuleBlock]:
    call = module.setting.call
    if call is not None:
        path = module.evaluator.program.path
        yield ModuleBlock(path, call.written.origin, module.setting.folder.path, call.written.place)


def _needs(modules: Iterable[Module]) -> Iterator[tuple[str, frozenset[str]]]:
    """What each declared thing refers to, under the names of the whole configuration.

    A variable of a called module refers to what its argument does; an output of a module is reached by the name that
    it has inside.
    """
    for module in modules:
        prefix = module.evaluator.program.prefix
        for key, keys in module.found.needs.items():
            yield f"{prefix}{key}", frozenset(f"{prefix}{other}" for other in keys)


def digest(loaded: Loaded) -> str:
    """A text that changes with everything that the configuration says: `sha256:...`.

    Secrets count too, but the digest helps nobody to guess one: every guess costs a slow hash.
    """
    hasher = hashlib.sha256()
    clear: dict[str, object] = {}
    secret: dict[str, object] = {}
    for name, variable in loaded.root.variables.items():
        (secret if contains_sensitive(variable.value) else clear)[name] = to_json(reveal(variable.value))
    settings = loaded.root.settings.rules
    rules = {item.name: getattr(settings, item.name) for item in fields(settings)}
    _count(hasher, [loaded.request.workspace, clear, rules])
    for place, source in sorted(
        _rendered(loaded.modules), key=lambda item: (item[0], item[1].origins[0].file)
    ):
        _count(hasher, [*place, source.origins[0].file, source.text])
    if secret:
        hasher.update(hashlib.scrypt(_canonical(secret), salt=hasher.digest(), **_SLOW))
    return f"sha256:{hasher.hexdigest()}"


def _rendered(modules: Iterable[Module]) -> Iterator[tuple[tuple[str, ...], SourceText]]:
    """Every rendered file, behind the names of the module that it is a part of: none for the root."""
    for module in modules:
        prefix = module.evaluator.program.prefix
        for item in module.rendered:
            yield (prefix,) if prefix else (), item.source


def _count(hasher: hashlib._Hash, part: object) -> None:
    hasher.update(_canonical(part) + b"\n")


def _canonical(part: object) -> bytes:
    return json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
