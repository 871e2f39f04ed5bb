"""What is wrong in a root folder, unsaved changes included: what `validate` and `lint` say, without being asked for values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ivrplan.config.build import load
from ivrplan.config.configuration import Configuration
from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import Diagnostic, IvrplanError, Severity
from ivrplan.language.values import UNKNOWN, Value
from ivrplan.plan.rules import review
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


def check_folder(request: LoadRequest, providers: Mapping[str, Provider]) -> Checked:
    """Check a folder. No vendor is asked, no state is read.

    Args:
        request: which folder, with which values and unsaved texts. What is assumed of a variable is a value that nobody gave.
        providers: all known providers.
    """
    try:
        configuration = load(request, schemas(providers))
        verdict = review(configuration, providers)
    except IvrplanError as failure:
        return Checked(tuple(_softened(problem, request.assumed) for problem in failure.diagnostics))
    return Checked((*configuration.warnings, *verdict.diagnostics), configuration)


def unknown_values(required: Iterable[str]) -> Mapping[str, Value]:
    """What is assumed of variables without a default: an editor is not given any values, so they count as unknown."""
    return dict.fromkeys(required, UNKNOWN)


def _softened(problem: Diagnostic, required: Collection[str]) -> Diagnostic:
    """A problem that may only be there because a value is missing here, as a note that says so."""
    if not required or not any(words in problem.detail for words in _UNKNOWN_WORDS):
        return problem
    names = ", ".join(f"var.{name}" for name in sorted(required))
    hint = f"An editor gives no values to variables ({names}); a file *.auto.ivrvars can. {problem.hint}"
    return replace(problem, severity=Severity.NOTE, hint=hint.strip())
