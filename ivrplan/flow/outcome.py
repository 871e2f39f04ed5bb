"""Outcomes: how a call leaves a node.

Known outcomes have a fixed meaning and a fixed place in every listing. On a `decision`, outcomes are the values of its
variable; any other word is a vendor's condition and is passed through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

DIGITS: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#")

TIMEOUT: Final = "timeout"
INVALID: Final = "invalid"
ERROR: Final = "error"
OPEN: Final = "open"
CLOSED: Final = "closed"
HOLIDAY: Final = "holiday"
BUSY: Final = "busy"
NO_ANSWER: Final = "no_answer"
FULL: Final = "full"
DEFAULT: Final = "default"

NAMED: Final = (OPEN, CLOSED, HOLIDAY, BUSY, NO_ANSWER, FULL, TIMEOUT, INVALID, ERROR, DEFAULT)
"""The outcomes with a name, in the order of every listing."""

KNOWN: Final = DIGITS + NAMED

_RANK: Final[Mapping[str, int]] = MappingProxyType({outcome: rank for rank, outcome in enumerate(KNOWN)})


def is_digit(outcome: str) -> bool:
    """Whether the outcome is a key of the telephone: a digit, `*` or `#`."""
    return _RANK.get(outcome, len(KNOWN)) < len(DIGITS)


def is_known(outcome: str) -> bool:
    """Whether the outcome has a meaning of its own; the others are values of a decision or vendor conditions."""
    return outcome in _RANK


def order(outcome: str) -> tuple[int, str]:
    """A sort key: the keys as they lie on a telephone, then the named outcomes, then all others by their text."""
    return _RANK.get(outcome, len(KNOWN)), outcome


def in_order(outcomes: Iterable[str]) -> list[str]:
    """The outcomes as every listing shows them."""
    return sorted(outcomes, key=order)
