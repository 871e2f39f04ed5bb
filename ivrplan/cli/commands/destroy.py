"""`ivrplan destroy`."""

from __future__ import annotations

import click

from ivrplan.cli.applying import Applying, Manner
from ivrplan.cli.options import applying_options, json_option, load_options, target_option
from ivrplan.cli.run import session
from ivrplan.plan.build import Options
from ivrplan.plan.change import Mode


@click.command("destroy")
@applying_options
@target_option
@json_option
@load_options
def command(*, targets: tuple[str, ...], parallelism: int, lock_timeout: float, auto_approve: bool) -> None:
    """Delete everything that is managed, after asking. Callers get nothing from these flows any more."""
    options = Options(mode=Mode.DESTROY, targets=targets, allow_large_change=True)
    Applying(session(), Manner("destroy", not auto_approve, parallelism, lock_timeout)).run(options)
