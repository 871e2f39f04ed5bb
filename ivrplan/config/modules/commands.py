"""Running git: nobody is asked anything, nothing of the repository is run, and every failure has words.

The user's own configuration of git counts (proxies, certificates, credential helpers, `insteadOf`): it is how a company
says who may fetch from where. What a calling git hook leaves in the environment does not.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from ivrplan.diagnostics import ConfigurationError, Diagnostic, SourceRange, error

_OPTIONS: Final = (
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.askPass=",
    "-c", "credential.interactive=false",
    "-c", "protocol.ext.allow=never",
    "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
)  # fmt: skip
_OF_A_REPOSITORY: Final = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_QUARANTINE_PATH", "GIT_SHALLOW_FILE", "GIT_TEMPLATE_DIR",
    "GIT_EXTERNAL_DIFF", "GIT_PROXY_COMMAND", "GIT_TRACE", "GIT_TRACE_CURL", "GIT_TRACE_PACKET", "SSH_ASKPASS",
)  # fmt: skip
_FIXED: Final[Mapping[str, str]] = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "https:ssh:file",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "GCM_INTERACTIVE": "never",
    "LC_ALL": "C",
    "LANGUAGE": "C",
}
_USERINFO: Final = re.compile(r"(\w+://)[^\s/@]*(?:[^\s@']*)@")
_PARAMETERS: Final = re.compile(r"(\?\w[^\s'\"]*)")
_REFUSED: Final = re.compile(
    r"Authentication failed|could not read (?:Username|Password)|terminal prompts disabled|Permission denied \("
    r"|Access denied|error: 40[13]|Invalid username or",
    re.IGNORECASE,
)
_UNKNOWN_HOST: Final = re.compile(r"Host key verification failed")
_NOISE: Final = re.compile(r"^(?:remote: *|hint: .*|Please make sure .*|and the repository exists\.)$")
_QUOTE: Final = 300


@dataclass(frozen=True, slots=True)
class Errand:
    """What git is run for.

    Attributes:
        source: the source, as messages name it.
        url: the repository.
        where: the place of the source in the configuration.
    """

    source: str
    url: str
    where: SourceRange | None = None

    def problem(self, summary: str, detail: str, hint: str = "") -> Diagnostic:
        """A diagnostic that points at the source."""
        return error(summary, detail, hint=hint, range=self.where)

    def failure(self, summary: str, detail: str, hint: str = "") -> ConfigurationError:
        """The same, to be raised."""
        return ConfigurationError(self.problem(summary, detail, hint))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run of git came to. `output` is empty where it went into a file."""

    status: int
    output: bytes
    complaint: str


def run(
    errand: Errand,
    arguments: Sequence[str],
    *,
    seconds: float,
    stdin: bytes = b"",
    stdout: IO[bytes] | None = None,
) -> Answer:
    """Run git.

    Args:
        errand: what for.
        arguments: the command and what it gets; none of it is seen by a shell.
        seconds: how long it may take.
        stdin: what it reads.
        stdout: the file that it writes to; None to have it in the answer.

    Raises:
        ConfigurationError: there is no git, or it took too long.
    """
    try:
        # In a session of its own, git and ssh find no terminal to ask on, and all of it can be ended at once.
        process = subprocess.Popen(  # noqa: S603 - no shell; every argument that is not ours stands behind `--` or was checked
            ["git", *_OPTIONS, *arguments],  # noqa: S607 - the machine's git is whichever the PATH finds
            stdin=subprocess.PIPE,
            stdout=stdout or subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(os.environ),
            cwd=Path("/"),
            start_new_session=True,
        )
    except OSError as failure:
        raise _not_installed(errand, failure) from failure
    try:
        output, complaint = process.communicate(stdin, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise _too_slow(errand, seconds) from None
    finally:
        _end(process)
    return Answer(process.returncode, output or b"", complaint.decode("utf-8", "replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git and everything that it started, if it has not ended by itself."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in given.items() if name not in _OF_A_REPOSITORY}
    quiet_ssh = (
        {} if {"GIT_SSH", "GIT_SSH_COMMAND"} & kept.keys() else {"GIT_SSH_COMMAND": "ssh -oBatchMode=yes"}
    )
    return {**kept, **quiet_ssh, **_FIXED}


def failed(errand: Errand, answer: Answer) -> ConfigurationError:
    """The words for a run of git that could not get something from a repository."""
    said = quoted(answer.complaint)
    if _REFUSED.search(answer.complaint):
        return errand.failure(
            "Repository access refused",
            f'"{errand.url}" does not let git in, or is not there at all. {said}',
            "Let git find credentials without asking: a credential helper, ~/.netrc, or an ssh key in an agent. "
            f"Try: git ls-remote {errand.url}",
        )
    hint = f"Try: git ls-remote {errand.url}"
    if _UNKNOWN_HOST.search(answer.complaint):
        hint = "Connect to that host once with ssh and check its key, or add the key to ~/.ssh/known_hosts."
    return errand.failure("Repository not reachable", f'git cannot read "{errand.url}". {said}', hint)


def quoted(complaint: str) -> str:
    """What git said, shortly and without secrets: user names, passwords and parameters of URLs are taken out."""
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    said = " ".join(line for line in lines if not _NOISE.match(line))
    clean = _PARAMETERS.sub("?...", _USERINFO.sub(r"\1...@", said))
    if not clean:
        return "It gave no reason."
    return f"git says: {clean[:_QUOTE].rstrip()}{'...' if len(clean) > _QUOTE else ''}"


def _not_installed(errand: Errand, failure: OSError) -> ConfigurationError:
    reason = (
        "there is no git on this machine"
        if isinstance(failure, FileNotFoundError)
        else f"git cannot be run: {failure.strerror}"
    )
    return errand.failure(
        "Git not available",
        f'The module "{errand.source}" comes from a git repository, but {reason}.',
        "Install git, and see that it is on the PATH.",
    )


def _too_slow(errand: Errand, seconds: float) -> ConfigurationError:
    return errand.failure(
        "Repository not reachable",
        f'git took longer than {seconds:.0f} seconds to read "{errand.url}", and was ended.',
        f"Try: git ls-remote {errand.url}",
    )
