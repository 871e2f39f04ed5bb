"""Releases in what people read: under which name callers get what, and how it reaches them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from ivrplan.language.plain import Document
from ivrplan.plan.change import Change, Difference
from ivrplan.plan.documents import FieldChange
from ivrplan.providers.contract import StepKind
from ivrplan.providers.releasing import CONTENT, RELEASE
from ivrplan.views.values import literal

RELEASING: Final = (
    StepKind.CREATE_VERSION,
    StepKind.AWAIT_VALIDATION,
    StepKind.SIMULATE,
    StepKind.PUBLISH,
)
"""The steps that bring a change before callers."""


def tag_of(document: Document | None) -> str:
    """The name under which callers get what a document says, as it is written; empty where it has none."""
    release = (document or {}).get(RELEASE)
    tag = release.get("tag") if isinstance(release, dict) else None
    return "" if tag is None else literal(tag)


def release_text(change: Change) -> str:
    """How a change reaches callers: `release "prod-2026.11": create version, publish`, or `rollback to version 2: publish`."""
    steps = ", ".join(step.summary for step in change.steps if step.kind in RELEASING)
    if change.rollback is not None:
        return f"rollback to {change.rollback.name}: {steps}"
    return " ".join(filter(None, ("release", tag_of(change.after)))) + f": {steps}"


def told(difference: Difference) -> Difference:
    """The difference without the fingerprints of what callers get: the flow itself says more."""
    fields = (_told(change) for change in difference.fields if change.path != (RELEASE, CONTENT))
    return replace(difference, fields=tuple(fields))


def _told(change: FieldChange) -> FieldChange:
    if change.path != (RELEASE,):
        return change
    return replace(change, before=_without(change.before), after=_without(change.after))


def _without(part: Any) -> Any:
    return (
        {name: value for name, value in part.items() if name != CONTENT} if isinstance(part, dict) else part
    )
