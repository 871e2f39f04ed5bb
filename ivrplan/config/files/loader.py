"""Files -> text: which files make up a folder's configuration, and what they hold."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ivrplan.config.request import DEFAULT_WORKSPACE, VariableFile, VariableInput
from ivrplan.diagnostics import (
    ConfigurationError,
    Diagnostic,
    Problems,
    Severity,
    SourceRange,
    did_you_mean,
    error,
)

CONFIGURATION: Final = ".ivr.hcl"
AUTOMATIC: Final = ".auto.ivrvars"
VALUES: Final = ".ivrvars"
WORKSPACES: Final = "workspaces"

_WORKSPACE_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,89}", re.ASCII)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's text. `name` is what ranges and messages call it: relative to the root folder where it lies there."""

    name: str
    path: Path
    text: str


@dataclass(slots=True)
class Files:
    r"""Reads files once, keeps their text for snippets, and collects what cannot be read.

    Attributes:
        root: the root folder.
        sources: the text of everything that was read, by name. Line ends are `\n`; a byte order mark is gone.
        overlay: texts that stand in for what the disk has, by absolute path.
    """

    root: Path
    problems: Problems
    sources: dict[str, str] = field(default_factory=dict)
    overlay: Mapping[Path, str] = field(default_factory=dict)

    def read(self, paths: Iterable[Path], prefix: str = "") -> list[TextFile]:
        """The texts of the files that can be read; the others become problems.

        Args:
            paths: the files.
            prefix: how messages call the folder that all of them are in, with a slash at its end; empty for files
                that are called by their paths.
        """
        named = ((path, f"{prefix}{path.name}" if prefix else self._name(path)) for path in paths)
        return [file for path, name in named if (file := self._read_one(path, name)) is not None]

    def _read_one(self, path: Path, name: str) -> TextFile | None:
        try:
            text = self._text(path, name)
        except OSError as failure:
            self.problems.add(_unreadable(name, failure))
            return None
        except ConfigurationError as failure:
            self.problems.catch(failure)
            return None
        self.sources[name] = text
        return TextFile(name, path, text)

    def _text(self, path: Path, name: str) -> str:
        unsaved = self.overlay.get(_plain_path(path)) if self.overlay else None
        return _decode(path.read_bytes(), name) if unsaved is None else _plain(unsaved)

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)


def configuration_files(root: Path, overlay: Iterable[Path] = ()) -> list[Path]:
    """The files that make up a module, in order of their names.

    Args:
        root: the folder.
        overlay: absolute paths of files that count as if the disk had them.

    Raises:
        ConfigurationError: there is no such folder, it cannot be listed, or it has no such files.
    """
    folder = _plain_path(root)
    unsaved = [
        root / path.name
        for path in overlay
        if path.parent == folder and path.name.endswith(CONFIGURATION) and not path.name.startswith(".")
    ]
    found = sorted({*_listed(root, CONFIGURATION), *unsaved})
    if not found:
        raise ConfigurationError(
            error(
                "No configuration files",
                f'The folder "{root}" holds no files whose names end in {CONFIGURATION}.',
                hint="Name another folder, or begin a project in this one: ivrplan init",
            ),
        )
    return found


def value_files(root: Path, workspace: str) -> list[Path]:
    """The files of variable values that are read without being asked for, in order of precedence.

    Raises:
        ConfigurationError: the workspace has an impossible name, or the folder cannot be listed.
    """
    check_workspace(workspace)
    of_workspace = root / WORKSPACES / f"{workspace}{VALUES}"
    named = [of_workspace] if of_workspace.is_file() or of_workspace.is_symlink() else []
    return _listed(root, AUTOMATIC) + named


def near_values(root: Path, workspace: str) -> tuple[Diagnostic, ...]:
    """A note where a workspace has no file of values, but one of nearly the same name has: often a slip of the keyboard."""
    if workspace == DEFAULT_WORKSPACE or os.path.lexists(root / WORKSPACES / f"{workspace}{VALUES}"):
        return ()
    question = did_you_mean(workspace, with_values(root))
    detail = f"The workspace is {workspace}, and there is no file {WORKSPACES}/{workspace}{VALUES}."
    return (Diagnostic(Severity.NOTE, "Workspace without values", detail, question),) if question else ()


def with_values(root: Path) -> list[str]:
    """The names of the workspaces that have a file of values; sorted."""
    return sorted(path.name.removesuffix(VALUES) for path in (root / WORKSPACES).glob(f"[!.]*{VALUES}"))


def given_files(variables: Iterable[VariableInput]) -> list[Path]:
    """The files of variable values that the command line names."""
    return [given.path for given in variables if isinstance(given, VariableFile)]


def check_workspace(name: str) -> None:
    """Refuse names that cannot be a file's name everywhere.

    Raises:
        ConfigurationError: the name is empty, too long or has other characters than it may.
    """
    if not _WORKSPACE_NAME.fullmatch(name):
        raise ConfigurationError(
            error(
                "Invalid workspace name",
                f'"{name}" cannot be the name of a workspace.',
                hint="Use letters, digits, underscores, dashes and dots, at most 90 of them.",
            ),
        )


def _listed(root: Path, ending: str) -> list[Path]:
    try:
        entries = sorted(root.iterdir())
    except OSError as failure:
        raise ConfigurationError(_no_folder(root, failure)) from failure
    return [path for path in entries if path.name.endswith(ending) and _counts(path)]


def _counts(path: Path) -> bool:
    """Hidden files belong to editors. A broken link counts: silence would lose what it should have brought."""
    return not path.name.startswith(".") and (path.is_symlink() or not path.is_dir())


def _decode(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise ConfigurationError(_not_text(failure.object, failure.start, name)) from failure
    return _plain(text)


def _plain_path(path: Path) -> Path:
    """The absolute path without `..`; links are not followed, for editors do not either."""
    return Path(os.path.normpath(path.absolute()))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def _not_text(data: bytes, offset: int, name: str) -> Diagnostic:
    before = data[:offset]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    return error(
        "File is not UTF-8 text",
        f'In "{name}", the byte 0x{data[offset]:02X} at offset {offset} (line {line}) is not valid UTF-8.',
        hint="Save the file as UTF-8.",
        range=SourceRange(name, line, column, line, column + 1),
    )


def _unreadable(name: str, failure: OSError) -> Diagnostic:
    reason = failure.strerror or type(failure).__name__
    return error("File cannot be read", f'"{name}" cannot be read: {reason}.')


def _no_folder(root: Path, failure: OSError) -> Diagnostic:
    match failure:
        case FileNotFoundError():
            return error("Folder not found", f'There is no folder "{root}".')
        case NotADirectoryError():
            return error("Not a folder", f'"{root}" is a file.', hint="Name the folder that it lies in.")
        case _:
            reason = failure.strerror or type(failure).__name__
            return error("Folder cannot be read", f'"{root}" cannot be listed: {reason}.')
