"""Manage an object from now on that the vendor has already. The vendor is only asked; the record goes into the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ivrplan.address import Address, parse_address
from ivrplan.apply.progress import Listener, silent
from ivrplan.config.configuration import ImportBlock
from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import Diagnostic, IvrplanError, PlanError, did_you_mean, error
from ivrplan.plan.build import Inputs, Options, build
from ivrplan.plan.change import Change, Mode, Plan
from ivrplan.plan.moves import arrange
from ivrplan.plan.rules import Verdict
from ivrplan.providers.connection import Connection
from ivrplan.providers.contract import Action
from ivrplan.state.document import State
from ivrplan.workflow.apply import ApplyRequest, carry_out
from ivrplan.workflow.project import Project, open_project


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """Which object is to be managed.

    Attributes:
        load: which folder, with which values.
        address: the resource that it becomes; the configuration declares it.
        name: the object's id, or its name.
        by: what `name` is: `id` or `name`.
        lock_timeout: seconds to wait for another holder of the lock.
        listen: is told what happens.
    """

    load: LoadRequest
    address: str
    name: str
    by: str = "id"
    lock_timeout: float = 0
    listen: Listener = silent


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it.

    Attributes:
        change: what the configuration says otherwise than the object: what the next plan would do.
        following: the same as a plan, to be shown.
        state: as it is now.
        sources: the text of every file that was read, for snippets.
        warnings: who could not be told of it.
    """

    change: Change
    following: Plan
    state: State
    sources: Mapping[str, str]
    warnings: tuple[Diagnostic, ...] = ()


async def import_object(request: ImportRequest) -> Imported:
    """Take one object into the state.

    Raises:
        IvrplanError: the resource is not declared, there is no such object, it is managed already, or it could not be
            written down. Then nothing has changed, or the journal knows it.
    """
    project = open_project(request.load)
    address = parse_address(request.address)
    _check_declared(project, address)
    planner = _Planner(project, address, request)
    applying = ApplyRequest(
        request.load, lock_timeout=request.lock_timeout, operation="import", listen=request.listen
    )
    applied = await carry_out(applying, planner.alone, planner.plan, _nobody_is_asked)
    if not applied.successful and applied.outcome is not None:
        raise IvrplanError(*applied.outcome.diagnostics)
    return Imported(planner.change, planner.following, applied.state, applied.sources, applied.warnings)


async def _nobody_is_asked(plan: Plan, sources: Mapping[str, str]) -> bool:
    del plan, sources
    return True


class _Planner:
    """Plans one import and nothing else.

    Args:
        project: the configuration as it is.
        address: the resource that the object becomes.
        request: which object.
    """

    def __init__(self, project: Project, address: Address, request: ImportRequest) -> None:
        self._project = project
        self._address = address
        block = ImportBlock(address, request.by, "", None, lambda _: request.name)
        configuration = replace(project.configuration, imports=(block,), moves=(), removals=())
        self.alone = replace(project, configuration=configuration)
        self._planned: list[Plan] = []

    @property
    def following(self) -> Plan:
        """What a plan would do once the object is managed."""
        return _only(self._planned[0], self.change)

    @property
    def change(self) -> Change:
        """The same for the object alone."""
        return replace(self._change, importing="")

    @property
    def _change(self) -> Change:
        return next(one for one in self._planned[0].changes if one.address == str(self._address))

    async def plan(self, state: State, connections: Mapping[str, Connection]) -> Plan:
        """A plan that writes the import down. It changes nothing, judges no condition and makes no output.

        Whether the flow is good is nothing that recording it depends on, so no rule is asked.
        """
        _check_free(self._project, self._address, state)
        options = Options(targets=(str(self._address),))
        inputs = Inputs(self.alone.configuration, state, connections, Verdict(), options)
        plan = await build(inputs)
        self._planned = [plan]
        recorded = replace(self._change, action=Action.NO_OP, steps=(), dependencies=(), awaits=())
        records = {recorded.address: plan.records[recorded.address]}
        return replace(_only(plan, recorded), mode=Mode.REFRESH_ONLY, records=records)


def _only(plan: Plan, change: Change) -> Plan:
    """The plan with nothing in it but this change."""
    return replace(
        plan, changes=(change,), outputs=(), records={}, targets=(), diagnostics=(), data=(), checks=()
    )


def _check_declared(project: Project, address: Address) -> None:
    """See that the configuration has a resource of this address.

    Raises:
        PlanError: it has none; the message has the block to write.
    """
    if str(address) not in project.configuration.resources:
        raise PlanError(_unknown_type(project, address) or _undeclared(project, address))


def _unknown_type(project: Project, address: Address) -> Diagnostic | None:
    if address.kind in project.types:
        return None
    return error(
        "Unknown resource type",
        f'{address}: there is no resource type "{address.kind}".',
        hint=did_you_mean(address.kind, project.types) or f"There are: {', '.join(sorted(project.types))}.",
    )


def _undeclared(project: Project, address: Address) -> Diagnostic:
    near = did_you_mean(str(address), project.configuration.resources)
    return error(
        "Import target is not declared",
        f"The object is to become {address}, but the configuration declares no such resource. {near}".rstrip(),
        hint=_to_be_written(address),
        address=str(address),
    )


def _to_be_written(address: Address) -> str:
    where = " in that module" if address.module else ""
    block = f'resource "{address.kind}" "{address.name}" {{}}'
    if address.module or address.key is not None:
        return f"Declare it{where}: {block}"
    return (
        f"Declare it: {block} with its attributes. Or have it written: import {{ to = {address}, id = ... }} and "
        "ivrplan plan --generate-config-out FILE.ivr.hcl."
    )


def _check_free(project: Project, address: Address, state: State) -> None:
    """See that the address has no object, and gets none by a `moved` block.

    Raises:
        PlanError: it has, or gets one.
    """
    arranged = arrange(project.configuration, state, Mode.NORMAL).state.resources
    there = state.resources.get(str(address)) or arranged.get(str(address))
    if there is not None:
        raise PlanError(
            error(
                "Address is managed already",
                f"{address} stands for the object {there.id} already.",
                hint="To manage the other object instead, let this one go first: with a removed block whose lifecycle "
                "says destroy = false.",
                address=str(address),
            ),
        )
