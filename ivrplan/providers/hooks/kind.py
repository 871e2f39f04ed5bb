"""The resource type of one collection of webhooks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel

from ivrplan.diagnostics import RejectedError, VendorAnswer, error
from ivrplan.flow.flow import Flow
from ivrplan.language.plain import Document, Path
from ivrplan.language.values import Value
from ivrplan.providers.contract import Action, Done, Live, Result, Step, StepKind, Summary, Work
from ivrplan.providers.hooks import collection as collections
from ivrplan.providers.hooks import steps
from ivrplan.providers.hooks.fields import sensitive
from ivrplan.providers.http.client import ApiClient
from ivrplan.rules.rule import Rule

_FEW: Final = 4
"""Objects that are asked for one by one. More are looked up in the listing, which shows objects as a whole."""

_STEPS: Final[Mapping[Action, tuple[StepKind, ...]]] = MappingProxyType(
    {
        Action.CREATE: (StepKind.REGISTER,),
        Action.UPDATE: (StepKind.CONFIGURE,),
        Action.DELETE: (StepKind.DELETE,),
        Action.RELEASE: (),
    }
)


@dataclass(slots=True)
class HookKind:
    """Objects that tell a vendor where to post its events.

    Attributes:
        name: as it stands in configurations.
        config: what its block may say; its attributes are the parts of the document.
        collection: where the vendor keeps them.
        http: finds the HTTP core in the vendor's client.
        unseen: the parts that the vendor takes, but never shows.
        publishes: never: an object that is saved is in force.
        computed: nothing is told of an object but its id.
    """

    name: str
    config: type[BaseModel]
    collection: collections.Collection
    http: Callable[[Any], ApiClient]
    unseen: frozenset[Path] = frozenset()
    publishes: bool = False
    computed: frozenset[str] = frozenset({"id"})

    def desired(self, values: Mapping[str, Value]) -> Document:
        """The document that the configuration asks for. A secret is sensitive, however it was written."""
        config = self.config.model_validate(dict(values))
        document = {name: getattr(config, name) for name in self.collection.parts}
        secret = getattr(config, collections.SECRET, None)
        return document if secret is None else {**document, collections.SECRET: sensitive(secret)}

    def to_flow(self, document: Document) -> Flow | None:  # noqa: ARG002 - the contract's shape
        """None: no call flow is deployed."""
        return None

    def replaces(self, paths: Collection[Path]) -> frozenset[Path]:  # noqa: ARG002 - the contract's shape
        """Everything can be changed in place."""
        return frozenset()

    def limits(self, settings: BaseModel) -> tuple[Rule, ...]:  # noqa: ARG002 - the contract's shape
        """No limit is known."""
        return ()

    def steps(self, action: Action) -> tuple[StepKind, ...]:
        """The step of a change."""
        return _STEPS[action]

    async def versions(self, client: Any, ids: Collection[str]) -> Mapping[str, tuple[str, str | None]]:
        """Tokens of what these objects say; the gone are absent."""
        ends = self._ends(client)
        found: dict[str, tuple[str, str | None]] = {}
        if len(ids) > _FEW:
            wanted = frozenset(ids)
            async with aclosing(ends.all()) as listed:
                found = {one.id: (one.version, None) async for one in listed if one.id in wanted}
        # An object that the listing does not show may have slipped from page to page: only its own answer counts.
        for identity in ids:
            if identity not in found and (one := await ends.read(identity)) is not None:
                found[identity] = (one.version, None)
        return found

    async def read(self, client: Any, id: str) -> Live | None:  # noqa: A002 - the domain's word
        """The object as the vendor has it; None when it is gone."""
        found = await self._ends(client).read(id)
        return (
            None
            if found is None
            else Live(found.id, found.version, found.document, attributes={"id": found.id})
        )

    async def list(self, client: Any) -> AsyncIterator[Summary]:
        """Every object that the credentials can see. One that has no name goes by its address."""
        async with aclosing(self._ends(client).all()) as found:
            async for one in found:
                yield Summary(one.id, one.name, one.version)

    async def run(self, client: Any, step: Step, work: Work, done: Done) -> Result:  # noqa: ARG002 - one step each
        """Do the step.

        Raises:
            ProviderError: the vendor refused, or gave no usable answer.
        """
        ends = self._ends(client, work.address)
        if step.kind is StepKind.REGISTER:
            return await steps.register(ends, step, work)
        if step.kind is StepKind.CONFIGURE:
            return await steps.configure(ends, work)
        if step.kind is StepKind.DELETE:
            return await steps.delete(ends, work)
        raise self._no_such_step(ends, step, work)

    async def find(self, client: Any, step: Step, work: Work, done: Done) -> Result | None:  # noqa: ARG002 - one step each
        """After a crash: the step's result if it happened, None if it did not. Sends no write.

        Raises:
            ProviderError: the vendor gave no usable answer.
        """
        ends = self._ends(client, work.address)
        if step.kind is StepKind.REGISTER:
            return await steps.find_registered(ends, work)
        if step.kind is StepKind.CONFIGURE:
            return await steps.find_configured(ends, work)
        if step.kind is StepKind.DELETE:
            return await steps.find_deleted(ends, work)
        raise self._no_such_step(ends, step, work)

    def _ends(self, client: Any, about: str = "") -> collections.Endpoints:
        return collections.Endpoints(self.http(client), self.collection, about)

    def _no_such_step(self, ends: collections.Endpoints, step: Step, work: Work) -> RejectedError:
        detail = f'A {self.name} has no step "{step.kind.value}".'
        answer = VendorAnswer(ends.http.profile.title, step.kind.value)
        return RejectedError(error("No such step", detail, address=work.address), answer=answer)
