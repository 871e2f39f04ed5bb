"""Which versions of a resource are there, which one do callers get, and which would a rollback take? Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivrplan.apply.progress import Listener, silent
from ivrplan.config.request import LoadRequest
from ivrplan.plan.history import see
from ivrplan.providers.versions import History
from ivrplan.workflow.plan import look
from ivrplan.workflow.project import connected, open_project
from ivrplan.workflow.workspaces import check_known


@dataclass(frozen=True, slots=True)
class VersionsRequest:
    """Of which resource.

    Attributes:
        load: which folder, with which values.
        address: the resource.
        listen: is told what happens.
    """

    load: LoadRequest
    address: str
    listen: Listener = silent


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of a resource.

    Attributes:
        address, type, provider, id: of the resource.
        title: the vendor, as people call it.
        history: its versions.
        earlier: the id of the version that a rollback leads to; None where there is none. Who rolled back already has to
            name it.
        rolled_back: whether callers get the live one because of a rollback.
        warnings: what the provider has to say about the object.
        sources: the text of every file that was read, for snippets.
    """

    address: str
    type: str
    provider: str
    id: str
    title: str
    history: History
    earlier: str | None
    rolled_back: bool
    warnings: tuple[str, ...]
    sources: Mapping[str, str]


async def versions(request: VersionsRequest) -> Versions:
    """The versions of a resource, as its vendor has them.

    Raises:
        IvrplanError: it is not managed, its type has no versions, or the vendor gave no usable answer.
    """
    project = open_project(request.load)
    await check_known(project)
    async with connected(project, listen=request.listen) as connections:
        state = (await look(project.backend, connections)).state
        seen = await see(project.configuration, state, connections, request.address)
    record, earlier = seen.record, seen.earlier
    return Versions(
        address=record.address,
        type=record.type,
        provider=seen.connection.key,
        id=record.id,
        title=seen.title,
        history=seen.history,
        earlier=None if earlier is None else earlier.id,
        rolled_back=seen.rolled_back,
        warnings=seen.live.warnings,
        sources=project.configuration.sources,
    )
