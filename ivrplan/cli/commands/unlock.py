"""`ivrplan unlock`."""

from __future__ import annotations

import click

from ivrplan.cli.options import load_options
from ivrplan.cli.run import run, session
from ivrplan.workflow import inspect


@click.command("unlock")
@click.argument("lock_id", metavar="LOCK_ID")
@load_options
def command(*, lock_id: str) -> None:
    """Break the lock with this id, when its holder is known to be gone. The message about the lock shows the id."""
    told = session()
    run(told, lambda: inspect.unlock(told.request(), lock_id))
    told.say("The lock is broken.")
