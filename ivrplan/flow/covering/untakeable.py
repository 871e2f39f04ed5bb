"""Why no call takes an edge, although edges lead there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from ivrplan.flow.covering.situations import Situations
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import AnyNode, Decision, Disconnect, Exit, Goto
from ivrplan.flow.path import Edge
from ivrplan.language.values import Sensitive

_FEW: Final = 3
"""So many values of a variable are named."""


class Untakeable(NamedTuple):
    """An edge that no call takes, and why: a sentence."""

    edge: Edge
    reason: str


def why(graph: CallGraph, situations: Situations, edges: Iterable[Edge]) -> tuple[Untakeable, ...]:
    """The reasons, in the order of the edges."""
    places: dict[str, list[int]] = {}
    for number, name in enumerate(situations.nodes):
        places.setdefault(name, []).append(number)
    return tuple(Untakeable(edge, _reason(graph.index[edge.source], situations, places)) for edge in edges)


def _reason(node: AnyNode, situations: Situations, places: Mapping[str, list[int]]) -> str:
    if isinstance(node, Disconnect | Goto | Exit):
        return f'Calls end at "{node.name}", whatever leads on from there.'
    if not situations.complete:
        return "Its variables can have so many values together that the search for a call was given up."
    if node.name not in places:
        return f'No call comes to "{node.name}": decisions before it always go another way.'
    if isinstance(node, Decision):
        return _always(node, situations, places[node.name])
    return f'No input lets a call leave "{node.name}" this way.'


def _always(node: Decision, situations: Situations, numbers: list[int]) -> str:
    """Which values the variable has whenever a call comes to a decision."""
    found = {dict(situations.bindings[number]).get(node.variable) for number in numbers}
    if any(isinstance(value, Sensitive) for value in found):
        return f'"{node.variable}" has a secret value whenever a call comes to "{node.name}".'
    values = sorted(f'"{value}"' for value in found)
    shown = values if len(values) <= _FEW else [*values[:_FEW], f"{len(values) - _FEW} others"]
    return f'"{node.variable}" is always {" or ".join(shown)} when a call comes to "{node.name}".'
