"""Who needs whom: the order in which declared things can be evaluated, and circles that forbid any.

Keys are what expressions write: `local.a`, `flow.main`, `cxone_ivr_flow.main`, `output.id`, `provider.cxone`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from ivrplan.config.place import Place
from ivrplan.diagnostics import Diagnostic, Severity

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
    """An order in which everything comes after what it needs. There must be no circles in it."""
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


def without_circles(needs: Needs) -> tuple[Needs, list[tuple[str, ...]]]:
    """The needs without those of things that need each other in a circle, and the circles: `("a", "b", "a")`.

    Of circles that share members only the first one found is told: mending it may mend the others.
    """
    found: list[tuple[str, ...]] = []
    left = dict(needs)
    while (circle := _circle_in(left)) is not None:
        found.append(circle)
        left.update(dict.fromkeys(circle, frozenset()))
    return left, found


def _circle_in(needs: Needs) -> tuple[str, ...] | None:
    try:
        TopologicalSorter({key: sorted(others) for key, others in needs.items()}).prepare()
    except CycleError as failure:
        return _from_first(tuple(reversed(failure.args[1])))
    return None


def _from_first(circle: tuple[str, ...]) -> tuple[str, ...]:
    """The circle begun at its alphabetically first member, so that it reads the same every time."""
    around = circle[:-1]
    first = around.index(min(around))
    return (*around[first:], *around[: first + 1])


def describe_circle(circle: tuple[str, ...], place_of: Callable[[str], Place]) -> Diagnostic:
    """The words for a circle, with the way around it."""
    first, *others = circle[:-1]
    return Diagnostic(
        Severity.ERROR,
        "Dependency cycle",
        f"These need each other, so none of them can come first: {' -> '.join(circle)}.",
        "Break the circle: move what several of them need into a local of its own.",
        place_of(first).range,
        related=tuple((place_of(key).range, f"{key} is a part of it.") for key in others),
    )
