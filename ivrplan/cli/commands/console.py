"""`ivrplan console`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final, Protocol, assert_never

import click

from ivrplan.cli.options import json_option, load_options
from ivrplan.cli.prompt import Prompt
from ivrplan.cli.run import fail, run, session
from ivrplan.cli.session import Session
from ivrplan.diagnostics import IvrplanError
from ivrplan.language.completeness import Completeness, completeness
from ivrplan.views.answers import answer_json, answer_text
from ivrplan.views.rows import Style
from ivrplan.workflow.console import Console, open_console

LEAVE: Final = frozenset({"exit", "quit"})


class Read(Protocol):
    """Where lines come from."""

    def __call__(self, *, continued: bool) -> str | None:
        """The next line; None at the end.

        Args:
            continued: whether it goes on with what came before.
        """
        ...


@click.command("console")
@click.option(
    "--expression",
    "-e",
    "expressions",
    metavar="EXPRESSION",
    multiple=True,
    help="Evaluate this and leave. Repeatable.",
)
@json_option
@load_options
def command(*, expressions: tuple[str, ...]) -> None:
    """Evaluate expressions against the configuration and what the state knows. No vendor is asked.

    At a terminal, an expression goes on over further lines while a bracket or a heredoc is open; Tab completes names, and
    exit, quit or Ctrl-D leave. Otherwise expressions are read from the standard input, up to the first one that fails.
    type(EXPRESSION) shows the type of a value.
    """
    told = session()
    console = run(told, lambda: open_console(told.request()))
    if not expressions and told.conversing:
        _converse(told, console)
        return
    for text in expressions or _pieces(_read):
        try:
            _answer(told, console, text)
        except IvrplanError as failure:
            fail(told, failure)


def _answer(told: Session, console: Console, text: str) -> None:
    told.sources = console.sources(text)
    answer = console.ask(text)
    if told.as_json:
        told.emit(answer_json(answer), indent=None)
    else:
        told.say(answer_text(answer, Style(told.palette, told.width)))


def _read(*, continued: bool) -> str | None:
    """The next line of the standard input, as soon as it is there; None at its end."""
    del continued
    line = sys.stdin.buffer.readline()
    return line.decode("utf-8", "replace").rstrip("\r\n") if line else None


def _pieces(read: Read) -> Iterator[str]:
    """Expressions, each of as many lines as it needs. At the end of the input, what is open stays as it is."""
    text = ""
    while (line := read(continued=bool(text))) is not None:
        if not text and line.strip() in LEAVE:
            return
        text = f"{text}\n{line}" if text else line
        match completeness(text):
            case Completeness.EMPTY:
                text = ""
            case Completeness.WHOLE:
                yield text
                text = ""
            case Completeness.OPEN:
                continue
            case _ as unreachable:
                assert_never(unreachable)
    if text:
        yield text


def _converse(told: Session, console: Console) -> None:
    """Answer a person until they leave. Ctrl-C drops what is typed, or what is being worked out."""
    prompt = Prompt(console.names())
    left = False
    while not left:
        try:
            for text in _pieces(prompt.line):
                _try(told, console, text)
            left = True
        except KeyboardInterrupt:
            click.echo()


def _try(told: Session, console: Console, text: str) -> None:
    """Answer one question; a wrong one does not end the conversation."""
    try:
        _answer(told, console, text)
    except IvrplanError as failure:
        told.report(failure.diagnostics)
