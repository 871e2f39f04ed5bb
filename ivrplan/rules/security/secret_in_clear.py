"""IVR701: a secret stands in a flow in clear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.flow.texts import Text
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject
from ivrplan.rules.security.secrets import may_hold_secret, secret_in


def check(subject: Subject) -> Iterator[Hit]:
    """Every text that holds what looks like a secret. What is marked as sensitive is kept out of plans already."""
    texts = subject.graph.texts
    if not may_hold_secret(texts.joined):
        return
    for text in texts.shown:
        secret = may_hold_secret(f"{text.key} {text.text}") and secret_in(text)
        if secret:
            yield Hit(
                f'In flow "{subject.flow.name}", {_place(text)} of {text.node.kind} "{text.node.name}" holds {secret} '
                "in clear.",
                node=text.node.name,
                attribute=text.attribute,
            )


def _place(text: Text) -> str:
    return f'"{text.key}" in {text.attribute}' if text.key else text.attribute


RULE: Final = Rule(
    id="IVR701",
    name="secret-in-clear",
    group=Group.SECURITY,
    severity=Severity.WARNING,
    summary="Secret in clear",
    why=(
        "Everybody who reads the files, a plan, a comment on a change, the state or the vendor's editor has it, and it "
        "stays in the history of the files when it is taken out."
    ),
    mend="Take it from a variable with sensitive = true, or keep it at the vendor; and replace it, for it is known.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
