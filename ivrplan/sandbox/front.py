"""What every vendor request passes first: latency, faults, the request log."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ivrplan.sandbox.dialect import Dialect
from ivrplan.sandbox.faults import Action
from ivrplan.sandbox.hangup import hang_up
from ivrplan.sandbox.requestlog import RequestRecord, shown_headers
from ivrplan.sandbox.wire import refusal
from ivrplan.sandbox.world import World

_PAGE = "<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One request on its way: the ASGI triple, its vendor and the vendor's part of the path."""

    scope: Scope
    receive: Receive
    send: Send
    dialect: Dialect
    path: str


class Front:
    """ASGI middleware around all vendors; the control plane passes untouched.

    Args:
        app: what it stands in front of.
        world: the sandbox.
        dialects: vendors by the name of their mount.
    """

    def __init__(self, app: ASGIApp, world: World, dialects: Mapping[str, Dialect]) -> None:
        self._app = app
        self._world = world
        self._dialects = dialects

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        mount, _, rest = scope.get("path", "").lstrip("/").partition("/")
        if scope["type"] != "http" or mount not in self._dialects:
            await self._app(scope, receive, send)
            return
        await self._record(_Exchange(scope, receive, send, self._dialects[mount], "/" + rest))

    async def _record(self, exchange: _Exchange) -> None:
        scope, vendor = exchange.scope, exchange.dialect.name
        action = self._world.faults.strike(vendor, scope["method"], exchange.path)
        number, at = self._world.requests.next_number(), self._world.clock.now()
        statuses: list[int] = []

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            await exchange.send(message)

        watched = _Exchange(scope, exchange.receive, send, exchange.dialect, exchange.path)
        try:
            await self._serve(watched, action)
        finally:
            record = RequestRecord(
                number=number,
                at=at,
                vendor=vendor,
                method=scope["method"],
                path=exchange.path,
                query=scope["query_string"].decode("latin-1"),
                headers=shown_headers(scope["headers"]),
                status=statuses[0] if statuses else None,
                fault=action.kind if action else None,
            )
            self._world.requests.add(record)

    async def _serve(self, exchange: _Exchange, action: Action | None) -> None:
        latency = self._world.behaviour.latency_ms + (action.latency_ms if action else 0)
        if latency:
            await asyncio.sleep(latency / 1000)
        if action is None:
            await self._app(exchange.scope, exchange.receive, exchange.send)
        else:
            await self._play(exchange, action)

    async def _play(self, exchange: _Exchange, action: Action) -> None:
        if action.acts and action.kind in {"status", "html"}:
            await self._acted(exchange)
        match action.kind:
            case "hang":
                await self._app(exchange.scope, exchange.receive, exchange.send)
            case "status":
                await self._send(exchange, _status_answer(exchange.dialect, action))
            case "html":
                await self._send(exchange, _html_answer(action))
            case "drop_before":
                await hang_up(exchange.scope, exchange.receive)
            case "drop_after":
                await self._acted(exchange)
                await hang_up(exchange.scope, exchange.receive)
            case "truncate":
                await self._truncate(exchange)
            case _:
                assert_never(action.kind)

    async def _send(self, exchange: _Exchange, response: Response) -> None:
        await response(exchange.scope, exchange.receive, exchange.send)

    async def _acted(self, exchange: _Exchange) -> list[Message]:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self._app(exchange.scope, exchange.receive, keep)
        return messages

    async def _truncate(self, exchange: _Exchange) -> None:
        start, *rest = await self._acted(exchange)
        body = b"".join(message.get("body", b"") for message in rest)
        await exchange.send(start)
        await exchange.send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        await hang_up(exchange.scope, exchange.receive)


def _status_answer(dialect: Dialect, action: Action) -> Response:
    status = action.status or 503
    if action.body is None:
        response = refusal(dialect, dialect.plain(status, "The sandbox was asked to answer this."))
    else:
        response = Response(json.dumps(action.body), status, media_type="application/json")
    return _with_headers(response, action.headers)


def _html_answer(action: Action) -> Response:
    page: Any = _PAGE if action.body is None else action.body
    return _with_headers(HTMLResponse(str(page), action.status or 502), action.headers)


def _with_headers(response: Response, headers: Mapping[str, str]) -> Response:
    for name, value in headers.items():
        response.headers[name] = value
    return response
