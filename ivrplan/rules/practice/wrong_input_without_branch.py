"""IVR402: a menu or a collect without a way for callers whose input does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.nodes import Menu
from ivrplan.flow.outcome import DIGITS, INVALID
from ivrplan.rules.practice.asking import Asking, lost_by, without_branch
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject


def check(subject: Subject) -> Iterator[Hit]:
    """Every node that waits for keys, can get wrong ones, and has no edge for `invalid`."""
    for node in without_branch(subject, INVALID):
        if _can_be_wrong(node):
            yield lost_by(subject, node, INVALID, _callers(node))


def _can_be_wrong(node: Asking) -> bool:
    """A menu with an edge for every key takes them all; a collect without a least number of digits takes any input."""
    if isinstance(node, Menu):
        return not all(key in node.edges for key in DIGITS)
    return node.min_digits is not None


def _callers(node: Asking) -> str:
    return (
        "callers who press another key"
        if isinstance(node, Menu)
        else f"callers who type fewer than {node.min_digits} digits"
    )


RULE: Final = Rule(
    id="IVR402",
    name="wrong-input-without-branch",
    group=Group.PRACTICE,
    severity=Severity.WARNING,
    summary="No way for callers whose input does not fit",
    why=(
        "Somebody will press a key that was not offered, or miss a digit. What happens then is up to the vendor: most "
        "ask again and hang up, and callers take it for a broken line."
    ),
    mend="Lead invalid to somebody who can help, or to a last word and a disconnect; retries gives a second chance.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
