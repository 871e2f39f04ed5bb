"""The endpoints of CXone's flow versions (vendor contract S2), and what their answers must look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ivrplan.diagnostics import NotFoundError
from ivrplan.language.plain import Document
from ivrplan.providers.cxone.releases.content import content_of, release_part, timeouts_from
from ivrplan.providers.cxone.values import plain
from ivrplan.providers.http.client import ApiClient
from ivrplan.providers.http.operation import Operation, fill

DIALECT: Final = "S2"
"""The token dialect; see the profile in the folder above."""

LIST: Final = Operation("list flow versions", "GET", ("flows:read",), repeatable=True, dialect=DIALECT)
READ: Final = Operation("read a flow version", "GET", ("flows:read",), repeatable=True, dialect=DIALECT)
CREATE: Final = Operation(
    "register a flow version", "POST", ("flows:write",), repeatable=True, dialect=DIALECT
)
SIMULATE: Final = Operation(
    "simulate a call",
    "POST",
    ("flow:simulate",),
    repeatable=True,
    dialect=DIALECT,
    # It ran past its window: that is an answer, and the next try would run as long.
    final=frozenset({504}),
)
PUBLISH: Final = Operation("publish a flow version", "POST", ("flows:publish",), dialect=DIALECT)

_VERSIONS: Final = "/api/v2/flows/{id}/versions"
_VERSION: Final = "/api/v2/flows/{id}/versions/{version}"

ACTIVE, PENDING = "ACTIVE", "PENDING"


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Metadata(_Shape):
    versionTag: str = ""  # noqa: N815 - the vendor's names
    activationPriority: int = 0  # noqa: N815
    timestamp: str = ""
    createdBy: str = ""  # noqa: N815
    rollbackPoint: str | None = None  # noqa: N815


class _Tags(_Shape):
    environment: str = "production"
    releaseMatrix: dict[str, str] | None = None  # noqa: N815 - the vendor's names
    rollbackReference: str | None = None  # noqa: N815


class _Timeouts(_Shape):
    globalTimeout: int = 30000  # noqa: N815 - the vendor's names
    inputTimeout: int = 10000  # noqa: N815
    transferTimeout: int = 60000  # noqa: N815


class Entry(_Shape):
    """A version in the listing."""

    id: str = Field(min_length=1)
    status: str
    metadata: _Metadata = _Metadata()
    versionTags: _Tags = _Tags()  # noqa: N815 - the vendor's name

    @property
    def previous(self) -> str | None:
        """The version that was active before it, as it was registered."""
        return self.versionTags.rollbackReference or self.metadata.rollbackPoint

    @property
    def tag(self) -> str:
        """What it is called."""
        return self.metadata.versionTag

    @property
    def is_open(self) -> bool:
        """Whether it takes one of the few places of its flow."""
        return self.status in {ACTIVE, PENDING}

    def __str__(self) -> str:
        since = f", since {self.metadata.timestamp}" if self.metadata.timestamp else ""
        return f'{self.id} (tag "{self.tag}", {self.status}{since})'


class _Entries(_Shape):
    entities: list[Entry]


class _Element(_Shape):
    id: str = Field(min_length=1)
    type: str
    nodeType: str = ""  # noqa: N815 - beside the vendor's names
    properties: Annotated[dict[str, Any] | None, BeforeValidator(plain)] = None


class _Edge(_Shape):
    source: str = Field(alias="from")
    target: str = Field(alias="to")
    condition: str = "true"


class _Version(Entry):
    elements: list[_Element]
    edges: list[_Edge]
    timeouts: _Timeouts = _Timeouts()


class _Made(_Shape):
    id: str = Field(min_length=1)
    status: str = PENDING


class Call(_Shape):
    """What came of a simulated call; its time in milliseconds."""

    path: list[str] = Field(default_factory=list)
    finalElement: str = ""  # noqa: N815 - the vendor's names
    executionTime: float = 0  # noqa: N815
    timedOut: bool = False  # noqa: N815
    result: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A version with its content.

    Attributes:
        entry: its id and status.
        previous: the version that was active before it, as it was registered.
        content: the flow in it: `entry` and `nodes`.
        release: how it was released, as in a canonical document.
        raw: its body as the vendor shows it, to register it again.
    """

    entry: Entry
    previous: str | None
    content: Document
    release: Mapping[str, Any]
    raw: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its id."""
        return self.entry.id


@dataclass(frozen=True, slots=True)
class VersionsApi:
    """The versions of flows, for one set of credentials."""

    http: ApiClient

    async def entries(self, flow_id: str, about: str = "") -> Sequence[Entry]:
        """Every version of a flow; none when the flow is gone."""
        try:
            answer = await self.http.request(LIST, fill(_VERSIONS, id=flow_id), about=about)
        except NotFoundError:
            return ()
        return answer.read(_Entries).entities

    async def active(self, flow_id: str, about: str = "") -> str | None:
        """The id of the version that callers get; None where there is none."""
        return next((one.id for one in await self.entries(flow_id, about) if one.status == ACTIVE), None)

    async def read(self, flow_id: str, version_id: str, about: str = "") -> Version | None:
        """One version with its content; None where there is none of this id."""
        try:
            answer = await self.http.request(
                READ, fill(_VERSION, id=flow_id, version=version_id), about=about
            )
        except NotFoundError:
            return None
        read = answer.read(_Version)
        elements = {one.id: one.model_dump() for one in read.elements}
        content = content_of(elements, [(one.source, one.condition, one.target) for one in read.edges])
        settings = {
            "tag": read.tag,
            "priority": read.metadata.activationPriority,
            "environment": read.versionTags.environment,
            "timeouts": timeouts_from(read.timeouts.model_dump()),
            "matrix": read.versionTags.releaseMatrix or {},
        }
        return Version(read, read.previous, content, release_part(settings, content), plain(answer.body))

    async def create(self, flow_id: str, body: Mapping[str, Any], key: str, about: str) -> str:
        """Register a version: its id.

        Args:
            flow_id: of the flow.
            body: what `content.version_body` made.
            key: the idempotency key.
            about: the address of the resource.
        """
        path, headers = fill(_VERSIONS, id=flow_id), {"Idempotency-Key": key}
        answer = await self.http.request(CREATE, path, json=body, headers=headers, about=about)
        return answer.read(_Made).id

    async def simulate(self, flow_id: str, version_id: str, inputs: Sequence[str], about: str) -> Call:
        """Let the vendor simulate a call through a version."""
        body = {
            "versionId": version_id,
            "input": tuple(inputs),
            "simulateTimeouts": True,
            "recordPath": True,
        }
        path = fill("/api/v2/flows/{id}/simulations", id=flow_id)
        return (await self.http.request(SIMULATE, path, json=body, about=about)).read(Call)

    async def publish(self, flow_id: str, version_id: str, about: str) -> None:
        """Put a pending version before callers."""
        path = fill(_VERSION + "/publish", id=flow_id, version=version_id)
        await self.http.request(PUBLISH, path, json={}, about=about)
