"""The endpoints of CXone's flow API, and what their answers must look like.

Sources: vendor contracts S0 (nodes) and S3 (connections); listing and deletion are assumed there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ivrplan.diagnostics import NotFoundError, VendorProblem
from ivrplan.language.plain import Document
from ivrplan.providers.cxone.campaign.api import JOBS
from ivrplan.providers.cxone.campaign.api import TOKEN as CAMPAIGN_TOKEN
from ivrplan.providers.cxone.paging import PAGE_SIZE, Page, entities, listed_versions, together
from ivrplan.providers.cxone.values import plain
from ivrplan.providers.cxone.webhooks import TOKEN as RELEASES_TOKEN
from ivrplan.providers.cxone.wire import Arrow
from ivrplan.providers.http.answers import Answer
from ivrplan.providers.http.client import ApiClient
from ivrplan.providers.http.operation import Operation, fill
from ivrplan.providers.http.poll import Pace
from ivrplan.providers.http.profile import Complaint, TokenDialect, TokenForm, VendorProfile

_NODES: Final = "S0"
_CONNECTIONS: Final = "S3"

_READ: Final = ("flows:read",)
_WRITE: Final = ("flows:write",)

READ_NODES: Final = Operation("read flow nodes", "GET", _READ, repeatable=True, dialect=_NODES)
UPDATE_NODES: Final = Operation("update flow nodes", "PUT", _WRITE, repeatable=True, dialect=_NODES)
REGISTER: Final = Operation("register flow", "POST", _WRITE, repeatable=True, dialect=_CONNECTIONS)
READ_CONNECTIONS: Final = Operation(
    "read flow connections", "GET", _READ, repeatable=True, dialect=_CONNECTIONS
)
LIST: Final = Operation("list flows", "GET", _READ, repeatable=True, dialect=_CONNECTIONS)
DELETE: Final = Operation(
    "delete flow",
    "DELETE",
    _WRITE,
    repeatable=True,
    dialect=_CONNECTIONS,
    hints={409: "A version of the flow is active: callers get it. Release them from it at the vendor first."},
)

_FLOWS: Final = "/api/v2/flows"
_FLOW: Final = "/api/v2/flows/{id}"
_IVR_FLOW: Final = "/api/v2/flows/ivr/{id}"
_FEW: Final = 4


def _complaint(body: Any) -> Complaint:
    """An error body: `{error, error_description}` or `{message, errors: [...]}` (assumed)."""
    if not isinstance(body, Mapping):
        return Complaint()
    message = body.get("message") or body.get("error_description") or body.get("error") or ""
    errors = body.get("errors")
    problems = tuple(map(_problem, errors)) if isinstance(errors, list) else ()
    return Complaint(str(message), problems)


def _problem(item: Any) -> VendorProblem:
    if not isinstance(item, Mapping):
        return VendorProblem(str(item))
    return VendorProblem(
        str(item.get("message") or ""), str(item.get("nodeId") or ""), str(item.get("property") or "")
    )


PROFILE: Final = VendorProfile(
    title="NICE CXone",
    dialects=(
        TokenDialect(_NODES, "/oauth2/token", TokenForm.JSON, ("flows:read", "flows:write")),
        TokenDialect(_CONNECTIONS, "/oauth/token", TokenForm.FORM, ("flows:write", "flows:read")),
        CAMPAIGN_TOKEN,
        RELEASES_TOKEN,
    ),
    complaint=_complaint,
    correlation_headers=("x-correlation-id",),
    credentials_hint="Check client_id and client_secret in the provider block, or the environment variables "
    "CXONE_CLIENT_ID and CXONE_CLIENT_SECRET.",
    address_hint="Check base_url or org_id in the provider block, or the environment variables CXONE_BASE_URL and "
    "CXONE_ORG_ID.",
)


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Node(_Shape):
    id: str = Field(min_length=1)
    type: str
    properties: Annotated[dict[str, Any], BeforeValidator(plain)] = Field(default_factory=dict)
    connections: dict[str, str] = Field(default_factory=dict)


class _Nodes(_Shape):
    id: str
    version: int = Field(strict=True)
    nodes: list[_Node]
    entryPoint: str  # noqa: N815 - the vendor's name


class _Connection(_Shape):
    id: str = ""
    source_node_id: str
    target_node_id: str
    condition: str = "true"
    type: str = "default"


class _Registered(_Shape):
    id: str = Field(min_length=1)
    version: int = Field(default=1, strict=True)


class _Connections(_Shape):
    id: str
    name: str
    connections: list[_Connection]


@dataclass(frozen=True, slots=True)
class FlowNodes:
    """A flow as S0 has it: everything but its name."""

    id: str
    version: int
    entry: str
    nodes: Mapping[str, Mapping[str, Any]]
    answer: Answer = field(repr=False, compare=False)

    def document(self, name: Any) -> Document:
        """The canonical document of the flow under its name."""
        return {"name": name, "entry": self.entry, "nodes": self.nodes}


@dataclass(frozen=True, slots=True)
class FlowConnections:
    """A flow as S3 has it: its name, its connections, and the ids of those."""

    id: str
    name: str
    arrows: frozenset[Arrow]
    ids: frozenset[str]
    answer: Answer = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Listed:
    """A flow in the listing."""

    id: str
    name: str
    version: int | None


@dataclass(frozen=True, slots=True)
class CxoneApi:
    """CXone's flow API for one set of credentials.

    Attributes:
        http: the HTTP core.
        jobs: how the jobs of campaign flows (S1) are waited for.
        names: names by flow id, as far as they were seen. No endpoint renames a flow, so they stay true.
    """

    http: ApiClient
    jobs: Pace = JOBS
    names: dict[str, str] = field(default_factory=dict)

    async def register(self, body: Mapping[str, Any], key: str, about: str) -> tuple[str, int]:
        """Register the topology of a new flow: its id and its version.

        Args:
            body: what `wire.registration` made.
            key: the idempotency key; the vendor remembers it for 24 hours.
            about: the address of the resource.
        """
        answer = await self.http.request(
            REGISTER, _FLOWS, json=body, headers={"Idempotency-Key": key}, about=about
        )
        registered = answer.read(_Registered)
        return registered.id, registered.version

    async def connections(self, flow_id: str, about: str = "") -> FlowConnections | None:
        """The flow as S3 has it; None when it is gone."""
        answer = await self._found(READ_CONNECTIONS, fill(_FLOW, id=flow_id), about)
        if answer is None:
            return None
        read = answer.read(_Connections)
        self.names[read.id] = read.name
        arrows = (
            Arrow(item.source_node_id, item.target_node_id, item.condition, item.type)
            for item in read.connections
        )
        ids = frozenset(item.id for item in read.connections)
        return FlowConnections(read.id, read.name, frozenset(arrows), ids, answer)

    async def nodes(self, flow_id: str, about: str = "") -> FlowNodes | None:
        """The flow as S0 has it; None when it is gone."""
        answer = await self._found(READ_NODES, fill(_IVR_FLOW, id=flow_id), about)
        return None if answer is None else _nodes(answer)

    async def name(self, flow_id: str) -> str | None:
        """The flow's name; None when it is gone."""
        if flow_id not in self.names:
            await self.connections(flow_id)
        return self.names.get(flow_id)

    async def configure(
        self, body: Mapping[str, Any], flow_id: str, version: int, about: str
    ) -> FlowNodes | None:
        """Configure the nodes of a flow, on top of the version that was read.

        Returns:
            The flow as the vendor has it now; None when it does not say (202).
        """
        answer = await self.http.request(
            UPDATE_NODES,
            fill(_IVR_FLOW, id=flow_id),
            json=body,
            headers={"If-Match": f"v{version}"},
            about=about,
        )
        return None if answer.body is None else _nodes(answer)

    async def delete(self, flow_id: str, version: int, about: str, *, force: bool = False) -> None:
        """Delete a flow, if it is still at this version; by force also one that callers get.

        It is fine when it is gone already.
        """
        params = {"force": "true"} if force else None
        try:
            await self.http.request(
                DELETE,
                fill(_FLOW, id=flow_id),
                params=params,
                headers={"If-Match": f"v{version}"},
                about=about,
            )
        except NotFoundError:
            return

    async def listing(self) -> AsyncIterator[Listed]:
        """Every IVR flow that the credentials can see."""
        async for item in entities(self._page):
            if item.type == "IVR":
                yield Listed(item.id, item.name or "", item.version)

    async def find(self, name: str) -> Listed | None:
        """The flow with this name."""
        async for item in self.listing():
            if item.name == name:
                return item
        return None

    async def holder(self, name: str) -> str | None:
        """The id of the flow that has a name. The listing is read only where no flow that was seen had it."""
        seen = next((id_ for id_, known in self.names.items() if known == name), None)
        if seen is not None and await self.connections(seen) is not None:
            return seen
        listed = await self.find(name)
        return None if listed is None else listed.id

    async def versions(self, ids: Iterable[str]) -> dict[str, int]:
        """The versions of these flows; the gone are absent.

        Few are asked for one by one; many are looked up in the listing, as long as that takes fewer requests.
        """
        missing = dict.fromkeys(ids)
        found: dict[str, int] = {}
        if len(missing) > _FEW:
            found = await listed_versions(self._page, missing)
        # A flow that the listing does not show may have slipped from page to page: only its own answer counts.
        asked = [one for one in missing if one not in found]
        read = await together(map(self.nodes, asked))
        return found | {flow.id: flow.version for flow in read if flow is not None}

    async def _page(self, number: int) -> Page:
        answer = await self.http.request(LIST, _FLOWS, params={"page": number, "pageSize": PAGE_SIZE})
        page = answer.read(Page)
        self.names.update({item.id: item.name for item in page.entities if item.name})
        return page

    async def _found(self, operation: Operation, path: str, about: str) -> Answer | None:
        try:
            return await self.http.request(operation, path, about=about)
        except NotFoundError:
            return None


def _nodes(answer: Answer) -> FlowNodes:
    read = answer.read(_Nodes)
    nodes = {
        node.id: {"type": node.type, "properties": node.properties, "connections": node.connections}
        for node in read.nodes
    }
    if len(nodes) != len(read.nodes):
        raise answer.unusable("two nodes have the same id")
    return FlowNodes(read.id, read.version, read.entryPoint, nodes, answer)
