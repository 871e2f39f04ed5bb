"""How fast requests may leave: learned from 429, one pace for all requests of a credential.

There is no limit until the vendor refuses once. Then the rate falls to half of what was really sent in the last
second, and to half of itself with every later refusal. It climbs back by a tenth of that a second while requests succeed
(additive increase, multiplicative decrease), but only while requests have to wait for it: a rate that nobody uses up
has not been tried. Refusals of requests that left before the last decrease tell nothing new and change nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

_WINDOW_SECONDS = 1.0
_SLOWEST = 0.5
_CLIMB = 0.1


class AdaptiveRate:
    """Gives every request the moment at which it may leave.

    Args:
        monotonic: seconds on a clock that never jumps.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._now = monotonic
        self._rate: float | None = None
        self._step = 0.0
        self._next = 0.0
        self._lowered_at = float("-inf")
        self._is_used_up = False
        self._sent: deque[float] = deque()

    @property
    def a_second(self) -> float | None:
        """The present limit in requests a second; None while there is none."""
        return self._rate

    def reserve(self) -> float:
        """Take the next place in the row.

        Returns:
            The seconds to wait before the request leaves.
        """
        now = self._now()
        start = max(now, self._next)
        self._is_used_up = start > now
        if self._rate is not None:
            self._next = start + 1.0 / self._rate
        self._remember(start)
        return start - now

    def succeeded(self) -> None:
        """The vendor took a request: climb a little."""
        if self._rate is not None and self._is_used_up:
            self._rate += self._step / self._rate

    def refused(self, left_at: float, pause_seconds: float) -> None:
        """The vendor answered 429.

        Args:
            left_at: when the refused request left.
            pause_seconds: how long nothing shall leave now.
        """
        now = self._now()
        self._next = max(self._next, now + pause_seconds)
        if left_at < self._lowered_at:
            return
        self._rate = max(_SLOWEST, (self._seen(now) if self._rate is None else self._rate) / 2)
        self._step = self._rate * _CLIMB
        self._lowered_at = now

    def _seen(self, now: float) -> float:
        sent = sum(1 for moment in self._sent if now - _WINDOW_SECONDS < moment <= now)
        return sent / _WINDOW_SECONDS

    def _remember(self, moment: float) -> None:
        self._sent.append(moment)
        while self._sent[0] < moment - _WINDOW_SECONDS:
            self._sent.popleft()
