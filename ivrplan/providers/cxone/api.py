"""The endpoints of CXone's flow API, and what their answers must look like.

Sources: vendor contracts S0 (nodes) and S3 (connections); listing and deletion are assumed there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ivrplan.diagnostics import NotFoundError, VendorProblem
from ivrplan.language.plain import Document
from ivrplan.providers.cxone.wire import Arrow
from ivrplan.providers.http.answers import Answer
from ivrplan.providers.http.client import ApiClient
from ivrplan.providers.http.operation import Operation, fill
from ivrplan.providers.http.profile import Complaint, TokenDialect, TokenForm, VendorProfile

_T = TypeVar("_T")

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
_PAGE_SIZE: Final = 100
_AT_ONCE: Final = 8
_FEW: Final = 4
_LARGEST_EXPONENT: Final = 308


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
    ),
    complaint=_complaint,
    correlation_headers=("x-correlation-id",),
    credentials_hint="Check client_id and client_secret in the provider block, or the environment variables "
    "CXONE_CLIENT_ID and CXONE_CLIENT_SECRET.",
    address_hint="Check base_url or org_id in the provider block, or the environment variables CXONE_BASE_URL and "
    "CXONE_ORG_ID.",
)


def _plain(value: Any) -> Any:
    """JSON as values of the language: lists as tuples, whole numbers as integers.

    Raises:
        ValueError: a number is beyond all that a JSON document carries; written out, it would fill the memory.
    """
    match value:
        case Mapping():
            return {name: _plain(part) for name, part in value.items()}
        case list():
            return tuple(map(_plain, value))
        case Decimal() if value.adjusted() > _LARGEST_EXPONENT:
            msg = "a number is too large"
            raise ValueError(msg)
        case Decimal() if value == value.to_integral_value():
            return int(value)
        case _:
            return value


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Node(_Shape):
    id: str = Field(min_length=1)
    type: str
    properties: Annotated[dict[str, Any], BeforeValidator(_plain)] = Field(default_factory=dict)
    connections: dict[str, str] = Field(default_factory=dict)


class _Nodes(_Shape):
    id: str
    version: int = Field(strict=True)
    nodes: list[_Node]
    entryPoint: str  # noqa: N815 - the vendor's name


class _Connection(_Shape):
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


class _Entity(_Shape):
    # Flows of all types are listed: what other types lack must not keep ours from being read.
    id: str = Field(min_length=1)
    name: str | None = None
    type: str | None = "IVR"
    version: int | None = None


class _Page(_Shape):
    entities: list[_Entity]
    pageCount: int  # noqa: N815 - the vendor's name


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
    """A flow as S3 has it: its name and its connections."""

    id: str
    name: str
    arrows: frozenset[Arrow]
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
        names: names by flow id, as far as they were seen. No endpoint renames a flow, so they stay true.
    """

    http: ApiClient
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
        return FlowConnections(read.id, read.name, frozenset(arrows), answer)

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

    async def delete(self, flow_id: str, version: int, about: str) -> None:
        """Delete a flow, if it is still at this version. It is fine when it is gone already."""
        try:
            await self.http.request(
                DELETE, fill(_FLOW, id=flow_id), headers={"If-Match": f"v{version}"}, about=about
            )
        except NotFoundError:
            return

    async def listing(self) -> AsyncIterator[Listed]:
        """Every IVR flow that the credentials can see."""
        first = await self._page(1)
        for item in _flows(first):
            yield item
        for numbers in _batches(first.pageCount):
            for page in await _together(map(self._page, numbers)):
                for item in _flows(page):
                    yield item

    async def find(self, name: str) -> Listed | None:
        """The flow with this name."""
        async for item in self.listing():
            if item.name == name:
                return item
        return None

    async def versions(self, ids: Iterable[str]) -> dict[str, int]:
        """The versions of these flows; the gone are absent.

        Few are asked for one by one; many are looked up in the listing, as long as that takes fewer requests.
        """
        missing = dict.fromkeys(ids)
        found: dict[str, int] = {}
        if len(missing) > _FEW:
            found = await self._listed_versions(missing)
        # A flow that the listing does not show may have slipped from page to page: only its own answer counts.
        asked = [one for one in missing if one not in found]
        read = await _together(map(self.nodes, asked))
        return found | {flow.id: flow.version for flow in read if flow is not None}

    async def _listed_versions(self, ids: Mapping[str, None]) -> dict[str, int]:
        found: dict[str, int] = {}
        first = await self._page(1)
        _note(first, ids, found)
        if first.pageCount - 1 > len(ids) - len(found):
            return found
        for numbers in _batches(first.pageCount):
            for page in await _together(map(self._page, numbers)):
                _note(page, ids, found)
            if len(found) == len(ids):
                break
        return found

    async def _page(self, number: int) -> _Page:
        answer = await self.http.request(LIST, _FLOWS, params={"page": number, "pageSize": _PAGE_SIZE})
        page = answer.read(_Page)
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


def _flows(page: _Page) -> Iterable[Listed]:
    return (Listed(item.id, item.name or "", item.version) for item in page.entities if item.type == "IVR")


def _batches(page_count: int) -> Iterable[range]:
    """The pages after the first, as many at a time as are asked for at once."""
    return (
        range(start, min(start + _AT_ONCE, page_count + 1)) for start in range(2, page_count + 1, _AT_ONCE)
    )


def _note(page: _Page, ids: Mapping[str, None], found: dict[str, int]) -> None:
    found.update(
        {item.id: item.version for item in page.entities if item.id in ids and item.version is not None}
    )


async def _together(calls: Iterable[Awaitable[_T]]) -> list[_T]:
    """The results of calls that run at once. All have ended before a failure of one is raised."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if not isinstance(result, BaseException)]
