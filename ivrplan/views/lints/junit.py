"""Findings as JUnit XML: a test suite for each flow, a test for each finding."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from ivrplan.diagnostics import Severity
from ivrplan.views.lints.text import line_of, messages
from ivrplan.views.text import printable
from ivrplan.workflow.lint import Found, Lint
from ivrplan.workflow.simulate import flow_address

_NAME: Final = "ivrplan lint"


def junit(lint: Lint, folder: Path, level: Severity | None) -> str:
    """What was found. Only what is as bad as the level is a failure; the rest is output of tests that pass.

    Args:
        lint: what was found.
        folder: the root folder, as seen from where the command runs.
        level: the mildest severity that fails; None where nothing does.
    """
    by_flow: dict[str, list[Found]] = defaultdict(list)
    for one in lint.found:
        by_flow[flow_address(one.finding.flow)].append(one)
    suites = [_suite(flow, by_flow[flow], folder, _failing(level)) for flow in lint.flows]
    root = ET.Element("testsuites", {"name": _NAME, **_sums(suites)})
    root.extend(suites)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}'


def _failing(level: Severity | None) -> frozenset[Severity]:
    match level:
        case Severity.ERROR:
            return frozenset({Severity.ERROR})
        case Severity.WARNING:
            return frozenset({Severity.ERROR, Severity.WARNING})
        case Severity.NOTE:
            return frozenset(Severity)
        case None:
            return frozenset()


def _suite(flow: str, found: list[Found], folder: Path, failing: frozenset[Severity]) -> ET.Element:
    cases = [_case(one, flow, folder, failing) for one in found]
    cases = cases or [ET.Element("testcase", classname=printable(flow), name="no findings")]
    failures = sum(case.find("failure") is not None for case in cases)
    counts = {"tests": str(len(cases)), "failures": str(failures), "errors": "0"}
    suite = ET.Element("testsuite", {"name": printable(flow), **counts})
    suite.extend(cases)
    return suite


def _case(found: Found, flow: str, folder: Path, failing: frozenset[Severity]) -> ET.Element:
    finding = found.finding
    name = printable(f"{finding.rule} {finding.name}: {found.address}")
    case = ET.Element("testcase", classname=printable(flow), name=name)
    if found.severity in failing:
        told = ET.SubElement(
            case, "failure", type=found.severity.value, message=printable(finding.hit.message)
        )
    else:
        told = ET.SubElement(case, "system-out")
    told.text = printable("\n".join((line_of(found, folder), *messages(found))))
    return case


def _sums(suites: list[ET.Element]) -> dict[str, str]:
    return {
        name: str(sum(int(suite.get(name, "0")) for suite in suites))
        for name in ("tests", "failures", "errors")
    }
