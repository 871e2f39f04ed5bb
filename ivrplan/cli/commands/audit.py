"""`ivrplan audit`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from ivrplan.cli.group import Group
from ivrplan.cli.options import json_option, where_options
from ivrplan.cli.run import ERROR, FINE, run_plain, session
from ivrplan.cli.session import Session
from ivrplan.views.audits import entries_json, entries_text, verified_json, verified_text
from ivrplan.workflow import audit


class _Moment(click.ParamType[datetime]):
    """A date, or a date and a time, in ISO 8601; in UTC where it does not say otherwise."""

    name = "moment"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The moment that a text stands for."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(
                f'"{value}" is no moment. Write one like 2026-11-20 or 2026-11-20T08:30:00Z.', param, ctx
            )
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.group("audit", cls=Group)
def command() -> None:
    """Look at the audit log: what was changed, by whom, and whether somebody meddled with the record.

    The log is the one that the ivrplan block or IVRPLAN_AUDIT_PATH names. IVRPLAN_AUDIT_KEY holds the key that seals
    it, if there is one.
    """


@command.command("verify")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--expect",
    metavar="HASH",
    default="",
    help="Also see that the entry with this hash is there: one that was noted down elsewhere.",
)
@json_option
@where_options
def verify_command(*, file: Path | None, expect: str) -> None:
    """See whether nothing in the log was changed, removed, reordered or cut off.

    Exits with 1 when something was, and names the first line that cannot be relied on.
    """
    told = session()
    found = run_plain(told, lambda: audit.verify(_log(told, file), told.environment, expect))
    if told.as_json:
        told.emit(verified_json(found))
    else:
        told.say(verified_text(found, told.palette))
    sys.exit(FINE if found.whole else ERROR)


@command.command("show")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--address", metavar="ADDRESS", default="", help="Only this resource, block or module.")
@click.option(
    "--since", metavar="TIME", type=_Moment(), help="Only from this moment on: 2026-11-20T08:30:00Z."
)
@json_option
@where_options
def show_command(*, file: Path | None, address: str, since: datetime | None) -> None:
    """Show the entries of the log, oldest first. They are shown as they stand there; `verify` says whether to trust them."""
    told = session()
    wanted = audit.Wanted(address, since)
    found = run_plain(told, lambda: audit.entries(_log(told, file), wanted))
    if told.as_json:
        told.emit(entries_json(found))
    else:
        told.say(entries_text(found, told.palette))


def _log(told: Session, file: Path | None) -> Path:
    return file or audit.log_of(told.request().root, told.environment)
