"""Which nodes of the new flow are nodes of the old one under another name.

A pair is believed when both nodes are of one kind, hold the same (or nearly the same), and stand in the same place:
reached by, or leading to, nodes that are known to be the same, by the same outcome. What is known spreads along the
edges from the nodes that kept their names and from the entry, so the work is linear in the edges, and a flow in which
every node was renamed is still recognised.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from ivrplan.flow.content import alike, content, is_bare
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import AnyNode

Accept = Callable[[AnyNode, AnyNode], bool]


NOBODY_SAID: Final[Mapping[str, str]] = MappingProxyType({})
"""The author of the flow named no renamed node."""


def find_renames(before: Flow, after: Flow, said: Mapping[str, str] = NOBODY_SAID) -> Mapping[str, str]:
    """Old name -> new name of the nodes that were renamed.

    Args:
        before: the old flow.
        after: the new flow.
        said: old name -> new name, as the author of the flow said it; believed whatever else changed, but the kind.
    """
    removed = [node for node in before.nodes if node.name not in after.index]
    added = [node for node in after.nodes if node.name not in before.index]
    if not removed or not added:
        return {}
    return _Matcher(before, after, removed, added).run(said)


def _equal(old: AnyNode, new: AnyNode) -> bool:
    return content(old) == content(new)


def _whatever(old: AnyNode, new: AnyNode) -> bool:
    del old, new
    return True


Sources = Mapping[str, Mapping[str, list[str]]]
"""Node -> outcome -> the nodes that lead to it by that outcome."""


def _sources(flow: Flow) -> Sources:
    found: dict[str, dict[str, list[str]]] = {}
    for node in flow.nodes:
        for outcome, target in node.edges.items():
            found.setdefault(target, {}).setdefault(outcome, []).append(node.name)
    return found


class Place(NamedTuple):
    """One edge of a node, seen from the node."""

    side: str
    outcome: str
    neighbour: str


class _Matcher:
    """One comparison. `known` maps old names to new ones, for the nodes that are matched so far."""

    def __init__(self, before: Flow, after: Flow, removed: list[AnyNode], added: list[AnyNode]) -> None:
        self.before = before
        self.after = after
        self.removed = {node.name: node for node in removed}
        self.added = {node.name: node for node in added}
        self.old_sources = _sources(before)
        self.new_sources = _sources(after)
        self.known = {node.name: node.name for node in after.nodes if node.name in before.index}
        self.renames: dict[str, str] = {}

    def run(self, said: Mapping[str, str]) -> Mapping[str, str]:
        """Old name -> new name. What was said comes first, then exact matches: the surest ground to go on from."""
        for old, new in said.items():
            self._match(old, new, _whatever)
        self._everywhere(_equal)
        for old, new in self._unique_contents():
            if self._stand_alike(old, new) and self._match(old, new, _equal):
                self._spread([(old, new)], _equal)
        self._everywhere(alike)
        return self.renames

    def _everywhere(self, accept: Accept) -> None:
        entries = (self.before.entry, self.after.entry)
        self._match(*entries, accept)
        self._spread(list(self.known.items()), accept)

    def _match(self, old: str, new: str, accept: Accept) -> bool:
        if old not in self.removed or new not in self.added:
            return False
        one, other = self.removed[old], self.added[new]
        if one.kind != other.kind or not accept(one, other):
            return False
        del self.removed[old], self.added[new]
        self.known[old] = self.renames[old] = new
        return True

    def _spread(self, pairs: Iterable[tuple[str, str]], accept: Accept) -> None:
        todo = deque(pairs)
        while todo:
            for old, new in self._neighbours(*todo.popleft()):
                if self._match(old, new, accept):
                    todo.append((old, new))

    def _neighbours(self, old: str, new: str) -> Iterator[tuple[str, str]]:
        """Pairs of nodes that stand in the same place beside a matched pair."""
        edges = self.after.index[new].edges
        for outcome, target in self.before.index[old].edges.items():
            if outcome in edges:
                yield target, edges[outcome]
        sources = self.new_sources.get(new, {})
        for outcome, names in self.old_sources.get(old, {}).items():
            ours = [name for name in names if name in self.removed]
            theirs = [name for name in sources.get(outcome, ()) if name in self.added]
            if len(ours) == len(theirs) == 1:
                yield ours[0], theirs[0]

    def _unique_contents(self) -> list[tuple[str, str]]:
        """Pairs that hold the same, and that nothing else holds on either side."""
        ours, theirs = _by_content(self.removed.values()), _by_content(self.added.values())
        return [(ours[key], theirs[key]) for key in ours if key in theirs]

    def _stand_alike(self, old: str, new: str) -> bool:
        """Whether a neighbour of both is known to be the same node, or no neighbour is known at all."""
        ours = {self._place(place, self.known) for place in _places(self.before, old, self.old_sources)}
        theirs = set(_places(self.after, new, self.new_sources))
        settled = {place for place in ours if place is not None}
        return bool(settled & theirs) or not settled

    @staticmethod
    def _place(place: Place, known: Mapping[str, str]) -> Place | None:
        return place._replace(neighbour=known[place.neighbour]) if place.neighbour in known else None


def _by_content(nodes: Iterable[AnyNode]) -> dict[tuple[object, ...], str]:
    telling = [(content(node), node.name) for node in nodes if not is_bare(node)]
    counts = Counter(key for key, _ in telling)
    return {key: name for key, name in telling if counts[key] == 1}


def _places(flow: Flow, name: str, sources: Sources) -> Iterator[Place]:
    for outcome, target in flow.index[name].edges.items():
        yield Place("to", outcome, target)
    for outcome, names in sources.get(name, {}).items():
        for source in names:
            yield Place("from", outcome, source)
