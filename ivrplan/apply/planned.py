"""What is to be sent, held against what the plan showed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ivrplan.diagnostics import PlanError, StalePlanError, error
from ivrplan.language.plain import Document, Masked, Path, leaves, same
from ivrplan.language.values import UNKNOWN, Sensitive, contains_unknown, reveal
from ivrplan.plan.change import Change
from ivrplan.plan.documents import ABSENT, FieldChange, patch


def check_planned(change: Change, target: Document, hidden: Collection[Path] = ()) -> None:
    """See that what is to be sent is known, and is what the plan showed.

    Args:
        change: as it was planned.
        target: what is to be sent.
        hidden: the parts that the vendor does not show. Where only a mask of one is known, it is left as it is.

    Raises:
        PlanError: it is not.
    """
    sent = patch(target, (FieldChange(path, None, ABSENT) for path in hidden))
    unsure = contains_unknown(target) or has_masks(sent)
    if unsure or not _agrees(change.after, target):
        raise _inconsistent(change)


def _agrees(planned: object, found: object) -> bool:
    """Whether what is to be sent is what the plan showed; what was unknown then may be anything now."""
    if planned is UNKNOWN or (isinstance(planned, Sensitive) and planned.value is UNKNOWN):
        return True
    if isinstance(planned, Mapping) and isinstance(found, Mapping):
        return planned.keys() == found.keys() and all(
            _agrees(part, found[name]) for name, part in planned.items()
        )
    return same(planned, found)


def has_masks(document: Document) -> bool:
    """Whether a secret is not known in clear: a saved plan holds its mask only."""
    return any(isinstance(reveal(leaf), Masked) for _, leaf in leaves(document))


def moved(change: Change) -> StalePlanError:
    """Somebody changed the object since the plan saw it."""
    return StalePlanError(
        error(
            "Object moved",
            f"At the vendor, {change.address} is not at the version any more that the plan saw, so nothing was sent.",
            hint="Plan again, and see what somebody changed there.",
            address=change.address,
        ),
    )


def _inconsistent(change: Change) -> PlanError:
    return PlanError(
        error(
            "Plan and configuration disagree",
            f"What is to be sent for {change.address} is not what the plan showed, so nothing was sent.",
            hint="A file or an environment variable that the configuration reads has changed. Plan again.",
            address=change.address,
        ),
    )
