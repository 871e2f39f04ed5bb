"""Genesys Cloud's webhooks (S4), and what they hear of."""

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field
from starlette.routing import Route

from ivrplan.sandbox.dialect import JsonObject
from ivrplan.sandbox.genesys.errors import DIALECT
from ivrplan.sandbox.hooks.body import HookBody
from ivrplan.sandbox.hooks.delivery import Announcement
from ivrplan.sandbox.hooks.operations import HookOperations
from ivrplan.sandbox.hooks.routes import routes
from ivrplan.sandbox.hooks.table import Hooks
from ivrplan.sandbox.world import World

_PUBLISHED = "flow.version.published"


class WebhookBody(HookBody):
    """Body of `POST /api/v2/platform/webhooks`."""

    name: str = Field(min_length=1)
    description: str = ""
    type: Literal["web"]
    endpointUrl: str  # noqa: N815 -- the vendor's name
    events: list[Literal["flow.version.published"]] = Field(min_length=1)
    secret: str | None = None

    def target(self) -> str:
        """The address that is called."""
        return self.endpointUrl

    def hears(self, event: str) -> bool:
        """Whether it is told of events of this kind."""
        return event in self.events

    def headers(self) -> Mapping[str, str]:
        """The secret, where there is one."""
        return {} if self.secret is None else {"X-Genesys-Webhook-Secret": self.secret}


class GenesysHooks:
    """The collection."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._webhooks = Hooks(world.store, "genesys.webhooks", WebhookBody)
        self._operations = HookOperations(world, self._webhooks, DIALECT, page="pageNumber")

    def routes(self) -> Sequence[Route]:
        """What it serves."""
        scopes = ("webhook:write", "webhook:write")
        return routes(self._world, DIALECT, "/api/v2/platform/webhooks", scopes, self._operations)

    def truth(self) -> list[JsonObject]:
        """Everything that is registered, the secrets too."""
        return [hook.to_json() for hook in self._webhooks]

    def edit(self, hook_id: str, body: bytes) -> JsonObject | None:
        """Change one as a person would; None where there is none of this id."""
        hook = self._webhooks.get(hook_id)
        return None if hook is None else self._operations.edited(hook, body)

    def published(self, flow_id: str, version_id: str) -> None:
        """A version of a flow is what callers get from now on."""
        body = {"event": _PUBLISHED, "flowId": flow_id, "versionId": version_id}
        self._world.deliveries.announce(Announcement("genesys", _PUBLISHED, body), [self._webhooks])
