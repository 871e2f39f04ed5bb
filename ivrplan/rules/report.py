"""Reports as diagnostics: what the rules found, with its place in the sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ivrplan.diagnostics import Diagnostic, Severity, SourceRange
from ivrplan.rules.rule import Finding, Hit
from ivrplan.rules.run import Report, Silence


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
    """The findings of a report, then its silences without effect as warnings.

    Args:
        report: what the rules said.
        locate: where things were written.
        address: the address of the object that the report is about.
    """
    for finding in report.findings:
        yield _finding(finding, locate, address)
    for vain in report.vain:
        yield Diagnostic(
            Severity.WARNING,
            "Silence without effect",
            f"{_silence(report.flow, vain.silence)} does nothing. {vain.why}",
            hint="Remove it, or correct it.",
            range=locate(Place(report.flow, vain.silence.node)),
            address=address,
        )


def _finding(finding: Finding, locate: Locate, address: str) -> Diagnostic:
    hit = finding.hit
    return Diagnostic(
        finding.severity,
        finding.summary,
        _detail(hit),
        hint=finding.hint,
        range=locate(Place(finding.flow, hit.node, hit.outcome, hit.attribute)),
        code=finding.rule,
        address=address,
    )


def _detail(hit: Hit) -> str:
    return (
        f"{hit.message} Callers get there like this: {hit.path}" if len(hit.path.steps) > 1 else hit.message
    )


def _silence(flow: str, silence: Silence) -> str:
    where = f'flow "{flow}"' if silence.node is None else f'node "{silence.node}" of flow "{flow}"'
    return f"Silencing {silence.rule} on {where}"
