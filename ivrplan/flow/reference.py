"""Where a `goto` leads: the vendor's id of a flow, or a reference to a flow of the configuration.

A reference means the object at the vendor that deploys the flow. Which object that is follows from the resource that
deploys the `goto`: a pair of flows can be deployed at two vendors, and each pair keeps to itself. See `handover.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias, final

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from ivrplan.flow.fields import refused
from ivrplan.flow.frozen import FrozenMap
from ivrplan.language.values import Sensitive, Unknown


@final
@dataclass(frozen=True, slots=True)
class FlowReference:
    """The object at the vendor that deploys a flow.

    Attributes:
        name: of the flow in the whole configuration: `main`, `module.hours.main`.
    """

    name: str

    def __str__(self) -> str:
        module, _, label = self.name.rpartition(".")
        return f"{module}.flow.{label}" if module else f"flow.{label}"


def _destination(value: object) -> str | Unknown | Sensitive | FlowReference:
    match value:
        case "":
            raise refused("the id of a flow is not empty")
        case str() | Unknown() | FlowReference() | Sensitive(value=str() | Unknown()):
            return value
        case {"name": str(name), **others} if name and not others:
            return FlowReference(name)
        case _:
            raise refused("a flow is required, or the vendor's id of one")


def _written(value: object) -> object:
    return FrozenMap({"name": value.name}) if isinstance(value, FlowReference) else value


Destination: TypeAlias = Annotated[
    str | Unknown | Sensitive | FlowReference,
    PlainValidator(_destination),
    PlainSerializer(_written),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {
                    "type": "object",
                    "properties": {"name": {"type": "string", "minLength": 1}},
                    "required": ["name"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
"""Where a `goto` leads: the vendor's id of a flow, which may be known only after apply, or a reference to a flow."""
