"""The resource type `cxone_event_subscription` (vendor contract S1): an address that hears what becomes of campaigns."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from ivrplan.providers.cxone.campaign.api import TOKEN
from ivrplan.providers.hooks.collection import Collection, Operations, Reply
from ivrplan.providers.hooks.fields import Address, InOrder, Secret, sorted_texts
from ivrplan.providers.hooks.kind import HookKind
from ivrplan.providers.http.operation import Operation

SECRET_HEADER: Final = "X-CXone-Webhook-Secret"  # noqa: S105 - the name of a header
"""In which header the vendor sends a subscription's secret (assumed: the contract names none)."""

_DIALECT: Final = TOKEN.name
_SCOPES: Final = ("events:write",)
"""The contract names no scope for reading; the one for writing opens both (assumed)."""

_OPERATIONS: Final = Operations(
    # The vendor honours the idempotency key (assumed).
    create=Operation("create event subscription", "POST", _SCOPES, repeatable=True, dialect=_DIALECT),
    read=Operation("read event subscription", "GET", _SCOPES, repeatable=True, dialect=_DIALECT),
    update=Operation("update event subscription", "PUT", _SCOPES, repeatable=True, dialect=_DIALECT),
    delete=Operation("delete event subscription", "DELETE", _SCOPES, repeatable=True, dialect=_DIALECT),
    list=Operation("list event subscriptions", "GET", _SCOPES, repeatable=True, dialect=_DIALECT),
)


class CxoneEventSubscriptionConfig(BaseModel):
    """What a `cxone_event_subscription` block may say.

    Attributes:
        url: where the vendor posts to.
        event_types: what it tells.
        secret: what the vendor sends along, so that the receiver knows who it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Address
    event_types: Annotated[tuple[Literal["flow.created", "flow.updated", "flow.deleted"], ...], *InOrder]
    secret: Secret = None


class _Subscription(Reply):
    url: str
    event_types: Annotated[tuple[str, ...], BeforeValidator(sorted_texts)]


SUBSCRIPTIONS: Final = Collection(
    path="/api/events/subscriptions",
    operations=_OPERATIONS,
    reply=_Subscription,
    parts={"url": "url", "event_types": "event_types"},
    page="page",
    keyed=True,
)


def cxone_event_subscription() -> HookKind:
    """The resource type."""
    return HookKind(
        "cxone_event_subscription",
        CxoneEventSubscriptionConfig,
        SUBSCRIPTIONS,
        lambda client: client.http,
        unseen=frozenset({("secret",)}),
    )
