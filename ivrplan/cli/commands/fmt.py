"""`ivrplan fmt`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ivrplan.cli.options import json_option, where_options
from ivrplan.cli.run import ERROR, FINE, run_plain, session
from ivrplan.cli.session import Session
from ivrplan.views.formats import diff_text, formats_json
from ivrplan.workflow.format import STDIN, FormatRequest, FormatResult, format_files, format_text


@click.command("fmt")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 when something would change.")
@click.option("--diff", is_flag=True, help="Show what changes, as a unified diff.")
@click.option("--recursive", is_flag=True, help="Format the folders in the folders, too.")
@json_option
@where_options
def command(*, paths: tuple[Path, ...], check: bool, diff: bool, recursive: bool) -> None:
    """Rewrite files in the canonical style, and print the names of those that changed.

    PATH is a file, or a folder with *.ivr.hcl and *.ivrvars files; without one, it is the root folder. A dash stands
    for the standard input, whose text is written to the standard output. A file that cannot be parsed stays as it is.
    """
    told = session()
    if Path("-") in paths:
        _filter(told, alone=len(paths) == 1, check=check, diff=diff)
        return
    request = FormatRequest(paths or (told.given.folder,), recursive, write=not check)
    result = run_plain(told, lambda: format_files(request))
    _show(told, result, diff=diff)
    sys.exit(ERROR if result.failed or (check and result.changed) else FINE)


def _show(told: Session, result: FormatResult, *, diff: bool) -> None:
    if told.as_json:
        told.emit(formats_json(result))
        return
    for one in result.changed:
        text = diff_text(one, told.palette) if diff else ""
        told.say(f"{one.name}\n{text}" if text else one.name)
    told.sources = result.sources
    told.report(result.diagnostics)


def _filter(told: Session, *, alone: bool, check: bool, diff: bool) -> None:
    """Format the standard input."""
    if not alone or told.as_json:
        message = "- (the standard input) excludes other paths and --json."
        raise click.UsageError(message)
    data = sys.stdin.buffer.read()
    told.sources = {STDIN: data.decode("utf-8", "replace")}
    formatted = run_plain(told, lambda: format_text(data))
    written = formatted.after.encode()
    if diff:
        text = diff_text(formatted, told.palette)
        if text:
            told.say(text)
    elif not check:
        click.echo(written, nl=False)
    sys.exit(ERROR if check and written != data else FINE)
