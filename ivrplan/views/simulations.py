"""Simulated calls, for people and programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple, assert_never

from ivrplan.diagnostics import Diagnostic
from ivrplan.flow.path import arrow
from ivrplan.flow.simulation.call import Heard
from ivrplan.flow.simulation.ends import DeadEnd, End, Ended, OutOfInputs, Refused, WentRound, sentence
from ivrplan.flow.simulation.question import Question, Wants
from ivrplan.flow.simulation.walk import Visit, Walk
from ivrplan.language import numeric
from ivrplan.views.diagnostics import diagnostics_to_json
from ivrplan.views.palette import Palette
from ivrplan.views.text import columns, one_line, padded, plural, shortened

FORMAT_VERSION: Final = "1.0"

_WIDEST: Final = 28
"""The widest column of names."""
_NARROWEST: Final = 12
"""The narrowest column of prompts; where there is less room, they are left out."""


class _Row(NamedTuple):
    """One node of a call as a table has it."""

    node: str
    way: str
    time: str
    heard: str


class SimulationView:
    """Writes simulated calls for people.

    Args:
        palette: colours.
        width: columns of the terminal.
    """

    def __init__(self, palette: Palette, width: int) -> None:
        self._palette = palette
        self._width = width

    def whole(self, walk: Walk) -> str:
        """Every node, with the way out of it, the time there, and what was heard; then how the call ended."""
        return "\n\n".join(filter(None, [self.way(walk), self.sum(walk)]))

    def way(self, walk: Walk) -> str:
        """Every node, with the way out of it, the time there, and what was heard."""
        return "\n".join(self._table([_row(visit) for visit in walk.visits]))

    def sum(self, walk: Walk) -> str:
        """How the call ended, how long it took, and what is to be noted."""
        paint = self._palette.green if isinstance(walk.end, Ended) else self._palette.red
        keys = plural(walk.keypresses, "key") if walk.keypresses else "no key"
        took = f"{numeric.text(walk.seconds)} seconds, {keys} pressed."
        lines = [f"{paint(one_line(sentence(walk.end)))} {took}"]
        lines += [f"Note: {one_line(note)}" for note in walk.notes]
        if walk.unused:
            lines.append(f"Not used: {', '.join(map(one_line, walk.unused))}.")
        return "\n".join(lines)

    def heard(self, heard: Iterable[Heard]) -> Iterator[str]:
        """What is heard while the call goes on, a line each."""
        for prompt in heard:
            yield f"{self._palette.bold(one_line(prompt.node))}: {one_line(prompt.text)}"

    def _table(self, rows: Sequence[_Row]) -> Iterator[str]:
        nodes, ways, times = (
            min(max(map(columns, cells), default=0), _WIDEST)
            for cells in ([row[place] for row in rows] for place in range(3))
        )
        room = self._width - nodes - ways - times - 8
        for row in rows:
            heard = shortened(row.heard, room) if room >= _NARROWEST else ""
            cells = [_cell(row.node, nodes), _cell(row.way, ways), row.time.rjust(times)]
            yield "  ".join(["", *cells, self._palette.dim(heard)]).rstrip()


def _cell(text: str, width: int) -> str:
    return padded(shortened(text, width), width)


def _row(visit: Visit) -> _Row:
    heard = " / ".join(map(one_line, visit.heard))
    way = one_line(arrow(visit.outcome)) if visit.outcome else ""
    return _Row(one_line(visit.node), way, f"{numeric.text(visit.seconds)} s", heard)


def asked_text(question: Question) -> str:
    """What stands before the place where a person answers."""
    return f"{one_line(question.node)}> "


def help_text(question: Question) -> str:
    """What may be typed where a call waits, for people."""
    words = ", ".join(map(one_line, question.accepts))
    match question.wants:
        case Wants.KEY:
            return f"Press one key: {words}. Enter waits until the time is over."
        case Wants.DIGITS:
            return f"Press several keys, like 1234#. Or: {words}. Enter waits until the time is over."
        case Wants.STATE:
            return f"Is it open? One of: {words}."
        case Wants.VALUE:
            known = f"The flow knows: {words}." if words else ""
            return f'The value of "{one_line(question.variable)}". {known}'.rstrip()
        case Wants.OUTCOME if question.optional:
            return f"Enter if all goes as usual. Or: {words}."
        case Wants.OUTCOME:
            return f"How does the call go on? One of: {words}."
        case _:
            assert_never(question.wants)


def walk_json(flow: str, walk: Walk, problems: Iterable[Diagnostic]) -> dict[str, Any]:
    """The call as JSON data.

    Args:
        flow: the address of the flow.
        walk: what came of the call.
        problems: why it came to no end.
    """
    return {
        "format_version": FORMAT_VERSION,
        "flow": flow,
        "terminal": walk.terminal,
        "end": _end_json(walk.end),
        "seconds": _number(walk.seconds),
        "keypresses": walk.keypresses,
        "path": list(walk.path),
        "edges": [edge._asdict() for edge in walk.edges],
        "prompts": list(walk.prompts),
        "visits": [_visit_json(visit) for visit in walk.visits],
        "unused_inputs": list(walk.unused),
        "notes": list(walk.notes),
        "diagnostics": diagnostics_to_json(problems),
    }


def _visit_json(visit: Visit) -> dict[str, Any]:
    return {
        "node": visit.node,
        "outcome": visit.outcome,
        "inputs": list(visit.inputs),
        "heard": list(visit.heard),
        "seconds": _number(visit.seconds),
    }


def _end_json(end: End) -> dict[str, Any]:
    return {"kind": end.kind.value, "node": end.node, **_more(end)}


def _more(end: End) -> dict[str, Any]:
    match end:
        case Ended():
            return {}
        case OutOfInputs():
            return _wanted(end.question)
        case Refused():
            return {**_wanted(end.question), "input": end.text}
        case WentRound():
            return {"nodes": list(end.nodes)}
        case DeadEnd():
            return {"outcome": end.outcome, "target": end.target}
        case _:
            assert_never(end)


def _wanted(question: Question) -> dict[str, Any]:
    return {"wants": question.wants.value, "accepts": list(question.accepts)}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
