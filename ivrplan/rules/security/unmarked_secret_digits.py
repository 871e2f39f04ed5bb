"""IVR704: a collect asks for digits that are a secret, and does not say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.names import bare
from ivrplan.flow.nodes import Collect
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject

_WORDS: Final = frozenset(
    {"pan", "cvv", "cvv2", "cvc", "cvc2", "csc", "pin", "ssn", "passcode", "password", "tan"}
)
_PARTS: Final = ("cardnum", "cardno", "creditcard", "debitcard", "socialsecurity", "securitycode")
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+\d*|\d+")


def check(subject: Subject) -> Iterator[Hit]:
    """Every collect whose variable is called like a secret, without `sensitive = true`."""
    for node in subject.graph.of(Collect):
        if not node.sensitive and _is_secret(node.variable):
            yield Hit(
                f'In flow "{subject.flow.name}", collect "{node.name}" asks for "{node.variable}", which looks like a '
                "secret, but is not marked as sensitive.",
                node=node.name,
                attribute="sensitive",
                path=subject.graph.path_to(node.name),
            )


def _is_secret(variable: str) -> bool:
    name = bare(variable)
    if name == "card" or any(part in name for part in _PARTS):
        return True
    return not _WORDS.isdisjoint(word.lower() for word in _WORD.findall(variable))


RULE: Final = Rule(
    id="IVR704",
    name="unmarked-secret-digits",
    group=Group.SECURITY,
    severity=Severity.WARNING,
    summary="Secret digits that nothing marks",
    why=(
        "Numbers of cards, PINs and the like must not come to rest in recordings, transcripts and reports (PCI DSS, for "
        "cards). Reviewers, and other rules, can only look after what is marked."
    ),
    mend="Set sensitive = true, and see to it at the vendor that such digits are masked.",
    profiles=frozenset({Profile.RECOMMENDED, Profile.RECORDING}),
    check=check,
)
