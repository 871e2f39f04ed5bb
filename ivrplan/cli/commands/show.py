"""`ivrplan show`."""

from __future__ import annotations

from pathlib import Path

import click

from ivrplan.cli.options import json_option, where_options
from ivrplan.cli.run import run_plain, session
from ivrplan.views.planjson import plan_to_json
from ivrplan.views.plans import PlanView
from ivrplan.workflow.show import show


@click.command("show")
@click.argument("plan_file", metavar="FILE", type=click.Path(path_type=Path))
@json_option
@where_options
def command(*, plan_file: Path) -> None:
    """Show a plan that `ivrplan plan --out FILE` saved."""
    told = session()
    plan = run_plain(told, lambda: show(plan_file, told.environment))
    if told.as_json:
        told.emit(plan_to_json(plan))
    else:
        told.say(PlanView(told.palette, {}, told.width).whole(plan))
