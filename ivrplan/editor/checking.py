"""What is wrong in a root folder, unsaved changes included: what `validate` says, without being asked for values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ivrplan.config.build import load
from ivrplan.config.configuration import Configuration
from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import Diagnostic, IvrplanError, Severity
from ivrplan.language.values import UNKNOWN
from ivrplan.plan.rules import check
from ivrplan.providers.contract import Provider
from ivrplan.workflow.project import schemas

_UNKNOWN_WORDS: Final = ("known only after apply", "not known before a vendor is asked")


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check.

    Attributes:
        diagnostics: what is wrong, with places in the texts that were checked.
        configuration: what the folder says; None when it cannot be loaded.
    """

    diagnostics: tuple[Diagnostic, ...]
    configuration: Configuration | None = None


def check_folder(
    root: Path,
    overlay: Mapping[Path, str],
    providers: Mapping[str, Provider],
    *,
    environment: Mapping[str, str],
    required: Collection[str] = (),
) -> Checked:
    """Check a folder. No vendor is asked, no state is read.

    Args:
        root: the folder.
        overlay: unsaved texts by path.
        providers: all known providers.
        environment: the process's environment.
        required: variables without a default. Where nobody gives a value, it counts as unknown: an editor is not given any.
    """
    assumed = dict.fromkeys(required, UNKNOWN)
    request = LoadRequest(root, environment=environment, overlay=overlay, assumed=assumed)
    try:
        configuration = load(request, schemas(providers))
        verdict = check(configuration, providers)
    except IvrplanError as failure:
        return Checked(tuple(_softened(problem, required) for problem in failure.diagnostics))
    return Checked((*configuration.warnings, *verdict.diagnostics), configuration)


def _softened(problem: Diagnostic, required: Collection[str]) -> Diagnostic:
    """A problem that may only be there because a value is missing here, as a note that says so."""
    if not required or not any(words in problem.detail for words in _UNKNOWN_WORDS):
        return problem
    names = ", ".join(f"var.{name}" for name in sorted(required))
    hint = f"An editor gives no values to variables ({names}); a file *.auto.ivrvars can. {problem.hint}"
    return replace(problem, severity=Severity.NOTE, hint=hint.strip())
