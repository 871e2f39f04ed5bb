"""The rules that hold for what a configuration would deploy: ours for every flow, a vendor's for what it gets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ivrplan.config.configuration import Configuration, FlowBlock, ResourceBlock
from ivrplan.diagnostics import Diagnostic, Severity, SourceRange
from ivrplan.providers.contract import Provider
from ivrplan.providers.releasing import Releasing
from ivrplan.rules.choice import choose, errors_of, mistakes
from ivrplan.rules.report import Place, to_diagnostics
from ivrplan.rules.rule import Profile, Rule
from ivrplan.rules.run import Report, check_flow
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
            yield f"{finding.rule} ({finding.name}) on flow.{finding.flow}: {finding.hit.message} Allowed: {each.reason}"

    def locate(self, place: Place) -> SourceRange:
        """Where something was written."""
        return self.block.locate(place.node or "", place.outcome or "", place.attribute or "")


def check(configuration: Configuration, providers: Mapping[str, Provider]) -> Verdict:
    """What keeps a plan from being applied: rules that are errors here, and the vendors' limits.

    What else could be better is not looked for: that is what linting is for.
    """
    choice = configuration.settings.choice
    wrong = tuple(mistakes(choice, all_rules(providers)))
    checked = list(check_flows(configuration, providers, errors_of(choose(RULES, choice))))
    return Verdict(
        (*wrong, *(diagnostic for one in checked for diagnostic in one.diagnostics())),
        tuple(text for one in checked for text in one.silenced()),
    )


def all_rules(providers: Mapping[str, Provider]) -> tuple[Rule, ...]:
    """Every rule that there is, ours and the vendors', by their ids."""
    found = {rule.id: rule for provider in providers.values() for rule in limits_of(provider)}
    return (*RULES, *(found[number] for number in sorted(found)))


def limits_of(provider: Provider) -> Iterator[Rule]:
    """Everything that a vendor cannot do, with the numbers that it has where nobody sets others."""
    settings = provider.config.model_construct()
    for kind in provider.types.values():
        yield from kind.limits(settings)
        if isinstance(kind, Releasing):
            yield from kind.release_limits(settings)


def check_flows(
    configuration: Configuration, providers: Mapping[str, Provider], rules: Iterable[Rule]
) -> Iterator[Checked]:
    """Check every flow, and every flow that is deployed against the limits of its vendor.

    A flow that is broken for every vendor is not checked against their limits: they would say the same again.

    Args:
        configuration: whose flows.
        providers: all known providers.
        rules: which rules of ours.
    """
    ours = tuple(rules)
    core = {rule.id for rule in ours if Profile.CORE in rule.profiles}
    deployments = _deployments(configuration)
    for block in configuration.flows.values():
        vendors = [
            (resource, _limits(configuration, providers, resource))
            for resource in deployments.get(block.name, ())
        ]
        known = {key for rule in ours for key in (rule.id, rule.name)}
        silences = [silence for silence in block.silences if silence.rule in known]
        report = check_flow(block.composed, ours, silences=silences, settings=configuration.settings.rules)
        yield Checked(block, report)
        if _broken(report, core):
            continue
        for resource, theirs in vendors:
            yield Checked(block, _vendor_report(block, theirs), str(resource.address))


def _broken(report: Report, core: Collection[str]) -> bool:
    return any(one.severity is Severity.ERROR and one.rule in core for one in report.findings)


def _vendor_report(block: FlowBlock, rules: tuple[Rule, ...]) -> Report:
    known = {key for rule in rules for key in (rule.id, rule.name)}
    silences = [silence for silence in block.silences if silence.rule in known]
    return check_flow(block.composed, rules, silences=silences)


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
    return choose(rules, configuration.settings.choice)


def _sort(resource: ResourceBlock) -> tuple[str, str, bool]:
    return resource.type, resource.provider, resource.releases
