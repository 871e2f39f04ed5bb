"""What differs between vendors in how they refuse, so that tokens, rates and faults can be shared by all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

JsonObject = dict[str, Any]


class VendorError(Exception):
    """A refusal as the vendor words it.

    Args:
        status: HTTP status.
        body: the vendor's error body, without the correlation id.
        headers: further headers.
    """

    def __init__(self, status: int, body: JsonObject, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(body)
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


class TokenProblem(Enum):
    """Why a bearer token opens nothing."""

    MISSING = "No bearer token was sent."
    UNKNOWN = "The access token is unknown."
    EXPIRED = "The access token has expired."


@dataclass(frozen=True, slots=True)
class OAuthProblem:
    """Why no token was issued: status, error code of RFC 6749 section 5.2, and a sentence."""

    status: int
    error: str
    description: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one vendor words what all vendors can say.

    Args:
        name: the vendor's mount and name in the control plane.
        correlation_header: header that carries the correlation id of every answer.
        scopes: all scopes that the vendor knows.
        plain: an error with a status and a sentence.
        malformed: 400 for a body of the wrong shape, given one sentence for each problem.
        unauthorized: 401.
        forbidden: 403 for a missing scope.
        oauth: refusal of the token endpoint.
        stamp: puts the correlation id into an error body, where the vendor does that.
    """

    name: str
    correlation_header: str
    scopes: frozenset[str]
    plain: Callable[[int, str], VendorError]
    malformed: Callable[[Sequence[str]], VendorError]
    unauthorized: Callable[[TokenProblem], VendorError]
    forbidden: Callable[[str], VendorError]
    oauth: Callable[[OAuthProblem], VendorError]
    stamp: Callable[[JsonObject, str], JsonObject]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answers: a status and a JSON body, or none."""

    status: int
    body: JsonObject | None = None
    headers: dict[str, str] = field(default_factory=dict)
