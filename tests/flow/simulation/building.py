"""Flows for simulated calls, in few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ivrplan.flow.flow import Flow
from ivrplan.flow.kinds import KINDS

Written = Mapping[str, Any]


def node(kind: str, name: str, edges: Mapping[str, str] | None = None, **fields: Any) -> Written:
    """A node, not made yet."""
    return {"kind": kind, "name": name, "edges": edges or {}, **fields}


def flow(*nodes: Written) -> Flow:
    """The flow of these nodes, entered at the first."""
    made = [
        KINDS[one["kind"]].model_validate({name: value for name, value in one.items() if name != "kind"})
        for one in nodes
    ]
    return Flow(name="main", entry=made[0].name, nodes=tuple(made))
