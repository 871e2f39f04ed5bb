"""Check flows: rules in, a report out. What was silenced is kept, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ivrplan.diagnostics import Severity, did_you_mean
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.rules.rule import Finding, Hit, Rule, RuleSettings, Subject


@dataclass(frozen=True, slots=True)
class Silence:
    """A rule that shall not speak about a flow, or about one node of it.

    Attributes:
        rule: the rule's id or name.
        reason: why that is right here, for the people who read the plan.
        node: the one node that it is about; the whole flow when none.
    """

    rule: str
    reason: str
    node: str | None = None


@dataclass(frozen=True, slots=True)
class Silenced:
    """A finding that was silenced, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class VainSilence:
    """A silence that does nothing, and why."""

    silence: Silence
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the rules say about one flow.

    Attributes:
        flow: the flow's name.
        findings: what is wrong, in the order of the rules, then of the flow.
        silenced: what would be wrong, had nobody given a reason.
        vain: silences without effect.
    """

    flow: str
    findings: tuple[Finding, ...] = ()
    silenced: tuple[Silenced, ...] = ()
    vain: tuple[VainSilence, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the flow must not be deployed as it is."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def check_flow(
    flow: Flow,
    rules: Sequence[Rule],
    *,
    silences: Iterable[Silence] = (),
    settings: RuleSettings = RuleSettings(),  # noqa: B008 - frozen
) -> Report:
    """What the rules say about a flow. Linear in nodes and edges, and the same every time.

    Args:
        flow: what to check.
        rules: which rules to run; their order is the order of the findings.
        silences: what not to complain about.
        settings: the numbers of the rules.
    """
    given = tuple(silences)
    accepted = _Silences(rules, given)
    subject = Subject(CallGraph(flow), settings)
    findings: list[Finding] = []
    silenced: list[Silenced] = []
    for rule, hit in _hits(subject, rules):
        finding = _finding(rule, flow, hit)
        silence = accepted.take(rule, hit)
        if silence is None:
            findings.append(finding)
        else:
            silenced.append(Silenced(finding, silence.reason))
    vain = tuple(VainSilence(silence, why) for silence in given if (why := accepted.why_vain(silence)))
    return Report(flow.name, tuple(findings), tuple(silenced), vain)


def _hits(subject: Subject, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Hit]]:
    for rule in rules:
        for hit in rule.check(subject):
            yield rule, hit


def _finding(rule: Rule, flow: Flow, hit: Hit) -> Finding:
    return Finding(rule.id, rule.name, rule.severity, rule.summary, flow.name, hit, hit.hint or rule.mend)


class _Silences:
    """The silences of one flow: which of them hold, and which were needed."""

    def __init__(self, rules: Iterable[Rule], silences: Iterable[Silence]) -> None:
        self.rules = {key: rule for rule in rules for key in (rule.id, rule.name)}
        self.used: set[Silence] = set()
        self.active: dict[tuple[str, str | None], Silence] = {}
        for silence in silences:
            rule = self.rules.get(silence.rule)
            if rule is not None and not rule.hard and silence.reason.strip():
                self.active.setdefault((rule.id, silence.node), silence)

    def take(self, rule: Rule, hit: Hit) -> Silence | None:
        """The silence that covers this hit, if one does."""
        silence = self.active.get((rule.id, hit.node)) or self.active.get((rule.id, None))
        if silence is not None:
            self.used.add(silence)
        return silence

    def why_vain(self, silence: Silence) -> str:
        """Why the silence did nothing; empty when it did something."""
        if silence in self.used:
            return ""
        rule = self.rules.get(silence.rule)
        if rule is None:
            return f'There is no rule "{silence.rule}". {did_you_mean(silence.rule, self.rules)}'.rstrip()
        if rule.hard:
            return f"{rule.id} ({rule.name}) cannot be silenced: such a flow cannot be deployed."
        if not silence.reason.strip():
            return "It gives no reason."
        return f"There is nothing that {rule.id} ({rule.name}) would say here."
