"""Findings as annotations of GitHub Actions: commands in the log of a step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.views.lints.places import path_of
from ivrplan.views.lints.text import line_of, messages
from ivrplan.views.text import plural, printable
from ivrplan.workflow.lint import Found, Lint

CAP: Final = 10
"""How many annotations of one kind GitHub shows for a step; it drops the others without a word."""

_KINDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def annotated(lint: Lint, folder: Path) -> str:
    """The most severe findings as annotations, and the others as plain lines of the log, with a word on it.

    Args:
        lint: what was found.
        folder: the root folder, as seen from where the command runs.
    """
    return "\n".join(_lines(lint, folder))


def _lines(lint: Lint, folder: Path) -> Iterator[str]:
    for severity, kind in _KINDS.items():
        found = [one for one in lint.found if one.severity is severity]
        yield from (_annotation(one, kind, folder) for one in found[:CAP])
        if len(found) > CAP:
            yield f"{plural(len(found) - CAP, f'more {severity}')}: GitHub shows {CAP} annotations of a kind."
            yield from (line_of(one, folder) for one in found[CAP:])


def _annotation(found: Found, kind: str, folder: Path) -> str:
    place, finding = found.range, found.finding
    where = {"file": path_of(place.file, folder), "line": str(place.line), "endLine": str(place.end_line)}
    if place.line == place.end_line:  # columns mean something within a line only
        where |= {"col": str(place.column), "endColumn": str(place.end_column)}
    where["title"] = f"{finding.rule} {finding.summary}"
    properties = ",".join(f"{name}={_property(text)}" for name, text in where.items())
    return f"::{kind} {properties}::{_escaped(chr(10).join(messages(found)))}"


def _escaped(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
