"""`ivrplan plan`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ivrplan.cli.options import json_option, load_options, planning_options
from ivrplan.cli.run import CHANGES, ERROR, FINE, run, session
from ivrplan.cli.session import Session
from ivrplan.plan.build import Options
from ivrplan.plan.change import Mode
from ivrplan.views.planjson import plan_to_json
from ivrplan.views.plans import PlanView
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
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
@json_option
@load_options
def command(
    *,
    targets: tuple[str, ...],
    replace: tuple[str, ...],
    refresh_only: bool,
    refresh: bool,
    allow_large_change: bool,
    destroy: bool,
    out: Path | None,
    detailed_exitcode: bool,
) -> None:
    """Show what would change, node by node. Takes no lock and changes nothing."""
    told = session()
    options = Options(
        mode=mode(destroy=destroy, refresh_only=refresh_only),
        targets=targets,
        replace=replace,
        refresh=refresh,
        allow_large_change=allow_large_change,
    )
    planned = run(told, lambda: plan(PlanRequest(told.request(), options, out)))
    show(told, planned, out)
    if planned.plan.failed:
        sys.exit(ERROR)
    sys.exit(CHANGES if detailed_exitcode and not planned.plan.empty else FINE)


def mode(*, destroy: bool, refresh_only: bool) -> Mode:
    """Which kind of plan was asked for."""
    if destroy and refresh_only:
        message = "--destroy and --refresh-only exclude each other."
        raise click.UsageError(message)
    if destroy:
        return Mode.DESTROY
    return Mode.REFRESH_ONLY if refresh_only else Mode.NORMAL


def show(told: Session, planned: Planned, out: Path | None) -> None:
    """Write the plan out."""
    if told.as_json:
        document = plan_to_json(planned.plan)
        document["ivrplan"]["diagnostics"] += [one.to_json() for one in planned.diagnostics]
        told.emit(document)
        return
    told.sources = planned.sources
    told.report(planned.diagnostics)
    told.say(PlanView(told.palette, planned.sources, told.width).whole(planned.plan))
    if out is not None and not planned.plan.failed:
        told.say(f"\nSaved in {out}. To apply exactly this:\n\n    ivrplan apply {out}")
