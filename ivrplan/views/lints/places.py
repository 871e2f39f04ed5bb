"""Where findings are, as programs outside the root folder name it."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from urllib.parse import quote


def path_of(file: str, folder: Path) -> str:
    """A file of the root folder, as seen from where the command runs, with plain slashes.

    Args:
        file: its name from the root folder on.
        folder: the root folder, as it was given.
    """
    path = os.path.normpath(folder / file)
    if Path(path).is_absolute():
        near = os.path.relpath(path)
        path = path if near.startswith(os.pardir) else near
    return PurePosixPath(Path(path)).as_posix()


def uri_of(file: str, folder: Path) -> str:
    """The same as a relative reference, or as a `file:` URI where it is nowhere near."""
    path = path_of(file, folder)
    return f"file://{quote(path)}" if path.startswith("/") else quote(path)
