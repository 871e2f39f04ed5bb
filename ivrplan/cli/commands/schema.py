"""`ivrplan schema`."""

from __future__ import annotations

import click

from ivrplan.cli.options import where_options
from ivrplan.cli.run import run_plain, session
from ivrplan.editor.blocks import known_words
from ivrplan.editor.grammar import grammar
from ivrplan.editor.schema import configuration_schema


@click.command("schema")
@click.argument("what", type=click.Choice(["configuration", "grammar"]), default="configuration")
@where_options
def command(*, what: str) -> None:
    """Print what configurations may say, for editors and other programs.

    `configuration` is a JSON Schema of HCL's JSON form; `grammar` is a TextMate grammar. Both know all
    installed providers.
    """
    told = session()
    words = run_plain(told, lambda: known_words(told.environment))
    told.emit(grammar(words) if what == "grammar" else configuration_schema(words))
