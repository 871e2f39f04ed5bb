"""Loops in a directed graph: strongly connected components, without recursion and in linear time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator

Successors = Callable[[str], Iterable[str]]


def strongly_connected(names: Iterable[str], successors: Successors) -> list[list[str]]:
    """The strongly connected components, each after those that it leads to (Tarjan, with a stack of our own).

    Args:
        names: the nodes; successors outside them are not followed.
        successors: where a node leads.
    """
    return _Search(names, successors).run()


class _Search:
    """One run of Tarjan's search."""

    def __init__(self, names: Iterable[str], successors: Successors) -> None:
        self.names = dict.fromkeys(names)
        self.successors = successors
        self.number: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.open: list[str] = []
        self.is_open: set[str] = set()
        self.found: list[list[str]] = []
        self.work: list[tuple[str, Iterator[str]]] = []

    def run(self) -> list[list[str]]:
        """All components."""
        for name in self.names:
            if name not in self.number:
                self._enter(name)
                self._walk()
        return self.found

    def _enter(self, name: str) -> None:
        self.number[name] = self.low[name] = len(self.number)
        self.open.append(name)
        self.is_open.add(name)
        self.work.append((name, iter(self.successors(name))))

    def _walk(self) -> None:
        while self.work:
            name, targets = self.work[-1]
            if not self._descend(name, targets):
                self.work.pop()
                self._leave(name)

    def _descend(self, name: str, targets: Iterator[str]) -> bool:
        for target in targets:
            if target not in self.names:
                continue
            if target not in self.number:
                self._enter(target)
                return True
            if target in self.is_open:
                self.low[name] = min(self.low[name], self.number[target])
        return False

    def _leave(self, name: str) -> None:
        if self.work:
            parent = self.work[-1][0]
            self.low[parent] = min(self.low[parent], self.low[name])
        if self.low[name] == self.number[name]:
            self.found.append(self._close(name))

    def _close(self, root: str) -> list[str]:
        members: list[str] = []
        while not members or members[-1] != root:
            members.append(self.open.pop())
        self.is_open.difference_update(members)
        return members


def is_loop(members: Collection[str], successors: Successors) -> bool:
    """Whether a component is a loop: more than one node, or one that leads to itself."""
    return len(members) > 1 or any(name in successors(name) for name in members)


def loop_through(start: str, members: Collection[str], successors: Successors) -> tuple[str, ...]:
    """A shortest loop from `start` back to itself inside its component: each node once, in order.

    Raises:
        ValueError: there is no loop through `start`.
    """
    came: dict[str, str] = {}
    todo = deque([start])
    while todo:
        name = todo.popleft()
        for target in successors(name):
            if target == start:
                return _way(came, start, name)
            if target in members and target not in came:
                came[target] = name
                todo.append(target)
    raise ValueError(f'no loop leads through "{start}"')


def _way(came: dict[str, str], start: str, last: str) -> tuple[str, ...]:
    way = [last]
    while way[-1] != start:
        way.append(came[way[-1]])
    return tuple(reversed(way))
