"""Whether an event comes from who knows the secret. All comparisons take the same time, whatever is compared."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ivrplan.events.signature import SIGNATURE, TIMESTAMP, is_signed

KEY: Final = "key"
"""The parameter of an address that may hold the secret: some vendors send none otherwise."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted, as far as trust is concerned.

    Attributes:
        headers: by lower-case name.
        query: the parameters of the address.
        body: as it came.
    """

    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Trust:
    """Knows the secret.

    Attributes:
        secret: what the sender must know.
        headers: the headers in which vendors send it.
    """

    secret: str = field(repr=False)
    headers: tuple[str, ...]

    def believes(self, posted: Posted, *, now: float) -> bool:
        """Whether the sender knows the secret: it is signed with it, or shows it in a header or in the address.

        Args:
            posted: what was posted.
            now: seconds since 1970; signatures age.
        """
        signature = posted.headers.get(SIGNATURE.lower())
        if signature is not None:
            timestamp = posted.headers.get(TIMESTAMP.lower(), "")
            return is_signed(posted.body, timestamp, signature, self.secret, now=now)
        shown = [posted.headers.get(name.lower()) for name in self.headers]
        # All are compared, so that the time tells nothing about which one fits.
        fits = [_same(text, self.secret) for text in (*shown, posted.query.get(KEY)) if text is not None]
        return any(fits)


def _same(text: str, secret: str) -> bool:
    return hmac.compare_digest(text.encode("utf-8", "surrogateescape"), secret.encode())
