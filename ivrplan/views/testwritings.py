"""Tests that were written for what no test passes, for people and programs. The file's text is its own view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ivrplan.flow.path import arrow
from ivrplan.flow.reference import FlowReference
from ivrplan.views.palette import Palette
from ivrplan.views.text import one_line, plural
from ivrplan.workflow.writetests import Writing

FORMAT_VERSION: Final = "1.0"


def writing_text(writing: Writing, palette: Palette) -> str:
    """What was done, and what no test can do."""
    return "\n".join([*_left_lines(writing, palette), _summary(writing, palette)])


def _left_lines(writing: Writing, palette: Palette) -> Iterator[str]:
    for flow, left in writing.left.items():
        for edge, reason in left:
            way = f"{FlowReference(flow)}: {edge.source} {arrow(edge.outcome)} {edge.target}"
            yield f"{palette.yellow('no test passes')} {one_line(way)}"
            yield f"  {one_line(reason)}"
    if writing.elsewhere:
        names = ", ".join(str(FlowReference(name)) for name in writing.elsewhere)
        yield f"Tests of {names} belong into the folders of their modules."


def _summary(writing: Writing, palette: Palette) -> str:
    count = len(writing.tests)
    if not count:
        return "Nothing to write: the tests pass everything that a test can pass."
    place = f" into {writing.file.name}" if writing.file is not None else ""
    return palette.green(f"{plural(count, 'test')} written{place}.")


def writing_json(writing: Writing) -> dict[str, Any]:
    """The tests, and the edges that none can pass."""
    return {
        "format_version": FORMAT_VERSION,
        "file": None if writing.file is None else str(writing.file),
        "text": writing.text,
        "tests": [
            {
                "name": test.name,
                "flow": str(FlowReference(test.flow)),
                "inputs": list(test.inputs),
                "path": list(test.path),
                "terminal": test.terminal,
            }
            for test in writing.tests
        ],
        "left_out": [
            {
                "flow": str(FlowReference(flow)),
                "from": edge.source,
                "outcome": edge.outcome,
                "to": edge.target,
                "reason": reason,
            }
            for flow, left in writing.left.items()
            for edge, reason in left
        ],
        "elsewhere": [str(FlowReference(name)) for name in writing.elsewhere],
    }
