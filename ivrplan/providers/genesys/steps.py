"""The steps of a change to a `genesys_flow`, run and found again after a crash."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from typing import Any, assert_never

from ivrplan.diagnostics import (
    ConflictError,
    ProviderError,
    RejectedError,
    UnavailableError,
    VendorAnswer,
    VendorProblem,
    error,
)
from ivrplan.language.plain import Document, same
from ivrplan.language.values import Sensitive, reveal
from ivrplan.providers.contract import Action, Done, Result, Step, StepKind, Work
from ivrplan.providers.genesys.api import (
    CREATE_FLOW,
    CREATE_VERSION,
    PUBLISH_VERSION,
    READ_VERSION,
    TITLE,
    FlowReply,
    GenesysApi,
    VersionReply,
)
from ivrplan.providers.genesys.convert import from_wire, node_names, to_wire
from ivrplan.providers.http.poll import Pace, poll
from ivrplan.providers.http.settle import settle

PASSED, FAILED = "passed", "failed"

_VERSION_ID = "version_id"
_VALIDATION = "validation"
_AFTER_CONFLICT = Pace(first_seconds=0.5, most_seconds=2.0, tries=4)
_TOKEN = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what the vendor does in its own time.

    Attributes:
        validation: how often to look at a validation.
        publishing: how often to look whether a publish is complete.
    """

    validation: Pace
    publishing: Pace


@dataclass(frozen=True, slots=True)
class Doing:
    """One change under way.

    Attributes:
        api: the vendor.
        patience: how long to wait for it.
        work: the change.
        done: what its earlier steps brought.
    """

    api: GenesysApi
    patience: Patience
    work: Work
    done: Done

    @property
    def flow(self) -> str:
        """The vendor's id of the flow."""
        return self.work.id or self.done[StepKind.REGISTER].id

    @property
    def version(self) -> str:
        """The version that is validated and published: the one that this change made, else the one it starts from."""
        made = self.done.get(StepKind.CREATE_VERSION)
        return self.work.version if made is None else made.data[_VERSION_ID]


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
            return await _publish(doing)
        case StepKind.DELETE:
            return await _delete(doing)
        case StepKind.CONFIGURE:
            raise _no_such_step(step)
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
        case StepKind.CONFIGURE:
            raise _no_such_step(step)
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
        raise _hinted(
            conflict,
            "A flow of this name exists already: import it into the configuration, or choose another name.",
        ) from conflict


async def _find_registered(doing: Doing, key: str) -> Result | None:
    name = _text(doing.api, doing.work.target["name"])
    async for flow in doing.api.flows(name):
        if flow.name == name and marker(key) in (flow.description or ""):
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
    raise _moved(doing, "create a version", CREATE_VERSION.name, found)


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
    data = {_VERSION_ID: version.id, _VALIDATION: version.verdict}
    return Result(doing.flow, version.id, data)


async def _await_validation(doing: Doing) -> Result:
    made = doing.done.get(StepKind.CREATE_VERSION)
    if made is not None and made.data.get(_VALIDATION) == PASSED:
        return Result(doing.flow, doing.version)
    version = await poll(
        doing.api.client,
        doing.patience.validation,
        partial(doing.api.validation, doing.flow, doing.version, doing.work.address),
        lambda seen: seen.verdict in {PASSED, FAILED},
        f"validation of version {doing.version}",
    )
    match version.verdict:
        case "passed":
            return Result(doing.flow, doing.version)
        case "failed":
            raise _rejected(doing, version)
        case status:
            raise _still_validating(doing, status)


async def _find_validated(doing: Doing) -> Result | None:
    version = await doing.api.validation(doing.flow, doing.version, doing.work.address)
    return Result(doing.flow, doing.version) if version.verdict == PASSED else None


async def _publish(doing: Doing) -> Result:
    look = partial(_find_published, doing)

    async def send() -> Result | None:
        await doing.api.publish(doing.flow, doing.version, doing.work.address)
        return await poll(doing.api.client, doing.patience.publishing, look, _is_known, _publishing(doing))

    try:
        published = await settle(doing.api.client, send, look)
    except ConflictError:
        # It may be our own publish that is under way: sent by a run that crashed, or by a try without an answer.
        published = await poll(doing.api.client, _AFTER_CONFLICT, look, _is_known, _publishing(doing))
        if published is None:
            raise
    if published is None:
        raise _still_publishing(doing)
    return published


async def _find_published(doing: Doing) -> Result | None:
    flow = await doing.api.flow(doing.flow, doing.work.address)
    return _published(doing, flow) if flow is not None and flow.published == doing.version else None


def _published(doing: Doing, flow: FlowReply) -> Result:
    return Result(flow.id, doing.version, {"published": doing.version})


async def _delete(doing: Doing) -> Result:
    if doing.work.version:
        newest = await doing.api.newest_version(doing.flow, doing.work.address)
        if newest is not None and newest.id != doing.work.version:
            raise _moved(doing, "delete it", "delete flow", newest.id)
    await doing.api.delete_flow(doing.flow, doing.work.address)
    return Result(doing.flow)


def _is_known(result: Result | None) -> bool:
    return result is not None


def _publishing(doing: Doing) -> str:
    return f"publishing of version {doing.version}"


def _text(api: GenesysApi, value: Any) -> str:
    """A text in clear; a sensitive one is kept out of every message from now on."""
    text = str(reveal(value))
    if isinstance(value, Sensitive):
        api.client.redact.add(text)
    return text


def _moved(doing: Doing, what: str, operation: str, found: str) -> ProviderError:
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


def _rejected(doing: Doing, version: VersionReply) -> ProviderError:
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


def _still_validating(doing: Doing, status: str) -> ProviderError:
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


def _still_publishing(doing: Doing) -> ProviderError:
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


def _hinted(failure: ProviderError, hint: str) -> ProviderError:
    diagnostics = (replace(item, hint=hint) for item in failure.diagnostics)
    return type(failure)(*diagnostics, answer=failure.answer)


def _no_such_step(step: Step) -> ProviderError:
    msg = f"A genesys_flow has no step {step.kind.value!r}."
    return RejectedError(error("No such step", msg), answer=VendorAnswer(TITLE, CREATE_FLOW.name))
