"""Asking a person whether a plan is to be applied."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from ivrplan.diagnostics import IvrplanError, error
from ivrplan.plan.change import Mode, Plan


def approved(plan: Plan) -> bool:
    """Ask. Only the whole word is a yes; the end of the input is a no.

    Raises:
        IvrplanError: there is nobody who could answer.
        KeyboardInterrupt: the answer was Ctrl-C.
    """
    if not sys.stdin.isatty():
        raise nobody_to_ask()
    question = "Delete all of this" if plan.mode is Mode.DESTROY else "Apply this plan"
    click.echo(f'{question}? Only "yes" is a yes: ', nl=False, err=True)
    with _interruptible():
        answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        click.echo(err=True)
    return answer.strip() == "yes"


def nobody_to_ask() -> IvrplanError:
    """Why nothing is done where no person can answer."""
    return IvrplanError(
        error(
            "Approval needed",
            "There is nobody to ask whether this plan is to be applied, so nothing was done.",
            hint="Review a plan that `ivrplan plan --out FILE` saved and apply that, or give --auto-approve.",
        ),
    )


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C end the waiting for an answer: the event loop's own handler would wait for the answer, too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        click.echo(err=True)
        raise
    finally:
        signal.signal(signal.SIGINT, before)
