"""IVR803: a suppression silences nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.rules.fix import RemoveSilence
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject
from ivrplan.rules.silence import Flaw
from ivrplan.rules.upkeep.words import describe


def check(subject: Subject) -> Iterator[Hit]:
    """Every suppression that holds, of a rule that ran and had nothing to say there."""
    for judged in subject.judged:
        if judged.flaw is Flaw.UNUSED:
            what = describe(subject.flow.name, judged.silence)
            yield Hit(
                f"{what} silences nothing. {judged.text}",
                node=judged.silence.node,
                about=judged.silence.rule,
                range=judged.silence.range,
                fix=RemoveSilence(judged.silence),
            )


RULE: Final = Rule(
    id="IVR803",
    name="unused-suppression",
    group=Group.UPKEEP,
    severity=Severity.NOTE,
    summary="Suppression without effect",
    why=(
        "What it was for is gone. Left where it is, it silences the same problem when somebody brings it back, with a "
        "reason that was given for another flow."
    ),
    mend="Remove it.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
