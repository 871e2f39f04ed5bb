"""IVR106: a decision or an hours node that does not say where some of its calls go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Decision, Hours
from ivrplan.flow.outcome import CLOSED, DEFAULT, HOLIDAY, in_order
from ivrplan.rules.rule import Group, Hit, Rule, Subject
from ivrplan.rules.structure.outcomes import of_decision, of_hours


def check(subject: Subject) -> Iterator[Hit]:
    """Every branching node without `default` that calls can leave by an outcome without an edge."""
    nodes: Sequence[Decision | Hours] = subject.graph.among(Decision, Hours)
    for node in nodes:
        if node.edges and DEFAULT not in node.edges:
            missing, lost = _hours(node) if isinstance(node, Hours) else _decision(subject, node)
            if lost:
                yield Hit(
                    f'In flow "{subject.flow.name}", {node.kind} "{node.name}" does not say where calls go {lost}.',
                    node=node.name,
                    outcome=missing,
                    path=subject.graph.path_to(node.name),
                )


def _hours(node: Hours) -> tuple[str, str]:
    """The outcome without an edge, and which calls are lost. A holiday for which nothing is said is a closed day."""
    possible = of_hours(node)
    covered = {HOLIDAY, *node.edges} if CLOSED in node.edges else node.edges.keys()
    missing = in_order(possible - covered)
    return (missing[0], f"when it finds {' or '.join(missing)}") if missing else ("", "")


def _decision(subject: Subject, node: Decision) -> tuple[str, str]:
    values = of_decision(subject.graph, node)
    if values is None:
        return DEFAULT, f'when the variable "{node.variable}" has another value, or none'
    missing = in_order(values - node.edges.keys())
    shown = ", ".join(f'"{value}"' for value in missing)
    return (missing[0], f'when the variable "{node.variable}" is {shown}') if missing else ("", "")


RULE: Final = Rule(
    id="IVR106",
    name="branch-without-default",
    group=Group.STRUCTURE,
    severity=Severity.WARNING,
    summary="Branch that has no way for some calls",
    why=(
        "A value that nobody thought of, or none, takes the call nowhere: vendors hang up, or take any of the ways. An "
        "answer of another system grows new values some day, and a lookup that failed leaves none."
    ),
    mend="Add default to its outcomes, or the outcome that is missing.",
    check=check,
)
