"""Files written into a folder. Nothing that is there is written over."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ivrplan.diagnostics import ConfigurationError, error
from ivrplan.workflow.scaffold.table import NewFile


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the files.

    Attributes:
        made: those that are there now.
        kept: those that were there before, and are as they were.
    """

    made: tuple[NewFile, ...]
    kept: tuple[NewFile, ...]


def write(folder: Path, files: Iterable[NewFile]) -> Written:
    """Write the files, and the folders that they need.

    Args:
        folder: the root folder; it is made where it is missing.
        files: the files.

    Raises:
        ConfigurationError: one cannot be written. Those before it are taken away again: half a project would pass
            for a whole one.
    """
    made: list[NewFile] = []
    kept: list[NewFile] = []
    for file in files:
        path = folder / file.path
        if os.path.lexists(path):  # a link that leads nowhere is there, too
            kept.append(file)
            continue
        made.append(file)
        try:
            _write_new(path, file.text)
        except OSError as failure:
            _take_away(folder, made, failure)
            raise _not_written(file, failure) from failure
    return Written(tuple(made), tuple(kept))


def _write_new(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as opened:
        opened.write(text)


def _take_away(folder: Path, made: list[NewFile], failure: OSError) -> None:
    """Take away what was written. The last one is another's file where somebody was faster."""
    ours = made[:-1] if isinstance(failure, FileExistsError) else made
    for file in ours:
        with suppress(OSError):  # the failure that is told of is the first one
            (folder / file.path).unlink(missing_ok=True)


def _not_written(file: NewFile, failure: OSError) -> ConfigurationError:
    reason = failure.strerror or type(failure).__name__
    return ConfigurationError(
        error(
            "File cannot be written",
            f'"{file.path}" cannot be written: {reason}. No new file was left.',
            hint="Mend that, and run the command again.",
        )
    )
