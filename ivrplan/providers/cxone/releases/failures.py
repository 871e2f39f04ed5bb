"""What to tell people when a release of a CXone flow cannot go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ivrplan.diagnostics import (
    ConflictError,
    Diagnostic,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RejectedError,
    VendorAnswer,
    error,
)
from ivrplan.providers.contract import Step, Work
from ivrplan.providers.cxone.releases.api import PENDING, PUBLISH, READ, SIMULATE, Entry, Version

VENDOR: Final = "NICE CXone"


def in_the_way(work: Work, entries: Sequence[Entry], conflict: ConflictError) -> ConflictError:
    """No further version can be registered: those that are active or pending take all places."""
    taken = [entry for entry in entries if entry.is_open]
    if not any(entry.status == PENDING for entry in taken):
        return conflict
    diagnostic = error(
        "Other versions are in the way",
        f"{VENDOR} keeps few versions of a flow that are active or pending (vendor contract S2: 2), and these take the "
        f"places: {'; '.join(map(str, taken))}.",
        hint="Withdraw or publish the pending one at the vendor; no endpoint withdraws it for you. The same version, "
        "applied again, is taken up instead of registered anew.",
        address=work.address,
    )
    return ConflictError(diagnostic, answer=conflict.answer)


def gate_closed(work: Work, version: str, previous: str, problems: Sequence[Diagnostic]) -> RejectedError:
    """Simulated calls went wrong: nothing is published."""
    live = (
        f"Callers still get version {previous}." if previous else "Callers get no version of this flow yet."
    )
    verdict = error(
        "Release stopped",
        f"{work.address} was not published, because {len(problems)} of its tests failed at {VENDOR}. {live} Version "
        f"{version} stays pending there.",
        hint="Mend the flow or the test, and apply again. An unchanged version is taken up; a changed one needs a place "
        "of its own, so withdraw the pending one at the vendor if another is active.",
        address=work.address,
    )
    return RejectedError(*problems, verdict, answer=VendorAnswer(VENDOR, SIMULATE.name))


def wrong_release(work: Work, version: str, found: Version | None) -> ProtocolError:
    """The vendor says that it published, but callers do not get what was released."""
    how = "is gone" if found is None else f"is {found.entry.status}, or holds something else than was sent"
    diagnostic = error(
        "Callers do not get what was released",
        f"{VENDOR} published version {version} of {work.address}, but the version {how}.",
        hint="Look at the flow's versions at the vendor, and plan again.",
        address=work.address,
    )
    return ProtocolError(diagnostic, answer=VendorAnswer(VENDOR, PUBLISH.name))


def restored(failure: ProviderError, version: str) -> RejectedError:
    """The version before is live again."""
    again = error(
        "Version before is live again",
        f'Its content was registered anew and published as version {version} (on_failure = "rollback").',
    )
    return RejectedError(*failure.diagnostics, again, answer=failure.answer)


def nothing_to_restore(work: Work, version: str) -> NotFoundError:
    """The version that callers should get again is gone."""
    diagnostic = error(
        "Version is gone",
        f"{VENDOR} does not have version {version} of {work.address} any more, so it cannot be put back.",
        address=work.address,
    )
    return NotFoundError(diagnostic, answer=VendorAnswer(VENDOR, READ.name, 404))


def moved(work: Work, before: str, live: Entry | None) -> ConflictError:
    """Callers do not get any more what they got when a rollback was planned."""
    now = "no version" if live is None else f"version {live}"
    diagnostic = error(
        "Another version is live",
        f"When the rollback of {work.address} was planned, callers got version {before}. Now they get {now}. Nothing more "
        "was done.",
        hint="Look at `ivrplan versions`, and roll back again if that is still what you want.",
        address=work.address,
    )
    return ConflictError(diagnostic, answer=VendorAnswer(VENDOR, PUBLISH.name))


def no_such_step(step: Step, work: Work) -> RejectedError:
    """A step that this resource type never asks for."""
    detail = f'A cxone_ivr_flow has no step "{step.kind.value}" in what is to be done with it.'
    return RejectedError(
        error("No such step", detail, address=work.address),
        answer=VendorAnswer(VENDOR, step.kind.value),
    )
