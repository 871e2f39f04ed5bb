"""The endpoints of campaign flows (vendor contract S1), and what their answers must look like.

Reading, listing, changing and deleting flows are assumed there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from ivrplan.diagnostics import NotFoundError
from ivrplan.language.plain import Document
from ivrplan.providers.cxone.campaign.wire import WireFlow, from_wire
from ivrplan.providers.cxone.paging import PAGE_SIZE, Entity, Page, entities, listed_versions, together
from ivrplan.providers.http.answers import Answer
from ivrplan.providers.http.client import ApiClient
from ivrplan.providers.http.operation import Operation, fill
from ivrplan.providers.http.poll import Pace
from ivrplan.providers.http.profile import TokenDialect, TokenForm

_CAMPAIGNS: Final = "S1"

TOKEN: Final = TokenDialect(
    _CAMPAIGNS,
    "/api/oauth2/token",
    TokenForm.BASIC,
    ("flow:write", "flow:read", "flow:validate", "campaign:write", "events:write"),
)
"""How a token for campaign flows is asked for."""

JOBS: Final = Pace(first_seconds=1.0, most_seconds=10.0, tries=60)
"""How a job is waited for unless the provider block says otherwise: about ten minutes."""

COMPLETED: Final = "completed"
FAILED: Final = "failed"

_READ: Final = ("flow:read",)
_WRITE: Final = ("flow:write",)

CREATE: Final = Operation("create campaign flow", "POST", _WRITE, repeatable=True, dialect=_CAMPAIGNS)
UPDATE: Final = Operation("update campaign flow", "PUT", _WRITE, repeatable=True, dialect=_CAMPAIGNS)
DELETE: Final = Operation("delete campaign flow", "DELETE", _WRITE, repeatable=True, dialect=_CAMPAIGNS)
READ: Final = Operation("read campaign flow", "GET", _READ, repeatable=True, dialect=_CAMPAIGNS)
LIST: Final = Operation("list campaign flows", "GET", _READ, repeatable=True, dialect=_CAMPAIGNS)
READ_JOB: Final = Operation("read job", "GET", _READ, repeatable=True, dialect=_CAMPAIGNS)

_FLOWS: Final = "/api/flows"
_FLOW: Final = "/api/flows/{id}"
_JOB: Final = "/api/jobs/{id}"
_FEW: Final = 4


class Job(BaseModel):
    """A job: how far it is, and what came of it."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1)
    status: str
    message: str | None = None
    flow_id: str | None = None
    errors: tuple[str, ...] | None = None

    @property
    def over(self) -> bool:
        """Whether it completed or failed."""
        return self.status in {COMPLETED, FAILED}


@dataclass(frozen=True, slots=True)
class CampaignFlow:
    """A flow as the vendor has it."""

    id: str
    version: int
    document: Document
    answer: Answer = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class CampaignApi:
    """The endpoints of campaign flows for one set of credentials.

    Attributes:
        http: the HTTP core.
        pace: how jobs are waited for.
    """

    http: ApiClient
    pace: Pace = JOBS

    async def create(self, body: Mapping[str, Any], key: str, about: str) -> Job:
        """`POST /api/flows`: the job that creates a flow; the same one for the same key.

        Args:
            body: what `wire.to_wire` made.
            key: the idempotency key.
            about: the address of the resource.
        """
        headers = {"Idempotency-Key": key}
        answer = await self.http.request(CREATE, _FLOWS, json=body, headers=headers, about=about)
        return answer.read(Job)

    async def update(self, body: Mapping[str, Any], flow_id: str, version: int, about: str) -> Job:
        """`PUT /api/flows/{id}` on top of the version that was read: the job that does it."""
        headers = {"If-Match": f"v{version}"}
        path = fill(_FLOW, id=flow_id)
        answer = await self.http.request(UPDATE, path, json=body, headers=headers, about=about)
        return answer.read(Job)

    async def delete(self, flow_id: str, version: int, about: str) -> Job | None:
        """`DELETE /api/flows/{id}` at the version that was read: the job that does it; None when the flow is gone."""
        headers = {"If-Match": f"v{version}"}
        try:
            answer = await self.http.request(DELETE, fill(_FLOW, id=flow_id), headers=headers, about=about)
        except NotFoundError:
            return None
        return answer.read(Job)

    async def job(self, job_id: str, about: str = "") -> Job | None:
        """`GET /api/jobs/{id}`; None when the vendor has forgotten it."""
        answer = await self._found(READ_JOB, fill(_JOB, id=job_id), about)
        return None if answer is None else answer.read(Job)

    async def flow(self, flow_id: str, about: str = "") -> CampaignFlow | None:
        """`GET /api/flows/{id}`; None when it is gone."""
        answer = await self._found(READ, fill(_FLOW, id=flow_id), about)
        return None if answer is None else _flow(answer)

    async def listing(self) -> AsyncIterator[Entity]:
        """Every campaign flow that the credentials can see."""
        async for item in entities(self._page):
            yield item

    async def find(self, named: Callable[[str], bool]) -> Entity | None:
        """The flow with a name that is accepted."""
        async for item in self.listing():
            if item.name is not None and named(item.name):
                return item
        return None

    async def versions(self, ids: Collection[str]) -> dict[str, int]:
        """The versions of these flows; the gone are absent. Few are asked for one by one, many are looked up."""
        wanted = dict.fromkeys(ids)
        found = await listed_versions(self._page, wanted) if len(wanted) > _FEW else {}
        # A flow that the listing does not show may have slipped from page to page: only its own answer counts.
        read = await together(self.flow(one) for one in wanted if one not in found)
        return found | {flow.id: flow.version for flow in read if flow is not None}

    async def _page(self, number: int) -> Page:
        params = {"page": number, "pageSize": PAGE_SIZE}
        return (await self.http.request(LIST, _FLOWS, params=params)).read(Page)

    async def _found(self, operation: Operation, path: str, about: str) -> Answer | None:
        try:
            return await self.http.request(operation, path, about=about)
        except NotFoundError:
            return None


def _flow(answer: Answer) -> CampaignFlow:
    read = answer.read(WireFlow)
    if len({node.id for node in read.nodes}) != len(read.nodes):
        raise answer.unusable("two nodes have the same id")
    return CampaignFlow(read.id, read.version, from_wire(read), answer)
