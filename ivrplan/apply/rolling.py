"""A rollback as a task: what callers shall get is in the plan, whatever the configuration says."""

from __future__ import annotations

from typing import Final

from ivrplan.apply.change import Task
from ivrplan.plan.change import Change
from ivrplan.providers.contract import Live, Step, Work
from ivrplan.providers.gate import Gate
from ivrplan.state.document import ResourceRecord

_NO_GATE: Final = Gate(restores=False)
"""No call is tried before, and what was live until then is not put back: it is why somebody rolls back."""


def task_of(change: Change, steps: tuple[Step, ...], old: ResourceRecord) -> Task:
    """The task of a rollback."""
    work = Work(
        address=change.address,
        action=change.action,
        target=change.after or {},
        id=change.id,
        version=change.version,
        gate=_NO_GATE,
        rollback=change.rollback,
    )
    return Task(work, change.type, steps, None, change.needs, old, change.published)


def version_of(change: Change, live: Live) -> str:
    """The version that a change has led to: what is saved, or what callers get where nothing else has changed."""
    return (live.published or "") if change.rollback is not None else live.version
