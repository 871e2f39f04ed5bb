"""`ivrplan report`."""

from __future__ import annotations

import click

from ivrplan.cli.options import json_option, load_options
from ivrplan.cli.run import run_plain, session
from ivrplan.views.reports import ReportView, report_json, report_markdown
from ivrplan.workflow.report import report


@click.command("report")
@click.argument("address", required=False, default="")
@click.option("--markdown", is_flag=True, help="Output for a page or a comment: Markdown on stdout.")
@json_option
@load_options
def command(*, address: str, markdown: bool) -> None:
    """Tell what a call flow promises. No vendor is asked.

    How callers get to each queue, person and mailbox, and how long that takes; what they hear before their first choice;
    menus and loops; and what of the flow no test visits. Seconds are estimates: those of `ivrplan simulate`.

    ADDRESS is a flow (flow.main, module.hours.flow.main), or a resource that deploys one. It can be left out where there is
    only one flow.
    """
    told = session()
    if markdown and told.as_json:
        message = "--markdown and --json exclude each other."
        raise click.UsageError(message)
    found = run_plain(told, lambda: report(told.request(), address))
    if told.as_json:
        told.emit(report_json(found))
    elif markdown:
        told.say(report_markdown(found))
    else:
        told.say(ReportView(told.palette, told.width).whole(found))
