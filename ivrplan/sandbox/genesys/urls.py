"""Genesys Cloud's routes."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from ivrplan.sandbox.dialect import Dialect, JsonObject
from ivrplan.sandbox.genesys.edits import edited, truth
from ivrplan.sandbox.genesys.errors import DIALECT
from ivrplan.sandbox.genesys.hooks import GenesysHooks
from ivrplan.sandbox.genesys.models import Flows
from ivrplan.sandbox.genesys.responses import GenesysOperations
from ivrplan.sandbox.wire import Operation, guarded, opened
from ivrplan.sandbox.world import World

_VIEW, _WRITE = "flow:view", "flow:write"


class Genesys:
    """The vendor as the sandbox mounts it."""

    def __init__(self, world: World) -> None:
        self._hooks = GenesysHooks(world)
        self._flows = Flows(world.store, self._hooks.published)
        self._world = world
        self._operations = GenesysOperations(world, self._flows)

    @property
    def dialect(self) -> Dialect:
        """How Genesys Cloud words its refusals."""
        return DIALECT

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The token, flows, versions, publishing, webhooks."""
        do = self._operations
        flows, flow = "/api/v2/flows", "/api/v2/flows/{flow_id}"
        return [
            Route("/api/v2/oauth/token", opened(self._world, DIALECT, do.token), methods=["POST"]),
            self._route("POST", "/api/v2/flows/actions/publish", _WRITE, do.publish),
            self._route("POST", flows, _WRITE, do.create),
            self._route("GET", flows, _VIEW, do.list),
            self._route("GET", flow, _VIEW, do.read),
            self._route("DELETE", flow, _WRITE, do.delete),
            self._route("POST", flow + "/versions", _WRITE, do.create_version),
            self._route("GET", flow + "/versions", _VIEW, do.list_versions),
            self._route("GET", flow + "/versions/{version_id}", _VIEW, do.read_version),
            *self._hooks.routes(),
        ]

    def truth(self) -> list[JsonObject]:
        """Every flow with all its versions."""
        return [truth(self._flows, flow) for flow in self._flows]

    def hooks(self) -> list[JsonObject]:
        """Every webhook."""
        return self._hooks.truth()

    def edit(self, flow_id: str, body: bytes) -> JsonObject:
        """Change a flow or a webhook as a person would."""
        hook = self._hooks.edit(flow_id, body)
        if hook is not None:
            return hook
        return edited(self._world, self._flows, flow_id, body)

    def reload(self) -> None:
        """Read the store again."""
        self._flows.reload()

    def _route(self, method: str, path: str, scope: str, operation: Operation) -> Route:
        return Route(path, guarded(self._world, DIALECT, scope, operation), methods=[method])
