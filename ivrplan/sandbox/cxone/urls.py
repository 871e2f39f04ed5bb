"""CXone's routes."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from ivrplan.sandbox.cxone.campaign.edits import edited as campaign_edited
from ivrplan.sandbox.cxone.campaign.jobs import Jobs
from ivrplan.sandbox.cxone.campaign.models import CampaignFlows
from ivrplan.sandbox.cxone.campaign.responses import CampaignOperations
from ivrplan.sandbox.cxone.edits import edited
from ivrplan.sandbox.cxone.errors import DIALECT
from ivrplan.sandbox.cxone.hooks import CxoneHooks
from ivrplan.sandbox.cxone.models import Flow, Flows
from ivrplan.sandbox.cxone.responses import CxoneOperations
from ivrplan.sandbox.cxone.versions.edits import edit_versions, version_edit
from ivrplan.sandbox.cxone.versions.models import Versions
from ivrplan.sandbox.cxone.versions.responses import VersionOperations
from ivrplan.sandbox.dialect import Dialect, JsonObject
from ivrplan.sandbox.wire import Operation, guarded, opened
from ivrplan.sandbox.world import World

_READ, _WRITE = "flows:read", "flows:write"
_CAMPAIGN_READ, _CAMPAIGN_WRITE = "flow:read", "flow:write"


class Cxone:
    """The vendor as the sandbox mounts it."""

    def __init__(self, world: World) -> None:
        self._hooks = CxoneHooks(world)
        self._versions = Versions(world.store, self._hooks.published)
        self._flows = Flows(world.store, self._saved)
        self._world = world
        self._operations = CxoneOperations(world, self._flows, self._versions)
        self._version_operations = VersionOperations(world, self._versions, self._flows.has)
        self._campaigns = CampaignFlows(world.store, self._hooks.campaign)
        self._jobs = Jobs(world, self._campaigns)
        self._campaign_operations = CampaignOperations(world, self._campaigns, self._jobs)

    @property
    def dialect(self) -> Dialect:
        """How CXone words its refusals."""
        return DIALECT

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The tokens; flows (S0, S3) and their versions (S2); campaign flows (S1); webhooks (S1, S2)."""
        return [
            *self._ivr_routes(),
            *self._version_routes(),
            *self._campaign_routes(),
            *self._hooks.routes(),
        ]

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

    def _version_routes(self) -> Sequence[BaseRoute]:
        do, all_ = self._version_operations, "/api/v2/flows/{flow_id}/versions"
        return [
            self._route("GET", all_, _READ, do.list),
            self._route("POST", all_, _WRITE, do.register),
            self._route("GET", f"{all_}/{{version_id}}", _READ, do.read),
            self._route("POST", f"{all_}/{{version_id}}/publish", "flows:publish", do.publish),
            self._route("POST", "/api/v2/flows/{flow_id}/simulations", "flow:simulate", do.simulate),
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
        """Every flow, both views in one, with its versions where there are any; then every campaign flow."""
        return [*map(self._whole, self._flows), *(flow.to_json() for flow in self._campaigns)]

    def hooks(self) -> list[JsonObject]:
        """Every webhook, then every event subscription."""
        return self._hooks.truth()

    def edit(self, flow_id: str, body: bytes) -> JsonObject:
        """Change a flow or a webhook as a person would."""
        hook = self._hooks.edit(flow_id, body)
        if hook is not None:
            return hook
        campaign = self._campaigns.get(flow_id)
        if campaign is not None:
            return campaign_edited(self._campaigns, campaign, body)
        flow, change = self._flows.get(flow_id), version_edit(body)
        if flow is not None and change is not None:
            edit_versions(self._versions, flow_id, change)
            return self._whole(flow)
        return edited(self._flows, flow_id, body)

    def _saved(self, flow_id: str, version: int) -> None:
        # Callers of a flow that has versions get the one that is active, whatever is saved.
        if self._versions.active(flow_id) is None:
            self._hooks.published(flow_id, str(version))

    def reload(self) -> None:
        """Read the store again."""
        self._flows.reload()
        self._versions.reload()
        self._campaigns.reload()
        self._jobs.reload()

    def _whole(self, flow: Flow) -> JsonObject:
        versions = [version.to_json() for version in self._versions.of(flow.id)]
        return {**flow.to_json(), "versions": versions} if versions else flow.to_json()

    def _route(self, method: str, path: str, scope: str, operation: Operation) -> Route:
        return Route(path, guarded(self._world, DIALECT, scope, operation), methods=[method])
