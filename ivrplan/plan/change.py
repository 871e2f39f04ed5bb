"""A plan as data: the ordered changes and their steps, frozen. Apply only runs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ivrplan.diagnostics import Diagnostic, has_errors
from ivrplan.flow.differences import FlowDiff
from ivrplan.language.plain import Document, Path
from ivrplan.plan.conditions import Checked
from ivrplan.plan.data import Reading
from ivrplan.plan.documents import FieldChange
from ivrplan.providers.contract import Action, Rollback, Step, StepKind
from ivrplan.state.document import ResourceRecord
from ivrplan.state.rearrange import Rearrangement


class Mode(StrEnum):
    """What kind of plan it is."""

    NORMAL = "normal"
    DESTROY = "destroy"
    REFRESH_ONLY = "refresh-only"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two states of one resource: part by part, and as a call flow where it deploys one.

    Attributes:
        fields: the parts of the canonical document that differ.
        flow: the same as call flows; None where the type deploys none, or a side cannot be read as one.
    """

    fields: tuple[FieldChange, ...] = ()
    flow: FlowDiff | None = None

    def __bool__(self) -> bool:
        return bool(self.fields)


@dataclass(frozen=True, slots=True)
class Change:
    """Desired against prior and live, for one resource.

    Attributes:
        address, type, provider: of the resource; `provider` is the key of a provider configuration.
        action: what is done.
        because: why, where the action alone does not say it ("not in the configuration").
        id: the vendor's id; empty for a create.
        version: the token of the live reading that the change builds on; empty for a create.
        published: the token of the version that callers get now.
        before: the live document, secrets marked; None where there is none.
        after: the document that the vendor shall have, secrets marked, unknown parts `UNKNOWN`; None for a delete.
        difference: from `before` to `after`.
        drift: from what we applied last to `before`: what somebody changed at the vendor.
        gone: somebody deleted the object at the vendor.
        replaces: the changed parts that the vendor cannot change in place.
        steps: what apply runs, in order.
        dependencies: addresses whose changes must have ended before this one begins.
        awaits: the addresses of those that come into being together and hold each other's ids, this one among them: it
            runs its first step, and the others as soon as all of them have an id.
        leads: the nodes of its flow that hand calls over, each with the address of the resource that they lead to.
        needs: addresses of the resources that this one refers to, for its record.
        create_before_destroy: a replacement is created before the old object is deleted.
        warnings: what the provider has to say about the live object.
        previous_address: where the resource's record stands in the state until now; empty where it did not move.
        importing: the id of the vendor's object that is managed from now on; empty for all others.
        renames: nodes that the configuration says to be renamed: old name -> new name.
        rollback: where a rollback leads, of which `before` and `after` are what callers get until then and from then on;
            None for every other action.
    """

    address: str
    type: str
    provider: str
    action: Action
    because: str = ""
    id: str = ""
    version: str = ""
    published: str | None = None
    before: Document | None = None
    after: Document | None = None
    difference: Difference = Difference()
    drift: Difference = Difference()
    gone: bool = False
    replaces: frozenset[Path] = frozenset()
    steps: tuple[Step, ...] = ()
    dependencies: tuple[str, ...] = ()
    awaits: tuple[str, ...] = ()
    leads: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    create_before_destroy: bool = False
    warnings: tuple[str, ...] = ()
    previous_address: str = ""
    importing: str = ""
    renames: Mapping[str, str] = field(default_factory=dict)
    rollback: Rollback | None = None

    @property
    def sends(self) -> bool:
        """Whether something is sent to the vendor."""
        return self.action not in {Action.NO_OP, Action.FORGET}

    @property
    def tells(self) -> bool:
        """Whether there is something that a person has to know: of the vendor's object, or of how we manage it."""
        return self.action is not Action.NO_OP or bool(self.previous_address or self.importing)


@dataclass(frozen=True, slots=True)
class OutputChange:
    """One output before and after. Sensitive values arrive here marked as such."""

    name: str
    before: Any
    after: Any
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many resources a plan adds, changes and destroys, and how many of its changes reach callers by a release.

    A replacement is added and destroyed; what is changed and released, or imported and changed, counts as both.
    """

    add: int = 0
    change: int = 0
    destroy: int = 0
    release: int = 0
    imported: int = 0
    forgotten: int = 0
    rolled_back: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that an apply needs to know, and nothing secret in clear.

    Attributes:
        id: drawn for every plan; idempotency keys derive from it.
        created: when, ISO 8601 in UTC.
        mode: what kind of plan it is.
        workspace: the workspace that it was made for.
        configuration: the digest of the configuration.
        lineage, serial: of the state that it builds on.
        changes: in an order in which they can be applied; no-ops among them.
        outputs: the outputs that change.
        variables: the values of the variables, for the apply of a saved plan; sensitive ones are not among them.
        records: records of the state that are to be replaced (None: dropped) although nothing is sent: the live
            object is as desired, or the object is gone and nobody wants it.
        targets: the addresses that the plan was limited to; empty for all.
        diagnostics: what the rules and safety checks found. A plan with errors cannot be applied.
        silenced: findings of rules that an author switched off, with the reason.
        data: what was read and is not managed, and what will be read during apply.
        checks: what is known of the conditions of resources, data, outputs and checks.
        rearrangement: records of the state that stand at another address from now on, or are forgotten.
    """

    id: str
    created: str
    mode: Mode
    workspace: str
    configuration: str
    lineage: str
    serial: int
    changes: tuple[Change, ...]
    outputs: tuple[OutputChange, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    records: Mapping[str, ResourceRecord | None] = field(default_factory=dict)
    targets: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    silenced: tuple[str, ...] = ()
    data: tuple[Reading, ...] = ()
    checks: tuple[Checked, ...] = ()
    rearrangement: Rearrangement = field(default_factory=Rearrangement)

    @property
    def effective(self) -> tuple[Change, ...]:
        """The changes that send something."""
        return tuple(change for change in self.changes if change.sends)

    @property
    def told(self) -> tuple[Change, ...]:
        """The changes that a person has to know: those that send something, and moves, imports and what is forgotten."""
        return tuple(change for change in self.changes if change.tells)

    @property
    def empty(self) -> bool:
        """Whether applying it would send nothing, change no output, and manage nothing in another way."""
        return not self.told and not self.outputs

    @property
    def failed(self) -> bool:
        """Whether it holds errors and so cannot be applied."""
        return has_errors(self.diagnostics)

    @property
    def counts(self) -> Counts:
        """How many resources it adds, changes, destroys and releases."""
        actions = [change.action for change in self.changes]
        replaced = actions.count(Action.REPLACE)
        return Counts(
            add=actions.count(Action.CREATE) + replaced,
            change=actions.count(Action.UPDATE),
            destroy=actions.count(Action.DELETE) + replaced,
            release=sum(
                any(step.kind is StepKind.PUBLISH for step in change.steps)
                for change in self.changes
                if change.rollback is None
            ),
            imported=sum(bool(change.importing) for change in self.changes),
            forgotten=actions.count(Action.FORGET),
            rolled_back=actions.count(Action.ROLLBACK),
        )
