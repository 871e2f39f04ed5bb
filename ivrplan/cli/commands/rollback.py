"""`ivrplan rollback`."""

from __future__ import annotations

import click

from ivrplan.cli.applying import Applying, Manner
from ivrplan.cli.options import approve_option, json_option, load_options, lock_option
from ivrplan.cli.run import session
from ivrplan.workflow.rollback import OPERATION


@click.command("rollback")
@click.argument("address", metavar="ADDRESS")
@click.option(
    "--to",
    metavar="VERSION",
    default="",
    help="Which version: its tag or number, or its id. [default: the one before]",
)
@approve_option
@lock_option
@json_option
@load_options
def command(*, address: str, to: str, lock_timeout: float, auto_approve: bool) -> None:
    """Let callers get an earlier version of a flow again, after asking.

    What differs is shown first, node by node. What is saved at the vendor and what the configuration says stay as they
    are, so the next plan wants to release that again: revert the configuration to stay with the earlier version. No call
    is simulated before: the version has been live. Without --to, it goes back once: giving the command again does
    nothing more. `ivrplan versions ADDRESS` shows which versions there are.
    """
    Applying(session(), Manner(OPERATION, not auto_approve, 1, lock_timeout)).roll_back(address, to)
