"""The sandbox's time, which a test can set, freeze and move, so that it never has to wait."""

import time
from datetime import UTC, datetime


class Clock:
    """Seconds since 1970: the machine's time plus an offset, or one frozen instant."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._frozen_at: float | None = None

    @property
    def frozen(self) -> bool:
        """Whether time stands still until it is moved."""
        return self._frozen_at is not None

    def now(self) -> float:
        """The time, in seconds since 1970."""
        return time.time() + self._offset if self._frozen_at is None else self._frozen_at

    def iso(self) -> str:
        """The time as vendors write it: ISO 8601 in UTC with milliseconds."""
        instant = datetime.fromtimestamp(self.now(), UTC)
        return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def advance(self, seconds: float) -> None:
        """Move on, frozen or not."""
        if self._frozen_at is None:
            self._offset += seconds
        else:
            self._frozen_at += seconds

    def freeze(self, at: float | None = None) -> None:
        """Stand still, now or at a given instant (seconds since 1970)."""
        self._frozen_at = self.now() if at is None else at

    def resume(self) -> None:
        """Run on from the frozen instant."""
        if self._frozen_at is not None:
            self._offset = self._frozen_at - time.time()
            self._frozen_at = None

    def reset(self) -> None:
        """Follow the machine's time again."""
        self._offset = 0.0
        self._frozen_at = None
