"""New files that are there as a whole or not at all, and that never take the place of others."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

from ivrplan.diagnostics import Diagnostic, PlanError, error


def check_new(path: Path) -> None:
    """See that files can be written there: the folder is new, or holds nothing.

    Raises:
        PlanError: it cannot be.
    """
    if path.is_dir() and not any(path.iterdir()):
        return
    if path.exists() or path.is_symlink():
        raise PlanError(
            error(
                "Folder is not empty",
                f"{path} holds something already, and what is written never takes the place of anything.",
                hint="Name a new folder; its files can be moved afterwards.",
            ),
        )
    if not path.parent.is_dir():
        raise PlanError(
            error("Folder not found", f"{path} cannot be made: there is no folder {path.parent}.")
        )


def write_folder(path: Path, files: Mapping[str, str]) -> None:
    """Make a folder with these files. It gets its name when all of them are durable.

    Args:
        path: the folder; new or empty.
        files: texts by name.

    Raises:
        PlanError: it cannot be written; then there is nothing of it.
    """
    place = path.resolve()
    staging = place.with_name(f".{place.name}.{uuid.uuid4().hex}")
    try:
        try:
            staging.mkdir()
            for name, text in files.items():
                _write(staging / name, text)
            _sync(staging)
            staging.rename(place)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        _sync(place.parent)
    except OSError as cause:
        raise PlanError(_unwritable(path, cause)) from cause


def write_new_file(path: Path, text: str) -> None:
    """Make a file. It gets its name when its text is durable.

    Raises:
        PlanError: it cannot be written, or something is there by now.
    """
    staging = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        try:
            _write(staging, text)
            os.link(staging, path)
        finally:
            staging.unlink(missing_ok=True)
        _sync(path.parent)
    except OSError as cause:
        raise PlanError(_unwritable(path, cause)) from cause


def _unwritable(path: Path, cause: OSError) -> Diagnostic:
    return error("Configuration cannot be written", f"{path}: {cause.strerror or cause}.")


def _write(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
