"""The steps of a change of a CXone flow, and how to find out after a crash whether one happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ivrplan.diagnostics import (
    ConflictError,
    ProtocolError,
    ProviderError,
    RejectedError,
    VendorAnswer,
    VendorProblem,
    error,
)
from ivrplan.language.values import reveal
from ivrplan.providers.contract import Action, Done, Result, Step, StepKind, Work
from ivrplan.providers.cxone.api import PROFILE, UPDATE_NODES, CxoneApi, FlowNodes
from ivrplan.providers.cxone.properties import wrong_types
from ivrplan.providers.cxone.wire import (
    arrows,
    configuration,
    connection_ids,
    differences,
    moved_nodes,
    registration,
)
from ivrplan.providers.http.answers import Answer
from ivrplan.providers.http.errors import looking_back
from ivrplan.providers.http.poll import Pace, poll
from ivrplan.providers.releasing import released

_FIRST_VERSION: Final = 1
"""S3 registers a flow at version 1 (assumed)."""

_ACCEPTED: Final = Pace(first_seconds=0.2, most_seconds=5.0, tries=20)
"""How often to look whether a configuration that was accepted (202) has been done."""

_SHOWN: Final = 8
_PLAN_AGAIN: Final = "Run plan again to see what is there now, then apply."
_TELL_VENDOR: Final = (
    "Look at the flow at the vendor, run plan again, and tell the vendor if it happens again."
)


async def register(api: CxoneApi, step: Step, work: Work) -> Result:
    """Register the topology (S3), then compare what was registered with what was sent.

    Raises:
        RejectedError: a property has another type than the vendor's: the configuration to come would be wrong.
        ConflictError: a flow of this name exists, or the key was used for another payload.
        ProtocolError: the vendor registered something else.
    """
    _check_types(work)
    try:
        body = registration(work.target, step.key)
        flow_id, version = await api.register(body, step.key, work.address)
    except ConflictError as failure:
        raise await _exists(api, work, failure) from failure
    with looking_back():
        registered = await api.connections(flow_id, work.address)
    if registered is None:
        raise _vanished(work, flow_id)
    sent = frozenset(arrows(work.target))
    problems = [f"{arrow} was not registered" for arrow in sorted(sent - registered.arrows)]
    problems += [f"{arrow} was registered, but not sent" for arrow in sorted(registered.arrows - sent)]
    _accept(registered.answer, f"Flow {flow_id} was registered otherwise than it was sent", problems)
    return Result(flow_id, str(version))


async def configure(api: CxoneApi, work: Work, done: Done) -> Result:
    """Configure the nodes (S0) on top of the version that was read, then check that the vendor has what was sent.

    Raises:
        RejectedError: a property has another type than the vendor's, which the vendor would not say.
        ConflictError: somebody changed the flow since that version.
        ProtocolError: the vendor keeps something else than was sent.
    """
    _check_types(work)
    flow_id, version = _base(work, done)
    try:
        body = configuration(work.target, flow_id, version)
        configured = await api.configure(body, flow_id, version, work.address)
    except ConflictError as failure:
        return await _after_conflict(api, work, done, failure)
    with looking_back():
        flow = configured or await _await_version(api, work, flow_id, version)
    _accept(flow.answer, f"Flow {flow_id} is configured otherwise than it was sent", _problems(flow, work))
    return Result(flow_id, str(flow.version))


async def delete(api: CxoneApi, work: Work) -> Result:
    """Delete the flow, if it is still as it was read.

    Raises:
        ConflictError: somebody changed the flow since then, or a version of it is active.
    """
    try:
        # Who releases a flow by us has seen in the plan that callers get it.
        force = released(work.live)
        await api.delete(work.id, int(work.version), work.address, force=force)
    except ConflictError as failure:
        if failure.answer.status != 412:
            raise
        now = await api.nodes(work.id, work.address)
        if now is not None and str(now.version) == work.version:
            raise
        if now is not None:
            raise _moved(api, work, now, work.version, failure) from failure
    return Result(work.id)


async def find_registered(api: CxoneApi, step: Step, work: Work) -> Result | None:
    """The flow that the registration made: it has the name, and exactly the connections with the ids that would be sent.

    The ids are made of the step's key, so nobody else's flow has them, however alike it is. A flow without a connection
    can only be told by its name.
    """
    listed = await api.find(str(reveal(work.target["name"])))
    found = await api.connections(listed.id, work.address) if listed else None
    if found is None or found.ids != connection_ids(work.target, step.key):
        return None
    # The version that registration leaves: if somebody was faster, the next step must not overwrite it.
    return Result(found.id, str(_FIRST_VERSION))


async def find_configured(api: CxoneApi, work: Work, done: Done) -> Result | None:
    """The flow as it was configured: it moved on and has all that would be sent."""
    flow_id, version = _base(work, done)
    flow = await api.nodes(flow_id, work.address)
    if flow is None or flow.version == version:
        return None
    return Result(flow_id, str(flow.version)) if not _problems(flow, work) else None


async def find_deleted(api: CxoneApi, work: Work) -> Result | None:
    """The flow is gone."""
    return Result(work.id) if await api.nodes(work.id, work.address) is None else None


def _check_types(work: Work) -> None:
    """What was not known when the rules looked at the flow is known now."""
    problems = tuple(
        VendorProblem(f"must be {needed}", key, name)
        for key, node in work.target["nodes"].items()
        for name, needed in wrong_types(node["properties"])
    )
    if problems:
        found = "; ".join(f'"{item.property}" of node "{item.node}" {item.message}' for item in problems)
        diagnostic = error(
            "Wrong type of a vendor's property",
            f"{PROFILE.title} would compile it without a word, so nothing was sent: {found}.",
            hint="Write the value in the type that the property has.",
            address=work.address,
        )
        raise RejectedError(
            diagnostic, answer=VendorAnswer(PROFILE.title, UPDATE_NODES.name, problems=problems)
        )


def _base(work: Work, done: Done) -> tuple[str, int]:
    if work.action is Action.CREATE:
        registered = done[StepKind.REGISTER]
        return registered.id, int(registered.version)
    return work.id, int(work.version)


def _problems(flow: FlowNodes, work: Work) -> tuple[str, ...]:
    target = reveal(work.target)
    assert isinstance(target, Mapping)
    return differences(target, flow.document(target["name"]))


async def _await_version(api: CxoneApi, work: Work, flow_id: str, version: int) -> FlowNodes:
    """Read back what was accepted (202), as soon as it has been done."""

    async def look() -> FlowNodes:
        flow = await api.nodes(flow_id, work.address)
        if flow is None:
            raise _vanished(work, flow_id)
        return flow

    return await poll(
        api.http, _ACCEPTED, look, lambda flow: flow.version != version, reason="update flow nodes"
    )


async def _after_conflict(api: CxoneApi, work: Work, done: Done, failure: ConflictError) -> Result:
    flow_id, version = _base(work, done)
    now = await api.nodes(flow_id, work.address) if failure.answer.status == 412 else None
    if now is None or now.version == version:
        raise failure
    if not _problems(now, work):
        # Our own request, sent again after its answer was lost, or somebody who did the same.
        return Result(flow_id, str(now.version))
    raise _moved(api, work, now, str(version), failure) from failure


def _moved(api: CxoneApi, work: Work, now: FlowNodes, read: str, failure: ConflictError) -> ConflictError:
    detail = f"NICE CXone has version {now.version} of flow {now.id}, but the plan builds on version {read}."
    if work.live is not None:
        changes = moved_nodes(work.live, now.document(work.live["name"]))
        detail += f" Since then {_listed(changes)}." if changes else " Its content is the same."
    else:
        detail += " Somebody changed it right after it was registered."
    diagnostic = error(
        "The flow was changed at the vendor", api.http.redact(detail), hint=_PLAN_AGAIN, address=work.address
    )
    return ConflictError(diagnostic, answer=failure.answer)


async def _exists(api: CxoneApi, work: Work, failure: ConflictError) -> ConflictError:
    found = await api.holder(str(reveal(work.target["name"])))
    if found is None:
        return failure
    diagnostic = error(
        "The vendor has such an object already",
        f"{failure.diagnostics[0].detail} The flow of this name has the id {found}.",
        hint="It is not taken over, so that nobody's flow is overwritten. Give the resource another name, or delete "
        "that flow at the vendor if nobody needs it.",
        address=work.address,
    )
    return ConflictError(diagnostic, answer=failure.answer)


def _vanished(work: Work, flow_id: str) -> ProviderError:
    detail = f"Flow {flow_id} was accepted by NICE CXone, but cannot be read."
    diagnostic = error("The vendor lost the object", detail, hint=_TELL_VENDOR, address=work.address)
    return ProtocolError(diagnostic, answer=VendorAnswer(PROFILE.title, "read back the flow"))


def _accept(answer: Answer, what: str, problems: Sequence[str]) -> None:
    if problems:
        raise answer.context.fail(ProtocolError, f"{what}: {_listed(problems)}.", hint=_TELL_VENDOR)


def _listed(parts: Sequence[str]) -> str:
    shown = parts[:_SHOWN]
    more = len(parts) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")
