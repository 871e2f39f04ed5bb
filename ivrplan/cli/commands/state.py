"""`ivrplan state`."""

from __future__ import annotations

import click

from ivrplan.cli.group import Group
from ivrplan.cli.options import json_option, load_options
from ivrplan.cli.run import run, session
from ivrplan.views.states import record_json, record_text, records_json
from ivrplan.workflow import inspect


@click.group("state", cls=Group)
def command() -> None:
    """Look at what is managed."""


@command.command("list")
@click.argument("addresses", metavar="[ADDRESS]...", nargs=-1)
@json_option
@load_options
def list_command(*, addresses: tuple[str, ...]) -> None:
    """List the resources in the state; with ADDRESS, those at it."""
    told = session()
    records = run(told, lambda: inspect.resources(told.request(), addresses))
    if told.as_json:
        told.emit(records_json(records))
    else:
        for record in records:
            told.say(record.address)


@command.command("show")
@click.argument("address", metavar="ADDRESS")
@json_option
@load_options
def show_command(*, address: str) -> None:
    """Show one resource in the state, with its call flow."""
    told = session()
    record, flow = run(told, lambda: inspect.resource(told.request(), address))
    if told.as_json:
        told.emit(record_json(record, flow))
    else:
        told.say(record_text(record, flow, told.palette, told.width))
