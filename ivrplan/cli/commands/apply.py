"""`ivrplan apply`."""

from __future__ import annotations

from pathlib import Path

import click

from ivrplan.cli.applying import Applying
from ivrplan.cli.commands.plan import mode
from ivrplan.cli.options import applying_options, json_option, load_options, planning_options
from ivrplan.cli.run import session
from ivrplan.plan.build import Options


@click.command("apply")
@click.argument("plan_file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@applying_options
@planning_options
@json_option
@load_options
def command(
    *,
    plan_file: Path | None,
    targets: tuple[str, ...],
    replace: tuple[str, ...],
    refresh_only: bool,
    refresh: bool,
    allow_large_change: bool,
    parallelism: int,
    lock_timeout: float,
    auto_approve: bool,
) -> None:
    """Make it so: plan, ask, apply. With FILE, apply exactly the plan that `plan --out FILE` saved, without asking.

    Every step is journaled before it is sent. Whatever interrupts an apply, the next one knows what has been done.
    """
    if plan_file is not None and (targets or replace or refresh_only or not refresh):
        message = "A saved plan is applied as it is: options that make a plan do not go with FILE."
        raise click.UsageError(message)
    options = Options(
        mode=mode(destroy=False, refresh_only=refresh_only),
        targets=targets,
        replace=replace,
        refresh=refresh,
        allow_large_change=allow_large_change,
    )
    Applying(session(), "apply", asks=plan_file is None and not auto_approve).run(
        options, plan_file=plan_file, parallelism=parallelism, lock_timeout=lock_timeout
    )
