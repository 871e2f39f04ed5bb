"""Check flows: rules in, a report out. What was silenced is kept, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ivrplan.diagnostics import Severity
from ivrplan.flow.flow import Flow
from ivrplan.flow.graph import CallGraph
from ivrplan.rules.rule import Finding, Hit, Rule, RuleSettings, Subject
from ivrplan.rules.silence import Flaw, Judged, Silence, judge, unused


@dataclass(frozen=True, slots=True)
class Silenced:
    """A finding that was silenced, and what silences it."""

    finding: Finding
    silence: Silence

    @property
    def reason(self) -> str:
        """Why it was silenced."""
        return self.silence.reason


@dataclass(frozen=True, slots=True)
class Report:
    """What the rules say about one flow.

    Attributes:
        flow: the flow's name.
        findings: what is wrong, in the order of the rules, then of the flow.
        silenced: what would be wrong, had nobody given a reason.
        idle: suppressions that hold, of rules that ran and had nothing to say.
    """

    flow: str
    findings: tuple[Finding, ...] = ()
    silenced: tuple[Silenced, ...] = ()
    idle: tuple[Silence, ...] = ()

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
    today: date | None = None,
) -> Report:
    """What the rules say about a flow. Linear in nodes and edges, and the same every time.

    Args:
        flow: what to check.
        rules: which rules to run; their order is the order of the findings.
        silences: what not to complain about. Those of other rules do nothing here.
        settings: the numbers of the rules.
        today: the day on which suppressions are judged; None where their last days do not count.
    """
    accepted = _Silences(rules, silences, today)
    subject = Subject(CallGraph(flow), settings)
    findings: list[Finding] = []
    silenced: list[Silenced] = []
    for rule, hit in _hits(subject, rules):
        silence = accepted.take(rule, hit)
        if silence is None:
            findings.append(_finding(rule, flow, hit, accepted.lapsed(rule, hit)))
        else:
            silenced.append(Silenced(_finding(rule, flow, hit), silence))
    return Report(flow.name, tuple(findings), tuple(silenced), accepted.idle)


def check_silences(
    flow: Flow,
    silences: Iterable[Silence],
    reports: Sequence[Report],
    *,
    rules: Sequence[Rule],
    known: Mapping[str, Rule],
    today: date | None = None,
) -> Report:
    """What is wrong with the suppressions of a flow, after all rules have spoken.

    Args:
        flow: whose suppressions.
        silences: all of them.
        reports: what was said about the flow.
        rules: the rules to run.
        known: all rules that there are, by id and by name.
        today: the day on which they are judged.
    """
    used = {each.silence for report in reports for each in report.silenced}
    idle = {silence for report in reports for silence in report.idle} - used
    judged: list[Judged] = []
    for silence in silences:
        flaw = judge(silence, known, today)
        if flaw is None and silence in idle:
            flaw = unused(silence, known)
        if flaw is not None:
            judged.append(flaw)
    subject = Subject(CallGraph(flow), judged=tuple(judged))
    return Report(flow.name, tuple(_finding(rule, flow, hit) for rule, hit in _hits(subject, rules)))


def _hits(subject: Subject, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Hit]]:
    for rule in rules:
        for hit in rule.check(subject):
            yield rule, hit


def _finding(rule: Rule, flow: Flow, hit: Hit, lapsed: str = "") -> Finding:
    hint = f"{hit.hint or rule.mend} {lapsed}".rstrip()
    return Finding(rule.id, rule.name, rule.severity, rule.summary, flow.name, hit, hint)


class _Silences:
    """The suppressions of one flow: which of them hold, and which were needed."""

    def __init__(self, rules: Iterable[Rule], silences: Iterable[Silence], today: date | None) -> None:
        known = {key: rule for rule in rules for key in (rule.id, rule.name)}
        self._used: set[Silence] = set()
        self._active: dict[tuple[str, str | None], Silence] = {}
        self._lapsed: dict[tuple[str, str | None], Silence] = {}
        for silence in silences:
            if silence.rule not in known:
                continue
            flaw = judge(silence, known, today)
            if flaw is None:
                self._active.setdefault((known[silence.rule].id, silence.node), silence)
            elif flaw.flaw is Flaw.EXPIRED:
                self._lapsed.setdefault((known[silence.rule].id, silence.node), silence)

    def take(self, rule: Rule, hit: Hit) -> Silence | None:
        """The suppression that covers this hit, if one does."""
        silence = self._active.get((rule.id, hit.node)) or self._active.get((rule.id, None))
        if silence is not None:
            self._used.add(silence)
        return silence

    def lapsed(self, rule: Rule, hit: Hit) -> str:
        """What people should know of a suppression that covered this hit until its last day; empty without one."""
        silence = self._lapsed.get((rule.id, hit.node)) or self._lapsed.get((rule.id, None))
        return "" if silence is None else f"It was allowed until {silence.until}: {silence.reason}"

    @property
    def idle(self) -> tuple[Silence, ...]:
        """Those that hold and were not needed."""
        return tuple(silence for silence in self._active.values() if silence not in self._used)
