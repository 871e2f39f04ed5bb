"""What steps and events are called outside.

Steps have the names that the vendors' contracts give their audit entries: `UPDATE_NODES` is written in capitals there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from ivrplan.providers.contract import Action, ResourceType, StepKind

FLOW: Final = "flow"

_STEPS: Final[Mapping[StepKind, str]] = {
    StepKind.CONFIGURE: "UPDATE_NODES",
    StepKind.AWAIT_VALIDATION: "validation",
    StepKind.SIMULATE: "path_simulation",
}
_PAST: Final[Mapping[str, str]] = {
    Action.CREATE: "created",
    Action.UPDATE: "updated",
    Action.REPLACE: "replaced",
    Action.DELETE: "deleted",
    Action.RELEASE: "released",
    Action.ROLLBACK: "rolled_back",
}


def step_action(kind: StepKind) -> str:
    """What a step is called in audit entries and metrics: `create_version`, `validation`, `publish`, ..."""
    return _STEPS.get(kind, kind.value.replace(" ", "_"))


def noun_of(kind: ResourceType) -> str:
    """What objects of a type are in the names of events: `flow`, or the type's name without the vendor's."""
    if FLOW in kind.config.model_fields:
        return FLOW
    return kind.name.partition("_")[2] or kind.name


def event_name(noun: str, action: str, steps: Collection[str]) -> str:
    """The name of the event of a change that has happened: the last thing that callers or readers notice.

    Args:
        noun: what the object is.
        action: of the change.
        steps: what was done, as `step_action` calls it.
    """
    if noun == FLOW and action not in {Action.DELETE, Action.ROLLBACK}:
        if step_action(StepKind.PUBLISH) in steps:
            return "flow.version.published"
        if step_action(StepKind.CONFIGURE) in steps:
            return "flow.connections.updated"
    return f"{noun}.{_PAST.get(action, 'changed')}"
