"""`ModuleFolders`: the folder that a source names. Nothing is fetched, and what was fetched is checked."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from ivrplan.config.files.loader import CONFIGURATION, configuration_files
from ivrplan.config.modules.address import GitSource, LocalSource, parse_source
from ivrplan.config.modules.digest import DigestError, digest
from ivrplan.config.modules.lockfile import LOCK_FILE, Lock, Pin, read_lock
from ivrplan.config.place import Place
from ivrplan.diagnostics import ConfigurationError, SourceRange, did_you_mean, error

CACHE: Final = Path(".ivrplan", "modules")
"""Where fetched modules lie, from the root folder on."""

_KEY_DIGITS: Final = 20
_INSTALL: Final = "Run `ivrplan init`."


class ModuleFolders:
    """Where the modules of one configuration lie.

    Args:
        root: the root folder.
        lock: which commit and content each git source stands for.
        cache: where those commits lie.
    """

    def __init__(self, root: Path, lock: Lock, cache: Path) -> None:
        self._lock = lock
        self._cache = _absolute(cache)
        self._root = _absolute(root)
        self._checked: dict[str, Path] = {}

    @classmethod
    def of(cls, root: Path) -> ModuleFolders:
        """The modules that the lock file in a root folder pins.

        Raises:
            ConfigurationError: the lock file is damaged.
        """
        return cls(root, read_lock(root), root / CACHE)

    def folder(self, source: str, place: Place, caller: Path) -> Path:
        """The absolute folder of the module that a source names.

        Args:
            source: the value of the attribute `source`.
            place: where that was written.
            caller: the folder of the module that it was written in.

        Raises:
            ConfigurationError: there is no such module, it is not installed, or somebody changed it.
        """
        where = place.range
        match parse_source(source, where):
            case LocalSource(path=path):
                return local_folder(path, _absolute(caller), self._cache, where)
            case GitSource() as git:
                return subfolder_of(self._checkout(git, where), git, where)

    def _checkout(self, source: GitSource, where: SourceRange) -> Path:
        """The files of a git source, as the lock file pins them. They are read once to see that they are."""
        if source.pin in self._checked:
            return self._checked[source.pin]
        pin = self._lock.pins.get(source.pin)
        if pin is None:
            raise _not_installed(source, f'"{LOCK_FILE}" does not pin it', where)
        checkout = checkout_of(self._cache, source, pin)
        if not _is_folder(checkout):
            raise _not_installed(
                source, f"its commit {pin.commit} was not fetched to this machine yet", where
            )
        if not is_content(checkout, pin):
            raise _changed(source, os.path.relpath(checkout, self._root), where)
        self._checked[source.pin] = checkout
        return checkout


def checkout_of(cache: Path, source: GitSource, pin: Pin) -> Path:
    """Where the files of a pinned source lie. The same commit lies there once, whatever ref led to it."""
    key = hashlib.sha256(f"{source.url}@{pin.commit}".encode()).hexdigest()
    return cache / key[:_KEY_DIGITS]


def is_content(checkout: Path, pin: Pin) -> bool:
    """Whether a folder holds what was pinned."""
    try:
        return digest(checkout) == pin.digest
    except (DigestError, OSError):
        return False


def local_folder(path: str, caller: Path, cache: Path, where: SourceRange) -> Path:
    """The folder of a local module.

    Args:
        path: the source, from the caller's folder on.
        caller: the absolute folder of the calling module.
        cache: where fetched modules lie: a local source in one of them must stay in it.
        where: the place of the source.

    Raises:
        ConfigurationError: there is no such module, or it lies outside of the caller's repository.
    """
    folder = _absolute(caller / path)
    outer = _enclosing(caller, cache)
    if outer and not _is_inside(folder, outer):
        detail = f'The source "{path}" leads out of the repository that this module was fetched from.'
        hint = "Name the other module's repository with git::, or put it into this repository."
        raise ConfigurationError(error("Module source leaves its repository", detail, hint=hint, range=where))
    if not _is_folder(folder):
        near = did_you_mean(folder.name, _folders_in(folder.parent))
        detail = f'The source "{path}" names no folder: there is no "{folder}".'
        raise ConfigurationError(error("Module folder not found", detail, hint=near, range=where))
    _check_files(folder, path, where)
    return folder


def subfolder_of(checkout: Path, source: GitSource, where: SourceRange) -> Path:
    """The folder of a module in a fetched repository.

    Raises:
        ConfigurationError: there is no such folder in it, or no module in that.
    """
    folder = checkout / source.subfolder
    if not _is_folder(folder) or not _is_inside(folder, checkout):
        detail = f'The repository of "{source.pin}" has no folder "{source.subfolder}".'
        if (checkout / ".gitmodules").exists():
            detail += " It has submodules; those are not fetched."
        near = did_you_mean(folder.name, _folders_in(folder.parent))
        raise ConfigurationError(error("Module folder not found", detail, hint=near, range=where))
    _check_files(folder, f"{source.pin} (folder {source.subfolder or '.'})", where)
    return folder


def _enclosing(folder: Path, cache: Path) -> Path | None:
    """The fetched repository that a folder lies in; None for the user's own folders."""
    if folder == cache or not folder.is_relative_to(cache):
        return None
    return cache / folder.relative_to(cache).parts[0]


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises for names that are too long and for what is hidden


def _is_inside(folder: Path, outer: Path) -> bool:
    return folder.is_relative_to(outer) and folder.resolve().is_relative_to(outer.resolve())


def _check_files(folder: Path, source: str, where: SourceRange) -> None:
    try:
        configuration_files(folder)
    except ConfigurationError as failure:
        detail = f'The module "{source}" holds no files whose names end in {CONFIGURATION}, or they cannot be listed.'
        hint = "Name the folder that its files lie in."
        raise ConfigurationError(error("Module without files", detail, hint=hint, range=where)) from failure


def _folders_in(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir() if entry.is_dir()]
    except OSError:
        return []


def _absolute(path: Path) -> Path:
    """Without links followed, so that files keep the names that people gave them."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps "..", Path.resolve follows links


def _not_installed(source: GitSource, reason: str, where: SourceRange) -> ConfigurationError:
    detail = f'The module "{source.pin}" is not installed: {reason}.'
    hint = f"{_INSTALL} It finds every module block that is written out in the files of its module."
    return ConfigurationError(error("Module not installed", detail, hint=hint, range=where))


def _changed(source: GitSource, folder: str, where: SourceRange) -> ConfigurationError:
    detail = (
        f'The files of "{source.pin}" in "{folder}" are not those that "{LOCK_FILE}" pins: somebody changed them after '
        "they were fetched."
    )
    hint = f"{_INSTALL} It brings back what is pinned. Change modules in their repository."
    return ConfigurationError(error("Module content changed", detail, hint=hint, range=where))
