"""What a flow promises, for people, for Markdown and for programs."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from ivrplan.flow.path import arrow
from ivrplan.flow.promises.menus import Level, Loop
from ivrplan.flow.promises.promises import Opening
from ivrplan.flow.promises.ways import Way
from ivrplan.language import numeric
from ivrplan.views.palette import Palette
from ivrplan.views.text import columns, one_line, padded, plural, shortened
from ivrplan.workflow.report import Report

FORMAT_VERSION: Final = "1.0"

_WIDEST: Final = 34
_MOST: Final = 8
"""So many of what no test visits are named."""

_SPECIAL: Final = re.compile(r"(^[-+>]|^\d+(?=[.)] )|[\\`*_{}\[\]<#!|~&$@])")
"""What Markdown could take for its own: some of it only where a text begins."""


class ReportView:
    """Writes a report for people.

    Args:
        palette: colours.
        width: columns of the terminal.
    """

    def __init__(self, palette: Palette, width: int) -> None:
        self._palette = palette
        self._width = width

    def whole(self, report: Report) -> str:
        """All of it, a paragraph each."""
        promises = report.promises
        parts = [
            self._head(report),
            self._part("The shortest ways", self._ways(report)),
            self._part("Before the first choice", self._filled(_opening(promises.opening))),
            self._part("Menus", [line for level in promises.levels for line in self._level(level)]),
            self._part("Loops", [line for loop in promises.loops for line in self._filled(_loop(loop))]),
            self._part("Tests", [line for text in _tested(report) for line in self._filled(text)]),
        ]
        return "\n\n".join(filter(None, parts))

    def _head(self, report: Report) -> str:
        counts = f"{plural(report.promises.nodes, 'node')}, {plural(report.promises.edges, 'edge')}"
        lines = [f"{self._palette.bold(one_line(report.address))}: {counts}"]
        if report.description:
            lines += textwrap.wrap(one_line(report.description), self._width)
        return "\n".join(lines)

    def _part(self, title: str, lines: Iterable[str]) -> str:
        found = list(lines)
        return "\n".join([self._palette.bold(title), *found]) if found else ""

    def _filled(self, text: str, indent: str = "  ") -> list[str]:
        inside = f"{indent}  "
        return textwrap.wrap(
            one_line(text),
            self._width,
            initial_indent=indent,
            subsequent_indent=inside,
            break_on_hyphens=False,
        )

    def _ways(self, report: Report) -> Iterator[str]:
        promises = report.promises
        names = [_destination(way) for way in promises.ways]
        wide = min(max(map(columns, ("to", *names))), _WIDEST)
        if names:
            yield self._palette.dim(f"  {padded('to', wide)}  seconds  keys  pressed")
        for way, name in zip(promises.ways, names, strict=True):
            cells = [
                padded(shortened(name, wide), wide),
                f"{_seconds(way.seconds):>7}",
                f"{way.keypresses:>4}",
            ]
            pressed = shortened(_pressed(way), max(self._width - wide - 19, 8))
            yield "  ".join(["", *cells, pressed]).rstrip()
            yield from (self._palette.dim(line) for line in self._filled(_walked(way), "    "))
        yield from (line for text in _verdicts(report) for line in self._filled(text))

    def _level(self, level: Level) -> Iterator[str]:
        for number, menu in enumerate(level.menus):
            before = f"level {level.number}" if number == 0 else ""
            keys = f"{plural(len(menu.keys), 'choice')}: {', '.join(menu.keys)}" if menu.keys else "no choice"
            yield from self._filled(f"{one_line(menu.menu)}: {keys}", f"  {before:<9}")


def _destination(way: Way) -> str:
    return f"{way.kind} {one_line(way.node)}"


def _seconds(seconds: Decimal) -> str:
    return f"{seconds:.1f}"


def _pressed(way: Way) -> str:
    return ", ".join(way.keys) if way.keys else "nothing"


def _walked(way: Way) -> str:
    """The way as callers go it."""
    return " ".join([*(f"{edge.source} {arrow(edge.outcome)}" for edge in way.edges), way.node])


def _verdicts(report: Report) -> Iterator[str]:
    """What follows from the ways, in sentences."""
    promises = report.promises
    if promises.person is None:
        yield "No call gets to a person."
    else:
        way = promises.person
        yield f"Somebody is reached after {_seconds(way.seconds)} seconds at the earliest: {_destination(way)}."
    if promises.longest is not None:
        keys = plural(promises.longest.keypresses, "key")
        yield f"The farthest is {_destination(promises.longest)}: {keys} at least."
    if promises.unreached:
        yield f"No call gets to {_some(promises.unreached)}."
    if not promises.complete:
        yield "The flow has too many situations to look at all of them: there may be shorter ways."


def _some(names: Sequence[str]) -> str:
    shown = [one_line(name) for name in names[:_MOST]]
    left = len(names) - len(shown)
    return ", ".join(shown) + (f" and {left} more" if left else "")


def _opening(opening: Opening | None) -> str:
    if opening is None:
        return "Callers are given no choice."
    before = f"{_words(opening.words)} in {_seconds(opening.way.seconds)} seconds"
    recorded = f", {plural(opening.recordings, 'recording')} among them" if opening.recordings else ""
    itself = f"{_words(opening.menu_words)} in {_seconds(opening.menu_seconds)} seconds"
    return f"Callers hear {before}{recorded}. Then {one_line(opening.way.node)} says {itself}."


def _words(count: Decimal) -> str:
    whole = int(count.to_integral_value())
    return plural(whole, "word")


def _loop(loop: Loop) -> str:
    if loop.limit is not None:
        return f"{loop.text}: at most {plural(loop.limit, 'time')}"
    limit = "as often as callers like" if loop.asks else "without end, and without asking"
    return f"{loop.text}: {limit}"


def _tested(report: Report) -> Iterator[str]:
    """What tests pass, in sentences."""
    found = report.coverage
    nodes = f"{found.nodes.covered} of {plural(found.nodes.total, 'node')}"
    edges = f"{found.edges.covered} of {plural(found.edges.total, 'edge')}"
    yield f"{plural(report.tests, 'test')}: {nodes} and {edges} are passed."
    if report.tests and found.missed_nodes:
        yield f"No test passes {_some(found.missed_nodes)}."
    left = [edge for edge in found.missed_edges if edge.source not in found.missed_nodes]
    if report.tests and left:
        yield f"No test goes {_some([f'{edge.source} {arrow(edge.outcome)} {edge.target}' for edge in left])}."


# Markdown


def report_markdown(report: Report) -> str:
    """The report for a page or a comment."""
    promises = report.promises
    counts = f"{plural(promises.nodes, 'node')}, {plural(promises.edges, 'edge')}."
    parts = [
        f"## {_plain(report.address)}",
        _plain(report.description),
        counts,
        _table(["to", "seconds", "keys", "pressed", "way"], map(_way_cells, promises.ways)),
        "\n".join(f"- {_plain(text)}" for text in _verdicts(report)),
        f"**Before the first choice.** {_plain(_opening(promises.opening))}",
        _table(["level", "menu", "choices", "keys"], _menu_cells(promises.levels)),
        _listed("Loops", map(_loop, promises.loops)),
        f"**Tests.** {_plain(' '.join(_tested(report)))}",
    ]
    return "\n\n".join(filter(None, parts))


def _plain(text: str) -> str:
    """A text in which Markdown finds nothing to do."""
    return _SPECIAL.sub(_escaped, one_line(text))


def _escaped(found: re.Match[str]) -> str:
    """The characters after a backslash; that of a number at the beginning stands before what follows it."""
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(map(_plain, row))} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *lines])


def _way_cells(way: Way) -> Sequence[str]:
    return [_destination(way), _seconds(way.seconds), str(way.keypresses), _pressed(way), _walked(way)]


def _menu_cells(levels: Iterable[Level]) -> Iterator[Sequence[str]]:
    for level in levels:
        for menu in level.menus:
            yield [str(level.number), menu.menu, str(len(menu.keys)), ", ".join(menu.keys)]


def _listed(title: str, texts: Iterable[str]) -> str:
    lines = [f"- {_plain(text)}" for text in texts]
    return "\n".join([f"**{title}**", "", *lines]) if lines else ""


# JSON


def report_json(report: Report) -> dict[str, Any]:
    """The report as JSON data."""
    promises = report.promises
    return {
        "format_version": FORMAT_VERSION,
        "flow": report.address,
        "description": report.description,
        "node_count": promises.nodes,
        "edge_count": promises.edges,
        "kinds": dict(promises.kinds),
        "ways": [_way_json(way) for way in promises.ways],
        "person": None if promises.person is None else _way_json(promises.person),
        "most_keys": None if promises.longest is None else _way_json(promises.longest),
        "unreached": list(promises.unreached),
        "complete": promises.complete,
        "first_choice": None if promises.opening is None else _opening_json(promises.opening),
        "levels": [_level_json(level) for level in promises.levels],
        "loops": [_loop_json(loop) for loop in promises.loops],
        "tests": _tests_json(report),
    }


def _way_json(way: Way) -> dict[str, Any]:
    return {
        "node": way.node,
        "kind": way.kind,
        "seconds": numeric_json(way.seconds),
        "keypresses": way.keypresses,
        "keys": list(way.keys),
        "inputs": list(way.inputs),
        "mishaps": way.mishaps,
        "path": list(way.path),
    }


def numeric_json(value: Decimal) -> int | float:
    """A number as JSON has it."""
    return int(value) if value == value.to_integral_value() else float(numeric.text(value))


def _opening_json(opening: Opening) -> dict[str, Any]:
    return {
        "menu": opening.way.node,
        "path": list(opening.way.path),
        "seconds": numeric_json(opening.way.seconds),
        "words": numeric_json(opening.words),
        "recordings": opening.recordings,
        "menu_seconds": numeric_json(opening.menu_seconds),
        "menu_words": numeric_json(opening.menu_words),
    }


def _level_json(level: Level) -> dict[str, Any]:
    menus = [{"node": menu.menu, "keys": list(menu.keys)} for menu in level.menus]
    return {"level": level.number, "menus": menus}


def _loop_json(loop: Loop) -> dict[str, Any]:
    return {"nodes": list(loop.nodes), "limit": loop.limit, "asks": loop.asks}


def _tests_json(report: Report) -> dict[str, Any]:
    found = report.coverage
    return {
        "count": report.tests,
        "nodes": {"covered": found.nodes.covered, "total": found.nodes.total},
        "edges": {"covered": found.edges.covered, "total": found.edges.total},
        "missed_nodes": list(found.missed_nodes),
        "missed_edges": [edge._asdict() for edge in found.missed_edges],
    }
