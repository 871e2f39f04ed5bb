"""The line between ivrplan and a sandbox in the same process: it counts requests and plays the faults of lines."""

from __future__ import annotations

import re

import httpx
from starlette.applications import Starlette

from ivrplan.sandbox.problems import ConnectionDroppedError
from tests.conformance.resource_types.faults.kinds import REFUSED, SLOW, Fault

_ID = re.compile(r"(?<=/)(?=[^/]*\d)[0-9A-Za-z_.-]{3,}(?=/|$)|(?<==)[^&]*\d[^&]*")


class Wire(httpx.AsyncBaseTransport):
    """Carries requests to a sandbox.

    Args:
        app: the sandbox.
    """

    def __init__(self, app: Starlette) -> None:
        self._inner = httpx.ASGITransport(app)
        self._fault: Fault | None = None
        self._turns = range(0)
        self.seen: list[str] = []
        """The requests since the last `listen`, without ids: `PUT /api/v2/flows/ivr/{id}`."""

    def listen(self, fault: Fault | None = None, turns: range = range(0)) -> None:
        """Count from 1 again, and play this fault of the line when it is the turn of these requests."""
        self.seen, self._fault, self._turns = [], fault, turns

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request.

        Raises:
            httpx.TransportError: as a network would.
        """
        self.seen.append(named(request))
        fault = self._fault if len(self.seen) in self._turns else None
        if fault is REFUSED:
            raise httpx.ConnectError("Connection refused", request=request)
        try:
            response = await self._inner.handle_async_request(request)
            await response.aread()
        except ConnectionDroppedError:
            text = "Server disconnected without sending a response"
            raise httpx.RemoteProtocolError(text, request=request) from None
        if fault is SLOW:
            raise httpx.ReadTimeout("", request=request)
        return response


def named(request: httpx.Request) -> str:
    """A request without ids and without its vendor."""
    path = "/" + request.url.path.lstrip("/").partition("/")[2]
    return f"{request.method} {_ID.sub('{id}', path)}"
