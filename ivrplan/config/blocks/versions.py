"""Version constraints: `>= 0.1, < 2`, `~> 1.4`, as Terraform reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

Version: TypeAlias = tuple[int, ...]

_VERSION: Final = re.compile(r"v?(\d+(?:\.\d+){0,2})(?:[-+.].*)?", re.ASCII)
_CONSTRAINT: Final = re.compile(r"\s*(=|!=|>=|<=|>|<|~>)?\s*v?(\d+(?:\.\d+){0,2})\s*", re.ASCII)

_HOLDS: Final[Mapping[str, Callable[[Version, Version], bool]]] = {
    "=": lambda have, want: have == want,
    "!=": lambda have, want: have != want,
    ">": lambda have, want: have > want,
    ">=": lambda have, want: have >= want,
    "<": lambda have, want: have < want,
    "<=": lambda have, want: have <= want,
}


def satisfies(version: str, constraint: str) -> bool:
    """Whether a version satisfies every part of a constraint.

    Args:
        version: a version such as `0.1.0`; what follows its three numbers does not count.
        constraint: parts separated by commas.

    Raises:
        ValueError: the constraint is none; the text says which part.
    """
    found = _VERSION.fullmatch(version)
    assert found is not None, version
    have = _padded(found[1])
    parts = [_part(text) for text in constraint.split(",")]
    return all(_holds(have, operator, text) for operator, text in parts)


def _part(text: str) -> tuple[str, str]:
    found = _CONSTRAINT.fullmatch(text)
    if found is None:
        raise ValueError(text.strip())
    return found[1] or "=", found[2]


def _holds(have: Version, operator: str, text: str) -> bool:
    want = _padded(text)
    if operator != "~>":
        return _HOLDS[operator](have, want)
    kept = max(text.count("."), 1)
    return have >= want and have[:kept] == want[:kept]


def _padded(text: str) -> Version:
    numbers = tuple(int(part) for part in text.split("."))
    return numbers + (0,) * (3 - len(numbers))
