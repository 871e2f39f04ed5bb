"""`ivrplan sandbox`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ivrplan.cli.options import where_options
from ivrplan.cli.run import ERROR, session
from ivrplan.diagnostics import error


@click.command("sandbox")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8787, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 picks one."
)
@click.option(
    "--data", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Keep objects in FILE."
)
@click.option("--allow-remote", is_flag=True, help="Listen on an address that other machines can reach.")
@click.option("--quiet", "-q", is_flag=True, help="Do not print requests.")
@where_options
def command(*, host: str, port: int, data: Path | None, allow_remote: bool, quiet: bool) -> None:
    """Serve stand-ins of all vendors on one port, until Ctrl-C. Client id and secret are both "sandbox"."""
    told = session()
    try:
        from ivrplan.sandbox.problems import SandboxError  # noqa: PLC0415 - an extra that may not be installed
        from ivrplan.sandbox.requestlog import RequestRecord  # noqa: PLC0415
        from ivrplan.sandbox.serve import serve  # noqa: PLC0415
        from ivrplan.sandbox.settings import SandboxSettings  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        hint = "Install it with: pip install 'ivrplan[sandbox]'"
        told.report([error("Sandbox not installed", f"The package {missing.name} is missing.", hint=hint)])
        sys.exit(ERROR)

    def ready(url: str) -> None:
        told.say(f"The sandbox listens on {url}  (/cxone, /genesys, /_control). Ctrl-C ends it.")
        sys.stdout.flush()

    def show(record: RequestRecord) -> None:
        told.say(f"{record.vendor:<8} {record.method:<6} {record.path} -> {record.status}")

    settings = SandboxSettings(data=data, on_request=None if quiet else show)
    try:
        serve(settings, host=host, port=port, allow_remote=allow_remote, on_ready=ready)
    except SandboxError as failure:
        told.report([error(failure.summary, failure.detail, hint=failure.hint)])
        sys.exit(ERROR)
