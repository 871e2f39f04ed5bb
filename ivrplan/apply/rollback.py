"""What becomes of a record when callers get an earlier version again, and where the next rollback leads.

What is saved at the vendor stays as it is, and so does what the record tells of it: if somebody has edited the flow there,
that must go on to show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ivrplan.language.plain import Document, mask
from ivrplan.plan.documents import conceal, covers
from ivrplan.providers.contract import Live
from ivrplan.providers.releasing import RELEASE
from ivrplan.state.document import ResourceRecord, RollbackPoint
from ivrplan.state.journal import ChangeBegan


def rollback_point(
    began: ChangeBegan, published: str | None, before: ResourceRecord | None
) -> RollbackPoint | None:
    """Where a rollback leads after a change that was no rollback: to what callers got before it.

    Args:
        began: the change.
        published: what callers get now.
        before: the record until now.
    """
    if published is not None and began.published not in {None, published}:
        return RollbackPoint(published, began.published)
    return None if before is None else before.rollback


def is_rolled_back(began: ChangeBegan, live: Live) -> bool:
    """Whether callers get what a rollback was to put before them: the version itself, or one of its content."""
    assert began.rollback is not None
    if live.published == began.rollback["to"]:
        return True
    wanted, there = (_release(document) for document in (began.target, live.document))
    moved = live.published != began.rollback["over"]
    return moved and wanted is not None and there is not None and covers(there, wanted)


def rolled_back(began: ChangeBegan, before: ResourceRecord, live: Live) -> ResourceRecord:
    """The record after a rollback.

    The earlier release counts as asked for, so that the next plan shows that the configuration asks for another one.

    Args:
        began: the rollback.
        before: the record until now.
        live: what the vendor has.
    """
    assert began.rollback is not None
    release = _release(mask(conceal(live.document, before.sent, before.document)))
    sent = before.sent if before.sent is None else _with(before.sent, release)
    point = None
    if live.published is not None:
        point = RollbackPoint(live.published, began.rollback["next"], rolled_back=True)
    return replace(
        before,
        published=live.published,
        document=_with(before.document, release),
        sent=sent,
        attributes=live.attributes,
        rollback=point,
    )


def ordered(began: ChangeBegan, before: ResourceRecord) -> ResourceRecord:
    """The record after a rollback that may still happen: the vendor may have been asked, and not have done it yet.

    If callers get the earlier version later, it is known why; if they do not, a further rollback leads there.
    """
    assert began.rollback is not None
    to = began.rollback["to"] or ""
    return replace(before, rollback=RollbackPoint(to, began.rollback["next"], rolled_back=True))


def _release(document: Document | None) -> Document | None:
    part = None if document is None else document.get(RELEASE)
    return part if isinstance(part, Mapping) else None


def _with(document: Document, release: Document | None) -> Document:
    return document if release is None else {**document, RELEASE: release}
