"""What a provider is to the rest of ivrplan.

A resource's vendor object is known through its *canonical document*: nested mappings that hold everything that
ivrplan manages or could see drift in, keyed so that two documents can be compared part by part (nodes by their id,
connections by their condition), without ids, versions and time stamps that the vendor assigns to the object itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel

from ivrplan.flow.flow import Flow
from ivrplan.language.plain import Document, Path
from ivrplan.language.values import Value
from ivrplan.providers.gate import NO_GATE, Gate
from ivrplan.rules.rule import Rule


class Action(StrEnum):
    """What a change does to a resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    RELEASE = "release"
    ROLLBACK = "rollback"
    FORGET = "forget"
    NO_OP = "no-op"


class StepKind(StrEnum):
    """One kind of idempotent vendor call (or short exchange of calls)."""

    REGISTER = "register"
    CONFIGURE = "configure"
    CREATE_VERSION = "create version"
    AWAIT_VALIDATION = "await validation"
    SIMULATE = "simulate"
    PUBLISH = "publish"
    DELETE = "delete"
    CREATE_JOB = "create job"
    AWAIT_JOB = "await job"


@dataclass(frozen=True, slots=True)
class Live:
    """What the vendor has.

    Attributes:
        id: the vendor's id of the object.
        version: the token of what is saved; a write that builds on this reading sends it or checks it.
        document: the canonical document of what is saved.
        published: the token of the version that callers get; None where nothing is, or where saving is publishing.
        attributes: what expressions can read of the resource (`id`, `version`, ...).
        warnings: what a person should know about the object ("locked by ...").
    """

    id: str
    version: str
    document: Document
    published: str | None = None
    attributes: Mapping[str, Value] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """One object in a vendor's listing. `version` is None where the listing does not tell it."""

    id: str
    name: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a change, as frozen in a plan.

    Attributes:
        kind: what it does.
        key: its idempotency key, derived from plan id, address and kind.
        summary: what people read ("publish version 3").
    """

    kind: StepKind
    key: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Rollback:
    """Where a rollback leads.

    Attributes:
        to: the id of the version whose content callers get again.
        name: that version as people call it: its tag in quotes, or `version 2`.
        over: the id of the version that callers get until then; when they get another one, nothing is done.
        next: the id of the version that a further rollback takes; None where there is none.
    """

    to: str
    name: str
    over: str
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """All that the steps of one change need.

    Attributes:
        address: the resource's address, for messages.
        action: what is done; a replacement arrives as a delete and a create of their own.
        target: the document that the vendor shall have, in clear: no unknown, no masked, sensitive values revealed by
            `language.values.reveal` only where a request is built. Empty for a delete. A create that registers its object
            first (see `registers`) may come to its first step without the parts that hold ids of other objects.
        id: the vendor's id; empty for a create.
        version: the token of the reading that the change builds on; empty for a create.
        live: the document of that reading, None for a create.
        gate: what has to hold before callers get it.
        rollback: where a rollback leads. Its target is what callers get of it, `version` and what is saved stay.
    """

    address: str
    action: Action
    target: Document
    id: str = ""
    version: str = ""
    live: Document | None = None
    gate: Gate = NO_GATE
    rollback: Rollback | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a step brought. It is journaled, so it holds plain data only.

    Attributes:
        id: the vendor's id of the object; empty while a create has only been ordered.
        version: the token of what is saved now.
        data: what later steps of the same change need (`{"version_id": "3"}`).
    """

    id: str
    version: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


Done = Mapping[StepKind, Result]
"""The results of the steps of the same change that have ended, by kind."""


class ResourceType(Protocol):
    """One type of resource of a vendor."""

    name: str
    """As it stands in configurations: `cxone_ivr_flow`."""
    config: type[BaseModel]
    """What its block may say. Attributes may hold unknown and sensitive values."""
    publishes: bool
    """Whether saving and publishing are two facts for this type."""
    computed: frozenset[str]
    """The attributes of a reading that only the vendor can tell: unknown until it has."""

    def desired(self, values: Mapping[str, Value]) -> Document:
        """The document that the configuration asks for. Unknown and sensitive values stay as they are."""
        ...

    def to_flow(self, document: Document) -> Flow | None:
        """The call flow in a canonical document; None for types that deploy no flow, or where it cannot be read."""
        ...

    def replaces(self, paths: Collection[Path]) -> frozenset[Path]:
        """Which of these changed paths the vendor cannot change in place."""
        ...

    def limits(self, settings: BaseModel) -> tuple[Rule, ...]:
        """What the vendor cannot do, as rules, with the numbers of the provider's configuration."""
        ...

    def steps(self, action: Action) -> tuple[StepKind, ...]:
        """The steps of a change, in order. REPLACE, ROLLBACK, FORGET and NO_OP are never asked for."""
        ...

    async def versions(self, client: Any, ids: Collection[str]) -> Mapping[str, tuple[str, str | None]]:
        """The version and published tokens of these objects, as cheaply as the vendor allows; the gone are absent."""
        ...

    async def read(self, client: Any, id: str) -> Live | None:  # noqa: A002 - the domain's word
        """The object as the vendor has it; None when it is gone."""
        ...

    def list(self, client: Any) -> AsyncIterator[Summary]:
        """Every object of this type that the credentials can see, managed or not."""
        ...

    async def run(self, client: Any, step: Step, work: Work, done: Done) -> Result:
        """Do the step. Running it twice with the same key has the effect of once.

        Raises:
            ProviderError: the vendor refused, or gave no usable answer.
        """
        ...

    async def find(self, client: Any, step: Step, work: Work, done: Done) -> Result | None:
        """After a crash: the step's result if it happened, None if it did not. Sends no write."""
        ...


@runtime_checkable
class KeepsSecrets(Protocol):
    """A resource type of which some parts are sent, but never shown by the vendor."""

    @property
    def unseen(self) -> frozenset[Path]:
        """The parts that no reading holds. What was sent last is all that is known of them."""
        ...


def unseen(kind: ResourceType) -> frozenset[Path]:
    """The parts of a type's documents that are sent, but never read back."""
    return kind.unseen if isinstance(kind, KeepsSecrets) else frozenset()


def registers(kind: ResourceType) -> bool:
    """Whether objects of a type come into being by a first step, and get their content by the steps that follow.

    Only then can two of them hold each other's id.
    """
    return kind.steps(Action.CREATE)[:1] == (StepKind.REGISTER,) and len(kind.steps(Action.CREATE)) > 1


class Attempt(Protocol):
    """One try of one request."""

    @property
    def vendor(self) -> str:
        """The vendor, as people call it."""
        ...

    @property
    def operation(self) -> str:
        """What was asked ("update flow nodes")."""
        ...

    @property
    def outcome(self) -> str:
        """The status of the answer; `no answer` where there was none."""
        ...

    @property
    def number(self) -> int:
        """Which try of the request it was, from 1 on."""
        ...

    @property
    def limited_seconds(self) -> float:
        """How long the vendor's rate limit has made, or will make, the request wait: before this try, and after it."""
        ...


class Observer(Protocol):
    """Is told what happens on the wire, for progress and logs. Everything that it gets is redacted."""

    def waiting(self, vendor: str, reason: str, seconds: float) -> None:
        """A request waits before it is sent (again)."""
        ...

    def tried(self, attempt: Attempt) -> None:
        """A request was sent and answered, or not."""
        ...


class Provider(Protocol):
    """One vendor."""

    name: str
    """As it stands in configurations: `cxone`."""
    title: str
    """As people call it: `NICE CXone`."""
    config: type[BaseModel]
    """What its `provider` block may say, with its `limits` block."""
    types: Mapping[str, ResourceType]

    def connect(
        self, settings: BaseModel, observer: Observer | None = None, *, secrets: Collection[str] = ()
    ) -> AbstractAsyncContextManager[Any]:
        """A client for one set of credentials. Nothing is sent before the first call needs it.

        Args:
            settings: the checked provider configuration.
            observer: is told what happens on the wire.
            secrets: texts that no error may show, whatever a vendor says: it may name a part of what was sent.
        """
        ...


@runtime_checkable
class CallsBack(Protocol):
    """A provider whose vendor posts events, and proves itself by a secret in a header."""

    secret_headers: tuple[str, ...]
    """The headers that hold it."""


def secret_headers(provider: Provider) -> tuple[str, ...]:
    """The headers in which a vendor sends the secret of a webhook."""
    return provider.secret_headers if isinstance(provider, CallsBack) else ()
