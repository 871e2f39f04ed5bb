"""uvicorn's HTTP protocol with one thing more: the application may close the connection without an answer."""

import asyncio
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from ivrplan.sandbox.hangup import EXTENSION


class HangUpProtocol(H11Protocol):
    """Offers `transport.close` to the application as an extension of each request's scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection."""
        super().connection_made(transport)
        self.app: Any = _offering(self.app, transport)


def _offering(app: ASGIApp, transport: asyncio.Transport) -> ASGIApp:
    async def with_extension(scope: Scope, receive: Receive, send: Send) -> None:
        extensions = {**scope.get("extensions", {}), EXTENSION: transport.close}
        await app({**scope, "extensions": extensions}, receive, send)

    return with_extension
