"""Problems as values, and the one exception tree.

A problem that a person can mend is a `Diagnostic`: what is wrong, where, why if that is not obvious, and how to mend
it. Functions that can find several problems return or collect several; they raise only when they cannot go on, and
then with everything found so far.

    IvrplanError                    the root: carries diagnostics
    ├── ConfigurationError          the files do not say something that can be planned
    ├── EvaluationError             an expression has no value
    ├── StateError                  the state cannot be read or written
    │   ├── StateLockedError        somebody else works on it
    │   └── StateConflictError      it moved since it was read
    ├── PlanError                   a plan cannot be made, or may not be applied
    │   └── StalePlanError          the world moved since the plan was made
    └── ProviderError               a vendor did not do what was asked
        ├── AuthenticationError     the credentials were refused (401)
        ├── PermissionDeniedError   a scope is missing (403)
        ├── NotFoundError           the object is gone (404)
        ├── ConflictError           somebody else changed it, or it exists already (409, 412)
        ├── RejectedError           the payload was refused (400, 422)
        ├── RateLimitedError        still too many requests after the last retry (429)
        ├── UnavailableError        no usable answer after the last retry (5xx, connection, time-out)
        │   └── UnreachedError      nothing was sent: no connection, or no token
        ├── UnsettledError          something was sent, and what came of it cannot be told
        └── ProtocolError           the answer is not what the contract promises (HTML, truncated, wrong shape)
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class Severity(StrEnum):
    """How bad a problem is: an error stops the work, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class SourceRange(NamedTuple):
    """A stretch of one source file. Lines and columns count characters from 1; the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem.

    Attributes:
        severity: whether the work can go on.
        summary: a short fixed sentence part that names the kind of problem and holds no user data.
        detail: whole sentences: what is wrong with which object, why if not obvious.
        hint: how to mend it, or a did-you-mean question; empty where the detail says it all.
        range: where in the sources, if it has a place there.
        code: the stable id of the rule or check that found it, if one did.
        address: the text form of the address of the object that it is about.
        related: further places with a short remark each.
    """

    severity: Severity
    summary: str
    detail: str = ""
    hint: str = ""
    range: SourceRange | None = None
    code: str = ""
    address: str = ""
    related: tuple[tuple[SourceRange, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The diagnostic as plain data, in the shape of Terraform's machine-readable diagnostics."""
        document: dict[str, Any] = {"severity": self.severity.value, "summary": self.summary}
        optional = {"detail": self.detail, "hint": self.hint, "code": self.code, "address": self.address}
        document |= {name: value for name, value in optional.items() if value}
        if self.range is not None:
            document["range"] = range_to_json(self.range)
        if self.related:
            document["related"] = [
                {"range": range_to_json(place), "message": text} for place, text in self.related
            ]
        return document


def range_to_json(place: SourceRange) -> dict[str, Any]:
    """A source range in the shape of Terraform's machine-readable diagnostics."""
    return {
        "filename": place.file,
        "start": {"line": place.line, "column": place.column},
        "end": {"line": place.end_line, "column": place.end_column},
    }


def error(
    summary: str,
    detail: str = "",
    *,
    hint: str = "",
    range: SourceRange | None = None,  # noqa: A002 - the field's own name reads best at the call
    address: str = "",
    code: str = "",
) -> Diagnostic:
    """A diagnostic of severity error."""
    return Diagnostic(Severity.ERROR, summary, detail, hint, range, code, address)


def warning(
    summary: str,
    detail: str = "",
    *,
    hint: str = "",
    range: SourceRange | None = None,  # noqa: A002 - as above
    address: str = "",
    code: str = "",
) -> Diagnostic:
    """A diagnostic of severity warning."""
    return Diagnostic(Severity.WARNING, summary, detail, hint, range, code, address)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of the diagnostics stops the work."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question with the known word nearest to `word`, or an empty string when none is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'Did you mean "{near[0]}"?' if near else ""


class IvrplanError(Exception):
    """The root of everything that ivrplan raises on purpose.

    Args:
        diagnostics: one or more problems, the cause first.
    """

    def __init__(self, *diagnostics: Diagnostic) -> None:
        if not diagnostics:
            msg = "an error needs at least one diagnostic"
            raise ValueError(msg)
        super().__init__(
            "; ".join(f"{d.summary}: {d.detail}" if d.detail else d.summary for d in diagnostics)
        )
        self.diagnostics = diagnostics


class ConfigurationError(IvrplanError):
    """The files do not say something that can be planned."""


class EvaluationError(IvrplanError):
    """An expression has no value."""


class StateError(IvrplanError):
    """The state cannot be read or written."""


class StateLockedError(StateError):
    """Somebody else works on the state."""


class StateConflictError(StateError):
    """The state moved since it was read."""


class PlanError(IvrplanError):
    """A plan cannot be made, or may not be applied."""


class StalePlanError(PlanError):
    """The world moved since the plan was made."""


@dataclass(frozen=True, slots=True)
class VendorProblem:
    """One complaint in a vendor's error answer.

    Attributes:
        message: the vendor's own words.
        node: the vendor's id of the node that it names, if it names one.
        property: the name of the property that it names, if it names one.
    """

    message: str
    node: str = ""
    property: str = ""


@dataclass(frozen=True, slots=True)
class VendorAnswer:
    """The facts of a failed vendor call that people and retries need.

    Attributes:
        vendor: the vendor's name as people know it.
        operation: what was being done ("update flow nodes").
        status: the HTTP status; 0 when there was no answer.
        message: the vendor's main message, redacted.
        problems: the single complaints in the answer.
        correlation_id: the id under which the vendor's support finds the call.
        scopes: the scopes that the operation needs (for a 403).
    """

    vendor: str
    operation: str
    status: int = 0
    message: str = ""
    problems: tuple[VendorProblem, ...] = ()
    correlation_id: str = ""
    scopes: tuple[str, ...] = ()


class ProviderError(IvrplanError):
    """A vendor did not do what was asked.

    Args:
        diagnostics: what to show.
        answer: the facts of the failed call.
    """

    def __init__(self, *diagnostics: Diagnostic, answer: VendorAnswer) -> None:
        super().__init__(*diagnostics)
        self.answer = answer


class AuthenticationError(ProviderError):
    """The credentials were refused (401 twice, or a refused token request)."""


class PermissionDeniedError(ProviderError):
    """A scope is missing (403)."""


class NotFoundError(ProviderError):
    """The object is gone (404)."""


class ConflictError(ProviderError):
    """Somebody else changed the object, or it exists already (409, 412)."""


class RejectedError(ProviderError):
    """The payload was refused (400, 422)."""


class RateLimitedError(ProviderError):
    """Still too many requests after the last retry (429)."""


class UnavailableError(ProviderError):
    """No usable answer after the last retry: 5xx, no connection, or a time-out."""


class UnreachedError(UnavailableError):
    """No try left this machine, for want of a connection: nothing has happened at the vendor."""


class UnsettledError(ProviderError):
    """The vendor was asked to do something, and what came of it cannot be told: it refuses to be asked."""


class ProtocolError(ProviderError):
    """The answer is not what the contract promises: HTML, a truncated document, a wrong shape."""


@dataclass(slots=True)
class Problems:
    """Collects diagnostics on the way through a piece of work that can find several."""

    items: list[Diagnostic] = field(default_factory=list)

    def add(self, *diagnostics: Diagnostic) -> None:
        """Keep the diagnostics, in order."""
        self.items.extend(diagnostics)

    def catch(self, failure: IvrplanError) -> None:
        """Keep what an exception carries."""
        self.items.extend(failure.diagnostics)

    @property
    def failed(self) -> bool:
        """Whether an error is among them."""
        return has_errors(self.items)

    def raise_if_failed(self, kind: type[IvrplanError] = ConfigurationError) -> None:
        """Raise everything collected, as `kind`, when an error is among it."""
        if self.failed:
            raise kind(*self.items)
