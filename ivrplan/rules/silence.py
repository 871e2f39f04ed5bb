"""Suppressions: a rule that shall not speak about a flow or a node, why, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Protocol

from ivrplan.diagnostics import SourceRange, did_you_mean


@dataclass(frozen=True, slots=True)
class Silence:
    """A rule that shall not speak about a flow, or about one node of it.

    Attributes:
        rule: the rule's id or name.
        reason: why that is right here, for the people who read the plan.
        node: the one node that it is about; the whole flow when none.
        until: the last day on which it holds; for good when none.
        range: where it was written, if it was.
        slip: what is wrong with how it was written; empty when nothing is.
    """

    rule: str
    reason: str
    node: str | None = None
    until: date | None = None
    range: SourceRange | None = None
    slip: str = ""


class Flaw(Enum):
    """Why a suppression does not hold, or is not needed."""

    SLIP = auto()
    UNKNOWN_RULE = auto()
    IMMUNE_RULE = auto()
    NO_REASON = auto()
    EXPIRED = auto()
    UNUSED = auto()


@dataclass(frozen=True, slots=True)
class Judged:
    """A suppression that does nothing, and why.

    Attributes:
        silence: the suppression.
        flaw: why.
        text: the same as a whole sentence.
    """

    silence: Silence
    flaw: Flaw
    text: str


class Silenceable(Protocol):
    """What is asked of a rule here."""

    @property
    def id(self) -> str:
        """The rule's id."""
        ...

    @property
    def name(self) -> str:
        """The rule's name."""
        ...

    @property
    def immune(self) -> str:
        """Why it cannot be silenced; empty when it can be."""
        ...


def judge(silence: Silence, known: Mapping[str, Silenceable], today: date | None) -> Judged | None:
    """Why a suppression does not hold, whatever the flow is like; None when it does.

    Args:
        silence: the suppression.
        known: all rules that there are, by id and by name.
        today: the day that it is judged on; None where no day counts.
    """
    rule = known.get(silence.rule)
    if silence.slip:
        return Judged(silence, Flaw.SLIP, silence.slip)
    if rule is None:
        text = f'There is no rule "{silence.rule}". {did_you_mean(silence.rule, known)}'
        return Judged(silence, Flaw.UNKNOWN_RULE, text.rstrip())
    if rule.immune:
        return Judged(silence, Flaw.IMMUNE_RULE, rule.immune)
    if not silence.reason.strip():
        return Judged(silence, Flaw.NO_REASON, "It gives no reason.")
    if expired(silence, today):
        return Judged(silence, Flaw.EXPIRED, f"It held until {silence.until}.")
    return None


def unused(silence: Silence, known: Mapping[str, Silenceable]) -> Judged:
    """The words for a suppression that holds, of a rule that has nothing to say."""
    rule = known[silence.rule]
    text = f"There is nothing that {rule.id} ({rule.name}) would say here."
    return Judged(silence, Flaw.UNUSED, text)


def expired(silence: Silence, today: date | None) -> bool:
    """Whether the last day of a suppression is over."""
    return today is not None and silence.until is not None and today > silence.until


def silences_of(silences: Iterable[Silence], rules: Iterable[Silenceable]) -> tuple[Silence, ...]:
    """The suppressions that name one of these rules."""
    keys = {key for rule in rules for key in (rule.id, rule.name)}
    return tuple(silence for silence in silences if silence.rule in keys)
