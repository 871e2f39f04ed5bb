"""`ivrplan validate`."""

from __future__ import annotations

import sys

import click

from ivrplan.cli.options import json_option, load_options
from ivrplan.cli.run import ERROR, FINE, run_plain, session
from ivrplan.views.validations import validation_json, validation_text
from ivrplan.workflow.validate import validate


@click.command("validate")
@json_option
@load_options
def command() -> None:
    """Check the configuration: files, call flows, and the limits of the vendors. Nothing is sent."""
    told = session()
    result = run_plain(told, lambda: validate(told.request()))
    if told.as_json:
        told.emit(validation_json(result))
        sys.exit(FINE if result.valid else ERROR)
    told.sources = result.sources
    told.report(result.diagnostics)
    for text in result.silenced:
        told.note(f"allowed: {text}")
    if result.diagnostics:
        told.note("")
    told.say(validation_text(result, told.palette))
    sys.exit(FINE if result.valid else ERROR)
