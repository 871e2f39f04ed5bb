"""Everything that one running sandbox holds, handed to whoever serves a part of it."""

from ivrplan.sandbox.clock import Clock
from ivrplan.sandbox.faults import Faults
from ivrplan.sandbox.hooks.delivery import Deliveries
from ivrplan.sandbox.idempotency import IdempotencyKeys
from ivrplan.sandbox.oauth import Tokens
from ivrplan.sandbox.rate import Bucket
from ivrplan.sandbox.requestlog import RequestLog
from ivrplan.sandbox.settings import SandboxSettings
from ivrplan.sandbox.store import Store


class World:
    """The shared parts of one sandbox.

    Args:
        settings: what it is started with.

    Raises:
        SandboxError: the data file cannot be used.
    """

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self.behaviour = settings.behaviour
        self.clock = Clock()
        self.store = Store(settings.data)
        self.tokens = Tokens(settings, self.clock)
        self.keys = IdempotencyKeys(self.store, self.clock)
        self.faults = Faults()
        self.requests = RequestLog(settings.on_request)
        self.deliveries = Deliveries(self.clock, lambda: self.behaviour)
        self._buckets: dict[str, Bucket] = {}

    def bucket(self, vendor: str) -> Bucket:
        """The rate limit of one vendor."""
        if vendor not in self._buckets:
            self._buckets[vendor] = Bucket(self.clock)
        return self._buckets[vendor]

    def refill(self) -> None:
        """Fill every rate limit, after the limits or the clock were set."""
        for bucket in self._buckets.values():
            bucket.reset()

    def reset(self) -> None:
        """Go back to an empty sandbox as it was started, its file included."""
        self.behaviour = self.settings.behaviour
        self.clock.reset()
        self.store.clear()
        self.tokens.clear()
        self.faults.clear()
        self.requests.clear()
        self.deliveries.clear()
        self.refill()
