"""CXone's webhooks (S2) and event subscriptions (S1), and what they hear of."""

from collections.abc import Mapping, Sequence
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field
from starlette.routing import Route

from ivrplan.sandbox.cxone.errors import DIALECT
from ivrplan.sandbox.dialect import JsonObject
from ivrplan.sandbox.hooks.body import HookBody
from ivrplan.sandbox.hooks.delivery import Announcement
from ivrplan.sandbox.hooks.operations import HookOperations
from ivrplan.sandbox.hooks.routes import routes
from ivrplan.sandbox.hooks.table import Hook, Hooks
from ivrplan.sandbox.world import World

_PUBLISHED = "FLOW_VERSION_PUBLISHED"


class WebhookBody(HookBody):
    """Body of `POST /api/v2/webhooks`."""

    name: str = Field(min_length=1)
    event: Literal["FLOW_VERSION_PUBLISHED"]
    url: str
    active: bool = True

    def target(self) -> str:
        """The address that is called."""
        return self.url

    def hears(self, event: str) -> bool:
        """Whether it is told of events of this kind."""
        return self.active and event == self.event


class SubscriptionBody(HookBody):
    """Body of `POST /api/events/subscriptions`."""

    url: str
    event_types: list[Literal["flow.created", "flow.updated", "flow.deleted"]] = Field(min_length=1)
    secret: str | None = None

    def target(self) -> str:
        """The address that is called."""
        return self.url

    def hears(self, event: str) -> bool:
        """Whether it is told of events of this kind."""
        return event in self.event_types

    def headers(self) -> Mapping[str, str]:
        """The secret, where there is one (assumed: no document names the header)."""
        return {} if self.secret is None else {"X-CXone-Webhook-Secret": self.secret}


class CxoneHooks:
    """Both collections."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._webhooks = Hooks(world.store, "cxone.webhooks", WebhookBody)
        self._subscriptions = Hooks(world.store, "cxone.subscriptions", SubscriptionBody)
        self._webhook_operations = HookOperations(
            world, self._webhooks, DIALECT, page="page", check=self._unreachable
        )
        self._subscription_operations = HookOperations(world, self._subscriptions, DIALECT, page="page")

    def routes(self) -> Sequence[Route]:
        """What they serve."""
        webhooks, subscriptions = "/api/v2/webhooks", "/api/events/subscriptions"
        scopes = ("webhooks:read", "webhooks:write")
        return [
            *routes(self._world, DIALECT, webhooks, scopes, self._webhook_operations),
            *routes(
                self._world, DIALECT, subscriptions, ("events:write",) * 2, self._subscription_operations
            ),
        ]

    def truth(self) -> list[JsonObject]:
        """Everything that is registered, the secrets too."""
        return [hook.to_json() for hooks in (self._webhooks, self._subscriptions) for hook in hooks]

    def edit(self, hook_id: str, body: bytes) -> JsonObject | None:
        """Change one as a person would; None where there is none of this id."""
        webhook, subscription = self._webhooks.get(hook_id), self._subscriptions.get(hook_id)
        if isinstance(webhook, Hook):
            return self._webhook_operations.edited(webhook, body)
        return None if subscription is None else self._subscription_operations.edited(subscription, body)

    def published(self, flow_id: str, version_id: str) -> None:
        """A flow version is what callers get from now on."""
        body = {"event": _PUBLISHED, "flowId": flow_id, "versionId": version_id}
        self._world.deliveries.announce(Announcement("cxone", _PUBLISHED, body), [self._webhooks])

    def campaign(self, event: str, flow_id: str) -> None:
        """A campaign flow came, changed or went: `flow.created`, `flow.updated`, `flow.deleted`."""
        body = {"event": event, "flow_id": flow_id}
        self._world.deliveries.announce(Announcement("cxone", event, body), [self._subscriptions])

    def _unreachable(self, body: HookBody) -> str | None:
        host = urlsplit(body.target()).hostname
        return (
            f"The URL cannot be reached: {host}." if host in self._world.behaviour.unreachable_hosts else None
        )
