"""What a rule is, what it looks at, and what it finds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from ivrplan.diagnostics import Severity, SourceRange
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.flow.path import NO_PATH, Path
from ivrplan.rules.fix import Fix
from ivrplan.rules.silence import Judged


class Group(StrEnum):
    """What sort of problem a rule is about."""

    STRUCTURE = "structure"
    PRACTICE = "practice"
    LEGAL = "legal"
    SECURITY = "security"
    VENDOR = "vendor"
    UPKEEP = "upkeep"


class Profile(StrEnum):
    """Which rules belong together: those that hold everywhere, and those that a project asks for.

    `CORE` is what makes a flow wrong on any vendor. `RECOMMENDED` adds what callers and reviewers will not like.
    `OUTBOUND_US` and `RECORDING` are for flows that must keep certain laws.
    """

    CORE = "core"
    RECOMMENDED = "recommended"
    OUTBOUND_US = "outbound-us"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """The numbers of rules that a configuration can set.

    Attributes:
        max_choices: how many choices a menu may offer before callers lose track (IVR201).
        max_menu_depth: how many menus deep a menu may lie, itself included (IVR202).
        max_menus_to_person: how many menus callers may have to pass before they can speak to a person (IVR205).
        max_decisions: how many menus, decisions and hours a flow may have (IVR209).
        max_interactions: how many menus and inputs an end of the call may ask for (IVR210).
        words_per_second: how fast texts are spoken (IVR301, IVR307).
        max_menu_seconds: how long the text of a menu may take (IVR301).
        max_message_seconds: how long any other text may take (IVR301).
        max_opening_seconds: how long callers may be spoken to before they are asked anything (IVR307).
        max_greeting_seconds: how long callers may be spoken to before they can choose a language (IVR307).
        max_retries: how often a prompt may be repeated (IVR403).
        min_timeout: how many seconds callers need at least before they press a key (IVR404).
        max_timeout: how many seconds of silence a menu may wait (IVR404).
        described_from: from how many nodes on a flow needs a description (IVR801).
        audio_hosts: the hosts that recordings may come from, as `cdn.example.com` or `*.example.com`; any where empty
            (IVR305).
    """

    max_choices: int = 5
    max_menu_depth: int = 4
    max_menus_to_person: int = 3
    max_decisions: int = 15
    max_interactions: int = 6
    words_per_second: float = field(default=2.5, metadata={"minimum": 1})
    max_menu_seconds: float = 10
    max_message_seconds: float = 20
    max_opening_seconds: float = 20
    max_greeting_seconds: float = 8
    max_retries: int = 3
    min_timeout: float = 3
    max_timeout: float = 10
    described_from: int = 12
    audio_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule looks at.

    Attributes:
        graph: the call graph of the flow; all rules share what it worked out already.
        settings: the numbers of the rules.
        judged: the suppressions of the flow that do nothing. Known only when all other rules have spoken.
    """

    graph: CallGraph
    settings: RuleSettings = RuleSettings()
    judged: tuple[Judged, ...] = ()

    @property
    def flow(self) -> Flow:
        """The flow itself."""
        return self.graph.flow


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule is broken.

    Attributes:
        message: whole sentences: what is wrong with which object.
        node: the node that it is about.
        outcome: the outcome of that node that it is about.
        attribute: the attribute of that node, or of the flow where there is no node.
        path: the caller's path that proves it.
        hint: how to mend it here; the rule's own advice where empty.
        about: what tells it from other hits of the rule at the same place, where there can be several.
        range: where it was written, for what is no part of a flow. Whoever knows the sources knows all other places.
        fix: how to mend it without changing anything for callers; None where nobody can be sure.
    """

    message: str
    node: str | None = None
    outcome: str | None = None
    attribute: str | None = None
    path: Path = NO_PATH
    hint: str = ""
    about: str = ""
    range: SourceRange | None = None
    fix: Fix | None = None


Check: TypeAlias = Callable[[Subject], Iterator[Hit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    Attributes:
        id: stable for ever: `IVR101`.
        name: names the problem and reads well after "allow": `unreachable-node`.
        group: what sort of problem it is.
        severity: whether a plan with it can be applied.
        summary: a short fixed phrase for the heads of messages, without user data.
        why: why it matters to callers.
        mend: how to mend it.
        check: finds the places, in the flow's order and in linear time.
        hard: it cannot be silenced, because nothing sensible can be deployed.
        profiles: the profiles that it belongs to.
    """

    id: str
    name: str
    group: Group
    severity: Severity
    summary: str
    why: str
    mend: str
    check: Check
    hard: bool = False
    profiles: frozenset[Profile] = frozenset({Profile.CORE})

    @property
    def immune(self) -> str:
        """Why it cannot be silenced, as a whole sentence; empty when it can be."""
        if self.hard:
            return f"{self.id} ({self.name}) cannot be silenced: such a flow cannot be deployed."
        if self.group is Group.UPKEEP:
            return f"{self.id} ({self.name}) cannot be silenced: it is about suppressions itself."
        return ""

    @property
    def page(self) -> str:
        """Where the rule is explained, in the project."""
        return f"docs/rules/{self.id}.md"


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit of a rule in a flow, as a plain value that can travel.

    Attributes:
        rule: the rule's id.
        name: the rule's name.
        severity: the rule's severity.
        summary: the rule's fixed phrase.
        flow: the flow's name.
        hit: where and what.
        hint: how to mend it.
    """

    rule: str
    name: str
    severity: Severity
    summary: str
    flow: str
    hit: Hit
    hint: str

    @property
    def fingerprint(self) -> str:
        """The same for the same problem in the same place, however the message is worded."""
        hit = self.hit
        place: tuple[str | None, ...] = (self.rule, self.flow, hit.node, hit.outcome, hit.attribute)
        place += (hit.about,) if hit.about else ()
        return hashlib.sha256(repr(place).encode()).hexdigest()[:16]

    def to_json(self) -> dict[str, Any]:
        """The finding as plain data."""
        document: dict[str, Any] = {
            "rule": self.rule,
            "name": self.name,
            "severity": self.severity.value,
            "summary": self.summary,
            "flow": self.flow,
            "message": self.hit.message,
            "hint": self.hint,
            "fingerprint": self.fingerprint,
        }
        optional = {"node": self.hit.node, "outcome": self.hit.outcome, "attribute": self.hit.attribute}
        document |= {name: value for name, value in optional.items() if value is not None}
        if self.hit.path.steps:
            document["path"] = [{"node": step.node, "outcome": step.outcome} for step in self.hit.path.steps]
            document["path_omitted"] = self.hit.path.omitted
        return document
