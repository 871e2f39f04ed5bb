"""`ivrplan drift`."""

from __future__ import annotations

import sys

import click

from ivrplan.cli.options import json_option, load_options, target_option
from ivrplan.cli.progress import waits
from ivrplan.cli.run import CHANGES, ERROR, FINE, run, session
from ivrplan.views.drifts import DriftView, drift_to_json
from ivrplan.workflow.drift import DriftRequest, drift


@click.command("drift")
@target_option
@click.option("--unmanaged", is_flag=True, help="List objects at the vendors that nobody manages, too.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 when there is drift.")
@json_option
@load_options
def command(*, targets: tuple[str, ...], unmanaged: bool, exit_zero: bool) -> None:
    """Tell what somebody changed at the vendors since the last apply. Changes nothing.

    Exits with 0 when there is no drift, with 2 when there is, and with 1 when not everything could be read.
    """
    told = session()
    found = run(told, lambda: drift(DriftRequest(told.request(), targets, unmanaged, waits(told))))
    if told.as_json:
        told.emit(drift_to_json(found))
    else:
        told.report(found.warnings)
        told.say(DriftView(told.palette, found.sources, told.width).whole(found))
    if found.unread:
        sys.exit(ERROR)
    sys.exit(CHANGES if found.drifted and not exit_zero else FINE)
