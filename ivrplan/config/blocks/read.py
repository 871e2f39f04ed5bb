"""Declarations -> typed parts: every block read by the module that knows its kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ivrplan.config.blocks.calls import CallSource, read_call
from ivrplan.config.blocks.checks import CheckSource, read_check
from ivrplan.config.blocks.data import DataSource, key_of, read_data
from ivrplan.config.blocks.decode import Declarations, Local
from ivrplan.config.blocks.flowblock import FlowSource, read_flow
from ivrplan.config.blocks.flowtests import check_form
from ivrplan.config.blocks.models import ModelShape, shape_of
from ivrplan.config.blocks.outputs import OutputSource, read_output
from ivrplan.config.blocks.providers import ProviderSource, read_provider
from ivrplan.config.blocks.refactoring import Refactoring, read_refactoring
from ivrplan.config.blocks.resources import ResourceSource, read_resource
from ivrplan.config.evaluation.names import Names
from ivrplan.config.place import Place, header_of
from ivrplan.config.request import Schemas
from ivrplan.diagnostics import Problems
from ivrplan.language.syntax import Block


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that is declared, as far as its form can be read.

    Attributes:
        names: what expressions can refer to.
        places: where each declared thing stands, by its key.
        locals: by name.
        flows: by name.
        resources: by key: `cxone_ivr_flow.main`.
        providers: by key: `cxone.emea`.
        outputs: by name.
        calls: by name.
        refactoring: what `moved`, `removed` and `import` blocks say.
        data: by key: `data.cxone_ivr_flow.main`; also what stands in checks.
        checks: by name.
        tests: the `test` blocks whose form is sound.
        unsound: the keys of what can be read only in part; the rest is looked at, but nothing can build on it.
    """

    names: Names
    places: Mapping[str, Place]
    locals: Mapping[str, Local]
    flows: Mapping[str, FlowSource]
    resources: Mapping[str, ResourceSource]
    providers: Mapping[str, ProviderSource]
    outputs: Mapping[str, OutputSource]
    calls: Mapping[str, CallSource]
    refactoring: Refactoring
    data: Mapping[str, DataSource]
    checks: Mapping[str, CheckSource]
    tests: tuple[Block, ...]
    unsound: frozenset[str]

    def place_of(self, key: str) -> Place:
        """Where the thing behind a key is declared; for an output of a module, where that is called."""
        kind, _, name = key.partition(".")
        return self.places[f"{kind}.{name.partition('.')[0]}" if kind == "module" else key]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a module knows without declaring it.

    Attributes:
        schemas: what provider and resource blocks may say.
        variables: the names of its variables, which are read already.
        providers: the keys of its provider configurations: those that are declared, or that it is given.
    """

    schemas: Schemas
    variables: Collection[str]
    providers: Collection[str]


def read_parts(declared: Declarations, surroundings: Surroundings, problems: Problems) -> Parts:
    """The parts of everything that is declared. What cannot be read becomes problems.

    Args:
        declared: the blocks.
        surroundings: what else there is.
        problems: gets everything that is wrong.
    """
    schemas, keys = surroundings.schemas, surroundings.providers
    flows = {name: read_flow(block, problems) for name, block in declared.flows.items()}
    outputs = {name: read_output(block, problems) for name, block in declared.outputs.items()}
    resources, providers = (
        _resources(declared, surroundings, problems),
        _providers(declared, schemas, problems),
    )
    calls = {name: read_call(block, keys, problems) for name, block in declared.calls.items()}
    checks = {name: read_check(block, problems) for name, block in declared.checks.items()}
    scoped = _scoped(checks.values())
    data = _data(declared, scoped, surroundings, problems)
    unsound = [
        *(f"flow.{name}" for name, flow in flows.items() if not flow.sound),
        *(key for key in declared.resources if key not in resources or not resources[key].sound),
        *(
            f"provider.{key}"
            for key in declared.providers
            if key not in providers or not providers[key].sound
        ),
        *(f"output.{name}" for name, output in outputs.items() if output is None),
        *(call.key for call in calls.values() if not call.sound),
        *(key for key in declared.data if key not in data or not data[key].sound),
        *(check.key for check in checks.values() if not check.sound),
    ]
    return Parts(
        names=_names(declared, surroundings, calls, scoped),
        places=_places(declared),
        locals=declared.locals,
        flows=flows,
        resources=resources,
        providers=providers,
        outputs={name: output for name, output in outputs.items() if output is not None},
        calls=calls,
        refactoring=read_refactoring(declared.refactoring, problems),
        data=data,
        checks=checks,
        tests=tuple(block for block in declared.tests.values() if check_form(block, problems)),
        unsound=frozenset(unsound),
    )


def _resources(
    declared: Declarations, surroundings: Surroundings, problems: Problems
) -> dict[str, ResourceSource]:
    schemas = surroundings.schemas
    used = {block.labels[0].value for block in declared.resources.values()} & schemas.resources.keys()
    shapes = {name: shape_of(schemas.resources[name].model) for name in used}
    read = {
        key: read_resource(block, schemas, shapes, surroundings.providers, problems)
        for key, block in declared.resources.items()
    }
    return {key: resource for key, resource in read.items() if resource is not None}


def _providers(declared: Declarations, schemas: Schemas, problems: Problems) -> dict[str, ProviderSource]:
    shapes: dict[str, ModelShape] = {name: shape_of(model) for name, model in schemas.providers.items()}
    read = {key: read_provider(block, schemas, shapes, problems) for key, block in declared.providers.items()}
    return {key: provider for key, provider in read.items() if provider is not None}


def _scoped(checks: Iterable[CheckSource]) -> dict[str, str]:
    """The checks that data stands in, by the key of the data."""
    return {key_of(check.data): check.name for check in checks if check.data is not None}


def _data(
    declared: Declarations, scoped: Mapping[str, str], surroundings: Surroundings, problems: Problems
) -> dict[str, DataSource]:
    schemas, keys = surroundings.schemas, surroundings.providers
    read = {
        key: read_data(block, scoped.get(key, ""), schemas, keys, problems)
        for key, block in declared.data.items()
    }
    return {key: data for key, data in read.items() if data is not None}


def _names(
    declared: Declarations,
    surroundings: Surroundings,
    calls: Mapping[str, CallSource],
    scoped: Mapping[str, str],
) -> Names:
    resources: dict[str, list[str]] = {}
    for block in declared.resources.values():
        resources.setdefault(block.labels[0].value, []).append(block.labels[1].value)
    return Names(
        variables=surroundings.variables,
        locals=declared.locals,
        flows=declared.flows,
        resources={kind: frozenset(names) for kind, names in resources.items()},
        types=surroundings.schemas.resources,
        modules={name: call.repeated for name, call in calls.items()},
        data={key: scoped.get(key, "") for key in declared.data},
    )


def _places(declared: Declarations) -> dict[str, Place]:
    return {
        **{f"local.{name}": local.place for name, local in declared.locals.items()},
        **{f"flow.{name}": header_of(block) for name, block in declared.flows.items()},
        **{key: header_of(block) for key, block in declared.resources.items()},
        **{f"provider.{key}": header_of(block) for key, block in declared.providers.items()},
        **{f"output.{name}": header_of(block) for name, block in declared.outputs.items()},
        **{f"module.{name}": header_of(block) for name, block in declared.calls.items()},
        **{key: header_of(block) for key, block in declared.data.items()},
        **{f"check.{name}": header_of(block) for name, block in declared.checks.items()},
    }
