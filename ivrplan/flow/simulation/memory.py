"""The variables of a call."""

from __future__ import annotations

from collections.abc import Mapping

from ivrplan.language.values import Sensitive, Unknown


class Memory:
    """What a call knows of its variables.

    Args:
        given: what is known before the call begins, and what requests will save.

    Attributes:
        mark: the same whenever all variables have the same values, and hardly ever otherwise; it costs as little as the
            change of one variable.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._values: dict[str, str | Sensitive] = {}
        self._given_only: set[str] = set()
        self.mark = 0
        for name, value in given.items():
            self.learn(name, value)
        self._given_only.update(given)

    def value(self, name: str) -> str | Sensitive | None:
        """The value of a variable; None where nobody knows."""
        return self._values.get(name)

    def is_given_only(self, name: str) -> bool:
        """Whether nothing in the call itself, the caller included, has told the value that the variable has."""
        return name in self._given_only

    def tell(self, name: str) -> None:
        """Everybody knows the variable's value from now on."""
        self._given_only.discard(name)

    def learn(self, name: str, value: str | Unknown | Sensitive) -> None:
        """The variable has this value from now on."""
        self.forget(name)
        inner = clear(value)
        if inner is not None and not isinstance(value, Unknown):
            self._values[name] = value
            self.mark ^= hash((name, inner))

    def forget(self, name: str) -> None:
        """Nobody knows the variable's value any more."""
        old = self._values.pop(name, None)
        if old is not None:
            self.mark ^= hash((name, clear(old)))
        self._given_only.discard(name)

    def saved(self, name: str) -> None:
        """A request has saved the variable: it has the value that was given for it, or one that nobody knows."""
        if name not in self._given:
            self.forget(name)
        else:
            self.learn(name, self._given[name])
            self._given_only.add(name)


def clear(value: str | Unknown | Sensitive) -> str | None:
    """The text behind a mark; None where it is not known."""
    inner = value.value if isinstance(value, Sensitive) else value
    return inner if isinstance(inner, str) else None
