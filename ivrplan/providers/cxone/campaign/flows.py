"""The resource type `cxone_campaign_flow`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from types import MappingProxyType
from typing import Final, assert_never

from pydantic import BaseModel, ConfigDict

from ivrplan.flow.fields import Text
from ivrplan.flow.flow import Flow
from ivrplan.flow.value import DeployedFlow
from ivrplan.language.plain import Document, Path
from ivrplan.language.values import Value
from ivrplan.providers.contract import Action, Done, Live, Result, Step, StepKind, Summary, Work
from ivrplan.providers.cxone.api import CxoneApi
from ivrplan.providers.cxone.campaign import convert, steps
from ivrplan.providers.cxone.campaign.api import CampaignApi
from ivrplan.providers.cxone.campaign.failures import no_such_step
from ivrplan.providers.cxone.campaign.limits import rules
from ivrplan.providers.cxone.settings import CxoneSettings
from ivrplan.rules.rule import Rule

_STEPS: Final[Mapping[Action, tuple[StepKind, ...]]] = MappingProxyType(
    {
        Action.CREATE: (StepKind.CREATE_JOB, StepKind.AWAIT_JOB),
        Action.UPDATE: (StepKind.CREATE_JOB, StepKind.AWAIT_JOB),
        Action.DELETE: (StepKind.DELETE,),
        Action.RELEASE: (),
    }
)


class CxoneCampaignFlowConfig(BaseModel):
    """What a `cxone_campaign_flow` block may say.

    Attributes:
        name: the flow's name at the vendor, unique there.
        flow: the flow to deploy.
        description: for people.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    flow: DeployedFlow
    description: Text = ""


class CxoneCampaignFlow:
    """Outbound campaign flows of CXone (S1): each write is a job that is waited for."""

    name: str = "cxone_campaign_flow"
    config: type[BaseModel] = CxoneCampaignFlowConfig
    publishes: bool = False
    computed: frozenset[str] = frozenset({"id", "version"})

    def desired(self, values: Mapping[str, Value]) -> Document:
        """The document that the configuration asks for. Unknown and sensitive values stay as they are."""
        config = CxoneCampaignFlowConfig.model_validate(dict(values))
        return convert.to_document(config.name, config.description, config.flow)

    def to_flow(self, document: Document) -> Flow | None:
        """The call flow in a canonical document; None where it cannot be read."""
        return convert.to_flow(document)

    def replaces(self, paths: Collection[Path]) -> frozenset[Path]:  # noqa: ARG002 - the contract's form
        """Everything is changed in place, the name too."""
        return frozenset()

    def limits(self, settings: BaseModel) -> tuple[Rule, ...]:
        """What the vendor cannot do."""
        assert isinstance(settings, CxoneSettings)
        return rules(settings.limits)

    def steps(self, action: Action) -> tuple[StepKind, ...]:
        """The steps of a change, in order. Saving is publishing here, so there is nothing to release."""
        return _STEPS[action]

    async def versions(self, client: CxoneApi, ids: Collection[str]) -> Mapping[str, tuple[str, str | None]]:
        """The versions of these flows, a hundred a request; the gone are absent."""
        found = await _api(client).versions(ids)
        return {id_: (str(version), None) for id_, version in found.items()}

    async def read(self, client: CxoneApi, id: str) -> Live | None:  # noqa: A002 - the domain's word
        """The flow as the vendor has it; None when it is gone."""
        flow = await _api(client).flow(id)
        if flow is None:
            return None
        attributes: dict[str, Value] = {
            "id": flow.id,
            "version": flow.version,
            "name": flow.document["name"],
            "description": flow.document["description"],
        }
        return Live(flow.id, str(flow.version), flow.document, attributes=attributes)

    async def list(self, client: CxoneApi) -> AsyncIterator[Summary]:
        """Every campaign flow that the credentials can see."""
        async for item in _api(client).listing():
            yield Summary(item.id, item.name or "", None if item.version is None else str(item.version))

    async def run(self, client: CxoneApi, step: Step, work: Work, done: Done) -> Result:
        """Do the step.

        Raises:
            ProviderError: the vendor refused, or gave no usable answer.
        """
        api = _api(client)
        match step.kind:
            case StepKind.CREATE_JOB:
                return await steps.create_job(api, step, work)
            case StepKind.AWAIT_JOB:
                return await steps.await_job(api, work, done)
            case StepKind.DELETE:
                return await steps.delete(api, work)
            case (
                StepKind.REGISTER
                | StepKind.CONFIGURE
                | StepKind.CREATE_VERSION
                | StepKind.AWAIT_VALIDATION
                | StepKind.SIMULATE
                | StepKind.PUBLISH
            ):
                raise no_such_step(api, step, work)
            case _:
                assert_never(step.kind)

    async def find(self, client: CxoneApi, step: Step, work: Work, done: Done) -> Result | None:
        """After a crash: the step's result if it happened, None if it did not. Sends no write.

        Raises:
            ProviderError: the vendor gave no usable answer, or is not done yet.
        """
        api = _api(client)
        match step.kind:
            case StepKind.CREATE_JOB:
                return await steps.find_ordered(api, work, done)
            case StepKind.AWAIT_JOB:
                return await steps.find_written(api, work, done)
            case StepKind.DELETE:
                return await steps.find_deleted(api, work)
            case (
                StepKind.REGISTER
                | StepKind.CONFIGURE
                | StepKind.CREATE_VERSION
                | StepKind.AWAIT_VALIDATION
                | StepKind.SIMULATE
                | StepKind.PUBLISH
            ):
                raise no_such_step(api, step, work)
            case _:
                assert_never(step.kind)


def _api(client: CxoneApi) -> CampaignApi:
    return CampaignApi(client.http, client.jobs)
