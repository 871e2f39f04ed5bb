"""The provider `genesys`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel

from ivrplan.diagnostics import Problems, error
from ivrplan.language.values import contains_unknown, reveal
from ivrplan.providers.contract import Observer, ResourceType
from ivrplan.providers.genesys.api import PROFILE, TITLE, GenesysApi
from ivrplan.providers.genesys.doing import Patience
from ivrplan.providers.genesys.flows import GenesysClient, GenesysFlow
from ivrplan.providers.genesys.settings import GenesysSettings
from ivrplan.providers.genesys.webhooks import SECRET_HEADER, genesys_webhook
from ivrplan.providers.http.client import connect
from ivrplan.providers.http.poll import Pace
from ivrplan.providers.http.profile import Credentials
from ivrplan.providers.http.runtime import Runtime, Timeouts

_PUBLISHING: Final = Pace(first_seconds=0.1, most_seconds=5.0, tries=60)
"""Assumed: the contract only says that publishing completes later. Five minutes at most, quick at the start."""

_VARIABLES: Final[Mapping[str, str]] = MappingProxyType(
    {"client_id": "GENESYS_CLIENT_ID", "client_secret": "GENESYS_CLIENT_SECRET"}
)


class GenesysProvider:
    """Genesys Cloud.

    Args:
        environment: the environment variables, for credentials that a provider block does not name.
        runtime: time, chance and transport.
    """

    name: str = "genesys"
    title: str = TITLE
    config: type[BaseModel] = GenesysSettings
    secret_headers: tuple[str, ...] = (SECRET_HEADER,)

    def __init__(self, environment: Mapping[str, str], runtime: Runtime | None = None) -> None:
        self._environment = environment
        self._runtime = runtime or Runtime()
        kinds: tuple[ResourceType, ...] = (GenesysFlow(), genesys_webhook())
        self.types: Mapping[str, ResourceType] = MappingProxyType({kind.name: kind for kind in kinds})

    def connect(
        self, settings: BaseModel, observer: Observer | None = None, *, secrets: Collection[str] = ()
    ) -> AbstractAsyncContextManager[GenesysClient]:
        """A client for one organisation. Nothing is sent before the first call needs it.

        Raises:
            ConfigurationError: on entering, when credentials are missing or the base URL is none.
        """
        assert isinstance(settings, GenesysSettings)
        return self._connected(settings, observer, secrets)

    @asynccontextmanager
    async def _connected(
        self, settings: GenesysSettings, observer: Observer | None, secrets: Collection[str]
    ) -> AsyncIterator[GenesysClient]:
        base_url, credentials = _checked(settings, self._environment)
        times = Timeouts(float(settings.timeouts.connect), float(settings.timeouts.read))
        runtime = replace(self._runtime, timeouts=times)
        async with connect(PROFILE, base_url, credentials, observer=observer, runtime=runtime) as client:
            client.redact.add(*secrets)
            yield GenesysClient(GenesysApi(client), _patience(settings))


def make(environment: Mapping[str, str]) -> GenesysProvider:
    """The provider, as the table of providers loads it."""
    return GenesysProvider(environment)


def _patience(settings: GenesysSettings) -> Patience:
    pace = settings.validation
    return Patience(Pace(float(pace.interval), float(pace.max_interval), pace.max_tries), _PUBLISHING)


def _checked(settings: GenesysSettings, environment: Mapping[str, str]) -> tuple[str, Credentials]:
    problems = Problems()
    base_url = _known("base_url", settings.base_url, problems)
    client_id = _credential("client_id", settings.client_id, environment, problems)
    client_secret = _credential("client_secret", settings.client_secret, environment, problems)
    problems.raise_if_failed()
    return base_url, Credentials(client_id, client_secret)


def _credential(name: str, value: Any, environment: Mapping[str, str], problems: Problems) -> str:
    if value is not None and contains_unknown(value):
        return _known(name, value, problems)
    text = environment.get(_VARIABLES[name], "") if value is None else str(reveal(value))
    if not text:
        problems.add(
            error(
                "Missing credentials",
                f'The genesys provider has no "{name}".',
                hint=f'Set {name} = env("{_VARIABLES[name]}") in the provider block, or just the variable.',
            )
        )
    return text


def _known(name: str, value: Any, problems: Problems) -> str:
    if not contains_unknown(value):
        return str(reveal(value))
    problems.add(
        error(
            "Provider configuration not known yet",
            f'"{name}" of the genesys provider is known only after apply, but the vendor has to be asked before.',
            hint="Use a variable or env() instead of an attribute of a resource.",
        )
    )
    return ""
