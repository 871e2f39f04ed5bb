"""Secrets out of every text."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

MASK = "(sensitive value)"

# What looks like a secret wherever it stands: also another client's, echoed by a proxy.
_SHAPES = re.compile(
    r"(?P<scheme>\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}"
    r"|(?P<field>[\"']?(?:access_token|refresh_token|client_secret|secret|password)[\"']?\s*[:=]\s*[\"']?)"
    r"(?!\(sensitive)[^\s\"'&,}]+",
    re.IGNORECASE,
)


class Redactor:
    """Knows the secrets of one client and takes them out of texts, in every form that the wire gives them."""

    def __init__(self) -> None:
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def add(self, *secrets: str) -> None:
        """Keep these out of texts from now on. Empty text is no secret."""
        new = {form for secret in secrets if secret for form in _forms(secret)} - self._forms
        if new:
            self._forms |= new
            self._pattern = None

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        if self._forms:
            text = self._compiled().sub(MASK, text)
        return _SHAPES.sub(_mask_shape, text)

    def _compiled(self) -> re.Pattern[str]:
        if self._pattern is None:
            longest_first = sorted(self._forms, key=lambda form: (-len(form), form))
            self._pattern = re.compile("|".join(map(re.escape, longest_first)))
        return self._pattern


def _mask_shape(found: re.Match[str]) -> str:
    return f"{found['scheme'] or found['field']}{MASK}"


def _forms(secret: str) -> Iterator[str]:
    yield secret
    for quoted in (quote(secret, safe=""), quote(secret), quote_plus(secret)):
        yield quoted
        yield re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), quoted)
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield repr(secret)[1:-1]
    encoded = secret.encode()
    yield base64.b64encode(encoded).decode()
    yield base64.urlsafe_b64encode(encoded).decode()
    yield base64.b64encode(encoded).decode().rstrip("=")
    yield base64.urlsafe_b64encode(encoded).decode().rstrip("=")
