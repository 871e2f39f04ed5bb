"""The resource type `genesys_flow`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from ivrplan.flow.fields import Settings, Text
from ivrplan.flow.flow import Flow
from ivrplan.flow.frozen import FrozenMap
from ivrplan.flow.value import DeployedFlow
from ivrplan.language.plain import Document, Path
from ivrplan.language.values import Value
from ivrplan.providers.contract import Action, Done, Live, Result, Step, StepKind, Summary, Work
from ivrplan.providers.genesys.api import FlowReply, GenesysApi
from ivrplan.providers.genesys.convert import document_of, empty_document, flow_of, from_wire
from ivrplan.providers.genesys.doing import Doing, Patience
from ivrplan.providers.genesys.history import content_of_version, history_of
from ivrplan.providers.genesys.limits import rules
from ivrplan.providers.genesys.rollback import roll_back
from ivrplan.providers.genesys.settings import GenesysSettings
from ivrplan.providers.genesys.steps import find, run
from ivrplan.providers.versions import History
from ivrplan.rules.rule import Rule

_T = TypeVar("_T")

_AT_ONCE: Final = 10
_TO_LIVE: Final = (StepKind.CREATE_VERSION, StepKind.AWAIT_VALIDATION, StepKind.PUBLISH)
_STEPS: Final[Mapping[Action, tuple[StepKind, ...]]] = {
    Action.CREATE: (StepKind.REGISTER, *_TO_LIVE),
    Action.UPDATE: _TO_LIVE,
    Action.RELEASE: (StepKind.PUBLISH,),
    Action.DELETE: (StepKind.DELETE,),
}


@dataclass(frozen=True, slots=True)
class GenesysClient:
    """What `connect` opens: the endpoints, and how long to wait for what they start."""

    api: GenesysApi
    patience: Patience


class GenesysFlowConfig(BaseModel):
    """What a `genesys_flow` block may say.

    Attributes:
        name: the flow's name at the vendor, unique there.
        flow: the flow to deploy.
        description: for people.
        language: the language of its prompts.
        type: the kind of calls it takes.
        settings: the vendor's own settings of the flow; those that are not named here stay as the vendor has them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    flow: DeployedFlow
    description: Text = ""
    language: Text = "en-us"
    type: Literal["INBOUNDCALL"] = "INBOUNDCALL"
    settings: Settings = FrozenMap({})


class GenesysFlow:
    """Flows of Genesys Cloud: saved as versions, which the vendor validates and then publishes (S4)."""

    name: str = "genesys_flow"
    config: type[BaseModel] = GenesysFlowConfig
    publishes: bool = True
    rollback_steps: tuple[StepKind, ...] = (StepKind.PUBLISH,)
    computed: frozenset[str] = frozenset({"id", "version", "published_version"})

    def desired(self, values: Mapping[str, Value]) -> Document:
        """The document that the configuration asks for. Unknown and sensitive values stay as they are."""
        config = GenesysFlowConfig.model_validate(dict(values))
        return document_of(
            config.flow,
            name=config.name,
            description=config.description,
            language=config.language,
            settings=dict(config.settings),
        )

    def to_flow(self, document: Document) -> Flow | None:
        """The call flow in a canonical document; None where it cannot be one."""
        return flow_of(document)

    def replaces(self, paths: Collection[Path]) -> frozenset[Path]:
        """The type of a flow is fixed when it is registered; all else comes with a new version."""
        return frozenset(path for path in paths if path[:1] == ("type",))

    def limits(self, settings: BaseModel) -> tuple[Rule, ...]:
        """What the vendor cannot do."""
        assert isinstance(settings, GenesysSettings)
        return rules(settings.limits.max_nodes)

    def steps(self, action: Action) -> tuple[StepKind, ...]:
        """The steps of a change, in order."""
        return _STEPS[action]

    async def history(self, client: GenesysClient, id: str) -> History:  # noqa: A002 - the domain's word
        """The versions of a flow, newest first."""
        return await history_of(client.api, id)

    async def content(self, client: GenesysClient, live: Live, version: str) -> Document | None:
        """What callers get of a flow by one of its versions; None where it is gone."""
        return await content_of_version(client.api, live, version)

    async def versions(
        self, client: GenesysClient, ids: Collection[str]
    ) -> Mapping[str, tuple[str, str | None]]:
        """Newest and published version of these flows; the gone are absent.

        The listing tells what is published, a hundred flows a request; the newest version takes a request a flow.
        """
        flows = await _flows(client.api, frozenset(ids))
        newest = await _each(client.api.newest_version, flows)
        return {
            id_: ("" if (last := newest[id_]) is None else last.id, flow.published)
            for id_, flow in flows.items()
        }

    async def read(self, client: GenesysClient, id: str) -> Live | None:  # noqa: A002 - the domain's word
        """The flow with its newest version; None when it is gone."""
        flow = await client.api.flow(id)
        if flow is None:
            return None
        newest = await client.api.newest_version(id)
        if newest is None:
            return _live(flow, "", empty_document(flow.name, flow.description or "", flow.type))
        content = await client.api.content(id, newest.id)
        return _live(flow, newest.id, {**from_wire(content, flow.type), "name": flow.name})

    async def list(self, client: GenesysClient) -> AsyncIterator[Summary]:
        """Every flow that the credentials can see. The listing does not tell the newest version."""
        async with aclosing(client.api.flows()) as flows:
            async for flow in flows:
                yield Summary(flow.id, flow.name)

    async def run(self, client: GenesysClient, step: Step, work: Work, done: Done) -> Result:
        """Do the step.

        Raises:
            ProviderError: the vendor refused, or gave no usable answer.
        """
        doing = Doing(client.api, client.patience, work, done)
        return (
            await run(doing, step) if work.rollback is None else await roll_back(doing, work.rollback, step)
        )

    async def find(self, client: GenesysClient, step: Step, work: Work, done: Done) -> Result | None:
        """After a crash: the step's result if it happened, None if it did not.

        Raises:
            ProviderError: the vendor gave no usable answer.
        """
        return await find(Doing(client.api, client.patience, work, done), step)


async def _flows(api: GenesysApi, ids: frozenset[str]) -> Mapping[str, FlowReply]:
    """The flows of these ids that are there: out of the listing, or one by one where that is fewer requests."""
    if not ids:
        return {}
    first = await api.flow_page(1)
    found = {flow.id: flow for flow in first.entities if flow.id in ids}
    missing = ids - found.keys()
    if len(missing) < first.pageCount - 1:
        single = await _each(api.flow, missing)
        return found | {id_: flow for id_, flow in single.items() if flow is not None}
    for number in range(2, first.pageCount + 1):
        page = await api.flow_page(number)
        found |= {flow.id: flow for flow in page.entities if flow.id in ids}
    return found


async def _each(ask: Callable[[str], Awaitable[_T]], ids: Collection[str]) -> dict[str, _T]:
    """What is answered for every id, a few asked at once."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(id_: str) -> _T:
        async with gate:
            return await ask(id_)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = {id_: group.create_task(one(id_)) for id_ in ids}
    except ExceptionGroup as failures:
        # One failure says enough, and callers wait for it and not for a group.
        raise failures.exceptions[0] from failures
    return {id_: task.result() for id_, task in tasks.items()}


def _live(flow: FlowReply, version: str, document: Document) -> Live:
    attributes: dict[str, Value] = {"id": flow.id, "version": version, "published_version": flow.published}
    lock = flow.lockedUser
    warnings = (
        () if lock is None else (f"Locked by {lock.name or lock.id}: the vendor refuses new versions.",)
    )
    return Live(flow.id, version, document, flow.published, attributes, warnings)
