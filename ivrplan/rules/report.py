"""Reports as diagnostics: what the rules found, with its place in the sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ivrplan.diagnostics import Diagnostic, SourceRange
from ivrplan.rules.rule import Finding, Hit
from ivrplan.rules.run import Report


@dataclass(frozen=True, slots=True)
class Place:
    """What a diagnostic points at: as much of it as is known.

    Attributes:
        flow: the flow's name.
        node: a node's name.
        outcome: one of the node's outcomes.
        attribute: an attribute of the node, or of the flow where there is no node.
    """

    flow: str
    node: str | None = None
    outcome: str | None = None
    attribute: str | None = None


Locate: TypeAlias = Callable[[Place], SourceRange | None]
"""Where something was written. Whoever read the sources knows; the nearest known range will do."""


def to_diagnostics(report: Report, locate: Locate, *, address: str = "") -> Iterator[Diagnostic]:
    """The findings of a report.

    Args:
        report: what the rules said.
        locate: where things were written.
        address: the address of the object that the report is about.
    """
    for finding in report.findings:
        yield to_diagnostic(finding, locate, address=address)


def to_diagnostic(finding: Finding, locate: Locate, *, address: str = "") -> Diagnostic:
    """A finding with its place."""
    hit = finding.hit
    return Diagnostic(
        finding.severity,
        finding.summary,
        detail_of(hit),
        hint=finding.hint,
        range=hit.range or locate(Place(finding.flow, hit.node, hit.outcome, hit.attribute)),
        code=finding.rule,
        address=address,
    )


def detail_of(hit: Hit) -> str:
    """What is wrong, with the caller's path that proves it."""
    return (
        f"{hit.message} Callers get there like this: {hit.path}" if len(hit.path.steps) > 1 else hit.message
    )
