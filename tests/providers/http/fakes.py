"""A vendor made of answers, and time that passes only when somebody sleeps."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from ivrplan.diagnostics import VendorProblem
from ivrplan.providers.http.client import Attempt
from ivrplan.providers.http.profile import Complaint, Credentials, TokenDialect, TokenForm, VendorProfile

Reply = httpx.Response | Exception


@dataclass
class FakeTime:
    """Passes only when somebody sleeps."""

    now: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> float:
        return self.now + 1_700_000_000.0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@dataclass
class FakeVendor(httpx.AsyncBaseTransport):
    """Answers token requests by itself and everything else from a script; the last answer is repeated."""

    replies: list[Reply] = field(default_factory=list)
    token_replies: list[Reply] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    token_requests: list[httpx.Request] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)  # the others get their turn, as on a network
        if request.url.path.endswith("/token"):
            self.token_requests.append(request)
            return _give(self.token_replies) if self.token_replies else self._token()
        self.requests.append(_snapshot(request))
        return _give(self.replies)

    def _token(self) -> httpx.Response:
        text = f"token-number-{len(self.token_requests)}"
        return httpx.Response(200, json={"access_token": text, "expires_in": 3600, "scope": "things:read"})


def _snapshot(request: httpx.Request) -> httpx.Request:
    # A retry changes the headers of the same object.
    return httpx.Request(request.method, request.url, headers=request.headers, content=request.content)


def _give(replies: list[Reply]) -> httpx.Response:
    reply = replies.pop(0) if len(replies) > 1 else replies[0]
    if isinstance(reply, Exception):
        raise reply
    # A response can be read once only: every answer is a copy.
    headers = [(name, value) for name, value in reply.headers.raw if name.lower() != b"content-length"]
    return httpx.Response(reply.status_code, headers=headers, content=reply.content)


def complaint(body: Any) -> Complaint:
    """Reads the error bodies of the vendor that these tests made up."""
    if not isinstance(body, dict):
        return Complaint(json.dumps(body))
    problems = tuple(VendorProblem(**item) for item in body.get("errors", ()))
    return Complaint(str(body.get("message", "")), problems, str(body.get("trace", "")))


FORM = TokenDialect("form", "/oauth/token", TokenForm.FORM, ("things:read", "things:write"))
JSON = TokenDialect("json", "/json/token", TokenForm.JSON, ("things:read",))
BASIC = TokenDialect("basic", "/basic/token", TokenForm.BASIC, ("things:read",), margin_seconds=60)

PROFILE = VendorProfile(
    title="Example Voice",
    dialects=(FORM, JSON, BASIC),
    complaint=complaint,
    correlation_headers=("x-correlation-id",),
    credentials_hint="Check EXAMPLE_CLIENT_ID and EXAMPLE_CLIENT_SECRET.",
)

CREDENTIALS = Credentials("the-client", "s3cr3t/with+signs&more")


@dataclass
class Told:
    """An observer that remembers."""

    waits: list[tuple[str, str, float]] = field(default_factory=list)
    tries: list[Attempt] = field(default_factory=list)

    def waiting(self, vendor: str, reason: str, seconds: float) -> None:
        self.waits.append((vendor, reason, seconds))

    def tried(self, attempt: Attempt) -> None:
        self.tries.append(attempt)


def statuses(*numbers: int) -> list[Reply]:
    """Answers with these statuses and a JSON message each."""
    return [httpx.Response(number, json={"message": f"because {number}"}) for number in numbers]
