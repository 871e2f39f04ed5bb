"""IVR401: a menu or a collect without a way for callers who press nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.outcome import TIMEOUT
from ivrplan.rules.practice.asking import lost_by, without_branch
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every node that waits for keys and has no edge for `timeout`."""
    for node in without_branch(subject, TIMEOUT):
        yield lost_by(subject, node, TIMEOUT, "callers who press nothing")


RULE: Final = Rule(
    id="IVR401",
    name="silence-without-branch",
    group=Group.PRACTICE,
    severity=Severity.WARNING,
    summary="No way for callers who press nothing",
    why=(
        "Callers on old telephones, in cars and in tunnels press nothing. What happens then is up to the vendor: most "
        "ask again and hang up, so whoever needed a person most never gets one."
    ),
    mend="Lead timeout to somebody who can help, or to a last word and a disconnect.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
