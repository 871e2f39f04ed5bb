"""The resource type `cxone_webhook` (vendor contract S2): an address that hears when a flow version is published."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from ivrplan.flow.fields import Text
from ivrplan.providers.hooks.collection import Collection, Operations, Reply
from ivrplan.providers.hooks.fields import Address
from ivrplan.providers.hooks.kind import HookKind
from ivrplan.providers.http.operation import Operation
from ivrplan.providers.http.profile import TokenDialect, TokenForm

_RELEASES: Final = "S2"

TOKEN: Final = TokenDialect(
    _RELEASES,
    "/oauth/token",
    TokenForm.FORM,
    ("flows:read", "flows:write", "flows:publish", "flow:simulate", "webhooks:read", "webhooks:write"),
    margin_seconds=60.0,
)
"""How a token for flow versions and webhooks is asked for."""

_READ: Final = ("webhooks:read",)
_WRITE: Final = ("webhooks:write",)
_UNREACHABLE: Final = {
    400: "The vendor takes addresses only that are well-formed and that it can reach: look at url."
}

_OPERATIONS: Final = Operations(
    # The vendor honours the idempotency key (assumed).
    create=Operation(
        "create webhook", "POST", _WRITE, repeatable=True, dialect=_RELEASES, hints=_UNREACHABLE
    ),
    read=Operation("read webhook", "GET", _READ, repeatable=True, dialect=_RELEASES),
    update=Operation("update webhook", "PUT", _WRITE, repeatable=True, dialect=_RELEASES, hints=_UNREACHABLE),
    delete=Operation("delete webhook", "DELETE", _WRITE, repeatable=True, dialect=_RELEASES),
    list=Operation("list webhooks", "GET", _READ, repeatable=True, dialect=_RELEASES),
)


class CxoneWebhookConfig(BaseModel):
    """What a `cxone_webhook` block may say.

    Attributes:
        name: for people.
        url: where the vendor posts to.
        event: what it tells.
        active: whether it tells it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    url: Address
    event: Literal["FLOW_VERSION_PUBLISHED"] = "FLOW_VERSION_PUBLISHED"
    active: bool = True


class _Webhook(Reply):
    name: str
    event: str
    url: str
    active: bool


WEBHOOKS: Final = Collection(
    path="/api/v2/webhooks",
    operations=_OPERATIONS,
    reply=_Webhook,
    parts={"name": "name", "event": "event", "url": "url", "active": "active"},
    page="page",
    keyed=True,
)


def cxone_webhook() -> HookKind:
    """The resource type."""
    return HookKind("cxone_webhook", CxoneWebhookConfig, WEBHOOKS, lambda client: client.http)
