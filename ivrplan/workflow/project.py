"""A root folder, loaded, with the place of its state and the providers that it uses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from ivrplan.apply.progress import Listener, Waiting, silent
from ivrplan.config.build import load
from ivrplan.config.configuration import Configuration, ProviderBlock, Settings
from ivrplan.config.request import LoadRequest, ResourceSchema, Schemas, VariableValues
from ivrplan.diagnostics import ConfigurationError, error
from ivrplan.language.plain import leaves
from ivrplan.language.values import Sensitive, Value, reveal
from ivrplan.providers import table
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import Attempt, Observer, Provider, ResourceType
from ivrplan.state.backend import Backend
from ivrplan.state.backends.table import Place, open_backend

Count = Callable[[Attempt], None]
"""Is told of each try of each request."""

_SHORTEST_SECRET: Final = 4
"""Shorter texts stand everywhere: taking them out would leave no message readable, and give them away."""


@dataclass(frozen=True, slots=True)
class Project:
    """A loaded root folder.

    Attributes:
        configuration: what its files say.
        backend: where its state lies.
        providers: all known providers, by name.
    """

    configuration: Configuration
    backend: Backend
    providers: Mapping[str, Provider]

    @property
    def types(self) -> Mapping[str, ResourceType]:
        """All known resource types, by name."""
        return resource_types(self.providers)


def _uncounted(attempt: Attempt) -> None:
    """For who does not count requests."""
    del attempt


@dataclass(frozen=True, slots=True)
class _Reporter:
    """Passes on what a provider says about waiting, and about each request to who counts them."""

    listen: Listener
    count: Count

    def waiting(self, vendor: str, reason: str, seconds: float) -> None:
        self.listen(Waiting(vendor, reason, seconds))

    def tried(self, attempt: Attempt) -> None:
        self.count(attempt)


def open_project(request: LoadRequest) -> Project:
    """Load the root folder. No vendor is asked.

    Raises:
        ConfigurationError: with everything that is wrong in its files.
        StateError: the backend's settings are wrong.
    """
    providers = load_providers(request.environment)
    configuration = load(request, schemas(providers))
    return Project(configuration, backend_of(configuration), providers)


def load_providers(environment: Mapping[str, str]) -> dict[str, Provider]:
    """All known providers, by name."""
    return {name: table.load(name, environment) for name in table.names()}


def resource_types(providers: Mapping[str, Provider]) -> dict[str, ResourceType]:
    """All resource types of these providers, by name."""
    return {name: kind for provider in providers.values() for name, kind in provider.types.items()}


def schemas(providers: Mapping[str, Provider]) -> Schemas:
    """What provider and resource blocks may say."""
    return Schemas(
        providers={name: provider.config for name, provider in providers.items()},
        resources={
            name: ResourceSchema(
                kind.config,
                provider.name,
                kind.computed,
                flow="flow" if "flow" in kind.config.model_fields else "",
            )
            for provider in providers.values()
            for name, kind in provider.types.items()
        },
    )


def backend_of(configuration: Configuration) -> Backend:
    """The place that the configuration names for its state; a local file where it names none."""
    return backend_in(Path(configuration.root), configuration.settings, configuration.workspace)


def backend_in(root: Path, settings: Settings, workspace: str) -> Backend:
    """The place that these settings name for the state of a workspace; a local file where they name none."""
    block = settings.backend
    name, attributes = (block.type, block.attributes) if block else ("local", {})
    return open_backend(name, Place(root, workspace, attributes))


@asynccontextmanager
async def connected(
    project: Project,
    keys: Iterable[str] | None = None,
    listen: Listener = silent,
    count: Count = _uncounted,
) -> AsyncIterator[Mapping[str, Connection]]:
    """Clients for the provider configurations in use. Nothing is sent before it is needed.

    Args:
        project: whose providers.
        keys: which of them; all when it is None.
        listen: is told when requests wait.
        count: is told of each try of each request.

    Raises:
        ConfigurationError: a provider's settings are not known, or wrong.
    """
    blocks = project.configuration.providers
    async with AsyncExitStack() as stack:
        connections: dict[str, Connection] = {}
        for key in blocks if keys is None else keys:
            connections[key] = await _connect(project, blocks[key], stack, _Reporter(listen, count))
        yield connections


async def _connect(
    project: Project, block: ProviderBlock, stack: AsyncExitStack, observer: Observer
) -> Connection:
    provider = project.providers[block.type]
    if block.settings is None:
        raise ConfigurationError(
            error(
                "Provider settings not known yet",
                f'The settings of provider "{block.key}" depend on what a vendor will only tell during apply.',
                hint="Give the provider constant values, or values from variables and the environment.",
                range=block.range,
            ),
        )
    secrets = secrets_of(project.configuration)
    client = await stack.enter_async_context(provider.connect(block.settings, observer, secrets=secrets))
    return Connection(block.key, provider, block.settings, client)


def secrets_of(configuration: Configuration) -> tuple[str, ...]:
    """The texts in sensitive variables. What is sent is made of them, and a vendor may repeat any part of it."""
    found = (text for variable in configuration.variables.values() for text in _hidden(variable.value))
    return tuple(text for text in found if len(text) >= _SHORTEST_SECRET)


def _hidden(value: Value) -> Iterator[str]:
    match value:
        case Sensitive():
            clear = reveal(value)
            yield from (str(leaf) for _, part in leaves(clear) for leaf in _flat(part) if _is_secret(leaf))
        case Mapping():
            for part in value.values():
                yield from _hidden(part)
        case tuple():
            for part in value:
                yield from _hidden(part)
        case _:
            return


def _is_secret(leaf: Value) -> bool:
    return isinstance(leaf, str | int | Decimal) and not isinstance(leaf, bool)


def _flat(part: Value) -> Iterator[Value]:
    if isinstance(part, tuple):
        for inner in part:
            yield from (leaf for _, deeper in leaves(inner) for leaf in _flat(deeper))
    else:
        yield part


def with_variables(request: LoadRequest, values: Mapping[str, Value]) -> LoadRequest:
    """The request with further variable values: those that a saved plan was made with, before all others given."""
    return replace(request, variables=(VariableValues(values), *request.variables))
