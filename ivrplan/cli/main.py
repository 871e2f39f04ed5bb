"""The entry point: a group whose commands are imported when they run."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import click

from ivrplan import __version__
from ivrplan.cli.options import Given, where_options
from ivrplan.cli.table import COMMANDS


class LazyGroup(click.Group):
    """A group that knows its commands' names and summaries without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        del ctx
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = import_module(entry.module).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their summaries from the table."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; a near miss is asked back."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as failure:
            near = _near(args[0])
            if near:
                failure.message = f"{failure.message.rstrip('.')}. Did you mean '{near}'?"
            raise


def _near(word: str) -> str:
    import difflib  # noqa: PLC0415 - only a mistake needs it

    found = difflib.get_close_matches(word, COMMANDS, n=1)
    return found[0] if found else ""


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="ivrplan")
@where_options
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Contact-centre call flows as code: plan, apply and watch IVRs at NICE CXone and Genesys Cloud.

    \b
    First steps:
      ivrplan sandbox                 stand-ins of the vendors, on this machine
      ivrplan plan                    what would change
      ivrplan apply                   make it so
      ivrplan drift                   has anybody changed it since?
    """  # noqa: D301 - the mark keeps click from filling the lines
    ctx.ensure_object(Given)


def main() -> None:
    """Run the command line."""
    # A run makes millions of small objects that live until its end; looking through them every 700 new ones takes
    # a quarter of the time of a large plan.
    gc.set_threshold(50_000, 20, 50)
    try:
        cli(prog_name="ivrplan")
    except BrokenPipeError:  # a reader like `head` has seen enough
        sys.stderr.close()
        sys.exit(0)
