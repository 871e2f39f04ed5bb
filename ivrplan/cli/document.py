"""The reference page of the command line, made from its own help: `python -m ivrplan.cli.document > docs/reference/cli.md`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from ivrplan.cli.main import cli

_HEAD = """# The command line

Made from the help of `ivrplan` itself by `python -m ivrplan.cli.document`; a test compares the two.

Results go to stdout, messages to stderr. Nothing is asked unless stdin is a terminal. What programs read is described
in [json.md](json.md).

## Exit codes

| code | meaning |
| --- | --- |
| 0 | fine |
| 1 | error, also in how the command line was used; or a plan was not approved; `fmt --check`: something would change |
| 2 | `plan --detailed-exitcode`: there are changes; `drift`: there is drift |
| 130 | stopped by Ctrl-C |

The first Ctrl-C during `apply`, `destroy` or `rollback` lets what has begun come to its end and begins nothing more; a second one stops at
once. Either way the next command knows from the journal what has been done.

## Environment

| variable | meaning |
| --- | --- |
| `IVRPLAN_VAR_<name>` | the value of a variable; the place for secrets |
| `IVRPLAN_WORKSPACE` | the workspace, unless `--workspace` is given |
| `IVRPLAN_AUDIT_PATH`, `IVRPLAN_AUDIT_KEY` | the [audit log](../events.md), and the key that seals it |
| `IVRPLAN_METRICS_PATH` | the file of metrics |
| `IVRPLAN_WEBHOOK_URL`, `IVRPLAN_WEBHOOK_SECRET` | where events are posted, and what signs them; `CI_WEBHOOK_URL` and `CI_WEBHOOK_SECRET` where nothing else names them |
| `NO_COLOR` | no colours, when it is not empty |
| `FORCE_COLOR`, `CLICOLOR_FORCE` | colours even where no terminal is, unless `NO_COLOR` or `--no-color` forbids them |
| `TERM=dumb` | no colours, and no line that is written over |
| `CI` | no line that is written over: progress is one line per event |
| `COLUMNS` | how wide to write, from 40 to 120 |

## Completion

Shells complete commands and options:

```sh
eval "$(_IVRPLAN_COMPLETE=bash_source ivrplan)"        # bash: in ~/.bashrc
eval "$(_IVRPLAN_COMPLETE=zsh_source ivrplan)"         # zsh: in ~/.zshrc
_IVRPLAN_COMPLETE=fish_source ivrplan | source         # fish: in ~/.config/fish/config.fish
```
"""


def page() -> str:
    """The whole page."""
    sections = [f"## {title}\n\n```text\n{text}\n```\n" for title, text in _helps("ivrplan", cli)]
    return "\n".join([_HEAD, *sections])


def _helps(
    name: str, command: click.Command, parent: click.Context | None = None
) -> Iterator[tuple[str, str]]:
    """The help of a command and of all below it, as wide as a page."""
    names = ["-h", "--help"]
    context = click.Context(
        command, parent, name, terminal_width=100, max_content_width=100, help_option_names=names
    )
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            yield from _helps(inner, found, context)


if __name__ == "__main__":
    click.echo(page(), nl=False)
