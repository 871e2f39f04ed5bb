"""`ivrplan simulate`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

import click

from ivrplan.cli.options import json_option, load_options
from ivrplan.cli.prompt import Prompt
from ivrplan.cli.run import ERROR, FINE, run_plain, session
from ivrplan.cli.session import Session
from ivrplan.flow.outcome import DEFAULT, TIMEOUT
from ivrplan.flow.simulation.call import Call
from ivrplan.flow.simulation.question import Question, Wants
from ivrplan.flow.simulation.script import Script
from ivrplan.flow.simulation.timing import Timing
from ivrplan.flow.simulation.walk import Walk
from ivrplan.views.simulations import SimulationView, asked_text, help_text, walk_json
from ivrplan.workflow.simulate import Simulation, open_simulation

HELP: Final = "?"
_FASTEST: Final = 100


def _inputs(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    return tuple(part.strip() for part in value.split(",")) if value.strip() else ()


def _moment(ctx: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    try:
        return None if value is None else datetime.fromisoformat(value)
    except ValueError:
        message = "needs a time such as 2026-11-21T10:00:00+01:00."
        raise click.BadParameter(message, ctx, parameter) from None


def _variables(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> Mapping[str, str]:
    pairs = [value.partition("=") for value in values]
    if not all(equals and name.strip() for name, equals, _ in pairs):
        message = "needs the form NAME=VALUE."
        raise click.BadParameter(message, ctx, parameter)
    return {name.strip(): value for name, _, value in pairs}


def _speed(ctx: click.Context, parameter: click.Parameter, value: str) -> Decimal:
    try:
        speed = Decimal(value)
    except InvalidOperation:
        speed = Decimal(0)
    if not speed.is_finite() or not 0 < speed <= _FASTEST:
        message = f"needs a number of words a second: more than 0, at most {_FASTEST}."
        raise click.BadParameter(message, ctx, parameter)
    return speed


@click.command("simulate")
@click.argument("address")
@click.option(
    "--inputs",
    metavar="INPUT,...",
    callback=_inputs,
    help="What happens where the flow waits: keys, timeout, open, the value of a variable. Nothing is asked then.",
)
@click.option(
    "--clock",
    metavar="TIME",
    callback=_moment,
    help="When the call comes: 2026-11-21T10:00:00+01:00. It decides opening hours that are written in the flow.",
)
@click.option(
    "--variable",
    "variables",
    metavar="NAME=VALUE",
    multiple=True,
    callback=_variables,
    help="A variable of the call. Repeatable.",
)
@click.option(
    "--words-per-second",
    "speed",
    metavar="NUMBER",
    default="2.5",
    show_default=True,
    callback=_speed,
    help="How fast texts are spoken.",
)
@json_option
@load_options
def command(
    *,
    address: str,
    inputs: tuple[str, ...] | None,
    clock: datetime | None,
    variables: Mapping[str, str],
    speed: Decimal,
) -> None:
    """Let a call go through a flow. No vendor is asked.

    ADDRESS is a flow (flow.main, module.hours.flow.main), or a resource that deploys one. At a terminal, prompts are shown
    and you press the keys: Enter waits for the timeout, ? shows what is possible, Ctrl-D hangs up. With --inputs, or where
    no terminal is, the call goes through at once; a caller without inputs stays silent.

    The status is 0 when the call came to an end, and 1 when it did not.
    """
    told = session()
    simulation = run_plain(told, lambda: open_simulation(told.request(), address))
    told.sources = simulation.sources
    script, timing = Script(inputs or (), variables, clock), Timing(words_per_second=speed)
    if inputs is None and told.conversing:
        run_plain(told, lambda: _converse(told, simulation, simulation.begin(script, timing)))
    else:
        _show(told, simulation, simulation.run(script, timing))


def _show(told: Session, simulation: Simulation, walk: Walk) -> None:
    """A call that nobody took part in; ends the process."""
    problems = simulation.problems(walk)
    if told.as_json:
        told.emit(walk_json(simulation.address, walk, problems))
    else:
        told.say(SimulationView(told.palette, told.width).whole(walk))
        told.report(problems)
    sys.exit(ERROR if problems else FINE)


def _converse(told: Session, simulation: Simulation, call: Call) -> None:
    """Let a person make the call; ends the process, with a good status when they hang up."""
    view, prompt = SimulationView(told.palette, told.width), Prompt(())
    while True:
        for line in view.heard(call.heard):
            told.say(line)
        if call.question is None:
            break
        typed = _typed(told, prompt, call.question)
        if typed is None:
            told.say(f"You hung up.\n{view.way(call.walk)}")
            sys.exit(FINE)
        call.answer(typed or None)
    told.say(f"\n{view.whole(call.walk)}")
    problems = simulation.problems(call.walk)
    told.report(problems)
    sys.exit(ERROR if problems else FINE)


def _typed(told: Session, prompt: Prompt, question: Question) -> str | None:
    """What a person answers: empty where nothing happens for good, None when they hang up."""
    prompt.offer(question.accepts)
    while (line := prompt.ask(asked_text(question))) is not None:
        text = line.strip() or _silence(question)
        if text is not None and text != HELP and (not text or question.takes(text)):
            return text
        told.say(help_text(question))
    return None


def _silence(question: Question) -> str | None:
    """What Enter alone means: empty where the call ends then, None where it means nothing."""
    if question.wants in {Wants.KEY, Wants.DIGITS}:
        return TIMEOUT
    if DEFAULT in question.accepts:
        return DEFAULT
    return "" if question.optional else None
