"""The provider `cxone`."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel

from ivrplan.diagnostics import Problems, error
from ivrplan.language.values import contains_unknown, reveal
from ivrplan.providers.contract import Observer, ResourceType
from ivrplan.providers.cxone.api import PROFILE, CxoneApi
from ivrplan.providers.cxone.campaign.flows import CxoneCampaignFlow
from ivrplan.providers.cxone.flows import CxoneIvrFlow
from ivrplan.providers.cxone.settings import CxoneSettings, JobSettings
from ivrplan.providers.cxone.subscriptions import SECRET_HEADER, cxone_event_subscription
from ivrplan.providers.cxone.webhooks import cxone_webhook
from ivrplan.providers.http.client import connect
from ivrplan.providers.http.poll import Pace
from ivrplan.providers.http.profile import Credentials
from ivrplan.providers.http.runtime import Runtime, Timeouts

_VARIABLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "base_url": "CXONE_BASE_URL",
        "org_id": "CXONE_ORG_ID",
        "client_id": "CXONE_CLIENT_ID",
        "client_secret": "CXONE_CLIENT_SECRET",
    }
)
# A part of a host name: anything else could lead credentials to another host.
_ORG: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class CxoneProvider:
    """NICE CXone.

    Args:
        environment: the environment variables, for what a provider block does not say.
        runtime: time, chance and transport.
    """

    name: str = "cxone"
    title: str = PROFILE.title
    config: type[BaseModel] = CxoneSettings
    secret_headers: tuple[str, ...] = (SECRET_HEADER,)

    def __init__(self, environment: Mapping[str, str], runtime: Runtime | None = None) -> None:
        self._environment = environment
        self._runtime = runtime or Runtime()
        kinds: tuple[ResourceType, ...] = (
            CxoneIvrFlow(),
            CxoneCampaignFlow(),
            cxone_webhook(),
            cxone_event_subscription(),
        )
        self.types: Mapping[str, ResourceType] = MappingProxyType({kind.name: kind for kind in kinds})

    def connect(
        self, settings: BaseModel, observer: Observer | None = None, *, secrets: Collection[str] = ()
    ) -> AbstractAsyncContextManager[CxoneApi]:
        """A client for one tenant. Nothing is sent before the first call needs it.

        Raises:
            ConfigurationError: on entering, when credentials or the address are missing or cannot be right.
        """
        assert isinstance(settings, CxoneSettings)
        return self._connected(settings, observer, secrets)

    @asynccontextmanager
    async def _connected(
        self, settings: CxoneSettings, observer: Observer | None, secrets: Collection[str]
    ) -> AsyncIterator[CxoneApi]:
        base_url, credentials = _checked(settings, self._environment)
        times = Timeouts(float(settings.timeouts.connect), float(settings.timeouts.read))
        runtime = replace(self._runtime, timeouts=times)
        async with connect(PROFILE, base_url, credentials, observer=observer, runtime=runtime) as client:
            client.redact.add(*secrets)
            yield CxoneApi(client, _pace(settings.jobs))


def make(environment: Mapping[str, str]) -> CxoneProvider:
    """The provider, as the table of providers loads it."""
    return CxoneProvider(environment)


def _pace(jobs: JobSettings) -> Pace:
    return Pace(float(jobs.interval), float(jobs.max_interval), jobs.max_tries)


def _checked(settings: CxoneSettings, environment: Mapping[str, str]) -> tuple[str, Credentials]:
    problems = Problems()
    base_url = _base_url(settings, environment, problems)
    client_id = _needed("client_id", settings.client_id, environment, problems)
    client_secret = _needed("client_secret", settings.client_secret, environment, problems)
    problems.raise_if_failed()
    return base_url, Credentials(client_id, client_secret)


def _base_url(settings: CxoneSettings, environment: Mapping[str, str], problems: Problems) -> str:
    """Where the API is. The block goes before the environment, and an address before a tenant's id."""
    named = settings.base_url is not None
    if named or (settings.org_id is None and environment.get(_VARIABLES["base_url"])):
        return _text("base_url", settings.base_url, environment, problems)
    org_id = _text("org_id", settings.org_id, environment, problems)
    if not org_id and not contains_unknown(settings.org_id):
        problems.add(
            error(
                "Missing address",
                'The cxone provider has neither "base_url" nor "org_id".',
                hint="Set one of them in the provider block, or the environment variable CXONE_BASE_URL or "
                "CXONE_ORG_ID.",
            )
        )
    elif org_id and not _ORG.fullmatch(org_id):
        detail = '"org_id" of the cxone provider may hold letters, digits and dashes only.'
        problems.add(error("Not an organisation id", detail, hint="Set base_url for any other host."))
    return f"https://{org_id}.api.nice.incontact.com"


def _needed(name: str, value: Any, environment: Mapping[str, str], problems: Problems) -> str:
    text = _text(name, value, environment, problems)
    if not text and not contains_unknown(value):
        problems.add(
            error(
                "Missing credentials",
                f'The cxone provider has no "{name}".',
                hint=f'Set {name} = env("{_VARIABLES[name]}") in the provider block, or just the variable.',
            )
        )
    return text


def _text(name: str, value: Any, environment: Mapping[str, str], problems: Problems) -> str:
    if value is None:
        return environment.get(_VARIABLES[name], "")
    if not contains_unknown(value):
        return str(reveal(value))
    problems.add(
        error(
            "Provider configuration not known yet",
            f'"{name}" of the cxone provider is known only after apply, but the vendor has to be asked before.',
            hint="Use a variable or env() instead of an attribute of a resource.",
        )
    )
    return ""
