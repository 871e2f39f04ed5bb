"""What can be wrong with the shape of a call flow, seen as nodes and arrows. All linear in nodes and arrows."""

from collections.abc import Iterable, Mapping, Sequence

Arrows = Mapping[str, Sequence[str]]


def arrows(nodes: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Successors of each node; pairs with an end that is no node are left out."""
    result: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in pairs:
        if source in result and target in result:
            result[source].append(target)
    return result


def reversed_arrows(forward: Arrows) -> dict[str, list[str]]:
    """Predecessors of each node."""
    return arrows(forward, ((target, source) for source, targets in forward.items() for target in targets))


def reachable(starts: Iterable[str], forward: Arrows) -> set[str]:
    """Every node that a walk from one of the starts can meet, the starts included."""
    todo = [start for start in starts if start in forward]
    seen = set(todo)
    while todo:
        for target in forward[todo.pop()]:
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen


def find_cycle(forward: Arrows) -> list[str]:
    """One cycle, its first node repeated at the end; empty when there is none.

    Only a node on the current path makes a cycle: two branches that join are fine.
    """
    finished: set[str] = set()
    for start in forward:
        if start not in finished:
            cycle = _cycle_from(start, forward, finished)
            if cycle:
                return cycle
    return []


def _cycle_from(start: str, forward: Arrows, finished: set[str]) -> list[str]:
    path = {start: iter(forward[start])}
    while path:
        node = next(reversed(path))
        target = next(path[node], None)
        if target is None:
            finished.add(node)
            del path[node]
        elif target in path:
            nodes = list(path)
            return [*nodes[nodes.index(target) :], target]
        elif target not in finished:
            path[target] = iter(forward[target])
    return []
