"""What the `source` of a module says: a folder beside the caller, or a place in a git repository.

    ./menus                                               a local folder, from the calling module's folder on
    git::https://git.example.com/flows.git                the whole repository, its default branch
    git::https://git.example.com/flows.git//menus?ref=v1  a subfolder of it, at a tag, branch or commit
    git::ssh://git@git.example.com/flows.git
    git::git@git.example.com:team/flows.git               the same in ssh's own short form
    git::file:///srv/git/flows.git, git::/srv/git/flows.git

A source never holds a secret: it stands in files, messages and the lock file. What looks like one is refused, and the
refusal neither repeats it nor points at its line, which would be shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, unquote

from ivrplan.diagnostics import ConfigurationError, SourceRange, did_you_mean, error

_GIT: Final = "git::"
_LOCAL: Final = ("./", "../")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_FORCED: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)::")
_SHORT_SSH: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9_][A-Za-z0-9_.-]*:(?![:/]*$)[^:].*")
_USERINFO: Final = re.compile(r"(?P<scheme>[A-Za-z0-9+.-]*)://(?P<user>[^/]*)@|^(?P<plain>[^/@]*:[^/@]*)@")
_PARAMETER: Final = re.compile(r"[a-z_]{1,20}")
_HOST: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]+)?|\[[0-9A-Fa-f:.]+\](?::[0-9]+)?")
_USER: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_UNPRINTABLE: Final = re.compile(r'[\x00-\x20\x7f-\x9f"\\\u2028\u2029]')
_BAD_REF: Final = re.compile(
    r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|^[-/.]|/\.|[/.]$|\.lock(?:/|$)|^@$",
)
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_CODE_HOST: Final = re.compile(r"(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/[^/]+/[^/]+")
_ARCHIVE: Final = re.compile(r"\.(?:zip|tar|tgz|tbz2|txz|tar\.\w+)(?:$|[?/])")

_PARAMETERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "depth": "Remove it: no more than one commit is fetched anyway.",
        "sshkey": "Keys stay out of files: let ssh find them (an agent, ~/.ssh/config, GIT_SSH_COMMAND).",
    }
)
"""Parameters that people know from other tools, and what to do without them."""


@dataclass(frozen=True, slots=True)
class LocalSource:
    """A folder, named from the folder of the calling module on.

    Attributes:
        path: as it was written: `./menus`, `../shared/hours`.
    """

    path: str


@dataclass(frozen=True, slots=True)
class GitSource:
    """A folder in a git repository.

    Attributes:
        url: what git is given: a URL, an absolute path, or ssh's short form.
        subfolder: the folder inside the repository; empty for all of it.
        ref: a tag, a branch or a whole commit id; empty for the default branch.
    """

    url: str
    subfolder: str = ""
    ref: str = ""

    @property
    def pin(self) -> str:
        """What the lock file calls it: the source without its subfolder."""
        query = f"?ref={quote(self.ref, safe='/+@,=!')}" if self.ref else ""
        return f"{_GIT}{self.url}{query}"

    @property
    def is_commit(self) -> bool:
        """Whether the ref is a commit's whole id, so that there is nothing to look up."""
        return is_commit_id(self.ref)


def is_commit_id(text: str) -> bool:
    """Whether a text is the whole id of a commit: 40 hexadecimal digits (SHA-1) or 64 (SHA-256)."""
    return _COMMIT.fullmatch(text) is not None


def parse_source(text: str, where: SourceRange | None = None) -> LocalSource | GitSource:
    """What a source says.

    Args:
        text: the value of the attribute `source`.
        where: its place, for the diagnostic.

    Raises:
        ConfigurationError: it is neither a local folder nor a git repository, or it holds a secret.
    """
    try:
        return _parse(text)
    except _RefusedError as refusal:
        raise refusal.explain(text, where) from None


class _RefusedError(Exception):
    """A source that cannot be used.

    Args:
        summary, detail, hint: as in a diagnostic; `{source}` in the detail stands for the source.
        secret: what was written may be a secret.
    """

    def __init__(self, summary: str, detail: str, hint: str = "", *, secret: bool = False) -> None:
        super().__init__(summary)
        self._summary, self._detail, self._hint, self._secret = summary, detail, hint, secret

    def explain(self, text: str, where: SourceRange | None) -> ConfigurationError:
        """The diagnostic. A secret's line is named but not pointed at: what is pointed at is shown."""
        if not (self._secret or _has_other_parameters(text)):
            detail = self._detail.replace("{source}", text)
            return ConfigurationError(error(self._summary, detail, hint=self._hint, range=where))
        detail = self._detail.replace("{source}", text.partition("?")[0])
        place = f" It stands in {where.file}, line {where.line}, which is not shown here." if where else ""
        return ConfigurationError(error(self._summary, detail + place, hint=self._hint))


def _has_other_parameters(text: str) -> bool:
    """Parameters of other tools carry keys and tokens."""
    _, question, query = text.partition("?")
    return bool(question) and any(not pair.startswith("ref=") for pair in query.split("&"))


def _parse(text: str) -> LocalSource | GitSource:
    if text.startswith(_LOCAL):
        return _local(text)
    if text.startswith(_GIT):
        return _git(text.removeprefix(_GIT))
    raise _unsupported(text)


def _local(text: str) -> LocalSource:
    if "\0" in text or "\n" in text:
        raise _RefusedError("Invalid module source", "A path cannot have such characters.")
    return LocalSource(text)


# Git


def _git(rest: str) -> GitSource:
    _check_no_secret(rest)
    address, question, query = rest.partition("?")
    url, subfolder = _split(address)
    _check_url(url)
    ref = _ref(query) if question else ""
    if _UNPRINTABLE.search(rest):
        raise _invalid("It holds blanks, quotes, backslashes or characters that cannot be seen.")
    return GitSource(url, _subfolder(subfolder), ref)


def _check_no_secret(address: str) -> None:
    found = _USERINFO.search(address)
    if found and (found["scheme"] != "ssh" or ":" in found["user"]):
        raise _RefusedError(
            "Secret in a module source",
            "The source of this module holds a user name or a password. It would be written into the lock file and "
            "into messages, so nothing secret may stand in it.",
            "Remove what stands before the @, and let git find the credentials: a credential helper, ~/.netrc, or an "
            "ssh key.",
            secret=True,
        )


def _split(address: str) -> tuple[str, str]:
    """The repository and the subfolder, which begins at the first `//` behind the scheme."""
    scheme = _SCHEME.match(address)
    begin = scheme.end() if scheme else 0
    at = address.find("//", begin)
    return (address, "") if at < 0 else (address[:at], address[at + 2 :])


def _check_url(url: str) -> None:
    scheme = _SCHEME.match(url)
    if scheme:
        _check_scheme(scheme[1], url[scheme.end() :])
    elif url.startswith("/"):
        if url == "/":
            raise _invalid("It names no repository.")
    elif not _SHORT_SSH.fullmatch(url):
        raise _invalid("What follows git:: is no URL, no absolute path, and not of the form user@host:path.")


def _check_scheme(scheme: str, rest: str) -> None:
    host, _, path = rest.partition("/")
    match scheme:
        case "file":
            if host or not path:
                raise _invalid("A file URL names an absolute path: file:///srv/git/flows.git.")
        case "https" | "ssh":
            user, _, name = host.rpartition("@")
            if not _HOST.fullmatch(name) or (user and not _USER.fullmatch(user)):
                raise _RefusedError(
                    "Invalid module source",
                    "What stands behind the :// in the source of this module cannot be the name of a host.",
                    "The form is git::https://HOST/REPOSITORY.git//SUBFOLDER?ref=TAG.",
                    secret=True,  # it may be a password with a slash in it
                )
            if not path:
                raise _invalid("It names a host, but no repository there.")
        case _:
            raise _RefusedError(
                "Unsupported protocol",
                f'The source "{{source}}" would be fetched over "{scheme}". Only https, ssh and file are: they tell '
                "who answers, and run nothing.",
                "Use git::https://... or git::ssh://...",
            )


def _subfolder(text: str) -> str:
    parts = [part for part in text.split("/") if part not in {"", "."}]
    if ".." in parts or ".git" in parts:
        raise _invalid(f'Its subfolder "{text}" leaves the files of the repository.')
    return "/".join(parts)


def _ref(query: str) -> str:
    pairs = [pair.partition("=") for pair in query.split("&")]
    unknown = next((name for name, _, _ in pairs if name != "ref"), None)
    if unknown is not None:
        other = f'"{unknown}"' if _PARAMETER.fullmatch(unknown) else "another"
        detail = f'The source of a module takes one parameter, "ref"; this one has {other}.'
        hint = _PARAMETERS.get(unknown) or did_you_mean(unknown, ["ref"]) or "Remove it."
        raise _RefusedError("Unsupported parameter in a module source", detail, hint)
    if len(pairs) > 1:
        raise _invalid("It has more than one ref.")
    return _checked_ref(unquote(pairs[0][2]))


def _checked_ref(ref: str) -> str:
    if not ref:
        raise _invalid("Its ref is empty.", "Remove ?ref= to follow the default branch, or name a tag.")
    if _BAD_REF.search(ref):
        raise _invalid("Its ref cannot be the name of a tag or a branch, nor a commit.")
    return ref


def _invalid(reason: str, hint: str = "") -> _RefusedError:
    form = "The form is git::https://HOST/REPOSITORY.git//SUBFOLDER?ref=TAG."
    return _RefusedError("Invalid module source", f'"{{source}}" is no source. {reason}', hint or form)


# What is neither


def _unsupported(text: str) -> _RefusedError:
    """The refusal of a source of another tool's kind, or a slip, with what to write instead."""
    _check_no_secret(text.rpartition("::")[2])
    return _RefusedError(
        "Unsupported module source",
        'The source "{source}" names neither a local folder nor a git repository.',
        _advice(text),
    )


def _advice(text: str) -> str:
    scheme, forced = _SCHEME.match(text), _FORCED.match(text)
    if not text.strip():
        return "Write ./FOLDER or git::https://..."
    if text in {".", ".."}:
        return f'Write "{text}/": the slash makes it a folder.'
    if forced or _ARCHIVE.search(text):
        return "Archives and other stores are not read. Put the module into a git repository and write git::https://..."
    if scheme and scheme[1].lower() in {"https", "ssh", "file"}:
        return "If it is a git repository, put git:: before it."
    if scheme:
        return "Use git::https://... or git::ssh://..."
    return _advice_on_path(text)


def _advice_on_path(text: str) -> str:
    if text.startswith(("/", "~")):
        return "A local folder is named from the calling module's folder on: ./FOLDER or ../FOLDER. For a repository on this machine, write git:: and its absolute path."
    if _SHORT_SSH.fullmatch(text):
        return "If it is a git repository, put git:: before it."
    if _CODE_HOST.match(text):
        return "Write git::https:// before it, and .git behind the repository's name."
    return 'There is no registry of modules. For a local folder write "./" before it; for a repository git::https://...'
