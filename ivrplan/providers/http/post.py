"""One message to a URL that a person named: tried again for a while, never led elsewhere, and nothing depends on it.

A vendor is no receiver of messages and this is no request to a vendor: there is no token, no pace and no answer that is
believed. What is shared is how connections are kept and how long is waited between tries.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Final

import httpx

from ivrplan import __version__
from ivrplan.providers.http.errors import failure_fate, status_fate
from ivrplan.providers.http.lanes import Lanes
from ivrplan.providers.http.operation import Operation
from ivrplan.providers.http.retry import Attempts, Fate, retry_after_seconds
from ivrplan.providers.http.runtime import RetryPolicy, Runtime

TRIES: Final = 5
AT_ONCE: Final = 10

_POST: Final = Operation("post a message", "POST", repeatable=True)
_POLICY: Final = RetryPolicy(
    failure_tries=TRIES, limited_tries=TRIES, limited_patience=0.0, limited_ceiling=TRIES
)


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of a message.

    Attributes:
        status: of the last answer; None where there was none.
        tries: how often it was sent.
        failure: why it did not arrive, as a sentence without the URL, which may be a secret; empty when it arrived.
    """

    status: int | None
    tries: int
    failure: str = ""


@dataclass(slots=True)
class _Course:
    """One message on its way: what is known when time runs out."""

    attempts: Attempts
    status: int | None = None
    sent: int = 0

    def result(self, failure: str) -> Posted:
        return Posted(self.status, self.sent, failure)


@dataclass(frozen=True, slots=True)
class Poster:
    """Posts messages. Made by `open_poster`."""

    runtime: Runtime
    _lanes: Lanes
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def post(self, url: str, content: bytes, headers: Mapping[str, str], *, within: float) -> Posted:
        """Post a message.

        Args:
            url: where to; redirects are not followed.
            content: the body.
            headers: besides those that every message has.
            within: seconds that it may take, with everything that is tried again.
        """
        known = {"content-type": "application/json", "user-agent": f"ivrplan/{__version__}"}
        course = _Course(Attempts(_POLICY, self.runtime.chance, repeatable=True))
        try:
            async with self._gate, asyncio.timeout(within):
                request = httpx.Request("POST", url, content=content, headers=known | dict(headers))
                return await self._persist(request, course, self.runtime.monotonic() + within)
        except TimeoutError:
            return course.result(f"no usable answer within {within:.0f} seconds")
        except httpx.InvalidURL:
            return course.result("the URL is none")

    async def _persist(self, request: httpx.Request, course: _Course, deadline: float) -> Posted:
        while True:
            wait, failure = await self._try(request, course)
            if wait is None or not failure:
                return course.result(failure)
            if self.runtime.monotonic() + wait > deadline:
                return course.result(f"{failure}, and there is no time to try again")
            await self.runtime.sleep(wait)

    async def _try(self, request: httpx.Request, course: _Course) -> tuple[float | None, str]:
        """One try: the seconds to wait before another one, and what went wrong; nothing when it arrived."""
        course.sent += 1
        course.status = None
        try:
            response = await self._lanes.send(request)
        except (httpx.HTTPError, httpx.StreamError, OSError) as failure:
            return course.attempts.next_wait(failure_fate(failure), None), _said(failure)
        course.status = status = response.status_code
        if 200 <= status < 300:
            return None, ""
        asked = retry_after_seconds(response.headers.get("retry-after"), self.runtime.wall)
        fate = status_fate(_POST, status)
        wait = None if fate is Fate.FINAL else course.attempts.next_wait(fate, asked)
        led = ", and redirects are not followed" if 300 <= status < 400 else ""
        return wait, f"answered {status}{led}"


def _said(failure: Exception) -> str:
    """A failure of the transport in words of ours: its own may repeat the URL."""
    match failure:
        case httpx.ConnectError() | httpx.ConnectTimeout():
            return "it cannot be reached"
        case httpx.TimeoutException():
            return "it does not answer"
        case _:
            return f"the connection failed ({type(failure).__name__})"


@asynccontextmanager
async def open_poster(runtime: Runtime | None = None) -> AsyncIterator[Poster]:
    """Something that posts messages. Nothing is opened before the first.

    Args:
        runtime: time, chance and transport; the real ones by default.
    """
    chosen = replace(runtime or Runtime(), connections=AT_ONCE)
    async with Lanes(chosen) as lanes:
        yield Poster(chosen, lanes)
