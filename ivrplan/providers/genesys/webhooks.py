"""The resource type `genesys_webhook` (vendor contract S4): an address that hears when a flow version is published."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from ivrplan.flow.fields import Text
from ivrplan.providers.hooks.collection import Collection, Operations, Reply
from ivrplan.providers.hooks.fields import Address, InOrder, Secret, sorted_texts
from ivrplan.providers.hooks.kind import HookKind
from ivrplan.providers.http.operation import Operation

SECRET_HEADER: Final = "X-Genesys-Webhook-Secret"  # noqa: S105 - the name of a header
"""In which header the vendor sends a webhook's secret."""

_SCOPES: Final = ("webhook:write",)
"""The contract names no scope for reading; the one for writing opens both (assumed)."""

_OPERATIONS: Final = Operations(
    create=Operation("create webhook", "POST", _SCOPES),
    read=Operation("read webhook", "GET", _SCOPES, repeatable=True),
    update=Operation("update webhook", "PUT", _SCOPES, repeatable=True),
    delete=Operation("delete webhook", "DELETE", _SCOPES, repeatable=True),
    list=Operation("list webhooks", "GET", _SCOPES, repeatable=True),
)


class GenesysWebhookConfig(BaseModel):
    """What a `genesys_webhook` block may say.

    Attributes:
        name: for people.
        url: where the vendor posts to.
        secret: what the vendor sends along, so that the receiver knows who it is.
        events: what it tells.
        description: for people.
        type: how it tells it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    url: Address
    secret: Secret = None
    events: Annotated[tuple[Literal["flow.version.published"], ...], *InOrder] = ("flow.version.published",)
    description: Text = ""
    type: Literal["web"] = "web"


class _Webhook(Reply):
    name: str
    description: Annotated[str, BeforeValidator(lambda value: "" if value is None else value)] = ""
    type: str
    endpointUrl: str  # noqa: N815 - the vendor's name
    events: Annotated[tuple[str, ...], BeforeValidator(sorted_texts)]


WEBHOOKS: Final = Collection(
    path="/api/v2/platform/webhooks",
    operations=_OPERATIONS,
    reply=_Webhook,
    parts={
        "name": "name",
        "description": "description",
        "type": "type",
        "url": "endpointUrl",
        "events": "events",
    },
    page="pageNumber",
    keyed=False,
)


def genesys_webhook() -> HookKind:
    """The resource type."""
    return HookKind(
        "genesys_webhook",
        GenesysWebhookConfig,
        WEBHOOKS,
        lambda client: client.api.client,
        unseen=frozenset({("secret",)}),
    )
