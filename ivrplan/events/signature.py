"""The signature of a webhook: what a receiver checks before it believes a message.

    X-Ivrplan-Timestamp: 1767225600
    X-Ivrplan-Signature: sha256=<HMAC-SHA-256 of "<timestamp>.<body>" with the secret, in hexadecimal digits>

The time is part of what is signed, so that a message cannot be sent again later.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

TIMESTAMP: Final = "X-Ivrplan-Timestamp"
SIGNATURE: Final = "X-Ivrplan-Signature"
DELIVERY: Final = "X-Ivrplan-Delivery"
EVENT: Final = "X-Ivrplan-Event"

TOLERANCE_SECONDS: Final = 300
"""How old a message may be."""


def sign(body: bytes, timestamp: int, secret: str) -> str:
    """The signature of a body.

    Args:
        body: as it is sent.
        timestamp: seconds since 1970.
        secret: what sender and receiver share.
    """
    signed = b"%d.%s" % (timestamp, body)
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_signed(body: bytes, timestamp: str, signature: str, secret: str, *, now: float) -> bool:
    """Whether a message comes from who has the secret, and was signed lately.

    Args:
        body: as it came.
        timestamp: the header of that name.
        signature: the header of that name.
        secret: what sender and receiver share.
        now: seconds since 1970.
    """
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    return hmac.compare_digest(sign(body, int(timestamp), secret).encode(), signature.encode())
