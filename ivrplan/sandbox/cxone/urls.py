"""CXone's routes."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from ivrplan.sandbox.cxone.campaign.edits import edited as campaign_edited
from ivrplan.sandbox.cxone.campaign.jobs import Jobs
from ivrplan.sandbox.cxone.campaign.models import CampaignFlows
from ivrplan.sandbox.cxone.campaign.responses import CampaignOperations
from ivrplan.sandbox.cxone.edits import edited
from ivrplan.sandbox.cxone.errors import DIALECT
from ivrplan.sandbox.cxone.models import Flows
from ivrplan.sandbox.cxone.responses import CxoneOperations
from ivrplan.sandbox.dialect import Dialect, JsonObject
from ivrplan.sandbox.wire import Operation, guarded, opened
from ivrplan.sandbox.world import World

_READ, _WRITE = "flows:read", "flows:write"
_CAMPAIGN_READ, _CAMPAIGN_WRITE = "flow:read", "flow:write"


class Cxone:
    """The vendor as the sandbox mounts it."""

    def __init__(self, world: World) -> None:
        self._flows = Flows(world.store)
        self._world = world
        self._operations = CxoneOperations(world, self._flows)
        self._campaigns = CampaignFlows(world.store)
        self._jobs = Jobs(world, self._campaigns)
        self._campaign_operations = CampaignOperations(world, self._campaigns, self._jobs)

    @property
    def dialect(self) -> Dialect:
        """How CXone words its refusals."""
        return DIALECT

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The tokens, S0 below `/flows/ivr`, S3 and the listing beside it; campaign flows (S1) in places of their own."""
        return [*self._ivr_routes(), *self._campaign_routes()]

    def _ivr_routes(self) -> Sequence[BaseRoute]:
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

    def _campaign_routes(self) -> Sequence[BaseRoute]:
        do, one = self._campaign_operations, "/api/flows/{flow_id}"
        return [
            Route("/api/oauth2/token", opened(self._world, DIALECT, do.token), methods=["POST"]),
            self._route("POST", "/api/flows", _CAMPAIGN_WRITE, do.create),
            self._route("GET", "/api/flows", _CAMPAIGN_READ, do.list),
            self._route("GET", one, _CAMPAIGN_READ, do.read),
            self._route("PUT", one, _CAMPAIGN_WRITE, do.update),
            self._route("DELETE", one, _CAMPAIGN_WRITE, do.delete),
            self._route("GET", "/api/jobs/{job_id}", _CAMPAIGN_READ, do.read_job),
        ]

    def truth(self) -> list[JsonObject]:
        """Every flow, both views in one; then every campaign flow."""
        return [*(flow.to_json() for flow in self._flows), *(flow.to_json() for flow in self._campaigns)]

    def edit(self, flow_id: str, body: bytes) -> JsonObject:
        """Change a flow as a person would."""
        campaign = self._campaigns.get(flow_id)
        if campaign is not None:
            return campaign_edited(self._campaigns, campaign, body)
        return edited(self._flows, flow_id, body)

    def reload(self) -> None:
        """Read the store again."""
        self._flows.reload()
        self._campaigns.reload()
        self._jobs.reload()

    def _route(self, method: str, path: str, scope: str, operation: Operation) -> Route:
        return Route(path, guarded(self._world, DIALECT, scope, operation), methods=[method])
