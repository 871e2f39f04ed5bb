"""Time, chance and transport as values, so that tests neither sleep nor dial."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx

_CHANCE = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long one try may take, in seconds.

    Attributes:
        connect: until a connection stands.
        read: between two pieces of an answer; the same for sending.
    """

    connect: float = 10.0
    read: float = 30.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to keep trying.

    Attributes:
        failure_tries: tries for 5xx, connection errors and time-outs.
        limited_tries: tries for 429, unless `limited_patience` has not been waited yet.
        limited_patience: seconds that a phase of 429 is always waited out, however short the vendor's waits are.
        limited_ceiling: tries for 429 after which nothing is waited out any more.
        limited_total: seconds after which no further 429 is waited out.
        base_seconds: the first back-off; it doubles from try to try.
        most_seconds: the longest back-off. A vendor's `Retry-After` is honoured beyond it.
    """

    failure_tries: int = 5
    limited_tries: int = 10
    limited_patience: float = 120.0
    limited_ceiling: int = 60
    limited_total: float = 3600.0
    base_seconds: float = 0.5
    most_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a client takes from its surroundings.

    Attributes:
        monotonic: seconds on a clock that never jumps.
        wall: seconds since 1970, to understand a `Retry-After` that is a date.
        sleep: waits for seconds.
        chance: a number from 0 up to 1.
        transport: what carries requests; None for the network.
        connections: how many connections may stand at once.
        timeouts: how long one try may take.
        retries: how long to keep trying.
    """

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = _CHANCE.random
    transport: httpx.AsyncBaseTransport | None = None
    connections: int = 100
    timeouts: Timeouts = field(default_factory=Timeouts)
    retries: RetryPolicy = field(default_factory=RetryPolicy)
