"""What is asked of a vendor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Operation:
    """One kind of request, as a constant of a vendor's `api.py`.

    Attributes:
        name: what it does, for messages ("update flow nodes").
        method: the HTTP method.
        scopes: the OAuth scopes that it needs, named when the vendor answers 403.
        repeatable: whether sending it twice has the effect of once: it only reads, replaces under a version check,
            deletes, or carries an idempotency key. Only such requests are retried when their fate is uncertain.
        dialect: the name of the token dialect that opens it; empty where the vendor has one only.
        final: statuses that are answers to this operation rather than failures of the vendor, and never retried
            (a 504 of a simulation that ran past its window).
        hints: what to tell people for a status, where this operation knows better than the core.
    """

    name: str
    method: str
    scopes: tuple[str, ...] = ()
    repeatable: bool = False
    dialect: str = ""
    final: frozenset[int] = frozenset()
    hints: Mapping[int, str] = field(default_factory=dict)


def fill(template: str, **parts: str) -> str:
    """A path with its parts filled in, each quoted so that no id can become another path."""
    return template.format_map({name: _segment(part) for name, part in parts.items()})


def _segment(part: str) -> str:
    # A dot segment would be resolved away by the client or a proxy; its escaped form is not.
    return quote(part, safe="") if part.strip(".") else part.replace(".", "%2E")
