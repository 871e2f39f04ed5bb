"""`ivrplan plan`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import click

from ivrplan.cli.options import json_option, load_options, planning_options
from ivrplan.cli.progress import waits
from ivrplan.cli.run import CHANGES, ERROR, FINE, run, session
from ivrplan.cli.session import Session
from ivrplan.plan.build import Options
from ivrplan.plan.change import Mode
from ivrplan.views.diagnostics import diagnostics_to_json
from ivrplan.views.planjson import plan_to_json
from ivrplan.views.plans import PlanView
from ivrplan.workflow.generate import plan_written
from ivrplan.workflow.plan import Planned, PlanRequest, plan


@click.command("plan")
@planning_options
@click.option("--destroy", is_flag=True, help="Plan to delete everything that is managed.")
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Save the plan, for `apply FILE`.",
)
@click.option(
    "--generate-config-out",
    "written",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the configuration of what is imported and not declared into a new file of the folder.",
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
@json_option
@load_options
def command(*, out: Path | None, written: Path | None, detailed_exitcode: bool, **planning: Any) -> None:
    """Show what would change, node by node. Takes no lock and changes nothing."""
    told = session()
    options = plan_options(**planning)
    request = PlanRequest(told.request(), options, out, waits(told))
    planned = run(told, lambda: plan(request)) if written is None else _written(told, request, written)
    _show(told, planned, out)
    if planned.plan.failed:
        sys.exit(ERROR)
    sys.exit(CHANGES if detailed_exitcode and not planned.plan.empty else FINE)


def _written(told: Session, request: PlanRequest, path: Path) -> Planned:
    """The plan with the configuration of what is imported, which is written first."""
    if request.options.mode is not Mode.NORMAL:
        message = "--generate-config-out goes with an ordinary plan only."
        raise click.UsageError(message)
    planned, wrote = run(told, lambda: plan_written(request, path))
    told.note(f"Wrote {path}." if wrote else "Every import has its resource: no file was written.")
    return planned


def plan_options(*, destroy: bool = False, refresh_only: bool = False, **others: Any) -> Options:
    """The options of a plan as `options.planning_options` gives them."""
    if destroy and refresh_only:
        message = "--destroy and --refresh-only exclude each other."
        raise click.UsageError(message)
    mode = Mode.DESTROY if destroy else Mode.REFRESH_ONLY if refresh_only else Mode.NORMAL
    return Options(mode=mode, **others)


def _show(told: Session, planned: Planned, out: Path | None) -> None:
    if told.as_json:
        document = plan_to_json(planned.plan)
        document["ivrplan"]["diagnostics"] += diagnostics_to_json(planned.diagnostics)
        told.emit(document)
        return
    told.sources = planned.sources
    told.report(planned.diagnostics)
    view = PlanView(told.palette, planned.sources, told.width)
    if planned.plan.failed:
        _refuse(told, planned, view)
        return
    told.say(view.whole(planned.plan))
    if out is not None:
        told.say(f"\nSaved in {out}. To apply exactly this:\n\n    {_next(told, out)}")


def _refuse(told: Session, planned: Planned, view: PlanView) -> None:
    """A plan that cannot be applied: what it would do is a result, why it cannot is a message."""
    changes = view.changes(planned.plan)
    if changes:
        told.say(f"{changes}\n")
    told.report(planned.plan.diagnostics)
    told.note(f"\n{view.sum(planned.plan)}")


def _next(told: Session, out: Path) -> str:
    """The command that applies the saved plan, ready to be copied."""
    folder = told.given.folder
    where = [] if folder == Path() else ["-C", str(folder)]
    return shlex.join(["ivrplan", *where, "apply", str(out)])
