"""A vendor in memory, strict about what real ones are strict about: tokens, versions, idempotency keys, defaults.

Two types: `fake_flow` publishes what it saves, `fake_hook` does not. Both fill in what a document leaves out, rewrite
one field in their own way, and cannot change `shape` in place.
"""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from ivrplan.diagnostics import (
    ConflictError,
    NotFoundError,
    ProviderError,
    RejectedError,
    UnavailableError,
    VendorAnswer,
    error,
)
from ivrplan.flow.flow import Flow
from ivrplan.flow.nodes import Goto
from ivrplan.flow.value import FlowValue
from ivrplan.language.plain import Document, Masked, Path, leaves
from ivrplan.language.values import UNKNOWN, Value, reveal
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import Action, Done, Live, Observer, Result, Step, StepKind, Summary, Work
from ivrplan.rules.rule import Rule

Hook = Callable[[Step, Work], Awaitable[None]]


class Settings(BaseModel):
    """The provider's block says nothing."""


class Attributes(BaseModel):
    """What a block may say."""

    name: Any
    size: Any = None
    shape: Any = None
    key: Any = None
    parts: Any = None
    leads: Any = None


def failed(kind: type[ProviderError], status: int = 0) -> ProviderError:
    """An answer that is no success."""
    return kind(error("Vendor says no", f"Status {status}."), answer=VendorAnswer("Fake", "a call", status))


@dataclass
class Stored:
    """One object at the vendor."""

    id: str
    type: str
    document: dict[str, Any]
    version: int = 1
    published: int | None = None
    history: dict[int, dict[str, Any]] = field(default_factory=dict)


async def _nothing(step: Step, work: Work) -> None:
    del step, work


@dataclass
class Vendor:
    """The vendor's side, to be looked at and meddled with.

    Attributes:
        objects: by id.
        calls: every write that acted, as (address, step).
        reads: ids of the objects that were read one by one.
        before, after: called around every write that arrives; what they raise is what the caller gets.
        unreachable: reads fail too.
    """

    objects: dict[str, Stored] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[str, StepKind]] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    before: Hook = _nothing
    after: Hook = _nothing
    unreachable: bool = False
    made: int = 0

    def named(self, name: str) -> Stored:
        """The one object of that name."""
        found = [each for each in self.objects.values() if each.document["name"] == name]
        assert len(found) == 1, (name, len(found))
        return found[0]

    def edit(self, name: str, change: Callable[[dict[str, Any]], object]) -> None:
        """Somebody saves a change by hand."""
        there = self.named(name)
        document = copy.deepcopy(there.document)
        change(document)
        self.save(there, document)

    def save(self, there: Stored, document: Document) -> None:
        """Keep a document as the next version, with what it leaves out filled in."""
        there.history[there.version] = there.document
        there.document = filled(document)
        there.version += 1

    def create(self, kind: str, document: Document, key: str) -> Stored:
        """Make an object, once for every key."""
        if key in self.keys:
            return self.objects[self.keys[key]]
        self.made += 1
        there = Stored(f"id-{self.made}", kind, filled(document))
        self.objects[there.id] = there
        self.keys[key] = there.id
        return there

    def ask(self) -> None:
        """Whoever reads comes by here."""
        if self.unreachable:
            raise failed(UnavailableError, 503)


def filled(document: Document) -> dict[str, Any]:
    """A document as the vendor keeps it: with defaults at the root and in every part, names trimmed.

    It shows a key a second time, as some vendors do.
    """
    result: dict[str, Any] = {"region": "eu", **copy.deepcopy(dict(document))}
    result.pop("key_in_use", None)
    if "key" in result:
        result["key_in_use"] = {"value": result["key"], "kind": "text"}
    result["name"] = result["name"].strip()
    parts = result.get("parts")
    if isinstance(parts, dict):
        result["parts"] = {name: {"retries": 3, **part} for name, part in parts.items()}
    return result


class FakeType:
    """One resource type of the vendor in memory."""

    config: type[BaseModel] = Attributes
    computed: frozenset[str] = frozenset({"id", "version"})

    def __init__(self, name: str, *, publishes: bool) -> None:
        self.name = name
        self.publishes = publishes

    def desired(self, values: Mapping[str, Value]) -> Document:
        return {name: _written(value) for name, value in values.items() if value is not None}

    def to_flow(self, document: Document) -> Flow | None:
        del document
        return None

    def replaces(self, paths: Collection[Path]) -> frozenset[Path]:
        return frozenset(path for path in paths if path[0] == "shape")

    def limits(self, settings: BaseModel) -> tuple[Rule, ...]:
        del settings
        return ()

    def steps(self, action: Action) -> tuple[StepKind, ...]:
        publish = (StepKind.PUBLISH,) if self.publishes else ()
        match action:
            case Action.CREATE:
                return (StepKind.REGISTER, StepKind.CONFIGURE, *publish)
            case Action.UPDATE:
                return (StepKind.CONFIGURE, *publish)
            case Action.RELEASE:
                return publish
            case Action.DELETE:
                return (StepKind.DELETE,)
        raise AssertionError(action)

    async def versions(self, client: Vendor, ids: Collection[str]) -> Mapping[str, tuple[str, str | None]]:
        client.ask()
        return {id: _tokens(client.objects[id]) for id in ids if id in client.objects}  # noqa: A001 - the word

    async def read(self, client: Vendor, id: str) -> Live | None:  # noqa: A002 - the contract's word
        client.ask()
        client.reads.append(id)
        there = client.objects.get(id)
        if there is None:
            return None
        version, published = _tokens(there)
        attributes: dict[str, Value] = {"id": id, "version": version}
        return Live(id, version, copy.deepcopy(there.document), published, attributes)

    async def list(self, client: Vendor) -> AsyncIterator[Summary]:
        client.ask()
        for there in client.objects.values():
            if there.type == self.name:
                yield Summary(there.id, there.document["name"], str(there.version))

    async def run(self, client: Vendor, step: Step, work: Work, done: Done) -> Result:
        _check_sendable(work.target)
        await client.before(step, work)
        result = self._act(client, step, work, done)
        client.calls.append((work.address, step.kind))
        await client.after(step, work)
        return result

    def _act(self, client: Vendor, step: Step, work: Work, done: Done) -> Result:
        target: Any = reveal(dict(work.target))
        match step.kind:
            case StepKind.REGISTER:
                shell = {"name": target["name"]}
                return _result(client.create(self.name, shell, step.key))
            case StepKind.CONFIGURE:
                return self._configure(client, work, done, target)
            case StepKind.PUBLISH:
                there = _there(client, work, done)
                there.published = there.version
                return _result(there)
            case StepKind.DELETE:
                there = _there(client, work, done)
                _check_version(there, work.version)
                del client.objects[there.id]
                return Result(there.id)
        raise AssertionError(step)

    def _configure(self, client: Vendor, work: Work, done: Done, target: Document) -> Result:
        there = _there(client, work, done)
        _check_version(there, _newest(done) or work.version)
        _check_leads(client, target)
        if target.get("shape") != there.document.get("shape") and there.version > 1:
            raise failed(RejectedError, 422)
        client.save(there, target)
        return _result(there)

    async def find(self, client: Vendor, step: Step, work: Work, done: Done) -> Result | None:
        client.ask()
        if step.kind is StepKind.REGISTER:
            made = client.keys.get(step.key)
            return _result(client.objects[made]) if made in client.objects else None
        there = client.objects.get(work.id or next((each.id for each in done.values()), ""))
        if step.kind is StepKind.DELETE:
            return Result(work.id) if there is None else None
        if there is None:
            return None
        happened = (
            there.published == there.version
            if step.kind is StepKind.PUBLISH
            else there.version > int(_newest(done) or work.version)
        )
        return _result(there) if happened else None


def _written(value: Value) -> Any:
    """A value as it stands in a document: of a flow, where its gotos lead."""
    if not isinstance(value, FlowValue):
        return value
    return {node.name: node.flow for node in value.flow.nodes if isinstance(node, Goto)}


def _check_leads(client: Vendor, target: Document) -> None:
    """Nobody is led to what is not there."""
    if any(identity not in client.objects for identity in target.get("leads", {}).values()):
        raise failed(RejectedError, 422)


def _there(client: Vendor, work: Work, done: Done) -> Stored:
    there = client.objects.get(work.id or next((each.id for each in done.values()), ""))
    if there is None:
        raise failed(NotFoundError, 404)
    return there


def _check_version(there: Stored, version: str) -> None:
    if str(there.version) != version:
        raise failed(ConflictError, 412)


def _check_sendable(target: Document) -> None:
    """No vendor is ever sent a mask or a placeholder."""
    for path, leaf in leaves(reveal(dict(target))):
        assert leaf is not UNKNOWN, path
        assert not isinstance(leaf, Masked), path


def _newest(done: Done) -> str:
    versions = [result.version for result in done.values() if result.version]
    return versions[-1] if versions else ""


def _tokens(there: Stored) -> tuple[str, str | None]:
    return str(there.version), None if there.published is None else str(there.published)


def _result(there: Stored) -> Result:
    return Result(there.id, str(there.version))


TYPES = {
    "fake_flow": FakeType("fake_flow", publishes=True),
    "fake_hook": FakeType("fake_hook", publishes=False),
}


class FakeProvider:
    """The provider in memory. Its client is the vendor itself."""

    name = "fake"
    title = "Fake"
    config: type[BaseModel] = Settings
    types: Mapping[str, Any] = TYPES

    def __init__(self, vendor: Vendor | None = None) -> None:
        self.vendor = vendor or Vendor()

    @asynccontextmanager
    async def connect(
        self, settings: BaseModel, observer: Observer | None = None, *, secrets: Collection[str] = ()
    ) -> AsyncIterator[Vendor]:
        del settings, observer, secrets
        yield self.vendor


def connections(vendor: Vendor, *keys: str) -> dict[str, Connection]:
    """Open connections to the vendor under these keys."""
    provider = FakeProvider(vendor)
    return {key: Connection(key, provider, Settings(), vendor) for key in keys or ("fake",)}


def raising(failures: Iterator[BaseException | None]) -> Hook:
    """A hook that raises these, one a call; None lets a call pass."""

    async def hook(step: Step, work: Work) -> None:
        del step, work
        failure = next(failures, None)
        if failure is not None:
            raise failure

    return hook
