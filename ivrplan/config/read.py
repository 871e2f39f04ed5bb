"""Declarations -> typed parts: every block read by the module that knows its kind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ivrplan.config.decode import Declarations, Local
from ivrplan.config.flowblock import FlowSource, read_flow
from ivrplan.config.models import ModelShape, shape_of
from ivrplan.config.names import Names
from ivrplan.config.outputs import OutputSource, read_output
from ivrplan.config.place import Place, header_of
from ivrplan.config.providers import ProviderSource, read_provider
from ivrplan.config.request import Schemas
from ivrplan.config.resources import ResourceSource, read_resource
from ivrplan.diagnostics import Problems


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
        declared_providers: the keys of all provider blocks, also of unknown types.
        unsound: the keys of what can be read only in part; the rest is looked at, but nothing can build on it.
    """

    names: Names
    places: Mapping[str, Place]
    locals: Mapping[str, Local]
    flows: Mapping[str, FlowSource]
    resources: Mapping[str, ResourceSource]
    providers: Mapping[str, ProviderSource]
    outputs: Mapping[str, OutputSource]
    declared_providers: Collection[str]
    unsound: frozenset[str]


def read_parts(
    declared: Declarations, schemas: Schemas, variables: Mapping[str, object], problems: Problems
) -> Parts:
    """The parts of everything that is declared. What cannot be read becomes problems.

    Args:
        declared: the blocks.
        schemas: what provider and resource blocks may say.
        variables: the variables, which are read already.
        problems: gets everything that is wrong.
    """
    flows = {name: read_flow(block, problems) for name, block in declared.flows.items()}
    outputs = {name: read_output(block, problems) for name, block in declared.outputs.items()}
    resources, providers = _resources(declared, schemas, problems), _providers(declared, schemas, problems)
    unsound = [
        *(f"flow.{name}" for name, flow in flows.items() if not flow.sound),
        *(key for key in declared.resources if key not in resources or not resources[key].sound),
        *(
            f"provider.{key}"
            for key in declared.providers
            if key not in providers or not providers[key].sound
        ),
        *(f"output.{name}" for name, output in outputs.items() if output is None),
    ]
    return Parts(
        names=_names(declared, schemas, variables),
        places=_places(declared),
        locals=declared.locals,
        flows=flows,
        resources=resources,
        providers=providers,
        outputs={name: output for name, output in outputs.items() if output is not None},
        declared_providers=declared.providers,
        unsound=frozenset(unsound),
    )


def _resources(declared: Declarations, schemas: Schemas, problems: Problems) -> dict[str, ResourceSource]:
    used = {block.labels[0].value for block in declared.resources.values()} & schemas.resources.keys()
    shapes = {name: shape_of(schemas.resources[name].model) for name in used}
    read = {
        key: read_resource(block, schemas, shapes, declared.providers, problems)
        for key, block in declared.resources.items()
    }
    return {key: resource for key, resource in read.items() if resource is not None}


def _providers(declared: Declarations, schemas: Schemas, problems: Problems) -> dict[str, ProviderSource]:
    shapes: dict[str, ModelShape] = {name: shape_of(model) for name, model in schemas.providers.items()}
    read = {key: read_provider(block, schemas, shapes, problems) for key, block in declared.providers.items()}
    return {key: provider for key, provider in read.items() if provider is not None}


def _names(declared: Declarations, schemas: Schemas, variables: Mapping[str, object]) -> Names:
    resources: dict[str, list[str]] = {}
    for block in declared.resources.values():
        resources.setdefault(block.labels[0].value, []).append(block.labels[1].value)
    return Names(
        variables=variables,
        locals=declared.locals,
        flows=declared.flows,
        resources={kind: frozenset(names) for kind, names in resources.items()},
        types=schemas.resources,
    )


def _places(declared: Declarations) -> dict[str, Place]:
    return {
        **{f"local.{name}": local.place for name, local in declared.locals.items()},
        **{f"flow.{name}": header_of(block) for name, block in declared.flows.items()},
        **{key: header_of(block) for key, block in declared.resources.items()},
        **{f"provider.{key}": header_of(block) for key, block in declared.providers.items()},
        **{f"output.{name}": header_of(block) for name, block in declared.outputs.items()},
    }
