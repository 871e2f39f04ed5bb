"""`ivrplan workspace`."""

from __future__ import annotations

import click

from ivrplan.cli.group import Group
from ivrplan.cli.options import json_option, lock_option, where_options, workspace_option
from ivrplan.cli.run import run, run_plain, session
from ivrplan.config.files.loader import check_workspace
from ivrplan.views.workspaces import deleted_text, listing_json, listing_text
from ivrplan.workflow import workspaces


@click.group("workspace", cls=Group)
def command() -> None:
    """Keep several states of one configuration: staging and production.

    Every other command works in the workspace that --workspace or IVRPLAN_WORKSPACE names, with its state and with the
    values in workspaces/NAME.ivrvars.
    """


@command.command("list")
@json_option
@workspace_option
@where_options
def list_command() -> None:
    """List all workspaces. A star marks the current one."""
    told = session()
    request = told.request()
    found = run(told, lambda: workspaces.listing(request.root, request.workspace))
    if told.as_json:
        told.emit(listing_json(found))
        return
    told.say(listing_text(found, told.palette))
    told.report(found.unknown)


@command.command("show")
@workspace_option
@where_options
def show_command() -> None:
    """Print the name of the current workspace."""
    told = session()
    name = told.request().workspace
    run_plain(told, lambda: check_workspace(name))
    told.say(name)


@command.command("new")
@click.argument("name", metavar="NAME")
@lock_option
@where_options
def new_command(*, name: str, lock_timeout: float) -> None:
    """Begin a workspace, with an empty state."""
    told = session()
    root = told.request().root
    run(told, lambda: workspaces.create(root, name, lock_timeout=lock_timeout))
    told.say(
        f'Created the workspace "{name}". Use it with --workspace {name}, or IVRPLAN_WORKSPACE={name} in the '
        f"environment.\nWhat is different in it goes into workspaces/{name}.ivrvars."
    )


@command.command("delete")
@click.argument("name", metavar="NAME")
@click.option("--force", is_flag=True, help="Also when it still holds resources. They stay at the vendors.")
@lock_option
@where_options
def delete_command(*, name: str, force: bool, lock_timeout: float) -> None:
    """Forget a workspace: its state, with journal and backups. `default` cannot be deleted.

    Nothing is deleted at a vendor: that is what `ivrplan destroy` is for.
    """
    told = session()
    root = told.request().root
    deleted = run(told, lambda: workspaces.delete(root, name, force=force, lock_timeout=lock_timeout))
    told.say(deleted_text(name, deleted))
