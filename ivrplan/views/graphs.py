"""The dependency graph as DOT (Graphviz), as Mermaid, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any, Final, NamedTuple

from ivrplan.providers.contract import Action
from ivrplan.views.actions import CREATE_FIRST, WORDS
from ivrplan.views.quoting import dot_label, dot_text, mermaid_text
from ivrplan.workflow.graph import DependencyGraph, Edge, Kind, Link, Member

FORMAT_VERSION: Final = "1.0"
_STEP: Final = "  "


class Paint(NamedTuple):
    """The colours of a box."""

    fill: str
    stroke: str


_PAINTS: Final[Mapping[Action, Paint]] = {
    Action.CREATE: Paint("#dafbe1", "#1a7f37"),
    Action.UPDATE: Paint("#fff8c5", "#9a6700"),
    Action.REPLACE: Paint("#ffe2cc", "#bc4c00"),
    Action.DELETE: Paint("#ffebe9", "#cf222e"),
    Action.RELEASE: Paint("#ddf4ff", "#0969da"),
    Action.ROLLBACK: Paint("#fbefff", "#8250df"),
    Action.FORGET: Paint("#eaeef2", "#57606a"),
    Action.NO_OP: Paint("#ffffff", "#57606a"),
}
"""Every action has its colours, on which black text is readable: a test sees to it."""


class Folder:
    """The members of one module, and the modules in it."""

    def __init__(self) -> None:
        self.members: list[Member] = []
        self.folders: dict[str, Folder] = {}


def _folded(members: Iterable[Member]) -> Folder:
    root = Folder()
    for member in members:
        folder = root
        for step in member.module:
            folder = folder.folders.setdefault(step, Folder())
        folder.members.append(member)
    return root


def _label(member: Member) -> str:
    """The name within its module, behind the sign of what is done to it."""
    name = member.name
    for step in member.module:
        name = name.removeprefix(f"{step}.")
    if member.action is None:
        return name
    sign = (
        CREATE_FIRST if member.action is Action.REPLACE and member.create_first else WORDS[member.action].sign
    )
    return f"{sign} {name}".strip()


# DOT


def dot(graph: DependencyGraph) -> str:
    """The dependency graph in Graphviz's language; an arrow leads to what is needed."""
    head = ["digraph {", '  rankdir = "RL"', '  node [shape = "box", fontname = "sans-serif"]']
    nodes = _dot_folder(_folded(graph.members), (), _STEP)
    edges = (f"{_STEP}{_dot_edge(edge)}" for edge in graph.edges)
    return "\n".join([*head, *nodes, *edges, "}"])


def _dot_folder(folder: Folder, way: tuple[str, ...], indent: str) -> Iterator[str]:
    for member in folder.members:
        yield f"{indent}{dot_text(member.name)} [{_dot_attributes(member)}]"
    for step, inner in folder.folders.items():
        inside = (*way, step)
        yield f"{indent}subgraph {dot_text('cluster ' + '.'.join(inside))} {{"
        yield f"{indent}{_STEP}label = {dot_label(step)}"
        yield from _dot_folder(inner, inside, indent + _STEP)
        yield f"{indent}}}"


def _dot_attributes(member: Member) -> str:
    attributes = [f"label = {dot_label(_label(member))}"]
    if member.action is not None:
        paint = _PAINTS[member.action]
        attributes += ['style = "filled"', f'fillcolor = "{paint.fill}"', f'color = "{paint.stroke}"']
    elif member.kind is not Kind.RESOURCE:
        attributes.append('style = "rounded"')
    return ", ".join(attributes)


def _dot_edge(edge: Edge) -> str:
    dashed = ' [style = "dashed"]' if edge.link is Link.HANDOVER else ""
    return f"{dot_text(edge.source)} -> {dot_text(edge.target)}{dashed}"


# Mermaid


def mermaid(graph: DependencyGraph) -> str:
    """The dependency graph as a Mermaid flowchart; an arrow leads to what is needed."""
    ids = {member.name: f"n{number}" for number, member in enumerate(graph.members)}
    lines = ["flowchart RL", *_mermaid_folder(_folded(graph.members), ids, count(), _STEP)]
    lines += [f"{_STEP}{_mermaid_edge(edge, ids)}" for edge in graph.edges]
    return "\n".join([*lines, *_mermaid_classes(graph.members, ids)])


def _mermaid_folder(
    folder: Folder, ids: Mapping[str, str], numbers: Iterator[int], indent: str
) -> Iterator[str]:
    for member in folder.members:
        text = mermaid_text(_label(member))
        plain = member.action is not None or member.kind is Kind.RESOURCE
        yield f"{indent}{ids[member.name]}[{text}]" if plain else f"{indent}{ids[member.name]}({text})"
    for step, inner in folder.folders.items():
        yield f"{indent}subgraph m{next(numbers)}[{mermaid_text(step)}]"
        yield from _mermaid_folder(inner, ids, numbers, indent + _STEP)
        yield f"{indent}end"


def _mermaid_edge(edge: Edge, ids: Mapping[str, str]) -> str:
    arrow = "-.->" if edge.link is Link.HANDOVER else "-->"
    return f"{ids[edge.source]} {arrow} {ids[edge.target]}"


def _mermaid_classes(members: Iterable[Member], ids: Mapping[str, str]) -> Iterator[str]:
    """The colours of actions, and who has them."""
    found: dict[Action, list[str]] = {}
    for member in members:
        if member.action is not None:
            found.setdefault(member.action, []).append(ids[member.name])
    for action, paint in _PAINTS.items():
        if action in found:
            name = f"action_{action.name.lower()}"
            yield f"{_STEP}classDef {name} fill:{paint.fill},stroke:{paint.stroke},color:#000000"
            yield f"{_STEP}class {','.join(found[action])} {name}"


# JSON


def graph_json(graph: DependencyGraph) -> dict[str, Any]:
    """The dependency graph as JSON data."""
    return {
        "format_version": FORMAT_VERSION,
        "nodes": [_node(member) for member in graph.members],
        "edges": [{"from": edge.source, "to": edge.target, "kind": edge.link.value} for edge in graph.edges],
    }


def _node(member: Member) -> dict[str, Any]:
    node = {"name": member.name, "kind": member.kind.value, "module": ".".join(member.module)}
    return node if member.action is None else {**node, "action": member.action.value}
