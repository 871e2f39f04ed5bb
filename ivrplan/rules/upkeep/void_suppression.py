"""IVR802: a suppression does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivrplan.diagnostics import Severity
from ivrplan.rules.rule import Group, Hit, Profile, Rule, Subject
from ivrplan.rules.silence import Flaw
from ivrplan.rules.upkeep.words import describe


def check(subject: Subject) -> Iterator[Hit]:
    """Every suppression that does not hold: without a reason, expired, or of a rule that cannot be silenced."""
    for judged in subject.judged:
        if judged.flaw is not Flaw.UNUSED:
            what = describe(subject.flow.name, judged.silence)
            yield Hit(
                f"{what} does not hold. {judged.text}",
                node=judged.silence.node,
                about=judged.silence.rule,
                range=judged.silence.range,
            )


RULE: Final = Rule(
    id="IVR802",
    name="void-suppression",
    group=Group.UPKEEP,
    severity=Severity.WARNING,
    summary="Suppression that does not hold",
    why="Its author believes that a finding is dealt with. It is not, and the people who read the plan learn no reason.",
    mend="Correct the rule, give a reason, set a later day and say why, or remove the suppression and mend the flow.",
    profiles=frozenset({Profile.RECOMMENDED}),
    check=check,
)
