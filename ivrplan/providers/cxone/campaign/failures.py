"""What can go wrong with a change of a campaign flow, in words. Everything that is shown is free of secrets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from ivrplan.diagnostics import (
    ConflictError,
    ProtocolError,
    ProviderError,
    RejectedError,
    UnavailableError,
    VendorAnswer,
    VendorProblem,
    error,
)
from ivrplan.flow.depth import longest_path
from ivrplan.flow.graph import CallGraph
from ivrplan.language.plain import Document
from ivrplan.providers.contract import Step, Work
from ivrplan.providers.cxone.campaign.api import READ, READ_JOB, UPDATE, CampaignApi, CampaignFlow, Job
from ivrplan.providers.cxone.campaign.convert import to_flow
from ivrplan.providers.cxone.campaign.wire import differences

_SHOWN: Final = 8
_TIMED_OUT: Final = frozenset({502, 504})
"""Statuses that can mean that the flow is too deep (S1)."""

_PLAN_AGAIN: Final = "Run plan again to see what is there now, then apply."
_TELL_VENDOR: Final = (
    "Look at the flow at the vendor, run plan again, and tell the vendor if it happens again."
)


def job_failed(api: CampaignApi, work: Work, job: Job) -> ProviderError:
    """The error for a job that failed, with one diagnostic for each error that the vendor names."""
    nodes = work.target.get("nodes", {})
    problems = tuple(_problem(text, nodes) for text in job.errors or ())
    shown = problems or (VendorProblem(job.message or "The vendor gives no reason."),)
    title = _title(api)
    diagnostics = (
        error(
            "The vendor's job failed",
            api.http.redact(
                f"{title} did not {_verb(work)} the campaign flow (job {job.id}): {_told(problem)}"
            ),
            hint="Nothing was changed. Mend the flow and apply again.",
            address=work.address,
        )
        for problem in shown
    )
    redacted = tuple(
        VendorProblem(api.http.redact(problem.message), problem.node, problem.property)
        for problem in problems
    )
    message = api.http.redact(job.message or "")
    return RejectedError(
        *diagnostics, answer=VendorAnswer(title, READ_JOB.name, message=message, problems=redacted)
    )


def still_running(api: CampaignApi, work: Work, job: Job, tries: int) -> ProviderError:
    """The error for a job that was not waited out."""
    return UnavailableError(
        error(
            "The vendor's job takes too long",
            f"Job {job.id} at {_title(api)}, which shall {_verb(work)} the campaign flow, was looked at {tries} times, "
            f'and is still "{job.status}".',
            hint="Run the command again: it goes on waiting where this run stopped. "
            "jobs { max_tries } in the provider block sets how long.",
            address=work.address,
        ),
        answer=VendorAnswer(_title(api), READ_JOB.name),
    )


def perhaps_too_deep(api: CampaignApi, work: Work, failure: UnavailableError) -> UnavailableError:
    """The failure, with what else it can mean: the vendor times out on flows that are too deep."""
    flow = to_flow(work.target) if failure.answer.status in _TIMED_OUT else None
    way = None if flow is None else longest_path(CallGraph(flow))
    if way is None:
        return failure
    first = failure.diagnostics[0]
    diagnostic = error(
        first.summary,
        f"{first.detail} {_title(api)} also answers this to a flow that is too deep; this one is {len(way)} steps deep.",
        hint="If the vendor works for other flows, make the longest way through this one shorter, and set "
        "limits { max_campaign_depth } in the cxone provider block to what your tenant takes.",
        address=first.address,
    )
    return UnavailableError(diagnostic, answer=failure.answer)


def moved(api: CampaignApi, work: Work, now: CampaignFlow) -> ConflictError:
    """The error for a flow that is not at the version any more that the change builds on."""
    detail = (
        f"{_title(api)} has version {now.version} of campaign flow {now.id}, but the plan builds on version "
        f"{work.version}."
    )
    if work.live is not None:
        changed = differences(work.live, now.document)
        detail += f" Since then {_listed(changed)}." if changed else " What we manage in it is the same."
    return ConflictError(
        error(
            "The flow was changed at the vendor",
            api.http.redact(detail),
            hint=_PLAN_AGAIN,
            address=work.address,
        ),
        answer=VendorAnswer(_title(api), UPDATE.name, 412),
    )


def exists(work: Work, failure: ConflictError, flow_id: str) -> ConflictError:
    """The error for a name that is taken."""
    diagnostic = error(
        "The vendor has such an object already",
        f"{failure.diagnostics[0].detail} The campaign flow of this name has the id {flow_id}.",
        hint="It is not taken over, so that nobody's flow is overwritten. Give the resource another name, import that "
        "flow, or delete it at the vendor if nobody needs it.",
        address=work.address,
    )
    return ConflictError(diagnostic, answer=failure.answer)


def vanished(api: CampaignApi, work: Work, flow_id: str) -> ProviderError:
    """The error for a flow that was written, but is not there."""
    detail = f"{_title(api)} says that it did {_verb(work)} campaign flow {flow_id}, but does not have it."
    return ProtocolError(
        error("The vendor lost the object", detail, hint=_TELL_VENDOR, address=work.address),
        answer=VendorAnswer(_title(api), READ.name),
    )


def written_otherwise(flow: CampaignFlow, problems: Sequence[str]) -> ProviderError:
    """The error for a flow that the vendor keeps otherwise than it was sent."""
    detail = f"Campaign flow {flow.id} is kept otherwise than it was sent: {_listed(problems)}."
    return flow.answer.context.fail(ProtocolError, detail, hint=_TELL_VENDOR)


def no_such_step(api: CampaignApi, step: Step, work: Work) -> RejectedError:
    """The error for a step that campaign flows do not have."""
    detail = f'A cxone_campaign_flow has no step "{step.kind.value}".'
    return RejectedError(
        error("No such step", detail, address=work.address), answer=VendorAnswer(_title(api), step.kind.value)
    )


def node_of(message: str, nodes: Collection[str]) -> str:
    """The node that a message names; empty where it names none, or cannot be told from an ordinary word.

    A name that follows the word node or stands in quotes is meant; a bare one only if no other is there.
    """
    told = _named(message, nodes, r"\bnode\s+[\"'`]?{}(?![\w-])") or _named(message, nodes, r"[\"'`]{}[\"'`]")
    if told:
        return max(told, key=len)
    bare = _named(message, nodes, r"(?<![\w-]){}(?![\w-])")
    return bare[0] if len(bare) == 1 else ""


def _named(message: str, nodes: Iterable[str], pattern: str) -> list[str]:
    return [node for node in nodes if re.search(pattern.format(re.escape(node)), message, re.IGNORECASE)]


def _problem(text: str, nodes: Mapping[str, Any] | Document) -> VendorProblem:
    return VendorProblem(text, node_of(text, list(nodes)))


def _told(problem: VendorProblem) -> str:
    return problem.message if problem.message.endswith((".", "!", "?")) else f"{problem.message}."


def _verb(work: Work) -> str:
    return work.action.value


def _title(api: CampaignApi) -> str:
    return api.http.profile.title


def _listed(parts: Sequence[str]) -> str:
    shown = parts[:_SHOWN]
    more = len(parts) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")
