"""`ivrplan output`."""

from __future__ import annotations

from typing import Any

import click

from ivrplan.cli.options import json_option, load_options
from ivrplan.cli.run import fail, run, session
from ivrplan.cli.session import Session
from ivrplan.diagnostics import IvrplanError, error
from ivrplan.language.plain import to_plain
from ivrplan.views.states import outputs_json, outputs_text
from ivrplan.views.text import json_text
from ivrplan.views.values import literal
from ivrplan.workflow import inspect


@click.command("output")
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--raw", is_flag=True, help="The bare value of NAME, for scripts.")
@json_option
@load_options
def command(*, name: str | None, raw: bool) -> None:
    """Print the outputs of the last apply, or the one called NAME. Sensitive ones are not kept.

    With --json a single output is its bare value, as `jq` likes it.
    """
    told = session()
    if name is None:
        _all(told, raw=raw)
        return
    record = run(told, lambda: inspect.output(told.request(), name))
    if record.sensitive:
        fail(told, _hidden())
    if told.as_json:
        told.emit(to_plain(record.value))
    elif raw:
        told.say(_raw(to_plain(record.value)))
    else:
        told.say(literal(record.value))


def _all(told: Session, *, raw: bool) -> None:
    if raw:
        message = "--raw needs the name of an output."
        raise click.UsageError(message)
    outputs = run(told, lambda: inspect.outputs(told.request()))
    if told.as_json:
        told.emit(outputs_json(outputs))
    else:
        told.say(outputs_text(outputs))


def _raw(value: Any) -> str:
    """Text as it is; anything else as JSON."""
    return value if isinstance(value, str) else json_text(value)


def _hidden() -> IvrplanError:
    return IvrplanError(
        error(
            "Output is sensitive",
            "Sensitive outputs are not kept in the state, so there is nothing to print.",
            hint="Read the value where it comes from.",
        ),
    )
