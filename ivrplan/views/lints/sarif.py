"""Findings as SARIF 2.1.0 (OASIS), which code scanning reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ivrplan import __version__
from ivrplan.diagnostics import SourceRange
from ivrplan.rules.rule import Rule
from ivrplan.views.lints.places import uri_of
from ivrplan.views.lints.text import messages
from ivrplan.workflow.lint import Found, Lint, PlacedStep

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT: Final = "ivrplanFinding/v1"
"""The name under which fingerprints stand. Another way to work them out needs another name."""


def sarif(lint: Lint, folder: Path, pages: Mapping[str, str]) -> dict[str, Any]:
    """What was found, suppressed findings among it.

    Args:
        lint: what was found.
        folder: the root folder, as seen from where the command runs.
        pages: the explanations of rules in Markdown, by id.
    """
    places = {rule.id: number for number, rule in enumerate(lint.rules)}
    driver = {
        "name": "ivrplan",
        "semanticVersion": __version__,
        "rules": [_rule(rule, pages.get(rule.id, "")) for rule in lint.rules],
    }
    results = [_result(one, places, folder) for one in lint.found]
    suppressed = [
        _result(one, places, folder) | {"suppressions": [{"kind": "inSource", "justification": one.reason}]}
        for one in lint.suppressed
    ]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": [*results, *suppressed],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule, page: str) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": f"{rule.summary}."},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.why} {rule.mend}", "markdown": page or f"{rule.why}\n\n{rule.mend}"},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": [rule.group.value, *sorted(rule.profiles)]},
    }


def _result(found: Found, places: Mapping[str, int], folder: Path) -> dict[str, Any]:
    finding = found.finding
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": places[finding.rule],
        "level": finding.severity.value,
        "message": {"text": "\n".join(messages(found))},
        "locations": [_location(found.range, folder) | {"logicalLocations": [_logical(found)]}],
        "partialFingerprints": {FINGERPRINT: found.fingerprint},
    }
    if len(found.path) > 1:
        steps = [{"location": _step(step, folder)} for step in found.path]
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    return result


def _logical(found: Found) -> dict[str, Any]:
    return {"fullyQualifiedName": found.address, "kind": "element"}


def _step(step: PlacedStep, folder: Path) -> dict[str, Any]:
    leaves = "" if step.outcome is None else f", left by {step.outcome}"
    return _location(step.range, folder) | {"message": {"text": f"{step.node}{leaves}"}}


def _location(place: SourceRange, folder: Path) -> dict[str, Any]:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": uri_of(place.file, folder)}, "region": region}}
