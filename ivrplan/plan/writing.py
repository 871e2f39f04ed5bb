"""Objects of vendors -> the blocks that declare them: a `flow` where they hold one, and a `resource`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ivrplan.config.blocks.models import shape_of
from ivrplan.config.write import Reference, block, write_flow, write_resource
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode, Goto
from ivrplan.flow.reference import FlowReference
from ivrplan.plan.imports import values_of
from ivrplan.plan.labels import Labels
from ivrplan.providers.contract import Live, ResourceType, unseen

Group = tuple[str, str]
"""The key of a provider configuration, and a resource type: ids mean something in one of these only."""


@dataclass(frozen=True, slots=True)
class Declared:
    """An object that is to be declared.

    Attributes:
        kind: its type.
        provider: the key of the provider configuration that sees it.
        name: the label of its resource.
        flow: the label of its flow, if it holds one; names of variables begin with it.
        live: what the vendor has.
        stated: the provider configuration as its block names it; empty where the type's own is meant.
    """

    kind: ResourceType
    provider: str
    name: str
    flow: str
    live: Live
    stated: str = ""

    @property
    def group(self) -> Group:
        """Where its id means something."""
        return self.provider, self.kind.name


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A sensitive variable that stands for what the vendor does not tell.

    Attributes:
        name: its name.
        required: it needs a value; where it does not, what the vendor has stays as long as none is given.
    """

    name: str
    required: bool


@dataclass(frozen=True, slots=True)
class Written:
    """The blocks of one object.

    Attributes:
        blocks: their texts.
        flow: the call flow among them.
        placeholders: the variables among them, which stand for what the vendor does not tell.
    """

    blocks: tuple[str, ...]
    flow: Flow | None = None
    placeholders: tuple[Placeholder, ...] = ()


class Writer:
    """Writes objects that may lead to each other.

    Args:
        objects: all of them.
        variables: the names of variables.
    """

    def __init__(self, objects: Iterable[Declared], variables: Labels) -> None:
        self._labels = {(one.group, one.live.id): one.flow for one in objects}
        self._variables = variables

    def write(self, one: Declared) -> Written | None:
        """The blocks of an object; None where it holds no call flow that could be written."""
        values = values_of(one.kind, one.live.document)
        if values is None:
            return None
        said = dict(_said(one.kind, values))
        flow = said.get("flow")
        blocks: list[str] = []
        try:
            if isinstance(flow, Flow):
                said["flow"] = Reference(f"flow.{one.flow}")
                blocks.append(write_flow(one.flow, self._leading(flow, one.group)))
            missing = self._missing(one, values)
            said |= {name: Reference(f"var.{variable.name}") for name, variable in missing.items()}
            nested = shape_of(one.kind.config).blocks
            stated = {"provider": Reference(one.stated)} if one.stated else {}
            blocks.append(write_resource(one.kind.name, one.name, {**stated, **said}, nested))
        except ValueError:  # a part is a secret, or nothing that a configuration could say
            return None
        blocks += map(_placeholder, missing.values())
        return Written(tuple(blocks), flow if isinstance(flow, Flow) else None, tuple(missing.values()))

    def _missing(self, one: Declared, values: Mapping[str, Any]) -> dict[str, Placeholder]:
        """The attributes that the vendor does not tell, secrets, each with a variable."""
        hidden = {path[0] for path in unseen(one.kind)}
        return {
            name: Placeholder(self._variables.free(f"{one.flow}_{name}"), field.is_required())
            for name, field in one.kind.config.model_fields.items()
            if name not in values and (field.is_required() or name in hidden)
        }

    def _leading(self, flow: Flow, group: Group) -> Flow:
        """The flow with references to the flows that are written too, in the place of their ids."""
        return flow.model_copy(update={"nodes": tuple(self._led(node, group) for node in flow.nodes)})

    def _led(self, node: AnyNode, group: Group) -> AnyNode:
        label = self._labels.get((group, str(node.flow))) if isinstance(node, Goto) else None
        return node if label is None else node.model_copy(update={"flow": FlowReference(label)})


def _said(kind: ResourceType, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The attributes that are not their defaults."""
    for name, field in kind.config.model_fields.items():
        if name in values and (field.is_required() or values[name] != field.default):
            yield name, values[name]


def _placeholder(variable: Placeholder) -> str:
    default = {} if variable.required else {"default": None}
    words = {"type": Reference("string"), **default, "sensitive": True}
    return block("variable", (variable.name,), words) + "\n"
