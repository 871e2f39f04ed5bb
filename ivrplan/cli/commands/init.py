"""`ivrplan init`."""

from __future__ import annotations

from pathlib import Path

import click

from ivrplan.cli.options import where_options
from ivrplan.cli.run import run_plain, session
from ivrplan.views.beginnings import initialised_text
from ivrplan.workflow.init import InitRequest, init
from ivrplan.workflow.scaffold.table import Ci, providers


@click.command("init")
@click.argument("folder", metavar="[FOLDER]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--provider",
    type=click.Choice(providers()),
    help=f"Where the first flow of a new project is deployed. [default: {providers()[0]}]",
)
@click.option(
    "--ci",
    type=click.Choice([ci.value for ci in Ci]),
    help=f"Where the pipelines of a new project run. [default: {Ci.GITHUB}]",
)
@click.option(
    "--upgrade", is_flag=True, help="Pin modules anew: to what their tags and branches stand for now."
)
@where_options
def command(*, folder: Path | None, provider: str | None, ci: str | None, upgrade: bool) -> None:
    """Begin a project, or fetch the modules of the one that is there.

    In a folder without configuration, writes a first call flow, its variables and values, a .gitignore, a pipeline and a
    README. Files that exist are kept as they are.

    In a folder with configuration, fetches the modules that it calls from git, at the commits that .ivrplan.lock.hcl pins.
    """
    told = session()
    root = told.given.folder / folder if folder is not None else told.given.folder
    request = InitRequest(
        root,
        provider,
        Ci(ci) if ci is not None else None,
        upgrade=upgrade,
        fetching=lambda source: told.note(f"Fetching {source}..."),
    )
    result = run_plain(told, lambda: init(request))
    told.say(initialised_text(result, root, told.palette))
