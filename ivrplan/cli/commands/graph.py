"""`ivrplan graph`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from ivrplan.cli.options import json_option, load_options, target_option
from ivrplan.cli.run import run_plain, session
from ivrplan.views.graphs import dot, graph_json, mermaid
from ivrplan.workflow import graph as workflow
from ivrplan.workflow.graph import DependencyGraph

JSON: Final = "json"
_WRITERS: Final = {"dot": dot, "mermaid": mermaid}


@click.command("graph")
@click.option(
    "--format",
    "form",
    type=click.Choice(["dot", "mermaid", JSON]),
    default="dot",
    show_default=True,
    help="The language to draw in. --json is short for json.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Everything that is declared, not only resources and data."
)
@click.option(
    "--plan",
    "plan_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Draw the changes of a saved plan.",
)
@target_option
@json_option
@load_options
def command(*, form: str, everything: bool, plan_file: Path | None, targets: tuple[str, ...]) -> None:
    """Draw the dependency graph: resources, and what each waits for. No vendor is asked.

    An arrow leads to what is needed first. A dashed one says that a flow hands calls over to another one, which may go
    round in a circle.

    \b
      ivrplan graph | dot -Tsvg > graph.svg
    """  # noqa: D301 - the mark keeps click from filling the lines
    told = session()
    if everything and plan_file is not None:
        message = "--all and --plan exclude each other."
        raise click.UsageError(message)
    told.given.as_json |= form == JSON

    def work() -> DependencyGraph:
        if plan_file is not None:
            return workflow.saved_plan(plan_file, told.environment, targets)
        draw = workflow.declarations if everything else workflow.resources
        return draw(told.request(), targets)

    graph = run_plain(told, work)
    if told.as_json:
        told.emit(graph_json(graph))
    else:
        told.say(_WRITERS[form](graph))
