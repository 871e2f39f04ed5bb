"""OAuth 2.0 client credentials, as far as all vendors agree: the client, scopes, tokens and their life."""

import base64
import binascii
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from ivrplan.sandbox.clock import Clock
from ivrplan.sandbox.dialect import Dialect, JsonObject, OAuthProblem, TokenProblem
from ivrplan.sandbox.settings import Behaviour, SandboxSettings


@dataclass(frozen=True, slots=True)
class Token:
    """An issued token: whose vendor it opens, for what, until when (seconds since 1970)."""

    vendor: str
    scopes: frozenset[str]
    expires_at: float


class OAuthError(Exception):
    """The token endpoint refuses; the dialect words it."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.problem = OAuthProblem(status, error, description)


class TokenProblemError(Exception):
    """A request's token does not open the vendor."""

    def __init__(self, problem: TokenProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def json_fields(body: bytes, headers: Mapping[str, str]) -> dict[str, str]:
    """Fields of a token request in JSON.

    Raises:
        OAuthError: the body is no JSON object of strings, or does not say that it is JSON.
    """
    _expect_content_type(headers, "application/json")
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise OAuthError(400, "invalid_request", "The token request is not JSON.") from None
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise OAuthError(400, "invalid_request", "The token request must be a JSON object of strings.")
    return fields


def form_fields(body: bytes, headers: Mapping[str, str]) -> dict[str, str]:
    """Fields of a form-encoded token request.

    Raises:
        OAuthError: the body does not say that it is a form, or is not text.
    """
    _expect_content_type(headers, "application/x-www-form-urlencoded")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except UnicodeDecodeError:
        raise OAuthError(400, "invalid_request", "The token request is not text.") from None


def form_or_basic_fields(body: bytes, headers: Mapping[str, str]) -> dict[str, str]:
    """Fields of a form-encoded token request whose client may also stand in HTTP Basic authentication."""
    fields = form_fields(body, headers)
    scheme, _, credential = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        fields["client_id"], fields["client_secret"] = _basic(credential)
    return fields


class Tokens:
    """Issues and knows the tokens of all vendors."""

    def __init__(self, settings: SandboxSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._tokens: dict[str, Token] = {}

    def issue(
        self,
        fields: Mapping[str, str],
        dialect: Dialect,
        behaviour: Behaviour,
        *,
        mint: Callable[[float], str],
    ) -> JsonObject:
        """The answer of a token endpoint.

        Args:
            fields: fields of the request.
            dialect: the vendor.
            behaviour: life of the token and withheld scopes.
            mint: makes the token's text from the time of its end.

        Raises:
            OAuthError: grant type, client or scope are wrong.
        """
        self._check_client(fields)
        scopes = _granted(fields.get("scope", ""), dialect) - set(behaviour.withheld_scopes)
        self._forget_expired()
        expires_at = self._clock.now() + behaviour.token_seconds
        text = mint(expires_at)
        self._tokens[text] = Token(dialect.name, frozenset(scopes), expires_at)
        return {
            "access_token": text,
            "token_type": "bearer",
            "expires_in": behaviour.token_seconds,
            "scope": " ".join(sorted(scopes)),
        }

    def check(self, authorization: str, vendor: str) -> Token:
        """The token of an `Authorization` header.

        Raises:
            TokenProblemError: there is none, it is unknown to this vendor, or it has expired.
        """
        scheme, _, text = authorization.partition(" ")
        if scheme.lower() != "bearer" or not text:
            raise TokenProblemError(TokenProblem.MISSING)
        token = self._tokens.get(text)
        if token is None or token.vendor != vendor:
            raise TokenProblemError(TokenProblem.UNKNOWN)
        if self._clock.now() >= token.expires_at:
            raise TokenProblemError(TokenProblem.EXPIRED)
        return token

    def clear(self) -> None:
        """Forget every token."""
        self._tokens.clear()

    def _check_client(self, fields: Mapping[str, str]) -> None:
        if fields.get("grant_type") != "client_credentials":
            raise OAuthError(400, "unsupported_grant_type", "The grant type must be client_credentials.")
        expected = (self._settings.client_id, self._settings.client_secret)
        if (fields.get("client_id"), fields.get("client_secret")) != expected:
            raise OAuthError(401, "invalid_client", "The client id or the client secret is wrong.")

    def _forget_expired(self) -> None:
        # Kept for an hour more, so that a late request learns that its token expired and not that it never was.
        limit = self._clock.now() - 3600
        for text in [text for text, token in self._tokens.items() if token.expires_at < limit]:
            del self._tokens[text]


def opaque_token(_expires_at: float) -> str:
    """A token without an inside."""
    return secrets.token_urlsafe(32)


def jwt_token(expires_at: float) -> str:
    """A token that looks like a JSON Web Token; nobody can verify its signature."""
    parts: tuple[JsonObject, JsonObject] = (
        {"alg": "RS256", "typ": "JWT"},
        {"iss": "sandbox", "exp": int(expires_at), "jti": secrets.token_hex(16)},
    )
    encoded = [_base64url(json.dumps(part, separators=(",", ":")).encode()) for part in parts]
    return ".".join([*encoded, _base64url(secrets.token_bytes(32))])


def _granted(requested: str, dialect: Dialect) -> set[str]:
    scopes = set(requested.split())
    unknown = scopes - dialect.scopes
    if unknown:
        raise OAuthError(400, "invalid_scope", f"Unknown scope: {' '.join(sorted(unknown))}.")
    return scopes or set(dialect.scopes)


def _expect_content_type(headers: Mapping[str, str], expected: str) -> None:
    given = headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != expected:
        raise OAuthError(400, "invalid_request", f"The token request must be sent as {expected}.")


def _basic(credential: str) -> tuple[str, str]:
    try:
        client_id, _, client_secret = base64.b64decode(credential, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise OAuthError(400, "invalid_request", "The Basic credential is not base64 text.") from None
    return client_id, client_secret


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
