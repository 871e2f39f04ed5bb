"""When to try again, and after how long: one policy for every vendor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum

from ivrplan.providers.http.runtime import RetryPolicy

TRANSIENT = frozenset({500, 502, 503, 504})
"""Statuses with which a vendor says that another try may do."""


class Fate(Enum):
    """What is known of a request that failed."""

    REFUSED_FOR_NOW = "429: not done, ask again later"
    NOT_SENT = "it never left: sending it again is always safe"
    UNCERTAIN = "it may have been done"
    FINAL = "the vendor's last word"


@dataclass(slots=True)
class Attempts:
    """Counts the tries of one request and decides on the next.

    Attributes:
        policy: how long to keep trying.
        chance: a number from 0 up to 1.
        repeatable: whether sending the request twice has the effect of once.
        failures: tries that ended in 5xx, a connection error or a time-out.
        refusals: tries that ended in 429.
        waited: seconds waited between tries so far.
        doubtful: whether one of the tries may have done what it asked for.
    """

    policy: RetryPolicy
    chance: Callable[[], float]
    repeatable: bool
    failures: int = 0
    refusals: int = 0
    waited: float = 0.0
    doubtful: bool = False

    @property
    def tries(self) -> int:
        """How often the request was tried in vain."""
        return self.failures + self.refusals

    def next_wait(self, fate: Fate, retry_after: float | None) -> float | None:
        """Count a failed try.

        Args:
            fate: what is known of the request.
            retry_after: the seconds that the vendor asked for, if it did.

        Returns:
            The seconds to wait before the next try; None when there is none.
        """
        if fate is Fate.REFUSED_FOR_NOW:
            self.refusals += 1
            again, count = self._wait_out(), self.refusals
        else:
            self.failures += 1
            self.doubtful = self.doubtful or fate is Fate.UNCERTAIN
            again, count = self._try_again(fate), self.failures
        if not again:
            return None
        wait = (retry_after or 0.0) + self._backoff(count)
        self.waited += wait
        return wait

    def _wait_out(self) -> bool:
        if self.refusals >= self.policy.limited_ceiling or self.waited >= self.policy.limited_total:
            return False
        return self.refusals < self.policy.limited_tries or self.waited < self.policy.limited_patience

    def _try_again(self, fate: Fate) -> bool:
        if self.failures >= self.policy.failure_tries:
            return False
        return fate is Fate.NOT_SENT or (fate is Fate.UNCERTAIN and self.repeatable)

    def _backoff(self, count: int) -> float:
        # Full jitter: many clients that were refused together must not come back together.
        ceiling = self.policy.base_seconds * 2.0 ** min(count - 1, 32)
        return self.chance() * min(ceiling, self.policy.most_seconds)


def retry_after_seconds(header: str | None, wall: Callable[[], float]) -> float | None:
    """What a `Retry-After` header asks for: seconds or an HTTP date. None where it says nothing usable."""
    text = (header or "").strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - wall())
