"""CXone's routes."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from ivrplan.sandbox.cxone.edits import edited
from ivrplan.sandbox.cxone.errors import DIALECT
from ivrplan.sandbox.cxone.models import Flows
from ivrplan.sandbox.cxone.responses import CxoneOperations
from ivrplan.sandbox.dialect import Dialect, JsonObject
from ivrplan.sandbox.wire import Operation, guarded, opened
from ivrplan.sandbox.world import World

_READ, _WRITE = "flows:read", "flows:write"


class Cxone:
    """The vendor as the sandbox mounts it."""

    def __init__(self, world: World) -> None:
        self._flows = Flows(world.store)
        self._world = world
        self._operations = CxoneOperations(world, self._flows)

    @property
    def dialect(self) -> Dialect:
        """How CXone words its refusals."""
        return DIALECT

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The tokens of both systems, S0 below `/flows/ivr`, S3 and the listing beside it."""
        do = self._operations
        one, nodes = "/api/v2/flows/{flow_id}", "/api/v2/flows/ivr/{flow_id}"
        return [
            Route("/oauth2/token", opened(self._world, DIALECT, do.token_from_json), methods=["POST"]),
            Route("/oauth/token", opened(self._world, DIALECT, do.token_from_form), methods=["POST"]),
            self._route("GET", nodes, _READ, do.read_nodes),
            self._route("PUT", nodes, _WRITE, do.configure),
            self._route("POST", "/api/v2/flows", _WRITE, do.register),
            self._route("GET", "/api/v2/flows", _READ, do.list),
            self._route("GET", one, _READ, do.read_connections),
            self._route("DELETE", one, _WRITE, do.delete),
        ]

    def truth(self) -> list[JsonObject]:
        """Every flow, both views in one."""
        return [flow.to_json() for flow in self._flows]

    def edit(self, flow_id: str, body: bytes) -> JsonObject:
        """Change a flow as a person would."""
        return edited(self._flows, flow_id, body)

    def reload(self) -> None:
        """Read the store again."""
        self._flows.reload()

    def _route(self, method: str, path: str, scope: str, operation: Operation) -> Route:
        return Route(path, guarded(self._world, DIALECT, scope, operation), methods=[method])
