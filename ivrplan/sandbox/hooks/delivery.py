"""Posting events to what is registered, in the background: bounded in number, time and tries, each with a record."""

import asyncio
import ipaddress
import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import httpx

from ivrplan.sandbox.clock import Clock
from ivrplan.sandbox.hooks.table import Hooks
from ivrplan.sandbox.settings import Behaviour

_AT_ONCE = 8
_KEPT = 10_000
_TRIES = 3
_FIRST_WAIT_SECONDS = 0.05
_TIMEOUT_SECONDS = 5.0
_PATIENCE_SECONDS = 30.0

PENDING, DELIVERED, FAILED, SKIPPED = "pending", "delivered", "failed", "skipped"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one address.

    Args:
        number: counts from 1 since the start or the last reset.
        at: sandbox time when it happened, in seconds since 1970.
        vendor: whose event it is.
        event: what happened.
        hook: the id of the webhook.
        url: where it goes.
        body: what is posted.
        state: `pending`, `delivered` (2xx), `failed`, or `skipped` (deliveries of this kind are off).
        status: the last status that was answered, if any was.
        tries: how often it was posted.
    """

    number: int
    at: float
    vendor: str
    event: str
    hook: str
    url: str
    body: dict[str, Any]
    state: str = PENDING
    status: int | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something that happened at a vendor: what its body says, and what it is called."""

    vendor: str
    event: str
    body: Mapping[str, Any]


class Deliveries:
    """Delivers events, and remembers what came of them.

    Args:
        clock: the sandbox's time.
        behaviour: how the vendors behave now.
    """

    def __init__(self, clock: Clock, behaviour: Callable[[], Behaviour]) -> None:
        self._clock = clock
        self._behaviour = behaviour
        self._records: dict[int, Delivery] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._waiting: deque[tuple[int, Mapping[str, str]]] = deque()
        self._count = 0

    def announce(self, what: Announcement, hooks: Iterable[Hooks]) -> None:
        """Deliver to every webhook that hears of it. Returns at once."""
        for hook in (hook for collection in hooks for hook in collection):
            if hook.body.hears(what.event):
                self._take(what, hook.id, hook.body.target(), hook.body.headers())

    async def settled(self) -> None:
        """Return when nothing is on its way; after half a minute in any case."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while self._tasks:
                    await asyncio.wait(self._tasks.values())

    def to_json(self) -> list[dict[str, Any]]:
        """All kept records as plain data, oldest first."""
        return [asdict(record) for record in self._records.values()]

    def clear(self) -> None:
        """Stop what is on its way, forget all records and count from 1 again."""
        for task in self._tasks.values():
            task.cancel()
        self._waiting.clear()
        self._records.clear()
        self._count = 0

    def _take(self, what: Announcement, hook: str, url: str, headers: Mapping[str, str]) -> None:
        self._count += 1
        body = {**what.body, "timestamp": self._clock.iso()}
        record = Delivery(self._count, self._clock.now(), what.vendor, what.event, hook, url, body)
        if not _is_wanted(self._behaviour().deliveries, url):
            record = replace(record, state=SKIPPED)
        self._records[record.number] = record
        while len(self._records) > _KEPT:
            del self._records[next(iter(self._records))]
        if record.state == PENDING:
            self._waiting.append((record.number, headers))
            self._go_on()

    def _go_on(self) -> None:
        while self._waiting and len(self._tasks) < _AT_ONCE:
            number, headers = self._waiting.popleft()
            task = asyncio.get_running_loop().create_task(self._deliver(number, headers))
            self._tasks[number] = task
            task.add_done_callback(partial(self._ended, number))

    def _ended(self, number: int, _task: asyncio.Task[None]) -> None:
        self._tasks.pop(number, None)
        self._go_on()

    async def _deliver(self, number: int, headers: Mapping[str, str]) -> None:
        record = self._records[number]
        content = json.dumps(record.body, separators=(",", ":")).encode()
        sent = {"content-type": "application/json", "user-agent": "ivrplan-sandbox", **headers}
        async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, trust_env=False) as client:
            for tries in range(1, _TRIES + 1):
                record = replace(record, tries=tries, status=await _posted(client, record.url, content, sent))
                if record.status is not None and record.status < 500 and record.status != 429:
                    break
                if tries < _TRIES:
                    await asyncio.sleep(_FIRST_WAIT_SECONDS * 2**tries)
        done = record.status is not None and 200 <= record.status < 300
        if number in self._records:
            self._records[number] = replace(record, state=DELIVERED if done else FAILED)


async def _posted(
    client: httpx.AsyncClient, url: str, content: bytes, headers: Mapping[str, str]
) -> int | None:
    try:
        response = await client.post(url, content=content, headers=dict(headers))
    except (httpx.HTTPError, httpx.InvalidURL):
        return None  # nobody is there: the record says so, having no status
    return response.status_code


def _is_wanted(setting: str, url: str) -> bool:
    return setting == "all" or (setting == "local" and _is_local(urlsplit(url).hostname or ""))


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
