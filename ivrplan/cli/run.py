"""A workflow run to its end: what it raises becomes diagnostics, its outcome an exit code.

| code | meaning |
| --- | --- |
| 0 | fine |
| 1 | error, also in how the command line was used; or a plan was not approved; fmt: changes with --check |
| 2 | plan: changes (with --detailed-exitcode); drift: drift found |
| 130 | stopped by Ctrl-C |
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, Final, NoReturn, TypeVar

import click

from ivrplan.cli.options import Given
from ivrplan.cli.session import Session
from ivrplan.diagnostics import IvrplanError
from ivrplan.views.diagnostics import errors_to_json

FINE: Final = 0
ERROR: Final = 1
CHANGES: Final = 2
INTERRUPTED: Final = 130

T = TypeVar("T")


def session() -> Session:
    """The session of the command that runs."""
    return Session(click.get_current_context().ensure_object(Given))


def run(session: Session, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run an asynchronous workflow; errors are shown and end the process."""
    results: list[T] = []

    async def kept() -> None:
        # At its end asyncio writes out what its main task returns, only to throw that text away. A large plan is
        # a text of many megabytes.
        results.append(await work())

    run_plain(session, lambda: asyncio.run(kept()))
    return results[0]


def run_plain(session: Session, work: Callable[[], T]) -> T:
    """Run a workflow; errors are shown and end the process."""
    try:
        return work()
    except IvrplanError as failure:
        fail(session, failure)
    except KeyboardInterrupt:
        session.note("Stopped.")
        sys.exit(INTERRUPTED)


def fail(session: Session, failure: IvrplanError) -> NoReturn:
    """Show what went wrong and end the process."""
    if not session.sources:
        session.sources = read_sources(session, failure)
    if session.as_json:
        session.emit(errors_to_json(failure.diagnostics), indent=None)
    else:
        session.report(failure.diagnostics)
    sys.exit(ERROR)


def read_sources(session: Session, failure: IvrplanError) -> dict[str, str]:
    """The texts of the files that the diagnostics point into, for snippets."""
    places = [one.range for one in failure.diagnostics if one.range is not None]
    places += [place for one in failure.diagnostics for place, _ in one.related]
    texts: dict[str, str] = {}
    for name in {place.file for place in places}:
        path = session.given.folder / name
        try:
            texts[name] = path.read_text(encoding="utf-8", errors="replace")
        except (OSError, ValueError):
            continue  # a place that is no file, such as a variable on the command line, has no snippet
    return texts
