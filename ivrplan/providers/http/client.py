"""One request with its token, its pace and its retries."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

import httpx

from ivrplan import __version__
from ivrplan.diagnostics import (
    AuthenticationError,
    ConfigurationError,
    PermissionDeniedError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    UnavailableError,
    UnreachedError,
    error,
)
from ivrplan.providers.http.answers import Answer, read_answer, read_complaint
from ivrplan.providers.http.bodies import encoded
from ivrplan.providers.http.errors import (
    CallContext,
    Tried,
    answered,
    failure_fate,
    looking_back,
    status_fate,
    unanswered,
    unsettled,
)
from ivrplan.providers.http.lanes import Lanes
from ivrplan.providers.http.operation import Operation
from ivrplan.providers.http.profile import Credentials, TokenDialect, VendorProfile
from ivrplan.providers.http.rate import AdaptiveRate
from ivrplan.providers.http.redact import Redactor
from ivrplan.providers.http.retry import Attempts, Fate, retry_after_seconds
from ivrplan.providers.http.runtime import Runtime
from ivrplan.providers.http.tokens import (
    Token,
    TokenReply,
    TokenSource,
    refused_credentials,
    token_operation,
    token_request,
)

_NOTICED_SECONDS = 1.0
_FAILURES = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    httpx.CookieConflict,
    OSError,
)


class WaitObserver(Protocol):
    """Is told when a request waits. The providers' contract names the same as its `Observer`."""

    def waiting(self, vendor: str, reason: str, seconds: float) -> None:
        """A request waits before it is sent (again)."""
        ...

    def tried(self, attempt: Attempt) -> None:
        """A request was sent and answered, or not."""
        ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of one request. The providers' contract names the same."""

    vendor: str
    operation: str
    outcome: str
    number: int
    limited_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Sent:
    """One exchange: what came back, under which token it was asked, and how often."""

    response: httpx.Response
    token: Token | None
    tried: Tried


@dataclass(frozen=True, slots=True)
class ApiClient:
    """Speaks to one vendor with one set of credentials. Made by `connect`.

    Attributes:
        profile: the vendor.
        base_url: where its API is, without a slash at the end.
        redact: takes this client's secrets out of texts.
        runtime: time, chance, limits.
        rate: the pace that all its requests share.
    """

    profile: VendorProfile
    base_url: str
    redact: Redactor
    runtime: Runtime
    rate: AdaptiveRate
    _lanes: Lanes
    _observer: WaitObserver | None
    _tokens: dict[str, TokenSource] = field(default_factory=dict)

    async def request(
        self,
        operation: Operation,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        about: str = "",
    ) -> Answer:
        """Ask the vendor, as often as it takes and is safe.

        Args:
            operation: what is asked.
            path: the path below the base URL, made with `fill` where it holds ids.
            params: the query.
            json: the body: plain data or a document; sensitive parts are revealed here and nowhere else.
            headers: further headers (`If-Match`, `Idempotency-Key`).
            about: the address of the resource, for messages.

        Returns:
            The answer, of status 2xx.

        Raises:
            ProviderError: the vendor refused, was not reached, or answered something that cannot be understood.
        """
        context = CallContext(self.profile, operation, path, about, self.redact)
        content = None if json is None else encoded(json, self.redact)
        try:
            url = _url(self.base_url + path, params)
        except httpx.InvalidURL as failure:
            raise unanswered(context, failure, Tried()) from failure
        request = httpx.Request(operation.method, url, content=content, headers=_headers(json, headers))
        sent = await self._authorised(context, request)
        if not 200 <= sent.response.status_code < 300:
            complaint = read_complaint(context, sent.response)
            granted = sent.token.granted if sent.token else ()
            refusal = answered(context, sent.response, complaint, tried=sent.tried, granted=granted)
            raise unsettled(refusal) if _hides(refusal, context, sent) else refusal
        return read_answer(context, sent.response)

    async def sleep(self, seconds: float, reason: str) -> None:
        """Wait, and tell the observer when it is long enough to be noticed."""
        if self._observer is not None and seconds >= _NOTICED_SECONDS:
            self._observer.waiting(self.profile.title, self.redact(reason), seconds)
        await self.runtime.sleep(seconds)

    async def _authorised(self, context: CallContext, request: httpx.Request) -> _Sent:
        source = self._source(context.operation.dialect)
        try:
            token = await source.get()
        except (UnavailableError, ProtocolError) as failure:
            if context.operation.method == "GET":
                raise
            raise UnreachedError(*failure.diagnostics, answer=failure.answer) from failure
        sent = await self._persist(context, request, token)
        if sent.response.status_code != 401:
            return sent
        source.drop(token)
        with looking_back() if sent.tried.doubtful else nullcontext():
            again = await self._persist(context, request, await source.get())
        doubtful = sent.tried.doubtful or again.tried.doubtful
        return replace(again, tried=replace(again.tried, doubtful=doubtful))

    async def _persist(self, context: CallContext, request: httpx.Request, token: Token | None) -> _Sent:
        if token is not None:
            request.headers["authorization"] = f"Bearer {token.text}"
        attempts = Attempts(self.runtime.retries, self.runtime.chance, context.operation.repeatable)
        tries = 1
        while (response := await self._attempt(context, request, attempts)) is None:
            tries += 1
        return _Sent(response, token, Tried(tries, attempts.waited, attempts.doubtful))

    async def _attempt(
        self, context: CallContext, request: httpx.Request, attempts: Attempts
    ) -> httpx.Response | None:
        """One try. None when there shall be another; its wait is over then."""
        pause = self.rate.reserve()
        if pause > 0:
            await self.sleep(pause, "request rate")
        left_at = self.runtime.monotonic()
        try:
            response = await self._lanes.send(request)
        except _FAILURES as failure:
            self._tell(context, "no answer", attempts.tries + 1, pause)
            await self._after_failure(context, attempts, failure)
            return None
        fate = status_fate(context.operation, response.status_code)
        if fate is Fate.FINAL:
            self._tell(context, str(response.status_code), attempts.tries + 1, pause)
            self.rate.succeeded()
            return response
        asked = retry_after_seconds(response.headers.get("retry-after"), self.runtime.wall)
        wait = attempts.next_wait(fate, asked)
        limited = wait or 0.0 if fate is Fate.REFUSED_FOR_NOW else 0.0
        self._tell(context, str(response.status_code), attempts.tries, pause + limited)
        if fate is Fate.REFUSED_FOR_NOW:
            self.rate.refused(left_at, asked or 0.0)
        if wait is None:
            return response
        await self.sleep(wait, f"{context.operation.name}: answered {response.status_code}")
        return None

    async def _after_failure(self, context: CallContext, attempts: Attempts, failure: Exception) -> None:
        wait = attempts.next_wait(failure_fate(failure), None)
        if wait is None:
            tried = Tried(attempts.tries, attempts.waited, attempts.doubtful)
            raise unanswered(context, failure, tried) from failure
        await self.sleep(wait, f"{context.operation.name}: {type(failure).__name__}")

    def _tell(self, context: CallContext, outcome: str, number: int, limited_seconds: float) -> None:
        if self._observer is not None:
            operation = context.operation.name
            self._observer.tried(
                Attempt(self.profile.title, operation, outcome, number, max(limited_seconds, 0.0))
            )

    def _source(self, name: str) -> TokenSource:
        return self._tokens[name or self.profile.dialects[0].name]

    async def fetch_token(self, dialect: TokenDialect, credentials: Credentials) -> TokenReply:
        """Ask the vendor for a token. Requests do this by themselves; it stands here for their token sources."""
        context = CallContext(self.profile, token_operation(dialect), dialect.path, "", self.redact)
        request = token_request(self.base_url, dialect, credentials, self.redact)
        sent = await self._persist(context, request, None)
        if not 200 <= sent.response.status_code < 300:
            complaint = read_complaint(context, sent.response)
            failure = answered(context, sent.response, complaint, tried=sent.tried, granted=())
            raise refused_credentials(self.profile, failure)
        reply = read_answer(context, sent.response).read(TokenReply)
        self.redact.add(reply.access_token)
        return reply


@asynccontextmanager
async def connect(
    profile: VendorProfile,
    base_url: str,
    credentials: Credentials,
    *,
    observer: WaitObserver | None = None,
    runtime: Runtime | None = None,
) -> AsyncIterator[ApiClient]:
    """A client for one set of credentials. Nothing is sent before the first request.

    Args:
        profile: the vendor.
        base_url: where its API is.
        credentials: what it proves itself with, in clear.
        observer: is told about waits.
        runtime: time, chance, limits and transport; the real ones by default.

    Raises:
        ConfigurationError: the base URL is none.
    """
    base = checked_base_url(base_url, profile)
    runtime = runtime or Runtime()
    redact = Redactor()
    redact.add(credentials.client_secret)
    async with Lanes(runtime) as lanes:
        client = ApiClient(profile, base, redact, runtime, AdaptiveRate(runtime.monotonic), lanes, observer)
        for dialect in profile.dialects:
            fetch = partial(client.fetch_token, dialect, credentials)
            client._tokens[dialect.name] = TokenSource(fetch, dialect.margin_seconds, runtime.monotonic)  # noqa: SLF001 - the sources need the client, and it them
        yield client


def checked_base_url(text: str, profile: VendorProfile) -> str:
    """The base URL without a slash at its end.

    Raises:
        ConfigurationError: it is no absolute http or https URL, or carries credentials, a query or a fragment.
    """
    try:
        url = httpx.URL(text)
        usable = url.scheme in {"http", "https"} and bool(url.host) and not re.search(r"\s", text)
    except httpx.InvalidURL:
        usable = False
    if not usable or url.userinfo or url.query or url.fragment:
        shown = "The base URL" if "@" in text else f'"{text}"'
        raise ConfigurationError(
            error(
                "Not a base URL",
                f"{shown} of {profile.title} must be an absolute http or https URL without user, query and fragment.",
                hint=profile.address_hint,
            )
        )
    return text.rstrip("/")


def _hides(refusal: ProviderError, context: CallContext, sent: _Sent) -> bool:
    """Whether a refusal tells nothing of an earlier try, of which no answer came and which may have been done."""
    keeps_out = isinstance(refusal, AuthenticationError | PermissionDeniedError | RateLimitedError)
    return sent.tried.doubtful and context.operation.method != "GET" and keeps_out


def _headers(json: Any, more: Mapping[str, str] | None) -> dict[str, str]:
    headers = {"accept": "application/json", "user-agent": f"ivrplan/{__version__}"}
    if json is not None:
        headers["content-type"] = "application/json"
    return headers | dict(more or {})


def _url(address: str, params: Mapping[str, str | int] | None) -> httpx.URL:
    return httpx.URL(address, params=dict(params)) if params else httpx.URL(address)
