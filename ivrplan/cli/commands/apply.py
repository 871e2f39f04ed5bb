"""`ivrplan apply`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ivrplan.cli.applying import Applying, Manner
from ivrplan.cli.commands.plan import plan_options
from ivrplan.cli.options import applying_options, json_option, load_options, planning_options
from ivrplan.cli.run import session


@click.command("apply")
@click.argument("plan_file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@applying_options
@planning_options
@json_option
@load_options
def command(
    *, plan_file: Path | None, parallelism: int, lock_timeout: float, auto_approve: bool, **planning: Any
) -> None:
    """Make it so: plan, ask, apply. With FILE, apply exactly the plan that `plan --out FILE` saved, without asking.

    Every step is journaled before it is sent. Whatever interrupts an apply, the next one knows what has been done.
    The first Ctrl-C lets what has begun come to its end; a second one stops at once.
    """
    options = plan_options(destroy=False, **planning)
    if plan_file is not None and options != plan_options():
        message = "A saved plan is applied as it is: options that make a plan do not go with FILE."
        raise click.UsageError(message)
    asks = plan_file is None and not auto_approve
    Applying(session(), Manner("apply", asks, parallelism, lock_timeout)).run(options, plan_file)
