"""Putting an earlier version of a `genesys_flow` before callers: the vendor publishes it as it is (assumed, contract S4)."""

from __future__ import annotations

from ivrplan.providers.contract import Result, Rollback, Step, StepKind
from ivrplan.providers.genesys.doing import VERSION_ID, Doing
from ivrplan.providers.genesys.failures import gone, no_such_step, replaced
from ivrplan.providers.genesys.steps import publish


async def roll_back(doing: Doing, rollback: Rollback, step: Step) -> Result:
    """Do a step. What is saved stays as it is.

    Raises:
        ConflictError: callers do not get any more what they got when it was planned.
        NotFoundError: the flow is gone.
        ProviderError: the vendor refused, or gave no usable answer.
    """
    if step.kind is not StepKind.PUBLISH:
        raise no_such_step(step)
    flow = await doing.api.flow(doing.flow, doing.work.address)
    if flow is None:
        raise gone(doing)
    if flow.published not in {rollback.over, rollback.to}:
        raise replaced(doing, rollback.over, flow.published)
    if flow.published == rollback.over:
        await publish(doing)
    return Result(doing.flow, doing.work.version, {VERSION_ID: rollback.to})
