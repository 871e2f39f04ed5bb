"""Groups of commands: imported on use, and a near miss is asked back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from ivrplan.cli.table import COMMANDS, ELSEWHERE


class Group(click.Group):
    """A group that asks back when a command's name is not known."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            raise click.UsageError(_unknown(args[0], self.list_commands(ctx), self.elsewhere), ctx) from None

    @property
    def elsewhere(self) -> Mapping[str, str]:
        """What to use instead of commands that people know from other tools."""
        return {}


class LazyGroup(Group):
    """The group of all commands, which knows their names and summaries without importing them."""

    @property
    def elsewhere(self) -> Mapping[str, str]:
        """What to use instead of commands that people know from other tools."""
        return ELSEWHERE

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

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names for a shell, without importing what they stand for."""
        names = [
            CompletionItem(name, help=entry.summary)
            for name, entry in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return names + click.Command.shell_complete(self, ctx, incomplete)


def _unknown(word: str, known: Iterable[str], elsewhere: Mapping[str, str]) -> str:
    import difflib  # noqa: PLC0415 - only a mistake needs it

    if word in elsewhere:
        return f"There is no command '{word}'. {elsewhere[word]}"
    near = difflib.get_close_matches(word, known, n=1)
    question = f"Did you mean '{near[0]}'?" if near else "`--help` lists the commands."
    return f"There is no command '{word}'. {question}"
