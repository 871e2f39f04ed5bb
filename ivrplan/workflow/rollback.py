"""Put an earlier version of a resource before callers again. Under the lock, journaled, and told like an apply."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from ivrplan.apply.progress import Listener, silent
from ivrplan.config.request import LoadRequest
from ivrplan.plan.change import Plan
from ivrplan.plan.history import see
from ivrplan.plan.rollback import plan_rollback
from ivrplan.providers.connection import Connection
from ivrplan.state.document import State
from ivrplan.workflow.apply import Applied, ApplyRequest, Approve, carry_out
from ivrplan.workflow.project import open_project

OPERATION = "rollback"


@dataclass(frozen=True, slots=True)
class RollbackRequest:
    """What is taken back.

    Attributes:
        load: which folder, with which values.
        address: the resource.
        to: the id, the tag or the number of a version; empty for the one before, once.
        lock_timeout: seconds to wait for another holder of the lock.
        listen: is told what happens.
        stop: when set, it is not begun any more.
    """

    load: LoadRequest
    address: str
    to: str = ""
    lock_timeout: float = 0
    listen: Listener = silent
    stop: asyncio.Event = field(default_factory=asyncio.Event)


async def rollback(request: RollbackRequest, approve: Approve) -> Applied:
    """Plan, have it approved, roll back.

    Raises:
        IvrplanError: nothing could be begun, or the state could not be written. What was done is in the journal.
    """
    project = open_project(request.load)
    configuration = project.configuration

    async def planned(state: State, connections: Mapping[str, Connection]) -> Plan:
        seen = await see(configuration, state, connections, request.address)
        return await plan_rollback(configuration, state, seen, request.to)

    applying = ApplyRequest(
        request.load,
        lock_timeout=request.lock_timeout,
        operation=OPERATION,
        listen=request.listen,
        stop=request.stop,
    )
    return await carry_out(applying, project, planned, approve)
