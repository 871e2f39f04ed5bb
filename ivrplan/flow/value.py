"""A flow as a value of the language: expressions can pass it on and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, TypeAlias, final

from pydantic import BeforeValidator, InstanceOf

from ivrplan.flow.flow import Flow
from ivrplan.language.values import Capsule


@final
@dataclass(frozen=True, slots=True)
class FlowValue(Capsule):
    """What `flow.main` is.

    Attributes:
        flow: the flow as it is deployed: embedded flows are inlined. Two values are equal when their flows are.
        name: the `flow` block's label.
    """

    flow: Flow
    name: str = field(compare=False)

    type_name = "flow"


def _opened(value: Any) -> Any:
    return value.flow if isinstance(value, FlowValue) else value


DeployedFlow: TypeAlias = Annotated[InstanceOf[Flow], BeforeValidator(_opened)]
"""The attribute of a resource's model that takes the flow to deploy."""
