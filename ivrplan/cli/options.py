"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(slots=True)
class Given:
    """What was said on the command line, before or behind the command's name.

    Attributes:
        folder: the root folder.
        colour: False when `--no-color` was given.
        workspace: the workspace's name.
        values: `--var` and `--var-file`, as pairs of which and what, in the order in which they were given.
        as_json: whether programs read the output.
    """

    folder: Path = Path()
    colour: bool = True
    workspace: str = ""
    values: tuple[tuple[str, str], ...] = ()
    as_json: bool = False


def _folder(ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.ensure_object(Given).folder = value


def _no_colour(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Given).colour = False


def _workspace(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.ensure_object(Given).workspace = value


def _json(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    ctx.ensure_object(Given).as_json |= value


class _Ordered(click.Option):
    """An option of which the order among others matters: `--var` and `--var-file`, of which the last one wins."""

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Note each use at the moment when the parser meets it."""
        super().add_to_parser(parser, ctx)
        option = parser._long_opt[self.opts[0]]  # noqa: SLF001 - click tells the order of options nowhere else
        process = option.process
        which = self.opts[0]

        def noting(value: str, state: Any) -> None:
            given = ctx.ensure_object(Given)
            given.values = (*given.values, (which, value))
            process(value, state)

        option.process = noting


def where_options(command: F) -> F:
    """`--chdir` and `--no-color`, which may stand before or behind the command's name."""
    command = click.option(
        "-C",
        "--chdir",
        metavar="DIR",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_folder,
        help="The root folder of the configuration. [default: the current folder]",
    )(command)
    return click.option(
        "--no-color",
        is_flag=True,
        expose_value=False,
        callback=_no_colour,
        help="No colours. So does the environment variable NO_COLOR.",
    )(command)


def json_option(command: F) -> F:
    """`--json`."""
    return click.option(
        "--json",
        is_flag=True,
        expose_value=False,
        callback=_json,
        help="Output for programs: JSON on stdout.",
    )(command)


def load_options(command: F) -> F:
    """Which folder, workspace and values."""
    command = click.option(
        "--var-file",
        cls=_Ordered,
        metavar="FILE",
        multiple=True,
        expose_value=False,
        help="Variables from a file. Of --var and --var-file, the last one wins.",
    )(command)
    command = click.option(
        "--var",
        cls=_Ordered,
        metavar="NAME=VALUE",
        multiple=True,
        expose_value=False,
        help="The value of a variable. Secrets belong into IVRPLAN_VAR_<name>, not on the command line.",
    )(command)
    return where_options(workspace_option(command))


def workspace_option(command: F) -> F:
    """`--workspace`, which beats the environment's."""
    return click.option(
        "--workspace",
        metavar="NAME",
        expose_value=False,
        envvar="IVRPLAN_WORKSPACE",
        callback=_workspace,
        help="The workspace: a state and a set of values of its own. [default: default]",
    )(command)


def target_option(command: F) -> F:
    """`--target`."""
    return click.option(
        "--target",
        "targets",
        metavar="ADDRESS",
        multiple=True,
        help="Only this resource or module and what it needs. Repeatable.",
    )(command)


def planning_options(command: F) -> F:
    """How a plan is made."""
    command = click.option(
        "--allow-large-change",
        is_flag=True,
        help="Allow a plan that deletes or replaces more than half of what is managed.",
    )(command)
    command = click.option(
        "--refresh/--no-refresh",
        default=True,
        help="Whether the vendors are asked what they have. [default: refresh]",
    )(command)
    command = click.option(
        "--refresh-only", is_flag=True, help="Only take in what changed at the vendors; send nothing."
    )(command)
    command = click.option(
        "--replace",
        metavar="ADDRESS",
        multiple=True,
        help="Delete this resource and create it anew, whether it changed or not.",
    )(command)
    return target_option(command)


def applying_options(command: F) -> F:
    """How a plan is applied."""
    command = click.option(
        "--parallelism",
        type=click.IntRange(1, 100),
        default=10,
        show_default=True,
        help="How many changes each provider works on at once.",
    )(command)
    return approve_option(lock_option(command))


def approve_option(command: F) -> F:
    """`--auto-approve`."""
    return click.option("--auto-approve", "-y", is_flag=True, help="Do not ask.")(command)


def lock_option(command: F) -> F:
    """`--lock-timeout`."""
    return click.option(
        "--lock-timeout",
        type=click.FloatRange(0),
        default=0,
        metavar="SECONDS",
        help="How long to wait while somebody else holds the lock. [default: 0]",
    )(command)
