"""The rules that hold for what a configuration would deploy: ours for every flow, a vendor's for what it gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ivrplan.config.configuration import Configuration, FlowBlock, ResourceBlock
from ivrplan.diagnostics import Diagnostic, SourceRange
from ivrplan.providers.contract import Provider
from ivrplan.providers.releasing import Releasing
from ivrplan.rules.report import Place, to_diagnostics
from ivrplan.rules.rule import Rule
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
class _Checked:
    """One flow, checked by one set of rules."""

    block: FlowBlock
    report: Report
    address: str = ""

    def diagnostics(self) -> Iterator[Diagnostic]:
        return to_diagnostics(self.report, self._locate, address=self.address)

    def silenced(self) -> Iterator[str]:
        for each in self.report.silenced:
            finding = each.finding
            yield f"{finding.rule} ({finding.name}) on flow.{finding.flow}: {finding.hit.message} Allowed: {each.reason}"

    def _locate(self, place: Place) -> SourceRange:
        return self.block.locate(place.node or "", place.outcome or "", place.attribute or "")


def check(configuration: Configuration, providers: Mapping[str, Provider]) -> Verdict:
    """Check every flow, and every flow that is deployed against the limits of its vendor.

    A flow that is broken for every vendor is not checked against their limits: they would say the same again.
    """
    checked = list(_checked(configuration, providers))
    return Verdict(
        tuple(diagnostic for one in checked for diagnostic in one.diagnostics()),
        tuple(text for one in checked for text in one.silenced()),
    )


def _checked(configuration: Configuration, providers: Mapping[str, Provider]) -> Iterator[_Checked]:
    deployments = _deployments(configuration)
    for block in configuration.flows.values():
        vendors = [
            (resource, _limits(configuration, providers, resource))
            for resource in deployments.get(block.name, ())
        ]
        theirs = {key for _, rules in vendors for rule in rules for key in (rule.id, rule.name)}
        ours = [silence for silence in block.silences if silence.rule not in theirs]
        report = check_flow(block.composed, RULES, silences=ours, settings=configuration.settings.rules)
        yield _Checked(block, report)
        if report.failed:
            continue
        for resource, rules in vendors:
            yield _Checked(block, _vendor_report(block, rules), str(resource.address))


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
    return rules


def _sort(resource: ResourceBlock) -> tuple[str, str, bool]:
    return resource.type, resource.provider, resource.releases
