"""The endpoints of Genesys Cloud (vendor contract S4), and what each answers.

What the contract marks as assumed is as in the vendor's public SDK; docs/providers/genesys.md lists it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ivrplan.diagnostics import NotFoundError, VendorProblem
from ivrplan.providers.genesys.convert import WireContent
from ivrplan.providers.http.client import ApiClient
from ivrplan.providers.http.operation import Operation, fill
from ivrplan.providers.http.profile import Complaint, TokenDialect, TokenForm, VendorProfile

TITLE = "Genesys Cloud"

_VIEW, _WRITE = ("flow:view",), ("flow:write",)
_FLOWS = "/api/v2/flows"
_FLOW = "/api/v2/flows/{flow}"
_VERSIONS = "/api/v2/flows/{flow}/versions"
_VERSION = "/api/v2/flows/{flow}/versions/{version}"
_PUBLISH = "/api/v2/flows/actions/publish"
_PAGE_SIZE = 100

CREATE_FLOW = Operation("create flow", "POST", _WRITE)
LIST_FLOWS = Operation("list flows", "GET", _VIEW, repeatable=True)
READ_FLOW = Operation("read flow", "GET", _VIEW, repeatable=True)
DELETE_FLOW = Operation("delete flow", "DELETE", _WRITE, repeatable=True)
CREATE_VERSION = Operation("create flow version", "POST", _WRITE)
LIST_VERSIONS = Operation("list flow versions", "GET", _VIEW, repeatable=True)
READ_VERSION = Operation("read flow version", "GET", _VIEW, repeatable=True)
PUBLISH_VERSION = Operation("publish flow version", "POST", _WRITE)


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Reference(_Reply):
    """An object that is named by its id, and perhaps by its name."""

    id: str = Field(min_length=1)
    name: str = ""


class FlowReply(_Reply):
    """A flow without its content."""

    id: str = Field(min_length=1)
    name: str
    type: str = ""
    description: str | None = None
    publishedVersion: Reference | None = None  # noqa: N815 - the vendor's name
    lockedUser: Reference | None = None  # noqa: N815 - the vendor's name

    @property
    def published(self) -> str | None:
        """The id of the version that callers get."""
        return None if self.publishedVersion is None else self.publishedVersion.id


class FlowPage(_Reply):
    """A page of flows."""

    entities: tuple[FlowReply, ...]
    pageCount: int  # noqa: N815 - the vendor's name


class Finding(_Reply):
    """One thing that a validation found."""

    message: str


class Validation(_Reply):
    """How far the validation of a version is: `in_progress`, `passed` or `failed`."""

    status: str
    errors: tuple[Finding, ...] | None = None


class VersionReply(_Reply):
    """A version without its content."""

    id: str = Field(min_length=1)
    versionNumber: int | None = None  # noqa: N815 - the vendor's names
    status: str | None = None
    dateCreated: str | int | None = None  # noqa: N815
    createdBy: Reference | None = None  # noqa: N815
    createdByClient: Reference | None = None  # noqa: N815
    validation: Validation | None = None

    @property
    def verdict(self) -> str:
        """The status of its validation; empty where the vendor does not tell."""
        return "" if self.validation is None else self.validation.status


class VersionPage(_Reply):
    """A page of versions, newest first."""

    entities: tuple[VersionReply, ...]
    pageCount: int = 1  # noqa: N815 - the vendor's name


class ContentReply(WireContent, VersionReply):
    """A version with its content."""


@dataclass(frozen=True, slots=True)
class GenesysApi:
    """The endpoints, for one set of credentials.

    Attributes:
        client: sends the requests.
    """

    client: ApiClient

    async def create_flow(self, body: Mapping[str, Any], about: str) -> FlowReply:
        """`POST /api/v2/flows` with name, type and description."""
        answer = await self.client.request(CREATE_FLOW, _FLOWS, json=body, about=about)
        return answer.read(FlowReply)

    async def flow_page(self, number: int, name: str = "") -> FlowPage:
        """`GET /api/v2/flows`: one page of a hundred, counted from 1; only flows of this name, if one is given."""
        params: dict[str, str | int] = {"pageNumber": number, "pageSize": _PAGE_SIZE}
        if name:
            params["name"] = name
        answer = await self.client.request(LIST_FLOWS, _FLOWS, params=params)
        return answer.read(FlowPage)

    async def flows(self, name: str = "") -> AsyncGenerator[FlowReply, None]:
        """All flows, page by page; only those of this name, if one is given."""
        number, last = 1, 1
        while number <= last:
            page = await self.flow_page(number, name)
            for flow in page.entities:
                yield flow
            number, last = number + 1, page.pageCount

    async def flow(self, flow: str, about: str = "") -> FlowReply | None:
        """`GET /api/v2/flows/{id}`; None when it is gone."""
        try:
            answer = await self.client.request(READ_FLOW, fill(_FLOW, flow=flow), about=about)
        except NotFoundError:
            return None
        return answer.read(FlowReply)

    async def delete_flow(self, flow: str, about: str) -> None:
        """`DELETE /api/v2/flows/{id}`; a flow that is gone already is fine."""
        try:
            await self.client.request(DELETE_FLOW, fill(_FLOW, flow=flow), about=about)
        except NotFoundError:
            return

    async def create_version(self, flow: str, body: Mapping[str, Any], about: str) -> VersionReply:
        """`POST /api/v2/flows/{id}/versions` with the whole content."""
        path = fill(_VERSIONS, flow=flow)
        answer = await self.client.request(CREATE_VERSION, path, json=body, about=about)
        return answer.read(VersionReply)

    async def newest_version(self, flow: str, about: str = "") -> VersionReply | None:
        """`GET /api/v2/flows/{id}/versions`: the newest version; None when there is none, or no flow."""
        path, params = fill(_VERSIONS, flow=flow), {"pageNumber": 1, "pageSize": 1}
        try:
            answer = await self.client.request(LIST_VERSIONS, path, params=params, about=about)
        except NotFoundError:
            return None
        return next(iter(answer.read(VersionPage).entities), None)

    async def versions(self, flow: str, about: str = "") -> AsyncGenerator[VersionReply, None]:
        """`GET /api/v2/flows/{id}/versions`: all versions, newest first, page by page."""
        number, last = 1, 1
        while number <= last:
            params = {"pageNumber": number, "pageSize": _PAGE_SIZE}
            path = fill(_VERSIONS, flow=flow)
            page = (await self.client.request(LIST_VERSIONS, path, params=params, about=about)).read(
                VersionPage
            )
            for version in page.entities:
                yield version
            number, last = number + 1, page.pageCount

    async def validation(self, flow: str, version: str, about: str) -> VersionReply:
        """`GET /api/v2/flows/{id}/versions/{version}`: how far its validation is."""
        path = fill(_VERSION, flow=flow, version=version)
        return (await self.client.request(READ_VERSION, path, about=about)).read(VersionReply)

    async def content(self, flow: str, version: str, about: str = "") -> ContentReply:
        """`GET /api/v2/flows/{id}/versions/{version}`: what is in it."""
        path = fill(_VERSION, flow=flow, version=version)
        return (await self.client.request(READ_VERSION, path, about=about)).read(ContentReply)

    async def publish(self, flow: str, version: str, about: str) -> None:
        """`POST /api/v2/flows/actions/publish`: starts an operation that completes later."""
        params = {"flow": flow, "version": version}
        await self.client.request(PUBLISH_VERSION, _PUBLISH, params=params, about=about)


def read_complaint(body: Any) -> Complaint:
    """What an error body says: `{message, code, status, contextId, details, errors}`, or OAuth's `{error, ...}`."""
    if not isinstance(body, Mapping):
        return Complaint(str(body))
    message = _first(body, "message", "error_description", "description", "error")
    problems = [*_listed(body, "errors"), *_listed(body, "details")]
    return Complaint(message, tuple(filter(None, map(_problem, problems))), _first(body, "contextId"))


def _first(body: Mapping[str, Any], *names: str) -> str:
    texts = (body.get(name) for name in names)
    return next((text for text in texts if isinstance(text, str) and text), "")


def _listed(body: Mapping[str, Any], name: str) -> list[Any]:
    items = body.get(name)
    return items if isinstance(items, list) else []


def _problem(item: Any) -> VendorProblem | None:
    if isinstance(item, str):
        return VendorProblem(item) if item else None
    if not isinstance(item, Mapping):
        return None
    message = _first(item, "message", "errorCode")
    return VendorProblem(message, _first(item, "nodeId"), _first(item, "fieldName")) if message else None


PROFILE = VendorProfile(
    title=TITLE,
    dialects=(
        TokenDialect(
            name="genesys",
            path="/api/v2/oauth/token",
            form=TokenForm.FORM,
            scopes=("flow:write", "flow:view", "webhook:write", "analytics:read"),
            margin_seconds=30,
        ),
    ),
    complaint=read_complaint,
    correlation_headers=("inin-correlation-id", "x-correlation-id"),
    credentials_hint="Check client_id and client_secret in the genesys provider block, or the environment variables "
    "GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET, and that base_url is the region of the OAuth client.",
    address_hint="Check base_url in the genesys provider block: it is the API host of your region, for example "
    "https://api.mypurecloud.com.",
)
"""Genesys Cloud to the HTTP core."""
