"""How many requests a vendor takes: a token bucket on the sandbox's clock."""

import math

from ivrplan.sandbox.clock import Clock
from ivrplan.sandbox.settings import Behaviour


class Bucket:
    """The tokens of one vendor; every request takes one.

    While the clock is frozen nothing would ever refill it. So there each refusal counts as its own `Retry-After`
    having passed: a client that obeys it (with a sleep that tests replace) gets through on its next try.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tokens: float | None = None
        self._at = 0.0

    def take(self, behaviour: Behaviour) -> int | None:
        """Take a token; the whole seconds to wait when there is none, else `None`."""
        self._refill(behaviour)
        tokens = self._tokens if self._tokens is not None else 0.0
        if tokens >= 1:
            self._tokens = tokens - 1
            return None
        wait = max(1, math.ceil((1 - tokens) / behaviour.rate_per_second))
        if self._clock.frozen:
            self._at -= wait
        return wait

    def reset(self) -> None:
        """Fill up."""
        self._tokens = None

    def _refill(self, behaviour: Behaviour) -> None:
        now = self._clock.now()
        if self._tokens is None:
            self._tokens = float(behaviour.rate_burst)
        else:
            gained = max(0.0, now - self._at) * behaviour.rate_per_second
            self._tokens = min(float(behaviour.rate_burst), self._tokens + gained)
        self._at = now
