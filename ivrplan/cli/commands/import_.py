"""`ivrplan import`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click

from ivrplan.apply.progress import Event, Recovered, Waiting
from ivrplan.cli.options import json_option, load_options, lock_option
from ivrplan.cli.run import ERROR, FINE, run, session
from ivrplan.cli.session import Session
from ivrplan.cli.surveying import Surveying
from ivrplan.views.adoptions import adoption_json, adoption_text
from ivrplan.views.imported import imported_json, imported_text
from ivrplan.views.progress import event_line
from ivrplan.workflow.adopting import AdoptRequest, adopt
from ivrplan.workflow.importing import ImportRequest, import_object


@click.command("import")
@click.argument("address", metavar="[ADDRESS]", required=False)
@click.argument("name", metavar="[ID]", required=False)
@click.option(
    "--by",
    type=click.Choice(["id", "name"]),
    default="id",
    show_default=True,
    help="What is given as ID: the object's id, or its name.",
)
@click.option(
    "--all", "provider", metavar="PROVIDER", help="Write the configuration of a whole tenant instead."
)
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="With --all: where to. A new folder, or the root folder itself.",
)
@click.option(
    "--type", "types", metavar="TYPE", multiple=True, help="With --all: only this resource type. Repeatable."
)
@click.option(
    "--filter",
    "pattern",
    metavar="GLOB",
    default="",
    help="With --all: only objects of such a name ('Sales*').",
)
@lock_option
@json_option
@load_options
def command(
    *,
    address: str | None,
    name: str | None,
    by: str,
    provider: str | None,
    out: Path | None,
    types: tuple[str, ...],
    pattern: str,
    lock_timeout: float,
) -> None:
    """Manage what a vendor has already: take one object into the state, or write the configuration of all.

    `import ADDRESS ID` records the object as the resource ADDRESS, which the configuration declares, and says what the
    next plan would change. Nothing is sent.

    `import --all PROVIDER --out DIR` reads everything that a provider configuration sees and nobody manages, and
    writes files that plan as imports and no change. Nothing is sent, and the state stays as it is.

    Exits with 1 when something could not be read.
    """
    told = session()
    if provider is None:
        if not address or not name or out is not None or types or pattern:
            message = "Say which object becomes what: ADDRESS ID. Or --all PROVIDER --out DIR, for all that there is."
            raise click.UsageError(message)
        _one(told, ImportRequest(told.request(), address, name, by, lock_timeout, _heard(told)))
    if address or out is None:
        message = "--all goes with --out DIR, and without ADDRESS and ID."
        raise click.UsageError(message)
    surveying = Surveying(told)
    _all(
        told,
        AdoptRequest(told.request(), provider, out, types, pattern, _heard(told), surveying.told),
        surveying,
    )


def _one(told: Session, request: ImportRequest) -> NoReturn:
    imported = run(told, lambda: import_object(request))
    told.sources = imported.sources
    if told.as_json:
        told.emit(imported_json(imported))
    else:
        told.report(imported.warnings)
        told.say(imported_text(imported, told.palette, told.width))
    sys.exit(FINE)


def _all(told: Session, request: AdoptRequest, surveying: Surveying) -> NoReturn:
    with surveying:
        adoption = run(told, lambda: adopt(request))
    told.sources = adoption.sources
    if told.as_json:
        told.emit(adoption_json(adoption))
    else:
        told.report(adoption.diagnostics)
        told.say(adoption_text(adoption, told.palette, told.given.folder))
    sys.exit(FINE if adoption.complete else ERROR)


def _heard(told: Session) -> Callable[[Event], None]:
    """Tells people when a vendor makes us wait, and what an interrupted apply left."""

    def listen(event: Event) -> None:
        if isinstance(event, Waiting | Recovered) and not told.as_json:
            told.note(str(event_line(event, told.palette)))

    return listen
