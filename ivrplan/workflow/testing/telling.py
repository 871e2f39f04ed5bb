"""What is wrong with a call, as messages: where it was expected, what came instead, how the call went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, assert_never

from ivrplan.config.configuration import FlowTest
from ivrplan.diagnostics import Diagnostic, Severity, error, warning
from ivrplan.flow.simulation.ends import OutOfInputs, Refused, possible, sentence
from ivrplan.flow.simulation.walk import Walk
from ivrplan.language import numeric
from ivrplan.workflow.testing.accounts import account, differing, first_difference
from ivrplan.workflow.testing.judging import Wrong
from ivrplan.workflow.testing.selection import flow_address

_EXPECT: Final = "expect"
_INPUTS: Final = ("inputs",)


def tell(test: FlowTest, walk: Walk, wrongs: Sequence[Wrong]) -> tuple[Diagnostic, ...]:
    """A message for each thing that is not as expected; an error, but for what is only worth a word.

    The first error tells how the whole call went.
    """
    first, *others = (_one(test, walk, wrong) for wrong in wrongs)
    if first.severity is Severity.ERROR:
        story = "\n".join(account(walk, timed=Wrong.MAX_SECONDS in wrongs))
        first = replace(first, detail=f"{first.detail}\n\n{story}")
    return (first, *others)


def _one(test: FlowTest, walk: Walk, wrong: Wrong) -> Diagnostic:
    expect = test.expect
    match wrong:
        case Wrong.END:
            return _bad_end(test, walk)
        case Wrong.PATH:
            said, lines = "takes another path than expected", differing(expect.path or (), walk.path)
            return _failed(test, wrong, ("Call takes another path", said), lines)
        case Wrong.TERMINAL:
            said = f'ends at "{walk.terminal}" and not at "{expect.terminal}"'
            return _failed(test, wrong, ("Call ends at another node", said))
        case Wrong.PROMPTS:
            return _other_prompts(test, walk, expect.prompts or ())
        case Wrong.MAX_SECONDS:
            said = f"takes {seconds(walk.seconds)}; the test allows {seconds(expect.max_seconds or 0)}"
            return _failed(test, wrong, ("Call takes too long", said))
        case Wrong.MAX_KEYPRESSES:
            keys = "1 key" if walk.keypresses == 1 else f"{walk.keypresses} keys"
            said = f"needs {keys}; the test allows {expect.max_keypresses}"
            return _failed(test, wrong, ("Call needs too many keys", said))
        case Wrong.UNUSED:
            return _leftovers(test, walk)
        case _:
            assert_never(wrong)


def _failed(test: FlowTest, wrong: Wrong, said: tuple[str, str], lines: Sequence[str] = ()) -> Diagnostic:
    """An error at the expectation that is not met.

    Args:
        test: the test.
        wrong: which expectation it is.
        said: a summary, and what the call does: the rest of a sentence.
        lines: what is to be seen below that.
    """
    summary, does = said
    text = _text(f'In the test "{test.name}", the call {does}.', lines)
    place = test.locate((_EXPECT, wrong.value))
    return error(summary, text, range=place, address=flow_address(test.flow))


def _bad_end(test: FlowTest, walk: Walk) -> Diagnostic:
    """A call that leads nowhere. Where a path was expected, it says how far that was followed."""
    expected = test.expect.path
    lines: list[str] = []
    if expected is not None and first_difference(expected, walk.path) is not None:
        lines = differing(expected, walk.path)
    said = f'In the test "{test.name}", the call comes to no good end. {sentence(walk.end)}'
    waits = walk.end if isinstance(walk.end, Refused | OutOfInputs) else None
    return error(
        "Call comes to no good end",
        _text(said, lines),
        hint=possible(waits.question) if waits else "",
        range=test.locate(_INPUTS if waits and test.inputs else ()),
        address=flow_address(test.flow),
    )


def _other_prompts(test: FlowTest, walk: Walk, expected: Sequence[str]) -> Diagnostic:
    number = first_difference(expected, walk.prompts)
    assert number is not None
    said = f"lets the caller hear something else than expected, from prompt {number + 1} on"
    lines = [f"  expected: {_nth(expected, number)}", f"  heard:    {_nth(walk.prompts, number)}"]
    return _failed(test, Wrong.PROMPTS, ("Caller hears something else", said), lines)


def _nth(texts: Sequence[str], number: int) -> str:
    return f'"{texts[number]}"' if number < len(texts) else "nothing more"


def _leftovers(test: FlowTest, walk: Walk) -> Diagnostic:
    inputs = ", ".join(f'"{text}"' for text in walk.unused)
    return warning(
        "Input that nobody asks for",
        f'In the test "{test.name}", the call is over before these inputs are asked for: {inputs}.',
        hint="Leave them out, or expect the path that they were meant for.",
        range=test.locate(_INPUTS),
        address=flow_address(test.flow),
    )


def _text(said: str, lines: Sequence[str]) -> str:
    return "\n".join([said, "", *lines] if lines else [said])


def seconds(time: int | Decimal) -> str:
    """A time in words."""
    return "1 second" if time == 1 else f"{numeric.text(time)} seconds"
