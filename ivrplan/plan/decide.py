"""One resource: desired, prior and live -> a change.

Nothing is sent and nothing is looked up here; what the vendor has was observed before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ivrplan.config.configuration import ResourceBlock
from ivrplan.flow.diff import diff as flow_diff
from ivrplan.flow.differences import FlowDiff
from ivrplan.flow.flow import Flow
from ivrplan.flow.renames import NOBODY_SAID
from ivrplan.language.plain import Document, Path, mask, same
from ivrplan.language.values import UNKNOWN, Value
from ivrplan.plan.change import Change, Difference
from ivrplan.plan.documents import ABSENT, FieldChange, changes, conceal, holds, part_at, patch, target
from ivrplan.plan.refresh import Observation
from ivrplan.providers.contract import Action, Live, ResourceType, unseen
from ivrplan.providers.releasing import CONTENT, RELEASE, released, unreleased
from ivrplan.state.document import ResourceRecord


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the configuration asks for, for one resource.

    Attributes:
        block: the resource's block.
        desired: the document that it asks for.
        forced: a person asked for a replacement.
        renames: nodes of its flow that the configuration says to be renamed: old name -> new name.
    """

    block: ResourceBlock
    desired: Document
    forced: bool = False
    renames: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """A change without its steps, and what follows from it.

    Attributes:
        change: what is to be done.
        record: the record that the state gets although nothing is sent; None when it stays as it is.
        results: what expressions of other resources can know of this one before the change; None: nothing.
    """

    change: Change
    record: ResourceRecord | None = None
    results: Mapping[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the change of an object leads.

    Attributes:
        target: the document that the vendor shall have.
        sent: what counts as asked for from then on. A part that `ignore_changes` leaves alone counts as it is at the
            vendor, so that it differs from what the configuration asks for as soon as it is not left alone any more.
    """

    target: Document
    sent: Document


def aim(wanted: Wanted, kind: ResourceType, record: ResourceRecord, before: Document) -> Aim:
    """Where the change of an object leads that the vendor has as `before`."""
    full = target(wanted.desired, sent=record.sent, prior=record.document, live=before)
    after = ignoring(wanted.block, kind, before, full)
    return Aim(after, patch(wanted.desired, changes(full, after)))


def create(wanted: Wanted, kind: ResourceType, observation: Observation | None) -> Decision:
    """A resource that the vendor does not have."""
    gone = observation is not None
    return Decision(
        Change(
            address=str(wanted.block.address),
            type=kind.name,
            provider=wanted.block.provider,
            action=Action.CREATE,
            because="it was deleted at the vendor" if gone else "",
            after=wanted.desired,
            difference=difference(kind, {}, wanted.desired),
            gone=gone,
            needs=_needs(wanted.block),
        ),
    )


def forget(record: ResourceRecord) -> Decision:
    """A resource that is not to be managed any more, and that the vendor keeps."""
    return Decision(
        Change(
            address=record.address,
            type=record.type,
            provider=record.provider,
            action=Action.FORGET,
            id=record.id,
            version=record.version,
            published=record.published,
            before=record.document,
        ),
    )


def delete(record: ResourceRecord, live: Live, kind: ResourceType, because: str) -> Decision:
    """A resource that nobody wants any more."""
    before = conceal(live.document, record.document, record.sent)
    return Decision(
        Change(
            address=record.address,
            type=record.type,
            provider=record.provider,
            action=Action.DELETE,
            because=because,
            id=live.id,
            version=live.version,
            published=live.published,
            before=before,
            difference=difference(kind, before, {}),
            drift=drift(kind, record, before),
            warnings=live.warnings,
        ),
    )


def update(wanted: Wanted, kind: ResourceType, record: ResourceRecord, live: Live) -> Decision:
    """A resource that the vendor has: changed in place, replaced, released, or as desired already."""
    live = _as_managed(live, wanted.desired)
    seen = conceal(live.document, wanted.desired, record.document, record.sent)
    before = completed(seen, kind, record)
    aimed = aim(wanted, kind, record, before)
    differs = difference(kind, before, aimed.target, wanted.renames)
    replaces = kind.replaces([change.path for change in differs.fields])
    base = Change(
        address=record.address,
        type=record.type,
        provider=wanted.block.provider,
        action=Action.NO_OP,
        id=live.id,
        version=live.version,
        published=live.published,
        before=before,
        after=aimed.target,
        difference=differs,
        drift=drift(kind, record, seen),
        needs=_needs(wanted.block),
        renames=wanted.renames if differs else NOBODY_SAID,
        warnings=live.warnings,
    )
    if wanted.forced or replaces:
        return Decision(_replacement(base, wanted, replaces))
    if differs:
        changing = _release(base, record) if _only_released(differs) else replace(base, action=Action.UPDATE)
        return Decision(changing, results=_known(kind, live, moving=True))
    if kind.publishes and live.published != live.version:
        return Decision(_release(base, record), results=_known(kind, live, moving=True))
    settled = _settled(wanted, record, replace(live, document=seen), aimed.sent)
    return Decision(base, settled, _known(kind, live, moving=False))


def completed(seen: Document, kind: ResourceType, record: ResourceRecord) -> Document:
    """What the vendor has, with the parts that it does not show as they were sent last."""
    sent = record.sent or {}
    known = (FieldChange(path, ABSENT, part_at(sent, path)) for path in unseen(kind) if not holds(seen, path))
    return patch(seen, known)


def _as_managed(live: Live, desired: Document) -> Live:
    """The reading without what callers get, where the configuration does not release the object (any more)."""
    if released(desired) or not released(live.document):
        return live
    return replace(live, document=unreleased(live.document), published=None)


def _only_released(differs: Difference) -> bool:
    """Whether what is saved stays, and only what callers get changes."""
    return all(change.path[0] == RELEASE for change in differs.fields)


def _release(base: Change, record: ResourceRecord) -> Change:
    if record.rolled_back_to(base.published):
        return replace(base, action=Action.RELEASE, because="a rollback took it back")
    settled = {change.path for change in base.difference.fields} - {(RELEASE,), (RELEASE, CONTENT)}
    because = "" if settled else "what is saved is not what callers get"
    return replace(base, action=Action.RELEASE, because=because)


def observed(record: ResourceRecord, live: Live, kind: ResourceType) -> Decision:
    """A resource that is only looked at: its record takes in what the vendor has.

    What somebody changed there counts as sent from then on, so that the next plan still shows it as different from
    what the configuration asks for, instead of taking it for the vendor's default.
    """
    before = conceal(live.document, record.document, record.sent)
    differs = drift(kind, record, before)
    change = Change(
        address=record.address,
        type=record.type,
        provider=record.provider,
        action=Action.NO_OP,
        id=live.id,
        version=live.version,
        published=live.published,
        before=before,
        after=before,
        drift=differs,
        needs=record.dependencies,
        warnings=live.warnings,
    )
    if (live.version, live.published) == (record.version, record.published):
        return Decision(change, results=live.attributes)
    sent = None if record.sent is None else mask(patch(record.sent, differs.fields))
    moved = replace(
        record,
        version=live.version,
        published=live.published,
        document=mask(before),
        sent=sent,
        attributes=live.attributes,
    )
    return Decision(change, moved, live.attributes)


def _replacement(base: Change, wanted: Wanted, replaces: frozenset[Path]) -> Change:
    return replace(
        base,
        action=Action.REPLACE,
        because="asked for" if not replaces else "",
        after=wanted.desired,
        replaces=replaces,
        create_before_destroy=wanted.block.lifecycle.create_before_destroy,
    )


def _settled(wanted: Wanted, record: ResourceRecord, live: Live, sent: Document) -> ResourceRecord | None:
    """The record as it should be when nothing has to be sent; None when it is so already."""
    unmoved = (live.version, live.published) == (record.version, record.published)
    needs = _needs(wanted.block)
    if unmoved and same(record.sent, sent) and needs == record.dependencies:
        return None
    return replace(
        record,
        provider=wanted.block.provider,
        version=live.version,
        published=live.published,
        document=mask(live.document),
        sent=mask(sent),
        attributes=live.attributes,
        dependencies=needs,
    )


def difference(
    kind: ResourceType, before: Document, after: Document, renames: Mapping[str, str] = NOBODY_SAID
) -> Difference:
    """What differs between two documents of a resource type, as parts and as call flows.

    Args:
        kind: the resource type.
        before: the old document.
        after: the new document.
        renames: nodes that are known to be renamed: old name -> new name.
    """
    fields = changes(before, after)
    return Difference(fields, _flow_difference(kind, before, after, renames)) if fields else Difference()


def drift(kind: ResourceType, record: ResourceRecord, live: Document) -> Difference:
    """What somebody changed at the vendor since our last apply. Nothing is known before a first one ended."""
    return difference(kind, record.document, live) if record.sent is not None else Difference()


def without(after: Document, differs: Difference) -> Document:
    """The document that `after` was before this difference."""
    back = (FieldChange(change.path, change.after, change.before) for change in differs.fields)
    return patch(after, back)


def _flow_difference(
    kind: ResourceType, before: Document, after: Document, renames: Mapping[str, str]
) -> FlowDiff | None:
    old, new = _flow(kind, before), _flow(kind, after)
    if old is None and new is None:
        return None
    named = old or new
    assert named is not None
    empty = Flow(name=named.name)
    return flow_diff(old or empty, new or empty, renames)


def _flow(kind: ResourceType, document: Document) -> Flow | None:
    return kind.to_flow(document) if document else None


def _known(kind: ResourceType, live: Live, *, moving: bool) -> Mapping[str, Value]:
    """What expressions can rely on: all that the vendor tells, but only the id while a change is under way."""
    told = {name: value for name, value in live.attributes.items() if name not in kind.config.model_fields}
    if not moving:
        return told
    return {name: live.id if name == "id" else UNKNOWN for name in told}


def _needs(block: ResourceBlock) -> tuple[str, ...]:
    return tuple(sorted(({*block.dependencies, *block.handovers.values()}) - {str(block.address)}))


def ignoring(block: ResourceBlock, kind: ResourceType, before: Document, after: Document) -> Document:
    """The target without the changes that `lifecycle { ignore_changes }` leaves alone."""
    ignored = block.lifecycle.ignore_changes
    if not ignored:
        return after
    return _left_alone(before, after, _document_paths(ignored, kind, before))


def _document_paths(ignored: Iterable[Path], kind: ResourceType, before: Document) -> Collection[Path]:
    """Attribute paths as document paths. All that is no attribute of its own came from the flow."""
    paths: list[Path] = []
    for path in ignored:
        if path == ():
            return [(name,) for name in before]
        if path[0] == "flow":
            paths += [(name,) for name in before if name not in kind.config.model_fields]
        else:
            paths.append(path)
    return paths


def _left_alone(before: Document, after: Document, paths: Collection[Path]) -> Document:
    result: dict[str, Any] = dict(after)
    for head, *rest in paths:
        old = before.get(head, ABSENT)
        if rest and isinstance(old, Mapping) and isinstance(result.get(head), Mapping):
            result[head] = _left_alone(old, result[head], [tuple(rest)])
        elif old is ABSENT:
            result.pop(head, None)
        else:
            result[head] = old
    return result
