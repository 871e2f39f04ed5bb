"""The machine's git: a ref becomes a commit, and a commit becomes a folder of files.

resolve   what a tag, a branch or the default branch stands for now (ls-remote)
export    the files of one commit, without `.git`
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivrplan.config.modules.address import GitSource, is_commit_id
from ivrplan.config.modules.commands import Answer, Errand, failed, quoted, run
from ivrplan.config.modules.tree import write_tree
from ivrplan.diagnostics import ConfigurationError, SourceRange, did_you_mean

_ASK_SECONDS: Final = 60.0
_FETCH_SECONDS: Final = 600.0
_TAGS: Final = "refs/tags/"
_HEADS: Final = "refs/heads/"
_PEELED: Final = "^{}"
_SHORTEST_ID: Final = 7


@dataclass(frozen=True, slots=True)
class Revision:
    """What a ref stands for.

    Attributes:
        commit: the commit's whole id.
        name: the ref in full (`refs/tags/v1`, `HEAD`); empty where the ref is a commit's id.
    """

    commit: str
    name: str = ""

    @property
    def is_tag(self) -> bool:
        """Whether it is a tag, which is not supposed to move."""
        return self.name.startswith(_TAGS)


def resolve(source: GitSource, where: SourceRange | None = None) -> Revision:
    """What the ref of a source stands for now. A tag goes before a branch of the same name.

    Raises:
        ConfigurationError: there is no git, no way into the repository, or no such ref.
    """
    revision = find(source, where)
    if revision is None:
        raise _unknown_ref(source, where)
    return revision


def find(source: GitSource, where: SourceRange | None = None) -> Revision | None:
    """The same, but None where the repository has no such ref.

    Raises:
        ConfigurationError: there is no git, or no way into the repository.
    """
    if source.is_commit:
        return Revision(source.ref)
    names = _full_names(source.ref)
    errand = Errand(source.pin, source.url, where)
    patterns = [pattern for name in names for pattern in (name, name + _PEELED)]
    known = _ask(errand, patterns)
    return next((Revision(known[name], name) for name in names if name in known), None)


def _full_names(ref: str) -> list[str]:
    if not ref:
        return ["HEAD"]
    return [ref] if ref.startswith("refs/") else [_TAGS + ref, _HEADS + ref]


def _ask(errand: Errand, patterns: list[str]) -> dict[str, str]:
    """The commits of those refs of a repository that fit the patterns; annotated tags stand for their commits."""
    answer = run(errand, ["ls-remote", "--quiet", "--", errand.url, *patterns], seconds=_ASK_SECONDS)
    if answer.status:
        raise failed(errand, answer)
    lines = [line.split("\t") for line in answer.output.decode("utf-8", "replace").splitlines()]
    found = {parts[1]: parts[0] for parts in lines if len(parts) == 2 and is_commit_id(parts[0])}
    return {name: found.get(name + _PEELED, commit) for name, commit in found.items() if _PEELED not in name}


def _unknown_ref(source: GitSource, where: SourceRange | None) -> ConfigurationError:
    errand = Errand(source.pin, source.url, where)
    if not source.ref:
        return errand.failure(
            "Unknown module revision",
            f'The repository "{source.url}" has no default branch; perhaps it is empty.',
            "Name a tag or a branch with ?ref=.",
        )
    known = [
        name.removeprefix(_TAGS).removeprefix(_HEADS) for name in _ask(errand, [_TAGS + "*", _HEADS + "*"])
    ]
    detail = f'The repository "{source.url}" has neither a tag nor a branch "{source.ref}".'
    return errand.failure("Unknown module revision", detail, _hint(source.ref, known))


def _hint(ref: str, known: list[str]) -> str:
    if len(ref) >= _SHORTEST_ID and all(character in "0123456789abcdef" for character in ref):
        return "If it is a commit, write its whole id: 40 digits (git rev-parse shows it)."
    if question := did_you_mean(ref, known):
        return question
    return f"Its tags and branches are: {', '.join(sorted(known)[:8])}." if known else "It has none at all."


# Files


def export(source: GitSource, revision: Revision, folder: Path, where: SourceRange | None = None) -> None:
    """Write the files of a commit into a new folder.

    Submodules are left out. Nothing of the repository is run: no hooks, no filters, no attributes.

    Args:
        source: the repository.
        revision: the commit, and the ref that may lead to it where a commit cannot be asked for by its id.
        folder: does not exist yet.
        where: the place of the source, for diagnostics.

    Raises:
        ConfigurationError: the commit cannot be fetched, or its files cannot be written as they are.
    """
    errand = Errand(source.pin, source.url, where)
    with tempfile.TemporaryDirectory(prefix=".git-", dir=folder.parent) as bare:
        repository = Path(bare)
        _init(errand, repository, revision)
        _fetch(errand, repository, revision)
        write_tree(errand, repository, revision.commit, folder)


def _init(errand: Errand, repository: Path, revision: Revision) -> None:
    kind = "sha1" if len(revision.commit) == 40 else "sha256"
    arguments = ["init", "--quiet", "--bare", "--template=", f"--object-format={kind}", "--", str(repository)]
    answer = run(errand, arguments, seconds=_ASK_SECONDS)
    if answer.status:
        detail = f'git cannot prepare a folder for "{errand.source}". {quoted(answer.complaint)}'
        raise errand.failure("Module cannot be fetched", detail)


def _fetch(errand: Errand, repository: Path, revision: Revision) -> None:
    """Fetch a commit: by its id, or where a server does not allow that, with what leads to it.

    The commit alone is enough; its history is fetched only where it has to be searched for the commit.
    """
    refs = [revision.name] if revision.name else [f"+{_HEADS}*:{_HEADS}*", f"+{_TAGS}*:{_TAGS}*"]
    first = _fetch_some(errand, repository, ["--depth=1", "--", errand.url, revision.commit])
    if _has(errand, repository, revision.commit):
        return
    found = _fetch_some(errand, repository, ["--", errand.url, *refs])
    if _has(errand, repository, revision.commit):
        return
    raise failed(errand, first) if found.status else _gone(errand, revision)


def _gone(errand: Errand, revision: Revision) -> ConfigurationError:
    return errand.failure(
        "Module revision not found",
        f'The repository "{errand.url}" has no commit {revision.commit}, which is wanted for "{errand.source}". '
        "If it was there before, the history of the repository was rewritten.",
        "Ask whoever keeps the repository. If the lock file pins what is gone, run `ivrplan init --upgrade` and review "
        "what that brings.",
    )


def _fetch_some(errand: Errand, repository: Path, rest: list[str]) -> Answer:
    options = ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"]
    return run(errand, [f"--git-dir={repository}", "fetch", *options, *rest], seconds=_FETCH_SECONDS)


def _has(errand: Errand, repository: Path, commit: str) -> bool:
    arguments = [f"--git-dir={repository}", "cat-file", "-e", f"{commit}^{{tree}}"]
    return run(errand, arguments, seconds=_ASK_SECONDS).status == 0
