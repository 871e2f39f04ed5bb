"""`ivrplan lint`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from ivrplan.cli.options import json_option, load_options
from ivrplan.cli.run import ERROR, FINE, run_plain, session
from ivrplan.cli.session import Session
from ivrplan.diagnostics import ConfigurationError, Severity, error
from ivrplan.rules.pages import page_of
from ivrplan.rules.rule import Profile
from ivrplan.views.formats import diff_text
from ivrplan.views.lints.table import Around, Form, written
from ivrplan.views.lints.text import counts
from ivrplan.views.palette import Palette
from ivrplan.views.text import plural
from ivrplan.workflow.lint import Lint, LintRequest, lint
from ivrplan.workflow.mending.mend import mend, write

NEVER: Final = "never"


@click.command("lint")
@click.argument("addresses", metavar="[ADDRESS]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Form]),
    default=Form.TEXT.value,
    show_default=True,
    help="How findings are written. --json is short for json.",
)
@click.option(
    "--out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write them to a file."
)
@click.option(
    "--fail-level",
    type=click.Choice([*(level.value for level in Severity), NEVER]),
    default=Severity.ERROR.value,
    show_default=True,
    help="The mildest findings for which the command ends with 1.",
)
@click.option(
    "--profile",
    "profiles",
    type=click.Choice([profile.value for profile in Profile]),
    multiple=True,
    help="Rules of this profile, instead of those that the configuration names. Repeatable.",
)
@click.option("--select", metavar="RULE", multiple=True, help="A further rule, by id or name. Repeatable.")
@click.option("--ignore", metavar="RULE", multiple=True, help="Leave out a rule, by id or name. Repeatable.")
@click.option("--fix", is_flag=True, help="Mend what can be mended without changing anything for callers.")
@click.option(
    "--diff", is_flag=True, help="Show what --fix changes, as a unified diff; without --fix, change nothing."
)
@json_option
@load_options
def command(
    *,
    addresses: tuple[str, ...],
    form: str,
    out: Path | None,
    fail_level: str,
    profiles: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fix: bool,
    diff: bool,
) -> None:
    """Tell what is wrong with flows and what could be better. No vendor is asked.

    ADDRESS is a flow, or a resource that deploys one; without one, all flows are looked at. What each rule is about is
    told by `ivrplan explain`.
    """
    told = session()
    level = None if fail_level == NEVER else Severity(fail_level)
    request = LintRequest(told.request(), addresses, tuple(map(Profile, profiles)), select, ignore)
    result = run_plain(
        told, lambda: _mend(told, request, fix=fix, diff=diff) if fix or diff else lint(request)
    )
    _show(told, result, Form.JSON if told.as_json else Form(form), level, out)
    sys.exit(ERROR if result.reaches(level) else FINE)


def _mend(told: Session, request: LintRequest, *, fix: bool, diff: bool) -> Lint:
    """Mend, and tell what was done; what is left, or was there, is the result."""
    mended = mend(request)
    if fix:
        write(request.load.root, mended.changed)
    told.sources = mended.lint.sources
    told.report(mended.notes)
    for one in mended.changed if diff else ():
        told.note(diff_text(one, told.palette))
    if mended.fixed:
        files = plural(len(mended.changed), "file")
        done = "Fixed" if fix else "Would fix"
        told.note(f"{done} {plural(len(mended.fixed), 'finding')} in {files}.")
    return mended.lint if fix else lint(request)


def _show(told: Session, result: Lint, form: Form, level: Severity | None, out: Path | None) -> None:
    told.sources = result.sources
    if form is not Form.JSON:
        told.report(result.warnings)
    pages = {rule.id: page_of(rule) for rule in result.rules} if form is Form.SARIF else {}
    palette = told.palette if out is None else Palette()
    text = written(result, form, Around(told.given.folder, level, palette, told.width, pages))
    if out is not None:
        run_plain(told, lambda: _write(out, text))
    elif text:
        told.say(text)
    if out is not None or form not in {Form.TEXT, Form.JSON}:
        told.note(counts(result, Palette()))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as failure:
        detail = f'"{path}": {failure.strerror or type(failure).__name__}.'
        raise ConfigurationError(error("File cannot be written", detail)) from None
