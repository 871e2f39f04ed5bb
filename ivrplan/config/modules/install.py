"""`install`: fetch what the configuration calls, pin what is new.

Modules are walked from the root folder on, because what a module calls is known only when it is there. A pinned source
is fetched at its commit and must have its digest; one that is new, or every one when asked to, is looked up. The lock
file is written at the end, when nothing is wrong.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ivrplan.config.modules.address import GitSource, LocalSource, parse_source
from ivrplan.config.modules.calls import Call, CallReader
from ivrplan.config.modules.digest import DigestError, digest
from ivrplan.config.modules.folders import CACHE, checkout_of, is_content, local_folder, subfolder_of
from ivrplan.config.modules.git import Revision, export, find, resolve
from ivrplan.config.modules.lockfile import LOCK_FILE, Lock, Pin, read_lock, write_lock
from ivrplan.diagnostics import ConfigurationError, Diagnostic, Problems, SourceRange, error

_NEW: Final = ".new-"
_DEEPEST: Final = 50


class Outcome(StrEnum):
    """What happened to a module from git."""

    FETCHED = "fetched"
    KEPT = "kept"
    UPGRADED = "upgraded"


@dataclass(frozen=True, slots=True)
class Installed:
    """A git source that is there now.

    Attributes:
        source: as in the lock file: without a subfolder.
        folder: where all its files lie.
        commit: the id of its commit.
        outcome: what happened to it.
        before: the commit that was pinned before, where it was upgraded.
    """

    source: str
    folder: Path
    commit: str
    outcome: Outcome
    before: str = ""


def _silent(source: str) -> None:
    """Tell nobody."""


def install(
    root: Path, *, upgrade: bool = False, fetching: Callable[[str], None] = _silent
) -> tuple[Installed, ...]:
    """Make every module that a root folder calls, directly or through others, be there as pinned.

    Args:
        root: the root folder.
        upgrade: look up every tag and branch again, and pin what they stand for now.
        fetching: is told each source that is about to be fetched.

    Returns:
        The git sources in use, sorted.

    Raises:
        ConfigurationError: with everything that is wrong. The lock file is as it was then.
    """
    root = Path(os.path.abspath(root))  # noqa: PTH100 - links are kept, so that files keep the names that people gave them
    lock = read_lock(root)
    with ExitStack() as stack:
        walk = _Walk(root, upgrade, fetching, stack, lock)
        walk.visit(root, ())
        walk.problems.raise_if_failed()
        write_lock(root, Lock(MappingProxyType(walk.pins)))
    return tuple(walk.installed[source] for source in sorted(walk.installed))


@dataclass(slots=True)
class _Walk:
    """One way through all modules.

    Attributes:
        stack: holds the cache from the first git source on, so that configurations without any get no cache.
        lock: what was pinned before.
        pins, installed: what is in use, by source.
        broken: the sources that could not be had; they are tried and reported once.
        done: the folders whose calls have been followed.
    """

    root: Path
    upgrade: bool
    fetching: Callable[[str], None]
    stack: ExitStack
    lock: Lock
    is_open: bool = False
    problems: Problems = field(default_factory=Problems)
    pins: dict[str, Pin] = field(default_factory=dict)
    installed: dict[str, Installed] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    done: set[Path] = field(default_factory=set)

    @property
    def cache(self) -> Path:
        return self.root / CACHE

    def visit(self, folder: Path, trail: tuple[Path, ...]) -> None:
        """Follow the calls of a folder. `trail` are the folders that lead here, links resolved."""
        real = folder.resolve()
        if real in self.done:
            return
        for call in CallReader.of(self.root, self.problems).read(folder):
            target = self._target(call, folder)
            if target is not None and self._may_follow(target, (*trail, real), call):
                self.visit(target, (*trail, real))
        self.done.add(real)

    def _target(self, call: Call, caller: Path) -> Path | None:
        where = call.place.range
        try:
            match parse_source(call.source, where):
                case LocalSource(path=path):
                    return local_folder(path, caller, self.cache, where)
                case GitSource() as git if git.pin in self.broken:
                    return None
                case GitSource() as git:
                    return subfolder_of(self._checkout(git, where), git, where)
        except ConfigurationError as failure:
            self.problems.catch(failure)
            return None

    def _may_follow(self, target: Path, trail: tuple[Path, ...], call: Call) -> bool:
        real = target.resolve()
        if real in trail:
            ring = [self._name(folder) for folder in (*trail[trail.index(real) :], real)]
            self.problems.add(_circle(ring, call.place.range))
            return False
        if len(trail) > _DEEPEST:
            self.problems.add(_too_deep(call.place.range))
            return False
        return True

    def _name(self, folder: Path) -> str:
        """A module as people know it: its folder from the root on, or its source."""
        for source, installed in self.installed.items():
            checkout = installed.folder.resolve()
            if folder.is_relative_to(checkout):
                inside = folder.relative_to(checkout).as_posix()
                return source if inside == "." else f"{source} (folder {inside})"
        return os.path.relpath(folder, self.root.resolve())

    def _checkout(self, source: GitSource, where: SourceRange) -> Path:
        if source.pin not in self.installed:
            self._open()
            try:
                self.installed[source.pin] = self._install(source, where)
            except ConfigurationError:
                self.broken.add(source.pin)
                raise
            except OSError as failure:
                self.broken.add(source.pin)
                raise _not_storable(self.cache, failure) from failure
        return self.installed[source.pin].folder

    def _open(self) -> None:
        if not self.is_open:
            self.stack.enter_context(_writing(self.cache))
            self.lock = read_lock(self.root)  # somebody else may have written while we waited
            self.is_open = True

    def _install(self, source: GitSource, where: SourceRange) -> Installed:
        pinned = self.lock.pins.get(source.pin)
        if pinned is not None and not self.upgrade:
            return self._as_pinned(source, pinned, where)
        revision = resolve(source, where)
        if pinned is not None and revision.commit == pinned.commit:
            return self._as_pinned(source, pinned, where)
        folder, pin = self._fetch(source, revision, where)
        self.pins[source.pin] = pin
        if pinned is None:
            return Installed(source.pin, folder, pin.commit, Outcome.FETCHED)
        return Installed(source.pin, folder, pin.commit, Outcome.UPGRADED, before=pinned.commit)

    def _as_pinned(self, source: GitSource, pinned: Pin, where: SourceRange) -> Installed:
        self.pins[source.pin] = pinned
        folder = checkout_of(self.cache, source, pinned)
        if is_content(folder, pinned):
            return Installed(source.pin, folder, pinned.commit, Outcome.KEPT)
        now = find(source, where)
        if now is not None and now.is_tag and now.commit != pinned.commit:
            raise _moved(source, pinned, now, where)
        revision = Revision(pinned.commit, now.name if now else "")
        folder, _ = self._fetch(source, revision, where, pinned)
        return Installed(source.pin, folder, pinned.commit, Outcome.FETCHED)

    def _fetch(
        self, source: GitSource, revision: Revision, where: SourceRange, pinned: Pin | None = None
    ) -> tuple[Path, Pin]:
        """Fetch a commit into the cache; it must be what was pinned, if it was."""
        self.fetching(source.pin)
        with tempfile.TemporaryDirectory(prefix=_NEW, dir=self.cache) as name:
            new = Path(name, "files")
            export(source, revision, new, where)
            pin = Pin(revision.commit, _digest(source, new, where))
            if pinned is not None and pin != pinned:
                raise _tampered(source, pinned, pin, where)
            folder = checkout_of(self.cache, source, pin)
            _put(new, folder, aside=Path(name, "before"))
        return folder, pin


def _digest(source: GitSource, folder: Path, where: SourceRange) -> str:
    try:
        return digest(folder)
    except DigestError as failure:
        detail = f'The repository of "{source.pin}" cannot be used. {failure}'
        raise ConfigurationError(error("Unsafe module content", detail, range=where)) from failure


def _put(new: Path, folder: Path, *, aside: Path) -> None:
    """Put a folder in its place, complete or not at all; what somebody changed there goes aside."""
    if folder.exists():
        folder.rename(aside)
    new.rename(folder)


@contextmanager
def _writing(cache: Path) -> Iterator[None]:
    """Hold the cache. What a process that was killed left in it is removed.

    Raises:
        ConfigurationError: it cannot be made.
    """
    try:
        cache.mkdir(parents=True, exist_ok=True)
        (cache / ".gitignore").write_text("*\n", encoding="utf-8")
        descriptor = os.open(cache, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as failure:
        raise _not_storable(cache, failure) from failure
    try:
        _take(descriptor, cache)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, cache: Path) -> None:
    """Wait for the turn to write, then tidy up. Where folders cannot be locked (NFS), what lies there may be in use."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        return
    for left in cache.glob(f"{_NEW}*"):
        shutil.rmtree(left, ignore_errors=True)


# Words


def _not_storable(cache: Path, failure: OSError) -> ConfigurationError:
    detail = f'"{cache}" cannot be written: {failure.strerror or type(failure).__name__}.'
    return ConfigurationError(error("Modules cannot be stored", detail))


def _circle(ring: list[str], where: SourceRange) -> Diagnostic:
    detail = f"A module cannot call itself, not even through others: {' -> '.join(ring)}."
    return error(
        "Modules call each other in a circle", detail, hint="Remove one of these calls.", range=where
    )


def _too_deep(where: SourceRange) -> Diagnostic:
    detail = f"Modules call modules more than {_DEEPEST} levels deep here."
    return error("Modules nested too deeply", detail, range=where)


def _moved(source: GitSource, pinned: Pin, now: Revision, where: SourceRange) -> ConfigurationError:
    detail = (
        f'The tag "{source.ref}" of "{source.url}" stands for commit {now.commit} now, but for commit {pinned.commit} '
        f'when "{LOCK_FILE}" was written. Tags are not supposed to move: what you would get is not what was reviewed.'
    )
    return ConfigurationError(error("Module tag has moved", detail, hint=_IF_MEANT, range=where))


def _tampered(source: GitSource, pinned: Pin, found: Pin, where: SourceRange) -> ConfigurationError:
    detail = (
        f'The files of "{source.pin}" at commit {found.commit} have the digest {found.digest}, but "{LOCK_FILE}" pins '
        f"commit {pinned.commit} with the digest {pinned.digest}: the repository or the lock file was tampered with."
    )
    hint = (
        f'Ask whoever keeps the repository, and whoever last changed "{LOCK_FILE}". Bring that file back from version '
        "control; or remove this module's block from it, run `ivrplan init`, and review what that brings."
    )
    return ConfigurationError(
        error("Module content differs from the lock file", detail, hint=hint, range=where)
    )


_IF_MEANT: Final = "Ask whoever keeps the repository. If it was meant, run `ivrplan init --upgrade`, and review what that brings."
