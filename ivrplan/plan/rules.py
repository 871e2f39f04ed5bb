"""The rules that hold for what a configuration would deploy: ours for every flow, a vendor's for what it gets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ivrplan.config.configuration import Configuration, FlowBlock, ResourceBlock
from ivrplan.diagnostics import Diagnostic, Severity, SourceRange
from ivrplan.plan.parts import Parts
from ivrplan.providers.contract import Provider
from ivrplan.providers.releasing import Releasing
from ivrplan.rules.choice import Choice, by_key, choose, errors_of, mistakes
from ivrplan.rules.report import Place, to_diagnostics
from ivrplan.rules.rule import Group, Profile, Rule
from ivrplan.rules.run import Report, check_flow, check_silences
from ivrplan.rules.silence import silences_of
from ivrplan.rules.table import RULES


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say.

    Attributes:
        diagnostics: the findings, with their places.
        silenced: findings that an author switched off, each as a sentence with the reason.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    silenced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """One flow, checked by one set of rules.

    Attributes:
        block: the flow.
        report: what the rules say.
        address: the resource that deploys it, where they are those of its vendor.
    """

    block: FlowBlock
    report: Report
    address: str = ""

    def diagnostics(self) -> Iterator[Diagnostic]:
        """The findings, with their places."""
        return to_diagnostics(self.report, self.locate, address=self.address)

    def silenced(self) -> Iterator[str]:
        """What an author switched off, each as a sentence with the reason."""
        for each in self.report.silenced:
            finding = each.finding
            until = "" if each.silence.until is None else f" until {each.silence.until}"
            yield (
                f"{finding.rule} ({finding.name}) on flow.{finding.flow}: {finding.hit.message} "
                f"Allowed{until}: {each.reason}"
            )

    def locate(self, place: Place) -> SourceRange:
        """Where something was written."""
        return self.block.locate(place.node or "", place.outcome or "", place.attribute or "")


def check(configuration: Configuration, providers: Mapping[str, Provider]) -> Verdict:
    """What keeps a plan from being applied: rules that are errors here, and the vendors' limits.

    What else could be better is not looked for: that is what linting is for.
    """
    return _verdict(configuration, providers, errors_of(choose(RULES, configuration.settings.choice)))


def review(configuration: Configuration, providers: Mapping[str, Provider]) -> Verdict:
    """What all rules say that the configuration wants: errors and advice."""
    return _verdict(configuration, providers, choose(RULES, configuration.settings.choice))


def _verdict(
    configuration: Configuration, providers: Mapping[str, Provider], rules: Iterable[Rule]
) -> Verdict:
    choice = configuration.settings.choice
    wrong = tuple(mistakes(choice, all_rules(providers)))
    checked = list(Flows(configuration, providers, choice, rules).check())
    return Verdict(
        (*wrong, *(diagnostic for one in checked for diagnostic in one.diagnostics())),
        tuple(text for one in checked for text in one.silenced()),
    )


def all_rules(providers: Mapping[str, Provider]) -> tuple[Rule, ...]:
    """Every rule that there is, ours and the vendors', by their ids."""
    found = {rule.id: rule for provider in providers.values() for rule in limits_of(provider)}
    return tuple(sorted((*RULES, *found.values()), key=lambda rule: rule.id))


def limits_of(provider: Provider) -> Iterator[Rule]:
    """Everything that a vendor cannot do, with the numbers that it has where nobody sets others."""
    settings = provider.config.model_construct()
    for kind in provider.types.values():
        yield from kind.limits(settings)
        if isinstance(kind, Releasing):
            yield from kind.release_limits(settings)


class Flows:
    """The flows of a configuration, with the rules that they are checked by.

    Args:
        configuration: whose flows.
        providers: all known providers.
        choice: which rules are wanted; says it of the vendors' rules.
        rules: the rules of ours.
    """

    def __init__(
        self,
        configuration: Configuration,
        providers: Mapping[str, Provider],
        choice: Choice,
        rules: Iterable[Rule],
    ) -> None:
        self._configuration = configuration
        self._providers = providers
        self._choice = choice
        wanted = tuple(rules)
        self._rules = tuple(rule for rule in wanted if rule.group is not Group.UPKEEP)
        self._upkeep = tuple(rule for rule in wanted if rule.group is Group.UPKEEP)
        self._core = {rule.id for rule in wanted if Profile.CORE in rule.profiles}
        self._known = by_key(all_rules(providers))
        self._deployments = _deployments(configuration)
        self._limits: dict[tuple[str, str, bool], tuple[Rule, ...]] = {}
        self._parts = Parts(configuration.flows, self._report)

    def check(self, names: Iterable[str] | None = None) -> Iterator[Checked]:
        """Check flows, and those that are deployed against the limits of their vendors.

        Args:
            names: which flows; all of them when none are named.
        """
        for name in self._configuration.flows if names is None else names:
            yield from self._check(self._configuration.flows[name])

    def rules(self, names: Iterable[str]) -> tuple[Rule, ...]:
        """The rules that hold for flows, ours and those of their vendors, by their ids."""
        theirs = (
            rule
            for name in names
            for resource in self._deployments.get(name, ())
            for rule in self._limits_of(resource)
        )
        found = {rule.id: rule for rule in (*self._rules, *self._upkeep, *theirs)}
        return tuple(found[number] for number in sorted(found))

    def _check(self, block: FlowBlock) -> Iterator[Checked]:
        reports = [Checked(block, self._parts.own(block))]
        # A flow that is broken for every vendor is not held against their limits: they would say the same again.
        if not self._broken(self._parts.whole(block)):
            deployed = self._deployments.get(block.name, ())
            reports += [Checked(block, self._vendors(block, one), str(one.address)) for one in deployed]
        yield from reports
        if self._upkeep and block.silences:
            yield Checked(block, self._silences(block, [one.report for one in reports]))

    def _broken(self, report: Report) -> bool:
        return any(one.severity is Severity.ERROR and one.rule in self._core for one in report.findings)

    def _report(self, block: FlowBlock) -> Report:
        return check_flow(
            block.composed,
            self._rules,
            silences=silences_of(block.silences, self._rules),
            settings=self._configuration.settings.rules,
            today=self._configuration.today,
        )

    def _vendors(self, block: FlowBlock, resource: ResourceBlock) -> Report:
        rules = self._limits_of(resource)
        silences = silences_of(block.silences, rules)
        return check_flow(block.composed, rules, silences=silences, today=self._configuration.today)

    def _limits_of(self, resource: ResourceBlock) -> tuple[Rule, ...]:
        key = _sort(resource)
        if key not in self._limits:
            self._limits[key] = choose(_limits(self._configuration, self._providers, resource), self._choice)
        return self._limits[key]

    def _silences(self, block: FlowBlock, reports: Sequence[Report]) -> Report:
        return check_silences(
            block.composed,
            block.silences,
            reports,
            rules=self._upkeep,
            known=self._known,
            today=self._configuration.today,
        )


def _deployments(configuration: Configuration) -> Mapping[str, list[ResourceBlock]]:
    """The resources by the flow that they deploy: one for each type and provider configuration, released or not."""
    found: dict[str, dict[tuple[str, str, bool], ResourceBlock]] = {}
    for resource in configuration.resources.values():
        if resource.flow_name:
            found.setdefault(resource.flow_name, {}).setdefault(_sort(resource), resource)
    return {name: list(resources.values()) for name, resources in found.items()}


def _limits(
    configuration: Configuration, providers: Mapping[str, Provider], resource: ResourceBlock
) -> tuple[Rule, ...]:
    block = configuration.providers[resource.provider]
    if block.settings is None:
        return ()
    kind = providers[block.type].types[resource.type]
    rules = kind.limits(block.settings)
    if resource.releases and isinstance(kind, Releasing):
        rules += kind.release_limits(block.settings)
    return rules


def _sort(resource: ResourceBlock) -> tuple[str, str, bool]:
    return resource.type, resource.provider, resource.releases
