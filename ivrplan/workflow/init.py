"""Begin a project where there is none; where there is one, fetch the modules that it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from ivrplan.config.files.loader import CONFIGURATION
from ivrplan.config.modules.install import Installed
from ivrplan.diagnostics import ConfigurationError, error
from ivrplan.workflow.install import install
from ivrplan.workflow.scaffold.table import Ci, new_files, providers
from ivrplan.workflow.scaffold.write import Written, write


@dataclass(frozen=True, slots=True)
class InitRequest:
    """What to do.

    Attributes:
        folder: the root folder.
        provider: the provider that a new project begins with; None for the usual one.
        ci: where the pipelines of a new project run; None for GitHub.
        upgrade: whether modules are pinned anew.
        fetching: is told each git source that is about to be fetched.
    """

    folder: Path
    provider: str | None = None
    ci: Ci | None = None
    upgrade: bool = False
    fetching: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Begun:
    """A project was begun.

    Attributes:
        written: its files.
        repository: the folder of the git repository around the root folder; None where there is none, or it is the same.
    """

    written: Written
    repository: Path | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """The modules of a project are there.

    Attributes:
        modules: those from git repositories.
    """

    modules: tuple[Installed, ...]


Initialised: TypeAlias = Begun | Fetched


def init(request: InitRequest) -> Initialised:
    """Begin a project in a folder without configuration, or fetch the modules of the one that is there.

    Raises:
        ConfigurationError: the folder is none, the request does not fit what is there, a file cannot be written, or a
            module cannot be had.
    """
    if _has_configuration(request.folder):
        _check_nothing_begins(request)
        return Fetched(install(request.folder, upgrade=request.upgrade, fetching=request.fetching))
    if request.upgrade:
        detail = f'The folder "{request.folder}" holds no configuration, so no module is pinned there.'
        raise ConfigurationError(error("Nothing to upgrade", detail, hint="Leave --upgrade out."))
    files = new_files(request.provider or providers()[0], request.ci or Ci.GITHUB)
    return Begun(write(request.folder, files), _repository_around(request.folder))


def _has_configuration(folder: Path) -> bool:
    if not folder.exists():
        return False
    if not folder.is_dir():
        hint = "Name a folder; it need not exist yet."
        raise ConfigurationError(error("Not a folder", f'"{folder}" is a file.', hint=hint))
    try:
        return any(_counts(path) for path in folder.iterdir())
    except OSError as failure:
        reason = failure.strerror or type(failure).__name__
        raise ConfigurationError(
            error("Folder cannot be read", f'"{folder}" cannot be listed: {reason}.')
        ) from failure


def _counts(path: Path) -> bool:
    return path.name.endswith(CONFIGURATION) and not path.name.startswith(".")


def _check_nothing_begins(request: InitRequest) -> None:
    if request.provider is not None or request.ci is not None:
        raise ConfigurationError(
            error(
                "Project begun already",
                f'The folder "{request.folder}" holds a configuration. A provider and a pipeline are chosen when a '
                "project begins.",
                hint="To fetch the modules of this one, leave --provider and --ci out. To begin another, name a new "
                "folder.",
            )
        )


def _repository_around(folder: Path) -> Path | None:
    here = folder.resolve()
    if (here / ".git").exists():
        return None
    return next((parent for parent in here.parents if (parent / ".git").exists()), None)
