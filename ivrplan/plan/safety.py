"""Plans that must not be applied without a word from a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ivrplan.config.configuration import ResourceBlock
from ivrplan.diagnostics import Diagnostic, error
from ivrplan.plan.change import Change
from ivrplan.providers.contract import Action


@dataclass(frozen=True, slots=True)
class Guard:
    """When a plan counts as too large.

    Attributes:
        share: of the managed resources that may be deleted or replaced, from 0 to 1.
        least: a plan that removes fewer resources than this is never too large.
    """

    share: float = 0.5
    least: int = 5


def protected(changes: Sequence[Change], blocks: Mapping[str, ResourceBlock]) -> Iterator[Diagnostic]:
    """An error for every resource with `prevent_destroy` that a plan would remove."""
    for change in changes:
        block = blocks.get(change.address)
        if block and block.lifecycle.prevent_destroy and change.action in {Action.DELETE, Action.REPLACE}:
            yield error(
                "Resource may not be destroyed",
                f"{change.address} has lifecycle.prevent_destroy set, but the plan would {change.action} it.",
                hint="Undo what makes the plan remove it, or take prevent_destroy away first.",
                range=block.range,
                address=change.address,
            )


def oversized(changes: Sequence[Change], managed: int, guard: Guard) -> Iterator[Diagnostic]:
    """An error when a plan removes more than the allowed share of what is managed.

    Args:
        changes: of the plan.
        managed: how many resources the state holds.
        guard: when it is too much.
    """
    removed = [change for change in changes if change.action in {Action.DELETE, Action.REPLACE}]
    if len(removed) < guard.least or len(removed) <= managed * guard.share:
        return
    yield error(
        "Unusually large change",
        f"The plan deletes or replaces {len(removed)} of {managed} resources, which is more than "
        f"{guard.share:.0%} of them. A wrong folder, workspace or variable often looks like this.",
        hint="If it is meant, repeat the command with --allow-large-change.",
    )
