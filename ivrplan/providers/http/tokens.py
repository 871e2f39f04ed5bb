"""Bearer tokens: cached, refreshed early, fetched once for all who wait."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx
from pydantic import BaseModel, ConfigDict, Field

from ivrplan.diagnostics import AuthenticationError, PermissionDeniedError, ProviderError, RejectedError
from ivrplan.providers.http.operation import Operation
from ivrplan.providers.http.profile import Credentials, TokenDialect, TokenForm, VendorProfile
from ivrplan.providers.http.redact import Redactor


class TokenReply(BaseModel):
    """What a token endpoint answers (RFC 6749, section 5.1)."""

    model_config = ConfigDict(frozen=True)

    access_token: str = Field(min_length=1, pattern=r"^[\x21-\x7e]+$")
    expires_in: float = Field(default=3600.0, gt=0)
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token.

    Attributes:
        text: the token itself.
        fresh_until: the moment on the monotonic clock at which it is replaced.
        granted: the scopes that the vendor says it has; empty where it does not say.
    """

    text: str = field(repr=False)
    fresh_until: float
    granted: frozenset[str] = frozenset()


Fetch = Callable[[], Awaitable[TokenReply]]
"""Asks a vendor for a token."""


class TokenSource:
    """The token of one dialect.

    Args:
        fetch: asks the vendor for one.
        margin_seconds: how long before its end a token is replaced.
        monotonic: seconds on a clock that never jumps.
    """

    def __init__(self, fetch: Fetch, margin_seconds: float, monotonic: Callable[[], float]) -> None:
        self._fetch = fetch
        self._margin = margin_seconds
        self._now = monotonic
        self._lock = asyncio.Lock()
        self._rounds = 0
        self._token: Token | None = None
        self._failure: ProviderError | None = None

    async def get(self) -> Token:
        """A token that is fresh.

        Raises:
            ProviderError: the vendor gives none. Credentials that were refused once are not tried again.
        """
        ready = self._ready()
        return ready if ready is not None else await self._wait()

    def drop(self, token: Token) -> None:
        """The vendor did not believe this token: the next `get` asks for a new one."""
        if self._token is token:
            self._token = None

    def _ready(self) -> Token | None:
        if self._token is not None and self._now() < self._token.fresh_until:
            return self._token
        return None

    async def _wait(self) -> Token:
        before = self._rounds
        async with self._lock:
            ready = self._ready()
            if ready is not None:
                return ready
            if self._failure is not None and (self._rounds > before or _is_final(self._failure)):
                raise _again(self._failure)
            return await self._renew()

    async def _renew(self) -> Token:
        asked_at = self._now()
        try:
            reply = await self._fetch()
        except ProviderError as failure:
            self._failure = failure
            raise
        finally:
            self._rounds += 1
        self._failure = None
        # A token that lives shorter than the margin is still worth using for half its life.
        lifetime = max(reply.expires_in - self._margin, reply.expires_in / 2)
        self._token = Token(reply.access_token, asked_at + lifetime, frozenset(reply.scope.split()))
        return self._token


def token_request(
    base_url: str, dialect: TokenDialect, credentials: Credentials, redact: Redactor
) -> httpx.Request:
    """The request for a token, in the vendor's dialect. Its secrets are registered with `redact`."""
    fields = {"grant_type": "client_credentials"}
    if dialect.scopes:
        fields["scope"] = " ".join(dialect.scopes)
    own = {"client_id": credentials.client_id, "client_secret": credentials.client_secret}
    url, headers = base_url + dialect.path, {"accept": "application/json"}
    match dialect.form:
        case TokenForm.JSON:
            return httpx.Request("POST", url, json=fields | own, headers=headers)
        case TokenForm.FORM:
            return httpx.Request("POST", url, data=fields | own, headers=headers)
        case TokenForm.BASIC:
            pair = f"{credentials.client_id}:{credentials.client_secret}"
            redact.add(pair)
            headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
            return httpx.Request("POST", url, data=fields, headers=headers)


def token_operation(dialect: TokenDialect) -> Operation:
    """The operation of asking for a token: repeatable, since a token more does no harm."""
    return Operation("get an access token", "POST", scopes=dialect.scopes, repeatable=True)


def refused_credentials(profile: VendorProfile, failure: ProviderError) -> ProviderError:
    """A refused token request as what it is, a matter of credentials; every other failure as it came."""
    if not isinstance(failure, RejectedError | PermissionDeniedError):
        return failure
    first = failure.diagnostics[0]
    diagnostic = type(first)(
        first.severity,
        "The vendor refused the credentials",
        first.detail,
        profile.credentials_hint,
        address=first.address,
    )
    return AuthenticationError(diagnostic, answer=failure.answer)


def _is_final(failure: ProviderError) -> bool:
    return isinstance(failure, AuthenticationError)


def _again(failure: ProviderError) -> ProviderError:
    # A fresh object: one exception raised in several tasks would mix their tracebacks.
    return type(failure)(*failure.diagnostics, answer=failure.answer)
