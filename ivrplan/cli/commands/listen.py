"""`ivrplan listen`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ivrplan.cli.options import json_option, load_options
from ivrplan.cli.run import CHANGES, ERROR, FINE, run, session
from ivrplan.diagnostics import error

if TYPE_CHECKING:  # an extra that may not be installed
    from ivrplan.workflow.listening.checks import Report


@click.command("listen")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8788, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 picks one."
)
@click.option("--path", default="/hook", show_default=True, help="Where events are posted to.")
@click.option(
    "--secret-env",
    metavar="NAME",
    default="CI_WEBHOOK_SECRET",
    show_default=True,
    help="The environment variable that holds the secret.",
)
@click.option(
    "--once", is_flag=True, help="End after the first event, with the exit code of `ivrplan drift`."
)
@json_option
@load_options
def command(*, host: str, port: int, path: str, secret_env: str, once: bool) -> None:
    """Wait for events of vendors, and check the flow that each is about for drift, until Ctrl-C. Changes nothing."""
    told = session()
    if not path.startswith("/"):
        raise click.BadOptionUsage("path", "--path must begin with a slash.")
    try:
        from ivrplan.views.hearings import report_text, report_to_json  # noqa: PLC0415 - of an extra, see below
        from ivrplan.workflow.listening.serve import ListenRequest, listen  # noqa: PLC0415 - the extra
    except ModuleNotFoundError as missing:
        hint = "Install it with: pip install 'ivrplan[listen]'"
        told.report([error("Listener not installed", f"The package {missing.name} is missing.", hint=hint)])
        sys.exit(ERROR)
    codes: list[int] = []

    def ready(url: str) -> None:
        if told.as_json:
            told.emit({"type": "listening", "url": url}, indent=None)
        else:
            told.say(f"Listening on {url}. Ctrl-C ends it.")

    def tell(report: Report) -> None:
        codes.append(_code(report))
        told.report(report.warnings)
        if told.as_json:
            told.emit(report_to_json(report), indent=None)
        else:
            told.say(report_text(report, told.palette, told.width))

    asked = ListenRequest(told.request(), secret_env, host, port, path, once, ready, tell)
    run(told, lambda: listen(asked))
    sys.exit(codes[0] if once and codes else FINE)


def _code(report: Report) -> int:
    if report.failed:
        return ERROR
    return CHANGES if report.drifted else FINE
