"""IVR307: callers are spoken to for long before they can choose anything, or in a language that they may not know."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.nodes import Collect, Menu
from ivrplan.rules.practice.speaking import text_of, timing
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """The first question of the flow, and its first choice of a language, when too much is said before them."""
    graph, settings = subject.graph, subject.settings
    first = next((name for name in graph.arrivals if isinstance(graph.index[name], Menu | Collect)), None)
    if first is None:
        return
    language = next((name for name in graph.arrivals if _offers_languages(graph, name)), None)
    if language and (seconds := _before(subject, language)) > settings.max_greeting_seconds:
        yield _hit(subject, language, f"about {seconds:.1f} seconds before they can choose their language")
    elif language != first and (seconds := _before(subject, first)) > settings.max_opening_seconds:
        yield _hit(subject, first, f"about {seconds:.1f} seconds before they can do anything")


def _offers_languages(graph: CallGraph, name: str) -> bool:
    """Whether a menu announces its keys in several languages."""
    announced = graph.announced.get(name, ())
    return len(announced) > 1 and len({item.language for item in announced}) > 1


def _before(subject: Subject, name: str) -> Decimal:
    """How long texts take on a shortest way to a node, in seconds."""
    graph, said = subject.graph, timing(subject.settings)
    total, edge = Decimal(0), graph.arrivals[name]
    while edge is not None:
        if text := text_of(graph.index[edge.source]):
            total += said.spoken(text)
        edge = graph.arrivals[edge.source]
    return total


def _hit(subject: Subject, name: str, what: str) -> Hit:
    return Hit(
        f'In flow "{subject.flow.name}", callers who come to {subject.graph.index[name].kind} "{name}" are spoken to for '
        f"{what}.",
        node=name,
        path=subject.graph.path_to(name),
    )


RULE: Final = Rule(
    id="IVR307",
    name="late-first-choice",
    group=Group.PRACTICE,
    severity=Severity.NOTE,
    summary="First choice that comes late",
    why=(
        "Callers who know what they want have to sit through it on each call, and those who do not know the language hang "
        "up before they are offered theirs."
    ),
    mend=(
        "Offer the choice first, and say the rest after it, to those whom it concerns. Where a law wants something said "
        "before, say it briefly."
    ),
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
