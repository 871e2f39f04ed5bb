"""The entry point: the group of all commands, and what becomes of mistakes in how it was called."""

from __future__ import annotations

import atexit
import contextlib
import gc
import sys
from collections.abc import Sequence
from typing import Final

import click

from ivrplan import __version__
from ivrplan.cli.group import LazyGroup
from ivrplan.cli.options import Given, where_options

FINE: Final = 0
ERROR: Final = 1
INTERRUPTED: Final = 130


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="ivrplan")
@where_options
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Contact-centre call flows as code: plan, apply and watch IVRs at NICE CXone and Genesys Cloud.

    \b
    First steps:
      ivrplan init                    a first call flow, to begin with
      ivrplan sandbox                 stand-ins of the vendors, on this machine
      ivrplan plan                    what would change
      ivrplan apply                   make it so
      ivrplan drift                   has anybody changed it since?
    """  # noqa: D301 - the mark keeps click from filling the lines
    ctx.ensure_object(Given)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """Run the command line and end the process.

    Mistakes in how it was called end with 1: click's own 2 would look like changes, or drift.
    """
    _tolerate_any_character()
    _expect_many_objects()
    try:
        status = _run(sys.argv[1:])
    except OSError as failure:
        status = _unwritable(failure)
    sys.exit(status)


def _run(arguments: Sequence[str]) -> int:
    try:
        status = cli.main(list(arguments), prog_name="ivrplan", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as mistake:
        return _refuse(mistake, arguments)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return INTERRUPTED
    return status if isinstance(status, int) else FINE


def _expect_many_objects() -> None:
    """Look for cycles of garbage only after a million new objects, not after every 700.

    A run makes objects that live until its end. Looking through them again and again took a third of the time of a
    plan of a thousand flows, and never found anything worth freeing. Nor does the last look when the process ends.
    """
    gc.set_threshold(1_000_000, 20, 50)
    atexit.register(gc.freeze)


def _tolerate_any_character() -> None:
    """A terminal that cannot show a character shows its code: no output is worth a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _refuse(mistake: click.ClickException, arguments: Sequence[str]) -> int:
    """Show a mistake in how the command line was called: as JSON where a program reads the answer."""
    message = mistake.format_message()
    hint = _hint(mistake, arguments)
    if "--json" in arguments:
        from ivrplan.cli.refusal import refusal  # noqa: PLC0415 - only a mistake needs it

        click.echo(refusal(message, hint))
        return ERROR
    if isinstance(mistake, click.UsageError) and mistake.ctx is not None:
        click.echo(mistake.ctx.get_usage(), err=True)
        click.echo(f"`{mistake.ctx.command_path} --help` says more.\n", err=True)
    click.echo(f"error: {message}{hint and f' {hint}'}", err=True)
    return ERROR


def _hint(mistake: click.ClickException, arguments: Sequence[str]) -> str:
    """Terraform's options begin with one dash; ours, as everywhere else, with two."""
    if not isinstance(mistake, click.NoSuchOption) or mistake.option_name.startswith("--"):
        return ""
    meant = (word for word in arguments if word.startswith(mistake.option_name) and len(word) > 2)
    word = next(meant, "").partition("=")[0]
    return f"Long options have two dashes: did you mean -{word}?" if word else ""


def _unwritable(failure: OSError) -> int:
    """What becomes of an output that cannot be written: a full disk, a terminal that is gone."""
    with contextlib.suppress(OSError):
        click.echo(f"error: {failure.strerror or failure}.", err=True)
    return ERROR
