"""Asking a person whether a plan is to be applied."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import click

from ivrplan.diagnostics import IvrplanError, error
from ivrplan.plan.change import Mode, Plan

_QUESTIONS: Final[Mapping[Mode, str]] = MappingProxyType(
    {Mode.DESTROY: "Delete all of this", Mode.ROLLBACK: "Roll back"}
)


async def approved(plan: Plan) -> bool:
    """Ask. Only the whole word is a yes; the end of the input is a no.

    Raises:
        IvrplanError: there is nobody who could answer.
        CancelledError: the answer was Ctrl-C.
    """
    if not sys.stdin.isatty():
        raise nobody_to_ask()
    question = _QUESTIONS.get(plan.mode, "Apply this plan")
    click.echo(f'{question}? Only "yes" is a yes: ', nl=False, err=True)
    answer = await _typed_line()
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


async def _typed_line() -> str:
    """The next line that a person types; empty at the end of the input.

    The event loop waits for it: a Ctrl-C that comes just before a blocking read is lost until the next one.
    """
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(sys.stdin, readable.set)
    try:
        await readable.wait()
    except asyncio.CancelledError:
        click.echo(err=True)
        raise
    finally:
        loop.remove_reader(sys.stdin)
    return sys.stdin.readline()
