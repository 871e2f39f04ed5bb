"""A flow as a value of the language: expressions can pass it on and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import final

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
