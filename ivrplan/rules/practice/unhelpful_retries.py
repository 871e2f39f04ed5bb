"""IVR403: one slip ends the call, or a prompt is repeated until callers hang up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Disconnect
from ivrplan.flow.outcome import INVALID, TIMEOUT
from ivrplan.rules.practice.asking import Asking, asking
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every menu and collect with too many retries, or with none although the call is over then."""
    graph, most = subject.graph, subject.settings.max_retries
    for node in asking(graph):
        retries = node.retries
        if retries is not None and retries > most:
            problem = f"repeats its prompt {retries} times; more than {most} help nobody"
        elif retries == 0 and (outcome := _hangs_up(subject, node)):
            problem = f"has retries = 0, so that one slip ({outcome}) ends the call"
        else:
            continue
        yield Hit(
            f'In flow "{subject.flow.name}", {node.kind} "{node.name}" {problem}.',
            node=node.name,
            attribute="retries",
            path=graph.path_to(node.name),
        )


def _hangs_up(subject: Subject, node: Asking) -> str:
    """The first failure after which the call is over at once; empty where there is none."""
    index = subject.graph.index
    for outcome in (TIMEOUT, INVALID):
        if isinstance(index.get(node.edges.get(outcome, "")), Disconnect):
            return outcome
    return ""


RULE: Final = Rule(
    id="IVR403",
    name="unhelpful-retries",
    group=Group.PRACTICE,
    severity=Severity.WARNING,
    summary="Retries that do not help callers",
    why=(
        "Everybody misses a key once; who is hung up on for it calls again, angrier. Who has failed three times fails the "
        "fourth time, too: platforms give up after the third by custom."
    ),
    mend="Set retries from 1 to 3, and lead timeout and invalid to somebody who can help.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
