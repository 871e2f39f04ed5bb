"""What differs between vendors, as far as the HTTP core is concerned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ivrplan.diagnostics import VendorProblem


class TokenForm(Enum):
    """How a token is asked for. All are OAuth 2.0 client credentials."""

    JSON = "JSON body with client id and secret"
    FORM = "form body with client id and secret"
    BASIC = "HTTP Basic with client id and secret, form body"


@dataclass(frozen=True, slots=True)
class TokenDialect:
    """One token endpoint of a vendor.

    Attributes:
        name: how operations refer to it.
        path: its path below the base URL.
        form: how the credentials are sent.
        scopes: the scopes to ask for.
        margin_seconds: how long before its end a token is replaced.
    """

    name: str
    path: str
    form: TokenForm
    scopes: tuple[str, ...]
    margin_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client proves itself with, in clear. Its text form shows no secret."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an error answer says, in a vendor's own shape.

    Attributes:
        message: the main message.
        problems: the single complaints, with node and property where the vendor names them.
        correlation_id: the id under which the vendor's support finds the call, if the body has one.
    """

    message: str = ""
    problems: tuple[VendorProblem, ...] = ()
    correlation_id: str = ""


@dataclass(frozen=True, slots=True)
class VendorProfile:
    """One vendor to the HTTP core.

    Attributes:
        title: the vendor's name as people know it.
        dialects: its token endpoints; the first serves operations that name none.
        complaint: reads the parsed JSON body of an error answer. It must cope with any JSON.
        correlation_headers: the headers that can carry a correlation id, in order of preference.
        credentials_hint: where people set the credentials (settings and environment variables).
        address_hint: where people set the base URL.
    """

    title: str
    dialects: tuple[TokenDialect, ...]
    complaint: Callable[[Any], Complaint]
    correlation_headers: tuple[str, ...] = ()
    credentials_hint: str = "Check client_id and client_secret in the provider block."
    address_hint: str = "Check base_url in the provider block."
