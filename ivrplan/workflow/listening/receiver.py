"""The address that events are posted to. It answers before anything is checked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ivrplan.workflow.listening.events import MalformedEventError, flow_of
from ivrplan.workflow.listening.trust import Posted, Trust

LARGEST: Final = 64 * 1024
"""Bytes of a body. Events name a flow and say little more."""

_BODY_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Receiver:
    """Takes events.

    Attributes:
        trust: knows who may post.
        take: is handed the id of a flow (empty: the event names none), and says whether there is room for it.
        now: seconds since 1970.
    """

    trust: Trust
    take: Callable[[str], bool]
    now: Callable[[], float]

    async def receive(self, request: Request) -> Response:
        """Answer one event: 202; 401 from a stranger, 400, 408, 413 for what cannot be one, 503 when too many wait."""
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await _body(request)
        except (TimeoutError, ClientDisconnect):
            return _refused(408, "The body did not come.")
        if body is None:
            return _refused(413, f"The body is larger than {LARGEST} bytes.")
        posted = Posted(request.headers, request.query_params, body)
        if not self.trust.believes(posted, now=self.now()):
            return _refused(401, "The secret is missing or wrong.")
        try:
            flow = flow_of(body)
        except MalformedEventError as problem:
            return _refused(400, str(problem))
        if not self.take(flow):
            return _refused(503, "Too many events wait to be looked at.")
        return JSONResponse({"status": "accepted"}, 202)


def application(receiver: Receiver, path: str) -> Starlette:
    """The receiver at a path; nothing else is served."""
    return Starlette(routes=[Route(path, receiver.receive, methods=["POST"])])


async def _body(request: Request) -> bytes | None:
    """What was posted; None as soon as it is too large."""
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > LARGEST:
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    return body


def _refused(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status)
