"""A folder -> its Configuration, phase by phase. Each phase reports everything that it finds before the work stops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from ivrplan.config.blocks.calls import CallSource
from ivrplan.config.blocks.providers import User, implied_providers
from ivrplan.config.configuration import Configuration, ProviderBlock
from ivrplan.config.evaluation.module import Module, Modules
from ivrplan.config.evaluation.refactored import check_refactoring
from ivrplan.config.files.folders import Folders
from ivrplan.config.files.given import collect
from ivrplan.config.files.loader import Files, configuration_files, near_values, value_files
from ivrplan.config.modules.folders import ModuleFolders
from ivrplan.config.request import LoadRequest, Schemas
from ivrplan.config.result import Loaded, configuration
from ivrplan.diagnostics import ConfigurationError, Diagnostic, Problems, SourceRange
from ivrplan.language.functions.contract import FunctionContext
from ivrplan.language.functions.table import functions

_NOWHERE: Final = SourceRange("", 0, 0, 0, 0)


def load(request: LoadRequest, schemas: Schemas) -> Configuration:
    """Read a folder, and the modules that it calls. No vendor is asked, no state is read.

    Args:
        request: which folder, and with which values.
        schemas: what provider and resource blocks may say.

    Raises:
        ConfigurationError: with everything that is wrong, as far as one mistake does not hide others.
    """
    problems = Problems()
    try:
        return _load(request, schemas, problems)
    except ConfigurationError as failure:
        slip = near_values(request.root, request.workspace)
        raise ConfigurationError(*_in_order(failure.diagnostics), *slip) from None


def _in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Each once, in the order of the sources; what has no place there comes first."""
    return sorted(dict.fromkeys(diagnostics), key=lambda item: item.range or _NOWHERE)


def _load(request: LoadRequest, schemas: Schemas, problems: Problems) -> Configuration:
    files = Files(request.root, problems, overlay=request.overlay)
    configuration_files(request.root, request.overlay)  # without any, nothing else is worth a word
    called = functions(FunctionContext(request.root, request.environment))
    folders = Folders(request.root, files, called, problems)
    folder = folders.open(request.root)
    given = collect(request, value_files(request.root, request.workspace), files)
    if folder is None:
        raise ConfigurationError(*problems.items)
    modules = Modules(folders, schemas, called, request.workspace, _Locate(request.root), problems)
    root = modules.root(folder, given)
    providers = _providers(root, modules.all, schemas, problems)
    problems.raise_if_failed()
    result = configuration(Loaded(request, root, modules.all, providers, files.sources), problems)
    problems.add(*check_refactoring(result))
    problems.raise_if_failed()
    return result


class _Locate:
    """Finds the folder that a call means. The lock file is read when the first call comes."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: ModuleFolders | None = None

    def __call__(self, call: CallSource, caller: Path) -> Path:
        if self._known is None:
            self._known = ModuleFolders.of(self._root)
        return self._known.folder(call.origin, call.origin_place, caller)


def _providers(
    root: Module, modules: Iterable[Module], schemas: Schemas, problems: Problems
) -> Mapping[str, ProviderBlock]:
    """All provider configurations: those with a block, and those that resources use without one."""
    declared = root.parts.places.keys()
    known = {key.removeprefix("provider.") for key in declared if key.startswith("provider.")}
    return {**root.evaluated.providers, **implied_providers(_users(modules), known, schemas, problems)}


def _users(modules: Iterable[Module]) -> Iterator[tuple[str, User]]:
    for module in modules:
        users: list[User] = [*module.parts.resources.values(), *module.parts.data.values()]
        yield from ((module.setting.provider(user.provider), user) for user in users)
