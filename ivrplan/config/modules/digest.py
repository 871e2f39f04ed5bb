r"""The content of a folder as one short text, which changes when any file in it does.

The digest is the SHA-256 of a list with one line a file, so that it can be recomputed by hand:

    find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum

Lines are sorted by the bytes of the path and end with a newline: the SHA-256 of the file's bytes, two blanks, and the path
from the folder on with forward slashes. A symbolic link's line has the SHA-256 of the text that the link holds, and ` @`
instead of the two blanks. Times, owners, permissions and empty folders do not count; a `.git` at the top is left out.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_GIT: Final = ".git"


class DigestError(Exception):
    """The folder holds something that has no place in a module: its message is a whole sentence."""


def digest(folder: Path) -> str:
    """The digest of a folder: `sha256:` and 64 hexadecimal digits.

    Raises:
        DigestError: a symbolic link leads out of the folder, or something is neither a file, a folder nor a link.
        OSError: something cannot be read.
    """
    lines = sorted(_lines(folder), key=lambda line: line[0])
    total = hashlib.sha256()
    for path, mark, content in lines:
        total.update(content.encode() + mark + path + b"\n")
    return f"sha256:{total.hexdigest()}"


def _lines(folder: Path) -> Iterator[tuple[bytes, bytes, str]]:
    """Path, mark and digest of everything in the folder."""
    for entry in _entries(folder, top=True):
        path = Path(entry.path)
        name = os.fsencode(path.relative_to(folder))
        if b"\n" in name:
            raise DigestError(f"The name {name!r} holds a line end.")
        if entry.is_symlink():
            target = os.readlink(path)  # noqa: PTH115 - as a Path it would lose slashes that count
            check_link(folder, path.relative_to(folder), target)
            yield name, b" @", hashlib.sha256(os.fsencode(target)).hexdigest()
        else:
            yield name, b"  ", _of_file(entry)


def _entries(folder: Path, *, top: bool = False) -> Iterator[os.DirEntry[str]]:
    """Everything below a folder that is no folder itself."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if top and entry.name == _GIT:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(Path(entry.path))
            else:
                yield entry


def _of_file(entry: os.DirEntry[str]) -> str:
    if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
        raise DigestError(f'"{entry.name}" is neither a file nor a folder.')
    with Path(entry.path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_link(folder: Path, path: Path, target: str) -> None:
    """Refuse a symbolic link that leads out of a folder.

    Args:
        folder: the folder that it must stay in.
        path: the link, from the folder on.
        target: what it holds.

    Raises:
        DigestError: it leads out, or is absolute, which is as good as out.
    """
    inside = folder.resolve()
    try:
        reached = (inside / path.parent / target).resolve()
    except (OSError, RuntimeError):  # which of them depends on Python's version
        raise DigestError(f'The symbolic link "{path}" leads back to itself.') from None
    if Path(target).is_absolute() or not reached.is_relative_to(inside):
        raise DigestError(f'The symbolic link "{path}" leads out of the folder, to "{target}".')
