"""What would change?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ivrplan.apply.progress import Listener, Recovered, silent
from ivrplan.apply.recover import Recovery, recover
from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import Diagnostic, Severity, warning
from ivrplan.plan import planfile
from ivrplan.plan.build import Inputs, Options, build
from ivrplan.plan.change import Plan
from ivrplan.plan.rules import check
from ivrplan.providers.connection import Connection
from ivrplan.state.backend import Backend
from ivrplan.state.document import State
from ivrplan.workflow.project import Project, connected, open_project
from ivrplan.workflow.workspaces import find_unknown


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What to plan.

    Attributes:
        load: which folder, with which values.
        options: how the plan is made.
        out: where it is saved; nowhere when it is None.
        listen: is told what happens.
    """

    load: LoadRequest
    options: Options = field(default_factory=Options)
    out: Path | None = None
    listen: Listener = silent


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and what was noticed on the way.

    Attributes:
        plan: the plan.
        state: the one that it builds on.
        diagnostics: warnings that are not part of the plan.
        sources: the text of every file that was read, for snippets.
    """

    plan: Plan
    state: State
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str]


async def plan(request: PlanRequest) -> Planned:
    """Make a plan. No lock is taken and nothing is written, except to `out`.

    Raises:
        IvrplanError: it cannot be made.
    """
    project = open_project(request.load)
    async with connected(project, listen=request.listen) as connections:
        busy = await project.backend.busy()
        recovery = await look(project.backend, connections)
        made = await build(planning(project, recovery.state, connections, request.options))
    notes = [_interrupted(recovery.found, busy=busy)] if recovery.found else []
    notes += [_new_workspace(found) for found in await find_unknown(project)]
    if request.out is not None:
        planfile.write(made, request.out)
    return Planned(made, recovery.state, tuple(notes), project.configuration.sources)


async def look(backend: Backend, connections: Mapping[str, Connection]) -> Recovery:
    """The state as it is after everything that an unfinished apply has done. Nothing is written."""
    state = await backend.read()
    return await recover(state, await backend.read_journal(), connections)


def planning(
    project: Project, state: State, connections: Mapping[str, Connection], options: Options
) -> Inputs:
    """What a plan of this project is made from."""
    verdict = check(project.configuration, project.providers)
    return Inputs(project.configuration, state, connections, verdict, options)


def _interrupted(found: tuple[Recovered, ...], *, busy: bool) -> Diagnostic:
    if busy:
        return warning(
            "An apply is running",
            "Somebody else's apply is changing resources at this moment, so this plan may be out of date soon.",
        )
    listed = "; ".join(f"{each.address} {each.finding}" for each in found)
    return warning(
        "An apply was interrupted",
        f"The last apply did not come to its end. This was found at the vendor: {listed}.",
        hint="The plan takes it into account; the next apply records it.",
    )


def _new_workspace(unknown: Diagnostic) -> Diagnostic:
    """A plan harms nobody, so it is made; but often a workspace that nobody knows is a slip of the keyboard."""
    detail = f"{unknown.detail} This plan creates everything once more, and will not be applied."
    return replace(unknown, severity=Severity.WARNING, detail=detail)
