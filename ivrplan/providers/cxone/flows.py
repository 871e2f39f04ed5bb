"""The resource type `cxone_ivr_flow`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from types import MappingProxyType
from typing import Final, assert_never

from pydantic import BaseModel, ConfigDict

from ivrplan.flow.fields import Text
from ivrplan.flow.flow import Flow
from ivrplan.flow.value import DeployedFlow
from ivrplan.language.plain import Document, Path, same
from ivrplan.language.values import Value
from ivrplan.providers.contract import Action, Done, Live, Result, Step, StepKind, Summary, Work
from ivrplan.providers.cxone import convert, steps
from ivrplan.providers.cxone.api import CxoneApi
from ivrplan.providers.cxone.limits import rules
from ivrplan.providers.cxone.paging import together
from ivrplan.providers.cxone.releases import rollback
from ivrplan.providers.cxone.releases import steps as release_steps
from ivrplan.providers.cxone.releases.api import VersionsApi
from ivrplan.providers.cxone.releases.block import ReleaseBlock
from ivrplan.providers.cxone.releases.content import release_part
from ivrplan.providers.cxone.releases.failures import no_such_step
from ivrplan.providers.cxone.releases.history import content_of_version, history_of
from ivrplan.providers.cxone.releases.limits import rules as release_rules
from ivrplan.providers.cxone.releases.reading import UNRELEASED, with_version
from ivrplan.providers.cxone.releases.steps import Releasing
from ivrplan.providers.cxone.settings import CxoneSettings
from ivrplan.providers.releasing import RELEASE
from ivrplan.providers.versions import History
from ivrplan.rules.rule import Rule

_STEPS: Final[Mapping[Action, tuple[StepKind, ...]]] = MappingProxyType(
    {
        Action.CREATE: (StepKind.REGISTER, StepKind.CONFIGURE),
        Action.UPDATE: (StepKind.CONFIGURE,),
        Action.DELETE: (StepKind.DELETE,),
        Action.RELEASE: (),
    }
)


class CxoneIvrFlowConfig(BaseModel):
    """What a `cxone_ivr_flow` block may say.

    Attributes:
        name: the flow's name at the vendor, unique there; another name makes another flow.
        flow: the flow to deploy.
        release: how callers get it; without it, a flow is saved and configured only.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    flow: DeployedFlow
    release: ReleaseBlock | None = None


class CxoneIvrFlow:
    """IVR flows of CXone: their topology is registered (S3), their nodes are configured (S0), versions released (S2)."""

    name: str = "cxone_ivr_flow"
    config: type[BaseModel] = CxoneIvrFlowConfig
    publishes: bool = False
    rollback_steps: tuple[StepKind, ...] = (StepKind.CREATE_VERSION, StepKind.PUBLISH)
    computed: frozenset[str] = frozenset({"id", "version", *UNRELEASED})

    def desired(self, values: Mapping[str, Value]) -> Document:
        """The document that the configuration asks for. Unknown and sensitive values stay as they are."""
        config = CxoneIvrFlowConfig.model_validate(dict(values))
        document = convert.to_document(config.name, config.flow)
        if config.release is None:
            return document
        return {**document, RELEASE: release_part(config.release.document(), document)}

    def to_flow(self, document: Document) -> Flow | None:
        """The call flow in a canonical document; None where it cannot be read."""
        return convert.to_flow(document)

    def replaces(self, paths: Collection[Path]) -> frozenset[Path]:
        """No endpoint renames a flow; everything else is configured in place."""
        return frozenset(path for path in paths if path[:1] == ("name",))

    def limits(self, settings: BaseModel) -> tuple[Rule, ...]:
        """What the vendor cannot do."""
        assert isinstance(settings, CxoneSettings)
        return rules(settings.limits)

    def steps(self, action: Action) -> tuple[StepKind, ...]:
        """The steps of a change up to what is saved, in order."""
        return _STEPS[action]

    def release_steps(self, before: Document, after: Document) -> tuple[StepKind, ...]:
        """The steps that put `after` before callers; none where they get it already, or nothing is released."""
        if RELEASE not in after or same(before.get(RELEASE), after[RELEASE]):
            return ()
        return (StepKind.CREATE_VERSION, StepKind.SIMULATE, StepKind.PUBLISH)

    def release_limits(self, settings: BaseModel) -> tuple[Rule, ...]:
        """What the vendor cannot release."""
        assert isinstance(settings, CxoneSettings)
        return release_rules(settings.limits)

    async def published(self, client: CxoneApi, ids: Collection[str]) -> Mapping[str, str | None]:
        """The ids of the versions that callers of these flows get."""
        versions = VersionsApi(client.http)
        found = await together(map(versions.active, ids))
        return dict(zip(ids, found, strict=True))

    async def with_release(self, client: CxoneApi, live: Live) -> Live:
        """The reading with the version that callers get."""
        return await with_version(VersionsApi(client.http), live)

    async def history(self, client: CxoneApi, id: str) -> History:  # noqa: A002 - the domain's word
        """The versions of a flow, newest first."""
        return await history_of(VersionsApi(client.http), id)

    async def content(self, client: CxoneApi, live: Live, version: str) -> Document | None:
        """What callers get of a flow by one of its versions; None where it is gone."""
        return await content_of_version(VersionsApi(client.http), live, version)

    async def versions(self, client: CxoneApi, ids: Collection[str]) -> Mapping[str, tuple[str, str | None]]:
        """The versions of these flows, a hundred a request; the gone are absent."""
        return {id_: (str(version), None) for id_, version in (await client.versions(ids)).items()}

    async def read(self, client: CxoneApi, id: str) -> Live | None:  # noqa: A002 - the domain's word
        """The flow as the vendor has it; None when it is gone."""
        flow = await client.nodes(id)
        name = None if flow is None else await client.name(id)
        if flow is None or name is None:
            return None
        attributes: dict[str, Value] = {"id": id, "version": flow.version, "name": name, **UNRELEASED}
        return Live(id, str(flow.version), flow.document(name), attributes=attributes)

    async def list(self, client: CxoneApi) -> AsyncIterator[Summary]:
        """Every IVR flow that the credentials can see."""
        async for item in client.listing():
            yield Summary(item.id, item.name, None if item.version is None else str(item.version))

    async def run(self, client: CxoneApi, step: Step, work: Work, done: Done) -> Result:
        """Do the step.

        Raises:
            ProviderError: the vendor refused, or gave no usable answer.
        """
        if work.rollback is not None:
            return await rollback.run(Releasing(client, work, done), work.rollback, step)
        match step.kind:
            case StepKind.REGISTER:
                return await steps.register(client, step, work)
            case StepKind.CONFIGURE:
                return await steps.configure(client, work, done)
            case StepKind.DELETE:
                return await steps.delete(client, work)
            case StepKind.CREATE_VERSION:
                return await release_steps.create(Releasing(client, work, done), step)
            case StepKind.SIMULATE:
                return await release_steps.simulate(Releasing(client, work, done))
            case StepKind.PUBLISH:
                return await release_steps.publish(Releasing(client, work, done))
            case StepKind.AWAIT_VALIDATION | StepKind.CREATE_JOB | StepKind.AWAIT_JOB:
                raise no_such_step(step, work)
            case _:
                assert_never(step.kind)

    async def find(self, client: CxoneApi, step: Step, work: Work, done: Done) -> Result | None:
        """After a crash: the step's result if it happened, None if it did not. Sends no write.

        Raises:
            ProviderError: the vendor gave no usable answer.
        """
        match step.kind:
            case StepKind.REGISTER:
                return await steps.find_registered(client, step, work)
            case StepKind.CONFIGURE:
                return await steps.find_configured(client, work, done)
            case StepKind.DELETE:
                return await steps.find_deleted(client, work)
            case StepKind.CREATE_VERSION:
                return await release_steps.find_created(Releasing(client, work, done))
            case StepKind.SIMULATE:
                return None  # it leaves no trace; to simulate again changes nothing
            case StepKind.PUBLISH:
                return await release_steps.find_published(Releasing(client, work, done))
            case StepKind.AWAIT_VALIDATION | StepKind.CREATE_JOB | StepKind.AWAIT_JOB:
                raise no_such_step(step, work)
            case _:
                assert_never(step.kind)
