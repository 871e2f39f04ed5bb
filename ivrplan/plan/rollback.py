"""The plan of a rollback: callers get an earlier version of one resource again, and nothing else changes.

No rule is asked and no test is tried: the content has been live, and whoever rolls back cannot wait for either.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime

from ivrplan.config.configuration import Configuration
from ivrplan.diagnostics import Diagnostic, PlanError, error, warning
from ivrplan.language.plain import Document, same
from ivrplan.plan import releases
from ivrplan.plan.build import step_key
from ivrplan.plan.change import Change, Mode, Plan
from ivrplan.plan.decide import difference
from ivrplan.plan.documents import conceal
from ivrplan.plan.history import Seen
from ivrplan.providers.contract import Action, Rollback, Step
from ivrplan.providers.releasing import RELEASE, Releasing, released
from ivrplan.providers.versions import VersionEntry, told
from ivrplan.state.document import State

_SHOWN = 10
"""How many versions a message lists."""


async def plan_rollback(configuration: Configuration, state: State, seen: Seen, to: str) -> Plan:
    """The plan that puts an earlier version before callers; one without a change where they get it already.

    Args:
        configuration: says where we are; it stays as it is.
        state: what the plan builds on.
        seen: the resource and its versions.
        to: the id, the tag or the number of a version; empty for the one before. Who rolled back already gets nothing more
            by that: the command may have been given again because nobody knew how the first one ended.

    Raises:
        PlanError: there is no such version, or it cannot be put before callers.
        ProviderError: the vendor gave no usable answer.
    """
    empty = _nothing(configuration, state)
    _check_released(seen)
    live = _live(seen)
    if not to and seen.rolled_back:
        return replace(empty, diagnostics=(_rolled_back_already(seen, live),))
    wanted = _wanted(seen, to)
    if wanted.id == live.id:
        return empty
    if wanted.hindrance:
        raise PlanError(_hindered(seen, wanted))
    before, after = await _content(seen, live), await _content(seen, wanted)
    if RELEASE in after and same(before.get(RELEASE), after[RELEASE]):
        return empty
    return replace(
        empty,
        changes=(_change(empty.id, seen, (live, before), (wanted, after)),),
        diagnostics=(_newer_is_configured(seen, wanted),),
    )


def _nothing(configuration: Configuration, state: State) -> Plan:
    """The plan of a rollback that has nothing to do."""
    return Plan(
        id=uuid.uuid4().hex,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        mode=Mode.ROLLBACK,
        workspace=configuration.workspace,
        configuration=configuration.digest,
        lineage=state.lineage,
        serial=state.serial,
        changes=(),
    )


def _change(
    plan_id: str,
    seen: Seen,
    now: tuple[VersionEntry, Document],
    then: tuple[VersionEntry, Document],
) -> Change:
    record, kind = seen.record, seen.kind
    (live, before), (wanted, after) = now, then
    steps = (
        Step(step, step_key(plan_id, record.address, step), releases.summary(step, 0))
        for step in seen.versioned.rollback_steps
    )
    return Change(
        address=record.address,
        type=record.type,
        provider=seen.connection.key,
        action=Action.ROLLBACK,
        id=record.id,
        version=seen.live.version,
        published=live.id,
        before=before,
        after=after,
        difference=difference(kind, before, after),
        steps=tuple(steps),
        needs=record.dependencies,
        warnings=(*_somebodys(seen, live), *seen.live.warnings),
        rollback=Rollback(wanted.id, wanted.title, live.id, wanted.before),
    )


async def _content(seen: Seen, entry: VersionEntry) -> Document:
    found = await seen.content(entry.id)
    if found is None:
        raise PlanError(
            error(
                "Version is gone",
                f"{seen.title} lists {told(entry)} of {seen.record.address}, but does not have it any more.",
                address=seen.record.address,
            ),
        )
    return conceal(found, seen.record.sent, seen.record.document)


def _live(seen: Seen) -> VersionEntry:
    live = seen.history.of(seen.history.live)
    if live is None:
        raise PlanError(
            error(
                "Nothing to roll back",
                f"Callers get no version of {seen.record.address} yet, so there is none to take back. {_list(seen)}",
                hint="`ivrplan apply` releases what the configuration says.",
                address=seen.record.address,
            ),
        )
    return live


def _wanted(seen: Seen, to: str) -> VersionEntry:
    if to:
        found = seen.history.named(to)
        if found is None:
            raise PlanError(_unknown(seen, to))
        return found
    earlier = seen.earlier
    if earlier is None:
        raise PlanError(
            error(
                "No earlier version",
                f"No version of {seen.record.address} is known that callers got before this one. {_list(seen)}",
                hint="Name the version with --to.",
                address=seen.record.address,
            ),
        )
    return earlier


def _check_released(seen: Seen) -> None:
    record = seen.record
    if isinstance(seen.kind, Releasing) and not released(record.sent, record.document):
        raise PlanError(
            error(
                "Not released",
                f"{record.address} has no release block, so ivrplan saves it and leaves its versions to others.",
                hint="With a release block, ivrplan knows which version callers get, and can take it back.",
                address=record.address,
            ),
        )


def _unknown(seen: Seen, to: str) -> Diagnostic:
    return error(
        "Unknown version",
        f'{seen.record.address} has no version "{to}". {_list(seen)}',
        hint="Give a version's tag or number, or its id.",
        address=seen.record.address,
    )


def _hindered(seen: Seen, entry: VersionEntry) -> Diagnostic:
    return error(
        "Version cannot be put before callers",
        f"{seen.title} has {told(entry)} of {seen.record.address}, but {entry.hindrance}. {_list(seen)}",
        hint="Choose another one.",
        address=seen.record.address,
    )


def _list(seen: Seen) -> str:
    """The versions in sentences, newest first."""
    entries = seen.history.entries
    if not entries:
        return f"{seen.title} has no versions of it."
    more = f"; and {len(entries) - _SHOWN} older ones" if len(entries) > _SHOWN else ""
    return f"{seen.title} has {'; '.join(map(told, entries[:_SHOWN]))}{more}."


def _somebodys(seen: Seen, live: VersionEntry) -> tuple[str, ...]:
    """A remark where callers get something else than we applied last."""
    if seen.record.published in {None, live.id}:
        return ()
    return (f"{live.title} was not published by the last apply: somebody did that at the vendor.",)


def _rolled_back_already(seen: Seen, live: VersionEntry) -> Diagnostic:
    further = seen.earlier
    where = "VERSION" if further is None else further.name
    return warning(
        "Rolled back already",
        f"Callers of {seen.record.address} get {live.title} because of a rollback, so nothing was done.",
        hint=f"To go further back, name the version: --to {where}.",
        address=seen.record.address,
    )


def _newer_is_configured(seen: Seen, wanted: VersionEntry) -> Diagnostic:
    return warning(
        "The configuration stays as it is",
        f"After the rollback, callers of {seen.record.address} get {wanted.title}. What is saved at {seen.title} and what "
        "the configuration says stay as they are, so the next plan wants to release that again.",
        hint=f"To stay with {wanted.title}, revert the configuration to it before the next apply: its flow"
        + (", and its release tag." if RELEASE in (seen.record.sent or {}) else "."),
        address=seen.record.address,
    )
