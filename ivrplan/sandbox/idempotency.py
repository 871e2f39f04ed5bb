"""Idempotency keys: the same request again gets the same answer and does nothing (S3: remembered for 24 hours)."""

import hashlib
import json
from typing import Any

from ivrplan.sandbox.clock import Clock
from ivrplan.sandbox.store import Store

_TABLE = "idempotency"
_REMEMBERED_SECONDS = 24 * 3600


class KeyReusedError(Exception):
    """The key was used before, for another payload."""


class IdempotencyKeys:
    """Answers by key; keys of different operations do not meet."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def recall(self, operation: str, key: str, payload: Any) -> dict[str, Any] | None:
        """The body that the same request was answered with, or `None` when the key is new.

        Raises:
            KeyReusedError: the key stands for another payload.
        """
        self._forget_old()
        known = self._store.table(_TABLE).get(f"{operation} {key}")
        if known is None:
            return None
        if known["digest"] != _digest(payload):
            raise KeyReusedError
        body: dict[str, Any] = known["body"]
        return body

    def remember(self, operation: str, key: str, *, payload: Any, body: dict[str, Any]) -> None:
        """Keep the answer of a request that succeeded."""
        entry = {"at": self._clock.now(), "digest": _digest(payload), "body": body}
        self._store.put(_TABLE, f"{operation} {key}", entry)

    def _forget_old(self) -> None:
        # Entries are in order of time, so only those that go are looked at.
        limit = self._clock.now() - _REMEMBERED_SECONDS
        table = self._store.table(_TABLE)
        while table:
            oldest = next(iter(table))
            if table[oldest]["at"] > limit:
                return
            self._store.delete(_TABLE, oldest)


def _digest(payload: Any) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
