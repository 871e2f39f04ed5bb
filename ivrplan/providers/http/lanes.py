"""Connections, each with a client of its own.

httpx keeps all connections of a client in one pool and looks through all of them, several times, for every request:
with ten connections that costs more than the request itself. Here each connection is a lane. A request takes the lane
that was used last, so connections stay warm and few; a new one is opened while all are busy.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

import httpx

from ivrplan.providers.http.runtime import Runtime


class Lanes:
    """Sends requests over as few connections as possible, and never more than the runtime allows.

    Args:
        runtime: transport, time-outs and the number of connections.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._gate = asyncio.Semaphore(runtime.connections)
        self._free: list[httpx.AsyncClient] = []
        self._all = AsyncExitStack()
        # Reading the certificates takes longer than many requests: once for all lanes.
        self._tls = httpx.create_ssl_context() if runtime.transport is None else True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._all.aclose()

    async def send(self, request: httpx.Request) -> httpx.Response:
        """The answer to a request, read to its end.

        Raises:
            httpx.HTTPError: there is none.
        """
        async with self._gate:
            lane = self._free.pop() if self._free else await self._open()
            try:
                return await lane.send(request)
            finally:
                self._free.append(lane)

    async def _open(self) -> httpx.AsyncClient:
        times = self._runtime.timeouts
        lane = httpx.AsyncClient(
            transport=self._runtime.transport,
            verify=self._tls,
            timeout=httpx.Timeout(times.read, connect=times.connect),
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
            follow_redirects=False,
        )
        return await self._all.enter_async_context(lane)
