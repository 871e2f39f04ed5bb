"""One line a provider.

A line names a factory and not a module that is imported here: listing providers costs nothing, and the HTTP client is
paid for by those who speak to a vendor. A third party adds a provider with an entry point of the group
`ivrplan.providers`, of the same form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from ivrplan.diagnostics import ConfigurationError, did_you_mean, error

if TYPE_CHECKING:  # the contract's imports (pydantic, flows, rules) are paid for by those who load a provider
    from ivrplan.providers.contract import Provider

ProviderFactory: TypeAlias = "Callable[[Mapping[str, str]], Provider]"
"""Makes a provider. It is given the environment variables, in which it looks for credentials that a block lacks."""

GROUP: Final = "ivrplan.providers"
"""The entry points of third parties' providers."""

PROVIDERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cxone": "ivrplan.providers.cxone.provider:make",
        "genesys": "ivrplan.providers.genesys.provider:make",
    }
)
"""Name in configurations -> "module:factory"."""


def names() -> tuple[str, ...]:
    """The names of all providers, ours and third parties'."""
    return tuple(sorted({*PROVIDERS, *_third_parties()}))


def provider_of(resource_type: str) -> str:
    """The name of the provider of a resource type: what stands before the first underscore."""
    return resource_type.partition("_")[0]


def load(name: str, environment: Mapping[str, str]) -> Provider:
    """The provider of this name.

    Args:
        name: as it stands in configurations.
        environment: the environment variables.

    Raises:
        ConfigurationError: there is none.
    """
    factory = _factory(name)
    if factory is None:
        known = names()
        raise ConfigurationError(
            error(
                "Unknown provider",
                f'There is no provider "{name}".',
                hint=did_you_mean(name, known) or f"The providers are {', '.join(known)}.",
            )
        )
    return factory(environment)


def _factory(name: str) -> ProviderFactory | None:
    if name in PROVIDERS:
        module, _, attribute = PROVIDERS[name].partition(":")
        return cast("ProviderFactory", getattr(import_module(module), attribute))
    point = _third_parties().get(name)
    return None if point is None else cast("ProviderFactory", point.load())


def _third_parties() -> Mapping[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}
