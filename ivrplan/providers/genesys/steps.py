"""The steps of a change to a `genesys_flow`, run and found again after a crash."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from hashlib import blake2b
from typing import Any, assert_never

from ivrplan.diagnostics import ConflictError
from ivrplan.language.plain import Document, Masked, same
from ivrplan.language.values import Sensitive, reveal
from ivrplan.providers.contract import Action, Result, Step, StepKind
from ivrplan.providers.genesys.api import CREATE_VERSION, FlowReply, GenesysApi, VersionReply
from ivrplan.providers.genesys.convert import from_wire, to_wire
from ivrplan.providers.genesys.doing import VERSION_ID, Doing
from ivrplan.providers.genesys.failures import (
    hinted,
    moved,
    no_such_step,
    rejected,
    still_publishing,
    still_validating,
)
from ivrplan.providers.http.errors import looking_back
from ivrplan.providers.http.poll import Pace, poll
from ivrplan.providers.http.settle import settle

PASSED, FAILED = "passed", "failed"

_VALIDATION = "validation"
_AFTER_CONFLICT = Pace(first_seconds=0.5, most_seconds=2.0, tries=4)


async def run(doing: Doing, step: Step) -> Result:
    """Do a step.

    Raises:
        ProviderError: the vendor refused, or gave no usable answer.
    """
    match step.kind:
        case StepKind.REGISTER:
            return await _register(doing, step.key)
        case StepKind.CREATE_VERSION:
            return await _create_version(doing)
        case StepKind.AWAIT_VALIDATION:
            return await _await_validation(doing)
        case StepKind.PUBLISH:
            return await publish(doing)
        case StepKind.DELETE:
            return await _delete(doing)
        case StepKind.CONFIGURE | StepKind.SIMULATE | StepKind.CREATE_JOB | StepKind.AWAIT_JOB:
            raise no_such_step(step)
        case _:
            assert_never(step.kind)


async def find(doing: Doing, step: Step) -> Result | None:
    """The result of a step that may have happened; None if it did not. Sends no write.

    Raises:
        ProviderError: the vendor gave no usable answer.
    """
    match step.kind:
        case StepKind.REGISTER:
            return await _find_registered(doing, step.key)
        case StepKind.CREATE_VERSION:
            return await _find_version(doing)
        case StepKind.AWAIT_VALIDATION:
            return await _find_validated(doing)
        case StepKind.PUBLISH:
            return await _find_published(doing)
        case StepKind.DELETE:
            gone = await doing.api.flow(doing.flow, doing.work.address) is None
            return Result(doing.flow) if gone else None
        case StepKind.CONFIGURE | StepKind.SIMULATE | StepKind.CREATE_JOB | StepKind.AWAIT_JOB:
            raise no_such_step(step)
        case _:
            assert_never(step.kind)


def marker(key: str) -> str:
    """What a new flow's description ends with until its first version replaces it: how it is known after a crash."""
    return f"[ivrplan {blake2b(key.encode(), digest_size=8).hexdigest()}]"


async def _register(doing: Doing, key: str) -> Result:
    target, look = doing.work.target, partial(_find_registered, doing, key)
    description = f"{reveal(target['description'])} {marker(key)}".lstrip()
    hidden = isinstance(target["description"], Sensitive)
    body = {
        "name": target["name"],
        "type": target["type"],
        "description": Sensitive(description) if hidden else description,
    }

    async def send() -> Result:
        return Result((await doing.api.create_flow(body, doing.work.address)).id)

    try:
        return await settle(doing.api.client, send, look)
    except ConflictError as conflict:
        ours = await look()
        if ours is not None:
            return ours
        raise hinted(
            conflict,
            "A flow of this name exists already: import it into the configuration, or choose another name.",
        ) from conflict


async def _find_registered(doing: Doing, key: str) -> Result | None:
    name = doing.work.target["name"]
    # After a crash a sensitive name is known as a mask only: then all flows are looked through for the mark.
    wanted = "" if isinstance(name, Masked) else _text(doing.api, name)
    async for flow in doing.api.flows(wanted):
        if marker(key) in (flow.description or "") and wanted in {"", flow.name}:
            return Result(flow.id)
    return None


async def _create_version(doing: Doing) -> Result:
    # A flow that this change has just registered has no version that somebody else could have made.
    if doing.work.action is not Action.CREATE:
        adopted = await _check_newest(doing)
        if adopted is not None:
            return adopted
    body = to_wire(doing.work.target)

    async def send() -> Result:
        return _made(doing, await doing.api.create_version(doing.flow, body, doing.work.address))

    return await settle(doing.api.client, send, partial(_find_version, doing))


async def _check_newest(doing: Doing) -> Result | None:
    """None when the newest version is still the one that was read; our own content in a newer one is adopted."""
    newest = await doing.api.newest_version(doing.flow, doing.work.address)
    found = "" if newest is None else newest.id
    if found == doing.work.version:
        return None
    if newest is not None and await _is_wanted(doing, newest):
        return _made(doing, newest)
    raise moved(doing, "create a version", CREATE_VERSION.name, found)


async def _find_version(doing: Doing) -> Result | None:
    newest = await doing.api.newest_version(doing.flow, doing.work.address)
    if newest is None or newest.id == doing.work.version or not await _is_wanted(doing, newest):
        return None
    return _made(doing, newest)


async def _is_wanted(doing: Doing, version: VersionReply) -> bool:
    content = await doing.api.content(doing.flow, version.id, doing.work.address)
    return covers(from_wire(content, doing.work.target["type"]), doing.work.target)


def covers(live: Document, wanted: Document) -> bool:
    """Whether a version has the wanted content; settings that the vendor adds of its own do not count."""
    exact = all(live[part].keys() == wanted[part].keys() for part in ("nodes", "connections", "variables"))
    ways = exact and all(
        same(live["connections"][id_], wanted["connections"][id_]) for id_ in wanted["connections"]
    )
    return ways and _holds(live, wanted)


def _holds(live: Any, wanted: Any) -> bool:
    if isinstance(live, Mapping) and isinstance(wanted, Mapping):
        return all(name in live and _holds(live[name], part) for name, part in wanted.items())
    return same(live, wanted)


def _made(doing: Doing, version: VersionReply) -> Result:
    data = {VERSION_ID: version.id, _VALIDATION: version.verdict}
    return Result(doing.flow, version.id, data)


async def _await_validation(doing: Doing) -> Result:
    made = doing.done.get(StepKind.CREATE_VERSION)
    if made is not None and made.data.get(_VALIDATION) == PASSED:
        return Result(doing.flow, doing.version)
    return await _validated(doing)


async def _validated(doing: Doing) -> Result:
    version = await poll(
        doing.api.client,
        doing.patience.validation,
        partial(doing.api.validation, doing.flow, doing.version, doing.work.address),
        lambda seen: seen.verdict in {PASSED, FAILED},
        reason=f"validation of version {doing.version}",
    )
    match version.verdict:
        case "passed":
            return Result(doing.flow, doing.version)
        case "failed":
            raise rejected(doing, version)
        case status:
            raise still_validating(doing, status)


async def _find_validated(doing: Doing) -> Result | None:
    version = await doing.api.validation(doing.flow, doing.version, doing.work.address)
    return Result(doing.flow, doing.version) if version.verdict == PASSED else None


async def publish(doing: Doing) -> Result:
    """Publish the version, and wait until callers get it.

    Raises:
        ProviderError: the vendor refused, or gave no usable answer.
    """
    try:
        return await _order(doing)
    except ConflictError:
        # It may be our own publish that is under way: sent by a run that crashed, or by a try without an answer.
        published = await _look(doing, _AFTER_CONFLICT)
        if published is not None:
            return published
    # Or the version was saved by a run that did not wait for its validation, which may have ended meanwhile.
    await _validated(doing)
    return await _order(doing)


async def _order(doing: Doing) -> Result:
    async def send() -> Result | None:
        await doing.api.publish(doing.flow, doing.version, doing.work.address)
        with looking_back():
            return await _look(doing, doing.patience.publishing)

    published = await settle(doing.api.client, send, partial(_find_published, doing))
    if published is None:
        raise still_publishing(doing)
    return published


async def _look(doing: Doing, pace: Pace) -> Result | None:
    """The result once the version is what callers get; None when it is not within this pace."""
    reason = f"publishing of version {doing.version}"
    look = partial(_find_published, doing)
    return await poll(doing.api.client, pace, look, lambda seen: seen is not None, reason=reason)


async def _find_published(doing: Doing) -> Result | None:
    flow = await doing.api.flow(doing.flow, doing.work.address)
    return _published(doing, flow) if flow is not None and flow.published == doing.version else None


def _published(doing: Doing, flow: FlowReply) -> Result:
    return Result(flow.id, doing.version, {"published": doing.version})


async def _delete(doing: Doing) -> Result:
    if doing.work.version:
        newest = await doing.api.newest_version(doing.flow, doing.work.address)
        if newest is not None and newest.id != doing.work.version:
            raise moved(doing, "delete it", "delete flow", newest.id)
    await doing.api.delete_flow(doing.flow, doing.work.address)
    return Result(doing.flow)


def _text(api: GenesysApi, value: Any) -> str:
    """A text in clear; a sensitive one is kept out of every message from now on."""
    text = str(reveal(value))
    if isinstance(value, Sensitive):
        api.client.redact.add(text)
    return text
