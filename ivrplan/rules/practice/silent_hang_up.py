"""IVR409: a call is cut off without a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Disconnect, Menu
from ivrplan.flow.outcome import is_digit
from ivrplan.flow.path import Edge
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_SILENT: Final = frozenset({"hours", "decision", "set", "request"})
"""The kinds that lead on without a word."""

_SPEAKING: Final = frozenset({"play", "disclosure"})
_UNSEEN: Final = frozenset({"embed", "node"})


def check(subject: Subject) -> Iterator[Hit]:
    """Every disconnect without a message of its own that callers come to with nothing said since they last did anything.

    A key that the caller pressed on a menu may hang up silently: they asked for it.
    """
    graph = subject.graph
    mute = [node for node in graph.of(Disconnect) if node.say is None and node.audio is None]
    if not mute:
        return
    unsaid = _unsaid(graph)
    for node in mute:
        if node.name in unsaid:
            edge = unsaid[node.name]
            yield Hit(
                f'In flow "{subject.flow.name}", calls are cut off at disconnect "{node.name}" without a word.',
                node=node.name,
                path=graph.path_to(node.name) if edge is None else graph.path_along(edge),
            )


def _unsaid(graph: CallGraph) -> dict[str, Edge | None]:
    """The nodes that a call can come to with nothing said since the caller last did anything, and by which edge."""
    found: dict[str, Edge | None] = {}
    if graph.flow.entry in graph.index:
        found[graph.flow.entry] = None
    for name in graph.arrivals:
        if graph.index[name].kind not in _SILENT:
            found.update({edge.target: edge for edge in graph.successors[name] if _says_nothing(graph, edge)})
    todo = list(found)
    while todo:
        name = todo.pop()
        if graph.index[name].kind in _SILENT:
            new = {edge.target: edge for edge in graph.successors[name] if edge.target not in found}
            found.update(new)
            todo.extend(new)
    return found


def _says_nothing(graph: CallGraph, edge: Edge) -> bool:
    node = graph.index[edge.source]
    if node.kind in _SPEAKING or node.kind in _UNSEEN:
        return False
    return not (isinstance(node, Menu) and is_digit(edge.outcome))


RULE: Final = Rule(
    id="IVR409",
    name="silent-hang-up",
    group=Group.PRACTICE,
    severity=Severity.NOTE,
    summary="Call that is cut off without a word",
    why="A line that goes dead sounds like a fault. Callers call again, and get to the same place.",
    mend="Give the disconnect a say, or play something before it.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
