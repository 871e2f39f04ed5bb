"""What can go wrong with a change to a `genesys_flow`, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ivrplan.diagnostics import (
    ConflictError,
    NotFoundError,
    ProviderError,
    RejectedError,
    UnavailableError,
    VendorAnswer,
    VendorProblem,
    error,
)
from ivrplan.providers.contract import Step
from ivrplan.providers.genesys.api import (
    CREATE_FLOW,
    PUBLISH_VERSION,
    READ_VERSION,
    TITLE,
    GenesysApi,
    VersionReply,
)
from ivrplan.providers.genesys.convert import node_names
from ivrplan.providers.genesys.doing import Doing

_TOKEN = re.compile(r"[\w-]+")


def moved(doing: Doing, what: str, operation: str, found: str) -> ProviderError:
    """The error for a flow whose newest version is not the one that the change builds on.

    Args:
        doing: the change.
        what: what shall be done, as a verb ("delete it").
        operation: the name of the operation.
        found: the newest version; empty where there is none.
    """
    expected = f"version {doing.work.version}" if doing.work.version else "no version"
    now = f"version {found}" if found else "no version"
    return ConflictError(
        error(
            "The flow was changed by somebody else",
            f"To {what}, flow {doing.flow} at {TITLE} should still have {expected} as its newest, "
            f"but it has {now}.",
            hint="Run plan again to see what was changed, then decide whose change stays.",
            address=doing.work.address,
        ),
        answer=VendorAnswer(TITLE, operation),
    )


def replaced(doing: Doing, before: str, now: str | None) -> ProviderError:
    """The error for a rollback of which callers do not get any more what they got when it was planned.

    Args:
        doing: the rollback.
        before: the version that callers got then.
        now: the version that they get now; None for none.
    """
    live = "no version" if now is None else f"version {now}"
    return ConflictError(
        error(
            "Another version is live",
            f"When the rollback of flow {doing.flow} at {TITLE} was planned, callers got version {before}. Now they get "
            f"{live}. Nothing was done.",
            hint="Look at `ivrplan versions`, and roll back again if that is still what you want.",
            address=doing.work.address,
        ),
        answer=VendorAnswer(TITLE, PUBLISH_VERSION.name),
    )


def gone(doing: Doing) -> ProviderError:
    """The error for a flow that somebody has deleted."""
    return NotFoundError(
        error(
            "Object vanished",
            f"{TITLE} does not have flow {doing.flow} any more.",
            address=doing.work.address,
        ),
        answer=VendorAnswer(TITLE, PUBLISH_VERSION.name, 404),
    )


def rejected(doing: Doing, version: VersionReply) -> ProviderError:
    """The error for a version that failed its validation, with one diagnostic a finding."""
    findings = version.validation.errors if version.validation is not None else None
    names = node_names(doing.work.target) if doing.work.target else {}
    problems = tuple(_problem(item.message, names) for item in findings or ())
    shown = problems or (VendorProblem("The vendor gives no reason."),)
    diagnostics = (
        error(
            "The vendor's validation failed",
            f"{TITLE} did not accept version {version.id} of flow {doing.flow}: "
            + (f'node "{problem.node}": ' if problem.node else "")
            + problem.message,
            hint="Callers still get the version that was published before. Mend the flow and apply again.",
            address=doing.work.address,
        )
        for problem in shown
    )
    answer = VendorAnswer(TITLE, READ_VERSION.name, message=shown[0].message, problems=problems)
    return _redacted(doing.api, RejectedError(*diagnostics, answer=answer))


def _problem(message: str, names: Mapping[str, str]) -> VendorProblem:
    """The finding with the names that people gave to nodes instead of the vendor's ids."""
    named = [word for word in _TOKEN.findall(message) if word in names]
    text = _TOKEN.sub(lambda found: names.get(found[0], found[0]), message)
    return VendorProblem(text, names[named[0]] if named else "")


def _redacted(api: GenesysApi, failure: ProviderError) -> ProviderError:
    redact = api.client.redact
    diagnostics = (replace(item, detail=redact(item.detail)) for item in failure.diagnostics)
    problems = tuple(replace(item, message=redact(item.message)) for item in failure.answer.problems)
    answer = replace(failure.answer, message=redact(failure.answer.message), problems=problems)
    return type(failure)(*diagnostics, answer=answer)


def still_validating(doing: Doing, status: str) -> ProviderError:
    """The error for a validation that was not waited out."""
    tries = doing.patience.validation.tries
    return UnavailableError(
        error(
            "The vendor's validation takes too long",
            f"Version {doing.version} of flow {doing.flow} at {TITLE} was looked at {tries} times, and its "
            f'validation is still "{status or "unknown"}".',
            hint="Run apply again: it goes on waiting where this run stopped. "
            "validation { max_tries } in the provider block sets how long.",
            address=doing.work.address,
        ),
        answer=VendorAnswer(TITLE, READ_VERSION.name),
    )


def still_publishing(doing: Doing) -> ProviderError:
    """The error for a publish that was not waited out."""
    return UnavailableError(
        error(
            "The vendor's publishing takes too long",
            f"{TITLE} took the order to publish version {doing.version} of flow {doing.flow}, but after "
            f"{doing.patience.publishing.tries} looks it is not what callers get.",
            hint="Run apply again: it looks first whether the version has been published in the meantime.",
            address=doing.work.address,
        ),
        answer=VendorAnswer(TITLE, PUBLISH_VERSION.name),
    )


def hinted(failure: ProviderError, hint: str) -> ProviderError:
    """The same error with another hint."""
    diagnostics = (replace(item, hint=hint) for item in failure.diagnostics)
    return type(failure)(*diagnostics, answer=failure.answer)


def no_such_step(step: Step) -> ProviderError:
    """The error for a step that this resource type never asks for."""
    msg = f"A genesys_flow has no step {step.kind.value!r}."
    return RejectedError(error("No such step", msg), answer=VendorAnswer(TITLE, CREATE_FLOW.name))
