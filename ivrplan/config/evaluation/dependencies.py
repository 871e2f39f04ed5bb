"""Who needs whom: the order in which declared things can be evaluated, and circles that forbid any.

Keys are what expressions write: `var.a`, `local.a`, `flow.main`, `cxone_ivr_flow.main`, `module.hours`,
`module.hours.flow` (one output of it); and `output.id`, `provider.cxone`. They are those of one module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final

from ivrplan.config.place import Place
from ivrplan.diagnostics import Diagnostic, Severity

Needs = Mapping[str, frozenset[str]]
"""What each key refers to directly."""

_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Order:
    """The result.

    Attributes:
        keys: all keys, each after everything that it needs.
        needs: for each key, what it refers to directly.
    """

    keys: tuple[str, ...]
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


def order(needs: Needs) -> Order:
    """An order in which everything comes after what it needs. There must be no circles in it."""
    return Order(tuple(TopologicalSorter(needs).static_order()), needs)


class Reach:
    """Which resource blocks each key needs, directly or through others.

    What a module's outputs need is known only when the module has been evaluated, so this is told key by key, in
    the order of evaluation.

    Args:
        needs: what each key refers to directly.
        names: the full names of those keys that are resource blocks.
        first: the full names of the blocks that come before every resource here.
    """

    def __init__(self, needs: Needs, names: Mapping[str, str], first: frozenset[str] = _NONE) -> None:
        self._needs = needs
        self._names = names
        self.first = first
        self._found: dict[str, frozenset[str]] = {}

    def tell(self, key: str, found: frozenset[str]) -> None:
        """Note what a key needs that other keys of this module do not tell."""
        self._found[key] = found

    def settle(self, key: str) -> None:
        """Find out what a key needs, after everything that it refers to; what was told stays."""
        if key not in self._found:
            parts = [self.with_itself(other) for other in self._needs.get(key, _NONE)]
            if key in self._names:
                parts.append(self.first)
            parts = [part for part in parts if part]
            self._found[key] = parts[0] if len(parts) == 1 else _NONE.union(*parts)

    def with_itself(self, key: str) -> frozenset[str]:
        """The blocks that a key needs, and itself if it is one."""
        found = self[key]
        return found | {self._names[key]} if key in self._names else found

    def of_all(self, keys: Iterable[str]) -> frozenset[str]:
        """The blocks that any of some keys needs, and those among them."""
        return _NONE.union(*(self.with_itself(key) for key in keys))

    def of_everything(self) -> frozenset[str]:
        """Every block of the module, and what they and all else in it need."""
        return _NONE.union(self._names.values(), *self._found.values())

    def __getitem__(self, key: str) -> frozenset[str]:
        return self._found.get(key, _NONE)


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
