"""What the state holds: resources and outputs. No vendor is asked."""

from __future__ import annotations

from collections.abc import Mapping

from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import StateError, did_you_mean, error
from ivrplan.flow.flow import Flow
from ivrplan.plan import dependencies
from ivrplan.plan.planfile import thawed
from ivrplan.state.document import OutputRecord, ResourceRecord, State
from ivrplan.workflow.project import Project, open_project
from ivrplan.workflow.workspaces import check_known


async def state(request: LoadRequest) -> State:
    """The state as it is kept, without what an unfinished apply may have added.

    Raises:
        IvrplanError: the configuration or the state cannot be read.
    """
    return await _read(open_project(request))


async def _read(project: Project) -> State:
    await check_known(project)
    return await project.backend.read()


async def resources(request: LoadRequest, addresses: tuple[str, ...] = ()) -> tuple[ResourceRecord, ...]:
    """The records at these addresses (also of a whole block); all when none is given.

    Raises:
        IvrplanError: there is nothing at an address.
    """
    return _at(addresses, (await state(request)).resources)


def _at(addresses: tuple[str, ...], records: Mapping[str, ResourceRecord]) -> tuple[ResourceRecord, ...]:
    if not addresses:
        return tuple(records.values())
    found = {one: None for address in addresses for one in dependencies.matching(address, records)}
    return tuple(records[one] for one in found)


async def resource(request: LoadRequest, address: str) -> tuple[ResourceRecord, Flow | None]:
    """One record, and the call flow in it.

    Raises:
        IvrplanError: there is nothing at the address, or it names several.
    """
    project = open_project(request)
    found = _at((address,), (await _read(project)).resources)
    if len(found) != 1:
        raise StateError(
            error(
                "Ambiguous address",
                f'"{address}" names {len(found)} resources: {", ".join(record.address for record in found)}.',
                hint="Give the address of one of them.",
            ),
        )
    return found[0], flow_of(project, found[0])


def flow_of(project: Project, record: ResourceRecord) -> Flow | None:
    """The call flow in a record; None where it holds none."""
    kind = project.types.get(record.type)
    return kind.to_flow(thawed(record.document)) if kind and record.document else None


async def outputs(request: LoadRequest) -> Mapping[str, OutputRecord]:
    """The outputs of the last apply.

    Raises:
        IvrplanError: the configuration or the state cannot be read.
    """
    return (await state(request)).outputs


async def output(request: LoadRequest, name: str) -> OutputRecord:
    """One output of the last apply.

    Raises:
        StateError: there is none of that name.
    """
    known = await outputs(request)
    if name not in known:
        raise StateError(
            error(
                "Unknown output",
                f'The state has no output "{name}".',
                hint=did_you_mean(name, known) or "An output has a value after the next apply.",
            ),
        )
    return known[name]


async def unlock(request: LoadRequest, lock_id: str) -> None:
    """Break a lock whose holder is known to be gone.

    Raises:
        StateError: no such lock is held.
    """
    await open_project(request).backend.unlock(lock_id)
