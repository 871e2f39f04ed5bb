"""Who needs whom: the order in which declared things can be evaluated, and circles that forbid any.

Keys are what expressions write: `local.a`, `flow.main`, `cxone_ivr_flow.main`, `output.id`, `provider.cxone`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final

from ivrplan.config.place import Place
from ivrplan.diagnostics import Diagnostic, Problems, Severity

_MOST_CIRCLES: Final = 20

Needs = Mapping[str, frozenset[str]]
"""What each key refers to directly."""


@dataclass(frozen=True, slots=True)
class Order:
    """The result.

    Attributes:
        keys: all keys, each after everything that it needs.
        resources: for each key, the keys of the resource blocks that it needs, also through others.
        needs: for each key, what it refers to directly.
    """

    keys: tuple[str, ...]
    resources: Mapping[str, frozenset[str]]
    needs: Needs

    def before(self, key: str, counts: Callable[[str], bool]) -> list[str]:
        """What a key needs, directly or through others that count, each after what it needs itself.

        Args:
            key: whose needs.
            counts: what is looked for; nothing is looked for beyond what does not count.
        """
        found: dict[str, None] = {}
        stack = [(key, iter(sorted(self.needs[key])))]
        seen = {key}
        while stack:
            current, others = stack[-1]
            other = next((one for one in others if one not in seen and counts(one)), None)
            if other is None:
                stack.pop()
                found[current] = None
            else:
                seen.add(other)
                stack.append((other, iter(sorted(self.needs[other]))))
        return [one for one in found if one != key]


def order(needs: Needs, is_resource: Callable[[str], bool]) -> Order:
    """An order in which everything comes after what it needs. There must be no circles; see `circles`."""
    keys = tuple(TopologicalSorter(needs).static_order())
    resources: dict[str, frozenset[str]] = {}
    for key in keys:
        resources[key] = _resources(needs.get(key, frozenset()), resources, is_resource)
    return Order(keys, resources, needs)


def _resources(
    direct: Iterable[str],
    known: Mapping[str, frozenset[str]],
    is_resource: Callable[[str], bool],
) -> frozenset[str]:
    parts = [known[key] | {key} if is_resource(key) else known[key] for key in direct]
    parts = [part for part in parts if part]
    return parts[0] if len(parts) == 1 else frozenset().union(*parts)


def circles(needs: Needs) -> list[tuple[str, ...]]:
    """The circles in which things need each other: `a -> b -> a` as `("a", "b", "a")`, each once."""
    found: list[tuple[str, ...]] = []
    left = dict(needs)
    while len(found) < _MOST_CIRCLES:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as failure:
            circle = _from_first(tuple(reversed(failure.args[1])))
            found.append(circle)
            left[circle[0]] = left[circle[0]] - {circle[1]}
        else:
            break
    return found


def _from_first(circle: tuple[str, ...]) -> tuple[str, ...]:
    """The circle begun at its alphabetically first member, so that it reads the same every time."""
    around = circle[:-1]
    first = around.index(min(around))
    return (*around[first:], *around[: first + 1])


def report_circles(needs: Needs, place_of: Callable[[str], Place], problems: Problems) -> None:
    """Report every circle with its path."""
    for circle in circles(needs):
        problems.add(_circle(circle, place_of))


def _circle(circle: tuple[str, ...], place_of: Callable[[str], Place]) -> Diagnostic:
    first, *others = circle[:-1]
    return Diagnostic(
        Severity.ERROR,
        "Dependency cycle",
        f"These need each other, so none of them can come first: {' -> '.join(circle)}.",
        "Break the circle: move what several of them need into a local of its own.",
        place_of(first).range,
        related=tuple((place_of(key).range, f"{key} is a part of it.") for key in others),
    )
