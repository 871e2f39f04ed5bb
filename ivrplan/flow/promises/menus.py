"""Menus by how many come before them, and the loops of a flow with how often callers can go round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivrplan.flow.graph import CallGraph
from ivrplan.flow.loops import describe_loop, find_loops
from ivrplan.flow.nodes import Collect, Menu
from ivrplan.flow.outcome import is_digit
from ivrplan.flow.routes import cheapest_routes


@dataclass(frozen=True, slots=True)
class Choices:
    """A menu.

    Attributes:
        menu: its name.
        keys: what can be pressed, as the keys lie on a telephone.
    """

    menu: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """The menus before which callers have made equally many choices.

    Attributes:
        number: how many choices that is, and one: 1 for the first menu that callers come to.
        menus: in the flow's order.
    """

    number: int
    menus: tuple[Choices, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """Nodes that lead back to the first of them.

    Attributes:
        nodes: each once, in order.
        text: the loop as callers walk it.
        limit: how often callers go round at most; None where nothing in the flow limits it.
        asks: whether callers are asked on the way round. Where they are not, they can do nothing but hang up.
    """

    nodes: tuple[str, ...]
    text: str
    limit: int | None
    asks: bool


def levels(graph: CallGraph) -> tuple[Level, ...]:
    """The menus that callers reach, by how many they pass at least before. Linear."""
    menus = {menu.name for menu in graph.of(Menu)}
    cost = cheapest_routes(graph, lambda edge: edge.source in menus).cost
    found: dict[int, list[Choices]] = {}
    for menu in graph.of(Menu):
        if menu.name in cost:
            keys = tuple(filter(is_digit, menu.edges))
            found.setdefault(cost[menu.name] + 1, []).append(Choices(menu.name, keys))
    return tuple(Level(number, tuple(found[number])) for number in sorted(found))


def loops(graph: CallGraph) -> tuple[Loop, ...]:
    """What callers can hear again: prompts that are repeated, then loops of the call graph, one for each group."""
    return (*_repeated(graph), *_circles(graph))


def _repeated(graph: CallGraph) -> Iterator[Loop]:
    """Prompts that are repeated where nothing good was pressed."""
    for node in graph.index.values():
        if isinstance(node, Menu | Collect) and node.retries and node.name in graph.arrivals:
            yield Loop((node.name,), f"{node.name} asks again", node.retries, asks=True)


def _circles(graph: CallGraph) -> Iterator[Loop]:
    for nodes in find_loops(graph):
        if nodes[0] in graph.arrivals:
            asks = any(isinstance(graph.index[name], Menu | Collect) for name in nodes)
            yield Loop(nodes, describe_loop(graph, nodes), None, asks)
