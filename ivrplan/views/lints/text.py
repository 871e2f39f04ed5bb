"""Findings for people: in full, or a line each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ivrplan.diagnostics import Diagnostic, Severity
from ivrplan.rules.report import detail_of
from ivrplan.views.diagnostics import DiagnosticView
from ivrplan.views.lints.places import path_of
from ivrplan.views.palette import Palette
from ivrplan.views.text import one_line, plural
from ivrplan.workflow.lint import Found, Lint

_LEVELS: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def lint_text(lint: Lint, palette: Palette, width: int) -> str:
    """Every finding in full, errors last, and the counts."""
    view = DiagnosticView(palette, lint.sources, width)
    findings = view.all(to_diagnostic(one) for one in lint.found)
    suppressed = "\n".join(f"suppressed: {_suppressed(one)}" for one in lint.suppressed)
    return "\n\n".join(filter(None, (findings, suppressed, counts(lint, palette))))


def concise_text(lint: Lint, folder: Path) -> str:
    """A line for each finding, in the order of the sources, as editors and `grep` read them.

    Args:
        lint: what was found.
        folder: the root folder, as seen from where the command runs.
    """
    return "\n".join(line_of(one, folder) for one in lint.found)


def line_of(found: Found, folder: Path) -> str:
    """A finding in one line."""
    place = found.range
    where = f"{path_of(found.range.file, folder)}:{place.line}:{place.column}"
    message = one_line(found.finding.hit.message)
    return f"{one_line(where)}: {found.severity}[{found.finding.rule}] {message}"


def counts(lint: Lint, palette: Palette) -> str:
    """The last line."""
    told = [plural(count, level.value) for level in _LEVELS if (count := lint.count(level))]
    told += [f"{len(lint.suppressed)} suppressed"] if lint.suppressed else []
    flows = plural(len(lint.flows), "flow")
    if not lint.found:
        return f"{palette.green('No findings')} in {', '.join([flows, *told])}."
    paint = palette.red if lint.count(Severity.ERROR) else palette.yellow
    return f"{paint(', '.join(told))} in {flows}."


def to_diagnostic(found: Found) -> Diagnostic:
    """A finding as a problem with its place."""
    finding = found.finding
    address = f"{found.address}, deployed by {found.resource}" if found.resource else found.address
    return Diagnostic(
        finding.severity,
        finding.summary,
        detail_of(finding.hit),
        hint=finding.hint,
        range=found.range,
        code=finding.rule,
        address=address,
    )


def _suppressed(found: Found) -> str:
    finding = found.finding
    return one_line(
        f"{finding.rule} ({finding.name}) at {found.address}: {finding.hit.message} {found.reason}"
    )


def messages(found: Found) -> Iterator[str]:
    """What a finding says, sentence by sentence: what is wrong, how callers get there, how to mend it."""
    yield detail_of(found.finding.hit)
    if found.finding.hint:
        yield found.finding.hint
