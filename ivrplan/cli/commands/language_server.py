"""`ivrplan language-server`."""

from __future__ import annotations

import sys

import click

from ivrplan.cli.options import load_options
from ivrplan.cli.run import ERROR, run_plain, session
from ivrplan.diagnostics import error


@click.command("language-server")
@click.option(
    "--stdio", is_flag=True, help="Speak on stdin and stdout. It does so in any case; editors like to say it."
)
@load_options
def command(*, stdio: bool) -> None:
    """Serve an editor: problems while typing, completion, definitions, help. The editor starts it.

    Values of variables, and the workspace, are those that folders are checked with.
    """
    del stdio
    told = session()
    try:
        from ivrplan.lsp.serve import serve  # noqa: PLC0415 - an extra that may not be installed
    except ModuleNotFoundError as missing:
        hint = "Install it with: pip install 'ivrplan[lsp]'"
        told.report(
            [error("Language server not installed", f"The package {missing.name} is missing.", hint=hint)]
        )
        sys.exit(ERROR)
    run_plain(told, lambda: serve(told.request()))
