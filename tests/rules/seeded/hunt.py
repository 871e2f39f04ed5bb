"""What the rules find of the defects that were put into flows, and what they take for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ivrplan.flow.flow import Flow
from ivrplan.rules.rule import Finding
from ivrplan.rules.run import check_flow
from ivrplan.rules.table import RULES
from tests.rules.seeded.oracle import Defect, defects

_HUNTING: Final = tuple(
    rule
    for rule in RULES
    if rule.id
    in {
        *("IVR101", "IVR102", "IVR103", "IVR104", "IVR105", "IVR106", "IVR110", "IVR111"),
        *("IVR401", "IVR402", "IVR406"),
    }
)
"""The rules about what the oracle knows."""


@dataclass
class Hunt:
    """The sum over many flows.

    Attributes:
        seeded, found: how many defects of each class there were, and how many of them the rules found.
        alarms: findings for which the oracle knows no reason.
        missed: defects that no rule found.
    """

    seeded: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    alarms: list[str] = field(default_factory=list)
    missed: list[Defect] = field(default_factory=list)

    def on(self, flow: Flow) -> None:
        """Look at one more flow."""
        findings = check_flow(flow, _HUNTING).findings
        wrong = list(defects(flow))
        for defect in wrong:
            self.seeded[defect.name] += 1
            if any(_tells(finding, defect) for finding in findings):
                self.found[defect.name] += 1
            else:
                self.missed.append(defect)
        self.alarms += _unfounded(findings, wrong)


def _unfounded(findings: Iterable[Finding], wrong: Iterable[Defect]) -> list[str]:
    return [
        f"{finding.rule}: {finding.hit.message}"
        for finding in findings
        if not any(_tells(finding, defect) for defect in wrong)
    ]


def _tells(finding: Finding, defect: Defect) -> bool:
    return finding.rule == defect.rule and (not defect.nodes or finding.hit.node in defect.nodes)
