"""What a flow promises, all of it together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ivrplan.flow.covering.situations import search
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import (
    Agent,
    AnyNode,
    Callback,
    Collect,
    Disclosure,
    Menu,
    Node,
    Play,
    Queue,
    Transfer,
    Voicemail,
)
from ivrplan.flow.promises.menus import Level, Loop, levels, loops
from ivrplan.flow.promises.ways import Way, Ways, by_keys, by_seconds
from ivrplan.flow.simulation.prompts import prompt_of
from ivrplan.flow.simulation.timing import USUAL, Timing, words_in
from ivrplan.language.values import Sensitive

PEOPLE: Final[tuple[type[Node], ...]] = (Queue, Agent, Transfer)
"""Where callers reach somebody."""

DESTINATIONS: Final[tuple[type[Node], ...]] = (*PEOPLE, Voicemail, Callback)
"""Where callers get what they called for, or are promised to."""

_PEOPLE_KINDS: Final = frozenset(kind.kind for kind in PEOPLE)


@dataclass(frozen=True, slots=True)
class Opening:
    """What callers go through before their first choice, on the quickest way to it.

    Attributes:
        way: to the first menu; its seconds are those before the menu speaks.
        words: that are said before the menu speaks.
        recordings: how many recordings are played before.
        menu_words: that the menu says itself.
        menu_seconds: how long that takes.
    """

    way: Way
    words: Decimal
    recordings: int
    menu_words: Decimal
    menu_seconds: Decimal


@dataclass(frozen=True, slots=True)
class Promises:
    """What a flow promises.

    Attributes:
        nodes, edges: how many there are.
        kinds: kind of node -> how many there are.
        ways: the quickest way to each destination; the quickest of all first, those with mishaps last.
        unreached: the destinations that no call gets to.
        person: the quickest way to somebody; None where there is none.
        longest: of the ways with the fewest keys to each destination, the one with the most; None where no destination
            is reached.
        opening: what comes before the first choice; None where callers never have one.
        levels: menus and their choices.
        loops: what callers can hear again.
        complete: whether all situations of calls were looked at. Where not, ways may be shorter than told.
    """

    nodes: int
    edges: int
    kinds: Mapping[str, int]
    ways: tuple[Way, ...]
    unreached: tuple[str, ...]
    person: Way | None
    longest: Way | None
    opening: Opening | None
    levels: tuple[Level, ...]
    loops: tuple[Loop, ...]
    complete: bool


def promises_of(graph: CallGraph, timing: Timing = USUAL) -> Promises:
    """What a flow promises. Linear, but for the sorting of ways.

    Args:
        graph: the call graph of a flow as it is deployed.
        timing: how long things take.
    """
    situations = search(graph)
    quickest, easiest = (Ways(graph, situations, timing, measure) for measure in (by_seconds, by_keys))
    names = [name for name, node in graph.index.items() if isinstance(node, DESTINATIONS)]
    costs, keys = quickest.costs(names), easiest.costs(names)
    ways = tuple(_found(quickest, sorted(costs, key=lambda name: by_seconds(costs[name]))))
    far = max(keys, key=lambda name: (keys[name].keypresses, keys[name].seconds), default="")
    return Promises(
        nodes=len(graph.index),
        edges=sum(len(node.edges) for node in graph.index.values()),
        kinds=_kinds(list(graph.index.values())),
        ways=ways,
        unreached=tuple(name for name in names if name not in costs),
        person=next((way for way in ways if way.kind in _PEOPLE_KINDS), None),
        longest=easiest.to(far),
        opening=_opening(graph, quickest, timing),
        levels=levels(graph),
        loops=loops(graph),
        complete=situations.complete,
    )


def _found(ways: Ways, names: Iterable[str]) -> Iterator[Way]:
    return (way for name in names if (way := ways.to(name)) is not None)


def _kinds(nodes: Sequence[AnyNode]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for node in nodes:
        found[node.kind] = found.get(node.kind, 0) + 1
    return MappingProxyType(found)


def _opening(graph: CallGraph, ways: Ways, timing: Timing) -> Opening | None:
    """The quickest way to a menu, and what is heard on it."""
    costs = ways.costs(menu.name for menu in graph.of(Menu))
    way = ways.to(min(costs, key=lambda name: by_seconds(costs[name]), default=""))
    if way is None:
        return None
    before = [graph.index[name] for name in way.path[:-1]]
    menu = graph.index[way.node]
    prompt = prompt_of(menu, timing)
    return Opening(
        way=way,
        words=sum(map(_words, before), Decimal(0)),
        recordings=sum(map(_is_recording, before)),
        menu_words=_words(menu),
        menu_seconds=Decimal(0) if prompt is None else prompt.seconds,
    )


def _words(node: AnyNode) -> Decimal:
    """How many words a node says, once."""
    text = getattr(node, "say", None)
    clear = text.value if isinstance(text, Sensitive) else text
    return words_in(clear) if isinstance(clear, str) else Decimal(0)


def _is_recording(node: AnyNode) -> bool:
    return isinstance(node, Play | Disclosure | Collect) and node.say is None and node.audio is not None
