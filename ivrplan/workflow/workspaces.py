"""Which workspaces there are; a new one, and one less.

A workspace is known when it has a state, when an interrupted apply of it left a journal, or when it has a file of values:
then somebody has meant its name before. Nothing is deployed to one that is not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ivrplan import __version__
from ivrplan.config.files.early_settings import load_settings
from ivrplan.config.files.loader import VALUES, WORKSPACES, check_workspace, with_values
from ivrplan.config.request import DEFAULT_WORKSPACE
from ivrplan.diagnostics import Diagnostic, Severity, StateError, did_you_mean, error
from ivrplan.state.backend import Backend
from ivrplan.state.document import State
from ivrplan.state.lock import LockInfo
from ivrplan.workflow.project import Project, backend_in


@dataclass(frozen=True, slots=True)
class Workspace:
    """One workspace.

    Attributes:
        name: its name.
        current: whether it is the one that was asked for.
        state: whether it has a state, or a journal that will become one.
        values: whether it has a file of values.
    """

    name: str
    current: bool
    state: bool
    values: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """All workspaces of a folder.

    Attributes:
        workspaces: `default` first, then by name.
        unknown: what is to be said when the one that was asked for is not among them.
    """

    workspaces: tuple[Workspace, ...]
    unknown: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Deleted:
    """What became of a workspace that was deleted.

    Attributes:
        resources: how many resources nobody manages any more.
        values: its file of values, which stays; empty when there is none.
    """

    resources: int
    values: str


async def listing(root: Path, current: str) -> Listing:
    """All workspaces of a folder.

    Args:
        root: the root folder.
        current: the name of the one that is asked for.

    Raises:
        IvrplanError: the name is impossible, or the settings or the states cannot be read.
    """
    check_workspace(current)
    backend = backend_in(root, load_settings(root), current)
    with_state, in_files = await backend.workspaces(), with_values(root)
    names = [DEFAULT_WORKSPACE, *sorted({*with_state, *in_files} - {DEFAULT_WORKSPACE})]
    found = (Workspace(name, name == current, name in with_state, name in in_files) for name in names)
    unknown = () if current in names else (replace(_unknown(current, names), severity=Severity.WARNING),)
    return Listing(tuple(found), unknown)


async def create(root: Path, name: str, *, lock_timeout: float = 0) -> None:
    """Begin a workspace: its state is empty.

    Args:
        root: the root folder.
        name: the new workspace's.
        lock_timeout: seconds to wait for another holder of the lock.

    Raises:
        IvrplanError: the name is impossible or taken, or the state cannot be written.
    """
    check_workspace(name)
    backend = backend_in(root, load_settings(root), name)
    if name == DEFAULT_WORKSPACE or name in await backend.workspaces():
        raise StateError(_taken(name))
    async with backend.lock(LockInfo.of_this_process("workspace new", __version__), timeout=lock_timeout):
        nothing = await backend.read()
        if nothing.lineage:
            raise StateError(_taken(name))
        await backend.write(nothing, expected=nothing)


async def delete(root: Path, name: str, *, force: bool = False, lock_timeout: float = 0) -> Deleted:
    """Forget a workspace: its state, journal, lock and backups. What it deployed stays at the vendors.

    Args:
        root: the root folder.
        name: the workspace's.
        force: also when its state still holds resources.
        lock_timeout: seconds to wait for another holder of the lock.

    Raises:
        IvrplanError: it is `default`, or not known, or still holds resources; or the state cannot be removed.
    """
    check_workspace(name)
    if name == DEFAULT_WORKSPACE:
        detail = "The workspace default is always there. It cannot be deleted."
        raise StateError(error("Workspace cannot be deleted", detail))
    backend = backend_in(root, load_settings(root), name)
    known = await backend.workspaces()
    if name not in known:
        raise StateError(_nothing_to_delete(name, known))
    async with backend.lock(LockInfo.of_this_process("workspace delete", __version__), timeout=lock_timeout):
        state = await backend.read()
        if not force:
            await _check_unused(backend, state, name)
        await backend.remove(expected=state)
    values = _values_of(root, name)
    return Deleted(len(state.resources), str(values.relative_to(root)) if values.exists() else "")


async def _check_unused(backend: Backend, state: State, name: str) -> None:
    if state.resources:
        raise StateError(_still_used(name, len(state.resources)))
    if await backend.read_journal():
        detail = f'The last apply in workspace "{name}" did not come to its end. It may have created objects.'
        hint = "Run apply or destroy in it first; or forget them, with --force."
        raise StateError(error("Workspace is still used", detail, hint=hint))


async def find_unknown(project: Project) -> tuple[Diagnostic, ...]:
    """What is to be said when nobody knows the project's workspace; nothing when it is known."""
    name, root = project.configuration.workspace, Path(project.configuration.root)
    if name == DEFAULT_WORKSPACE or _values_of(root, name).exists():
        return ()
    with_state = await project.backend.workspaces()
    return () if name in with_state else (_unknown(name, [*with_state, *with_values(root)]),)


async def check_known(project: Project) -> None:
    """Refuse to work in a workspace that nobody knows.

    Raises:
        StateError: nobody knows it.
    """
    unknown = await find_unknown(project)
    if unknown:
        raise StateError(*unknown)


def _values_of(root: Path, name: str) -> Path:
    return root / WORKSPACES / f"{name}{VALUES}"


def _unknown(name: str, known: Sequence[str]) -> Diagnostic:
    question = did_you_mean(name, {*known, DEFAULT_WORKSPACE})
    return error(
        "Unknown workspace",
        f'The workspace "{name}" has neither a state nor a file {WORKSPACES}/{name}{VALUES}.',
        hint=f"{question} To begin a new one: ivrplan workspace new {name}".strip(),
    )


def _nothing_to_delete(name: str, known: Sequence[str]) -> Diagnostic:
    detail = f'The workspace "{name}" has no state: there is nothing to delete.'
    return error("Unknown workspace", detail, hint=did_you_mean(name, known))


def _taken(name: str) -> Diagnostic:
    detail = f'There is a workspace "{name}" already.'
    return error("Workspace exists", detail, hint=f"Use it with --workspace {name}.")


def _still_used(name: str, count: int) -> Diagnostic:
    managed = "1 resource" if count == 1 else f"{count} resources"
    return error(
        "Workspace is still used",
        f'The state of workspace "{name}" still holds {managed}, which would stay at the vendors, managed by nobody.',
        hint=f"Delete them first: ivrplan destroy --workspace {name}; or leave them there, with --force.",
    )
