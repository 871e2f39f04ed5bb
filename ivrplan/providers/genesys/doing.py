"""A change to a `genesys_flow` while its steps run."""

from __future__ import annotations

from dataclasses import dataclass

from ivrplan.providers.contract import Done, StepKind, Work
from ivrplan.providers.genesys.api import GenesysApi
from ivrplan.providers.http.poll import Pace

VERSION_ID = "version_id"
"""Under which name the result of the step that creates a version keeps the version's id."""


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
        """The version that is validated and published: the one that this change made, else the one it starts from.

        A rollback says itself which one.
        """
        if self.work.rollback is not None:
            return self.work.rollback.to
        made = self.done.get(StepKind.CREATE_VERSION)
        return self.work.version if made is None else made.data[VERSION_ID]
