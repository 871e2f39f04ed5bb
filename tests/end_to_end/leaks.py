"""Finds secrets in what ivrplan writes, in every form in which one could stand there."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from functools import cache
from urllib.parse import quote, quote_plus

from tests.end_to_end.world import Ran, World


def forms(secret: str) -> Iterator[str]:
    """The ways in which a secret could stand in an output."""
    raw = secret.encode()
    yield from (
        secret,
        secret.upper(),
        secret.lower(),
        json.dumps(secret)[1:-1],
        quote(secret),
        quote_plus(secret),
    )
    yield from (json.dumps(secret, ensure_ascii=False)[1:-1], quote(secret, safe=""), raw.hex())
    # Base64 of a longer text holds one of three forms of it, by where the secret begins.
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        yield text[4 if shift else 0 : -2]


@cache
def _all_forms(secrets: Sequence[str]) -> frozenset[str]:
    return frozenset(form for secret in secrets for form in forms(secret))


def leaks(text: str, secrets: tuple[str, ...]) -> list[str]:
    """The forms of secrets that stand in a text."""
    return sorted(form for form in _all_forms(secrets) if form in text)


def search_for(secrets: tuple[str, ...], world: World, *ran: Ran) -> None:
    """No secret is in what these runs wrote, nor in any file of the project that is not the configuration."""
    for one in ran:
        assert leaks(one.text, secrets) == [], f"{one.arguments}:\n{one.text}"
    for path in sorted(world.folder.rglob("*")):
        if path.is_file() and not path.name.endswith(".ivr.hcl"):
            text = path.read_bytes().decode("utf-8", errors="replace")
            assert leaks(text, secrets) == [], path.name
