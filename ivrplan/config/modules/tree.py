"""One commit of a repository, written out as a folder.

Git's own checkout would apply what the repository and the machine say about line ends, filters and substitutions, so
that one commit had several contents. Here files hold the bytes of the commit.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO, Final, NamedTuple

from ivrplan.config.modules.commands import Errand, quoted, run
from ivrplan.config.modules.digest import DigestError, check_link
from ivrplan.diagnostics import ConfigurationError

_SECONDS: Final = 600.0
_FILE: Final = b"100"
_LINK: Final = b"120"
_SUBMODULE: Final = b"160"

MOST_FILES: Final = 50_000
MOST_BYTES: Final = 512 * 1024 * 1024


class _Entry(NamedTuple):
    """A file or a link of a commit."""

    mode: bytes
    blob: bytes
    path: str


def write_tree(errand: Errand, repository: Path, commit: str, folder: Path) -> None:
    """Write the files of a commit.

    Args:
        errand: what for.
        repository: a bare repository that has the commit.
        commit: its id.
        folder: does not exist yet.

    Raises:
        ConfigurationError: git cannot read the commit, a name or link in it leads out of the folder, or it is too large.
    """
    entries = _entries(errand, repository, commit)
    folder.mkdir()
    with tempfile.TemporaryFile(dir=repository) as contents:
        _read(errand, repository, entries, contents)
        contents.seek(0)
        try:
            _write(entries, contents, folder)
        except (DigestError, FileExistsError, NotADirectoryError) as failure:
            raise _refused(errand, str(failure)) from failure


def _entries(errand: Errand, repository: Path, commit: str) -> list[_Entry]:
    arguments = [f"--git-dir={repository}", "ls-tree", "-r", "-l", "-z", "--full-tree", commit]
    answer = run(errand, arguments, seconds=_SECONDS)
    if answer.status:
        raise _unreadable(errand, answer.complaint)
    entries, size = [], 0
    for line in answer.output.split(b"\0")[:-1]:
        facts, _, name = line.partition(b"\t")
        mode, _, blob, length = facts.split()
        if mode.startswith(_SUBMODULE):
            continue
        size += int(length)
        entries.append(_Entry(mode, blob, os.fsdecode(name)))
    if len(entries) > MOST_FILES or size > MOST_BYTES:
        raise _too_large(errand, len(entries), size)
    return entries


def _read(errand: Errand, repository: Path, entries: Iterable[_Entry], contents: IO[bytes]) -> None:
    asked = b"".join(entry.blob + b"\n" for entry in entries)
    arguments = [f"--git-dir={repository}", "cat-file", "--batch"]
    answer = run(errand, arguments, seconds=_SECONDS, stdin=asked, stdout=contents)
    if answer.status:
        raise _unreadable(errand, answer.complaint)


def _write(entries: Iterable[_Entry], contents: IO[bytes], folder: Path) -> None:
    """Files first: a link that lay there already could lead a file out of the folder."""
    links: list[tuple[Path, str]] = []
    for entry in entries:
        path = _safe(entry.path)
        data = _next(contents)
        if entry.mode.startswith(_LINK):
            links.append((path, os.fsdecode(data)))
            continue
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(data)
    for path, text in links:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).symlink_to(text)
    for path, text in links:
        check_link(folder, path, text)


def _next(contents: IO[bytes]) -> bytes:
    """The next object that `cat-file --batch` wrote: a line that ends with its size, its bytes, a newline."""
    size = int(contents.readline().rsplit(maxsplit=1)[-1])
    data = contents.read(size)
    contents.read(1)
    return data


def _safe(name: str) -> Path:
    """A name in a commit as a path that stays in its folder. Git does not check what others have made."""
    parts = name.split("/")
    if any(part in {"", ".", ".."} or part.lower() == ".git" for part in parts) or "\n" in name:
        raise DigestError(f"The name {name!r} cannot be a file's name in a module.")
    return Path(PurePosixPath(*parts))


def _refused(errand: Errand, reason: str) -> ConfigurationError:
    detail = f'The repository of "{errand.source}" cannot be written out as it is. {reason}'
    return errand.failure(
        "Unsafe module content", detail, "Mend it in the repository, then use the new revision."
    )


def _unreadable(errand: Errand, complaint: str) -> ConfigurationError:
    return errand.failure(
        "Module cannot be fetched",
        f'git cannot read what it fetched for "{errand.source}". {quoted(complaint)}',
    )


def _too_large(errand: Errand, files: int, size: int) -> ConfigurationError:
    return errand.failure(
        "Module repository too large",
        f'The repository of "{errand.source}" has {files} files with {size} bytes; at most {MOST_FILES} files with '
        f"{MOST_BYTES} bytes are fetched.",
        "Keep modules in a repository of their own.",
    )
