"""`ivrplan test`."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import NoReturn

import click

from ivrplan.cli.options import json_option, load_options
from ivrplan.cli.run import ERROR, FINE, run_plain, session
from ivrplan.cli.session import Session
from ivrplan.views.testruns import NO_TESTS, coverage_text, junit_xml, results_text, run_json, summary_text
from ivrplan.views.testwritings import writing_json, writing_text
from ivrplan.workflow.test import Run, RunRequest, run_tests
from ivrplan.workflow.testing.reports import write_report
from ivrplan.workflow.testing.selection import Selection
from ivrplan.workflow.writetests import WriteRequest, write_tests


@click.command("test")
@click.argument("names", metavar="[NAME|ADDRESS]...", nargs=-1)
@click.option(
    "--filter",
    "pattern",
    metavar="TEXT",
    default="",
    help="Only tests whose names hold TEXT, or match it where it is a glob.",
)
@click.option(
    "-n",
    "--parallel",
    type=click.IntRange(1, 64),
    metavar="N",
    default=1,
    help="Up to N processes, where that is faster: from thousands of tests on.",
)
@click.option("--coverage", "shows", is_flag=True, help="Show what the calls pass of each flow.")
@click.option(
    "--min-coverage",
    "least",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Fail where less of all nodes or edges is passed. Shows the coverage, too.",
)
@click.option(
    "--junit",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the results into FILE as JUnit XML.",
)
@click.option("--generate", is_flag=True, help="Run nothing; write tests for what no test passes yet.")
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --generate: write them into a new file of the folder.",
)
@json_option
@load_options
def command(
    *,
    names: tuple[str, ...],
    pattern: str,
    parallel: int,
    shows: bool,
    least: float | None,
    junit: Path | None,
    generate: bool,
    out: Path | None,
) -> None:
    """Run the tests of the configuration: calls through its flows, simulated here. Nothing is sent.

    NAME is a test's. The ADDRESS of a flow, a module or a resource stands for the tests of its flows. Without any, all
    tests are run.
    """
    told = session()
    selection = Selection(names, pattern)
    if generate:
        if pattern or shows or junit is not None or least is not None:
            message = "--generate excludes --filter, --coverage, --min-coverage and --junit."
            raise click.UsageError(message)
        _generate(told, WriteRequest(told.request(), selection, out))
    if out is not None:
        message = "--out goes with --generate only."
        raise click.UsageError(message)
    wanted = None if least is None else Fraction(str(least))
    run = run_plain(told, lambda: run_tests(RunRequest(told.request(), selection, parallel, wanted)))
    if junit is not None:
        run_plain(told, lambda: write_report(junit, junit_xml(run)))
    _show(told, run, shows=shows or least is not None)
    sys.exit(FINE if run.successful else ERROR)


def _show(told: Session, run: Run, *, shows: bool) -> None:
    if told.as_json:
        told.emit(run_json(run))
        return
    told.sources = run.sources
    if run.results:
        told.say(results_text(run, told.palette))
    found = [one for result in run.results for one in result.diagnostics]
    if found or run.diagnostics:
        told.note("")
        told.report([*found, *run.diagnostics])
    if shows:
        told.say(f"\n{coverage_text(run, told.palette)}")
    if not run.declared:
        told.note(NO_TESTS)
    told.say(("\n" if run.results else "") + summary_text(run, told.palette))


def _generate(told: Session, request: WriteRequest) -> NoReturn:
    writing = run_plain(told, lambda: write_tests(request))
    if told.as_json:
        told.emit(writing_json(writing))
        sys.exit(FINE)
    if writing.text and writing.file is None:
        told.say(writing.text.rstrip("\n"))
    told.note(writing_text(writing, told.palette))
    sys.exit(FINE)
