"""Git repositories made of texts: real ones, in a folder of the test.

Nothing of the developer's or the machine's configuration of git is used, and names and dates are fixed: the same
texts have the same commits everywhere.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

_WHO: Final = {
    "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C",
}  # fmt: skip


class Repository:
    """A bare git repository, as a server has it.

    Args:
        folder: where it is made; does not exist yet.
        ids: how its ids are made: `sha1` or `sha256`.
    """

    def __init__(self, folder: Path, *, ids: str = "sha1") -> None:
        self.folder = folder
        options = ["--quiet", "--bare", "--template=", "--initial-branch=main", f"--object-format={ids}"]
        self._git("init", *options, str(folder), inside=False)

    @property
    def url(self) -> str:
        """Its address: `file:///...`."""
        return self.folder.as_uri()

    def commit(self, files: Mapping[str, str], *, branch: str = "main", tag: str = "") -> str:
        """Put a commit that has exactly these files on a branch, and return its id.

        Args:
            files: texts by path; a text that begins with `-> ` makes a symbolic link to what follows.
            branch: is made where it is missing.
            tag: an annotated tag for the commit, moved where it is there.
        """
        parent = self._git("rev-parse", "--quiet", "--verify", f"refs/heads/{branch}", fails=True)
        arguments = ["-p", parent] if parent else []
        commit = self._git("commit-tree", "-m", "A commit", *arguments, self._tree(files))
        self._git("update-ref", f"refs/heads/{branch}", commit)
        if tag:
            self.tag(tag, commit)
        return commit

    def tag(self, name: str, commit: str) -> None:
        """Put an annotated tag on a commit, and take it from where it was."""
        self._git("tag", "--force", "--annotate", "--message=A release", name, commit)

    def commit_entries(self, entries: Iterable[tuple[str, str, str]], *, tag: str) -> str:
        """Put a tag on a commit with these entries, also such as git itself would not make.

        Args:
            entries: mode, name, and the id of an object or the text of a file.
            tag: the tag.
        """
        raw = b"".join(
            f"{mode} {name}".encode() + b"\0" + bytes.fromhex(text if self._is_id(text) else self._blob(text))
            for mode, name, text in entries
        )
        tree = self._git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=raw)
        commit = self._git("commit-tree", "-m", "A commit", tree)
        self.tag(tag, commit)
        return commit

    @staticmethod
    def _is_id(text: str) -> bool:
        return len(text) == len(bytes(20).hex()) and all(letter in "0123456789abcdef" for letter in text)

    def tree(self, files: Mapping[str, str]) -> str:
        """The id of a tree that has these files."""
        return self._tree(files)

    def delete(self, branch: str) -> None:
        """Remove a branch; its commits stay."""
        self._git("update-ref", "-d", f"refs/heads/{branch}")

    def set(self, key: str, value: str) -> None:
        """Change the configuration of the repository."""
        self._git("config", key, value)

    def _tree(self, files: Mapping[str, str]) -> str:
        lines = [
            f"{'120000' if text.startswith('-> ') else '100644'} {self._blob(text.removeprefix('-> '))}\t{path}\n"
            for path, text in files.items()
        ]
        self._git("read-tree", "--empty")
        self._git("update-index", "--add", "--index-info", stdin="".join(lines).encode())
        return self._git("write-tree")

    def _blob(self, text: str) -> str:
        return self._git("hash-object", "-w", "--stdin", stdin=text.encode())

    def _git(self, *arguments: str, stdin: bytes = b"", inside: bool = True, fails: bool = False) -> str:
        place = [f"--git-dir={self.folder}"] if inside else []
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        done = subprocess.run(
            ["git", *place, *arguments],
            input=stdin,
            env={**kept, **_WHO},
            capture_output=True,
            check=not fails,
        )
        return done.stdout.decode().strip()


def make_repository(folder: Path, versions: Mapping[str, Mapping[str, str]]) -> Repository:
    """A repository with a commit and a tag for each version, the last of them on the branch `main`.

    Args:
        folder: where it is made; does not exist yet.
        versions: texts by path, by tag.
    """
    repository = Repository(folder)
    for tag, files in versions.items():
        repository.commit(files, tag=tag)
    return repository
