"""What could be better about the flows of a configuration? No vendor is asked and no state is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ivrplan.address import NodeAddress
from ivrplan.config.configuration import Configuration
from ivrplan.config.request import LoadRequest
from ivrplan.diagnostics import ConfigurationError, Diagnostic, Severity, SourceRange
from ivrplan.flow.path import Step
from ivrplan.plan.rules import Checked, Flows, all_rules
from ivrplan.rules.choice import Choice, Named, by_key, choose, mistakes
from ivrplan.rules.report import Place
from ivrplan.rules.rule import Finding, Profile, Rule
from ivrplan.rules.run import Report
from ivrplan.rules.table import RULES
from ivrplan.workflow.cores import on_all_cores
from ivrplan.workflow.project import Project, open_project
from ivrplan.workflow.simulate import find_flow, flow_address


@dataclass(frozen=True, slots=True)
class LintRequest:
    """What to look at.

    Attributes:
        load: which folder, with which values.
        flows: addresses of flows, or of resources that deploy one; all flows when there are none.
        profiles: sets of rules, instead of those that the configuration names.
        select: further rules, also some that the configuration ignores.
        ignore: rules that are left out.
    """

    load: LoadRequest
    flows: tuple[str, ...] = ()
    profiles: tuple[Profile, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """A node on a caller's path, the outcome by which the call leaves it, and where that was written."""

    node: str
    outcome: str | None
    range: SourceRange


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with its place in the sources.

    Attributes:
        finding: what the rule says.
        address: the flow or node that it is about: `flow.main.menu`.
        range: where it was written.
        fingerprint: the same for the same problem, wherever its lines move to; different from that of all others.
        path: the caller's path that proves it; empty where there is none to show.
        resource: the resource whose vendor cannot take it; empty for rules that hold for all vendors.
        reason: why it was silenced; empty where it was not.
    """

    finding: Finding
    address: str
    range: SourceRange
    fingerprint: str
    path: tuple[PlacedStep, ...] = ()
    resource: str = ""
    reason: str = ""

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.finding.severity


@dataclass(frozen=True, slots=True)
class Lint:
    """What was found.

    Attributes:
        found: the findings, in the order of the sources.
        suppressed: those that somebody silenced, with the reasons.
        rules: the rules that ran, the vendors' among them, as they were taken.
        flows: the addresses of the flows that were looked at.
        warnings: what was noticed while the files were read.
        sources: the text of every file that was read, for snippets.
    """

    found: tuple[Found, ...]
    suppressed: tuple[Found, ...]
    rules: tuple[Rule, ...]
    flows: tuple[str, ...]
    warnings: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)

    def reaches(self, level: Severity | None) -> bool:
        """Whether something is as bad as this, or worse; never where there is no level."""
        return level is not None and any(_RANK[one.severity] >= _RANK[level] for one in self.found)

    def count(self, severity: Severity) -> int:
        """How many findings of this severity there are."""
        return sum(one.severity is severity for one in self.found)


_RANK = {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 2}


def lint(request: LintRequest) -> Lint:
    """Look at flows with all rules that are wanted.

    Raises:
        ConfigurationError: the files cannot be loaded, or a rule or a flow does not exist.
    """
    project = open_project(request.load)
    return lint_project(project, request)


def lint_project(project: Project, request: LintRequest) -> Lint:
    """The same for a configuration that is loaded already.

    Raises:
        ConfigurationError: a rule or a flow does not exist.
    """
    configuration = project.configuration
    every = all_rules(project.providers)
    choice = _choice(configuration.settings.choice, request, every)
    names = _names(configuration, request.flows)
    flows = Flows(configuration, project.providers, choice, choose(RULES, choice))

    def check(some: Sequence[str]) -> list[tuple[str, Report, str]]:
        return [(one.block.name, one.report, one.address) for one in flows.check(some)]

    said = on_all_cores(check, names)
    checked = [Checked(configuration.flows[name], report, address) for name, report, address in said]
    return Lint(
        found=tuple(_unique(sorted(_found(checked), key=_order))),
        suppressed=tuple(_unique(sorted(_suppressed(checked), key=_order))),
        rules=flows.rules(names),
        flows=tuple(map(flow_address, names)),
        warnings=configuration.warnings,
        sources=configuration.sources,
    )


def _names(configuration: Configuration, addresses: Sequence[str]) -> list[str]:
    named = [find_flow(configuration, address) for address in addresses]
    return list(dict.fromkeys(named)) if named else list(configuration.flows)


def _choice(written: Choice, request: LintRequest, rules: Iterable[Rule]) -> Choice:
    """What the configuration wants, and then what the command line does.

    Raises:
        ConfigurationError: one of them names a rule that does not exist, or wants what cannot be.
    """
    known = by_key(rules)
    asked = {known[key].id for key in request.select if key in known}
    ignore = tuple(one for one in written.ignore if one.key not in known or known[one.key].id not in asked)
    choice = replace(
        written,
        profiles=request.profiles or written.profiles,
        select=(*written.select, *map(Named, request.select)),
        ignore=(*ignore, *map(Named, request.ignore)),
    )
    wrong = list(mistakes(choice, rules))
    if wrong:
        raise ConfigurationError(*wrong)
    return choice


def _found(checked: Iterable[Checked]) -> Iterator[Found]:
    for one in checked:
        placer = _Placer(one)
        yield from (placer.placed(finding) for finding in one.report.findings)


def _suppressed(checked: Iterable[Checked]) -> Iterator[Found]:
    for one in checked:
        placer = _Placer(one)
        yield from (placer.placed(each.finding, each.reason) for each in one.report.silenced)


class _Placer:
    """Places the findings of one flow. Their paths have much in common, so places are looked up once."""

    def __init__(self, checked: Checked) -> None:
        self._checked = checked
        self._steps: dict[Step, PlacedStep] = {}

    def placed(self, finding: Finding, reason: str = "") -> Found:
        """A finding with its place."""
        hit, flow = finding.hit, finding.flow
        return Found(
            finding,
            _address(flow, hit.node),
            hit.range or self._checked.locate(Place(flow, hit.node, hit.outcome, hit.attribute)),
            finding.fingerprint,
            tuple(map(self._step, hit.path.steps)),
            self._checked.address,
            reason,
        )

    def _step(self, step: Step) -> PlacedStep:
        if step not in self._steps:
            place = Place(self._checked.block.name, step.node, step.outcome)
            self._steps[step] = PlacedStep(step.node, step.outcome, self._checked.locate(place))
        return self._steps[step]


def _address(flow: str, node: str | None) -> str:
    if node is None:
        return flow_address(flow)
    module, dot, label = flow.rpartition(".")
    return f"{module}{dot}{NodeAddress(label, node)}"


def _order(found: Found) -> tuple[str, int, int, str]:
    place = found.range
    return place.file, place.line, place.column, found.finding.rule


def _unique(found: Iterable[Found]) -> Iterator[Found]:
    """The findings, those with a fingerprint that others have too told apart by their number."""
    seen: Counter[str] = Counter()
    for one in found:
        seen[one.fingerprint] += 1
        number = seen[one.fingerprint]
        yield one if number == 1 else replace(one, fingerprint=f"{one.fingerprint}-{number}")
