"""`ivrplan versions`."""

from __future__ import annotations

import click

from ivrplan.cli.options import json_option, load_options
from ivrplan.cli.progress import waits
from ivrplan.cli.run import run, session
from ivrplan.views.versions import versions_json, versions_text
from ivrplan.workflow.versions import VersionsRequest, versions


@click.command("versions")
@click.argument("address", metavar="ADDRESS")
@json_option
@load_options
def command(*, address: str) -> None:
    """List the versions of a flow at its vendor, newest first. Takes no lock and changes nothing.

    Says which one callers get, and which one `ivrplan rollback ADDRESS` would take.
    """
    told = session()
    found = run(told, lambda: versions(VersionsRequest(told.request(), address, waits(told))))
    told.sources = found.sources
    if told.as_json:
        told.emit(versions_json(found))
    else:
        told.say(versions_text(found, told.palette))
