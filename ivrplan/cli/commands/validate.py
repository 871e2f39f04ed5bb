"""`ivrplan validate`."""

from __future__ import annotations

import sys

import click

from ivrplan.cli.options import json_option, load_options
from ivrplan.cli.run import ERROR, FINE, run_plain, session
from ivrplan.diagnostics import Severity
from ivrplan.workflow.validate import Validation, validate


@click.command("validate")
@json_option
@load_options
def command() -> None:
    """Check the configuration: files, call flows, and the limits of the vendors. Nothing is sent."""
    run = session()
    result = run_plain(run, lambda: validate(run.request()))
    if run.as_json:
        run.emit(_to_json(result))
    else:
        run.sources = result.sources
        run.report(result.diagnostics)
        for text in result.silenced:
            run.note(f"allowed: {text}")
        if result.valid:
            run.say(f"{run.palette.green('The configuration is valid.')} {_extent(result)}")
    sys.exit(FINE if result.valid else ERROR)


def _extent(result: Validation) -> str:
    return f"{result.flows} flows, {result.resources} resources."


def _to_json(result: Validation) -> dict[str, object]:
    severities = [diagnostic.severity for diagnostic in result.diagnostics]
    return {
        "format_version": "1.0",
        "valid": result.valid,
        "error_count": severities.count(Severity.ERROR),
        "warning_count": severities.count(Severity.WARNING),
        "diagnostics": [diagnostic.to_json() for diagnostic in result.diagnostics],
        "allowed": list(result.silenced),
    }
