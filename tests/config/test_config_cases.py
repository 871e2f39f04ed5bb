"""Every folder under tests/cases/config is a root folder, with what loading it must say.

expected.txt    the diagnostics in full, errors and warnings
expected.json   the configuration, of folders that load
request.json    workspace, variables and environment, where they matter
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ivrplan.config.build import load
from ivrplan.config.configuration import Configuration
from ivrplan.config.expectations import FlowTest
from ivrplan.config.request import LoadRequest, VariableFile, VariableInput, VariableText
from ivrplan.config.verdicts import Condition
from ivrplan.diagnostics import ConfigurationError, Diagnostic
from ivrplan.flow.value import FlowValue
from ivrplan.language.values import Sensitive, SetValue, Unknown
from tests.config.case_schemas import SCHEMAS

CASES = Path(__file__).parents[1] / "cases" / "config"
NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())


def request_of(folder: Path) -> LoadRequest:
    file = folder / "request.json"
    document = json.loads(file.read_text()) if file.exists() else {}
    return LoadRequest(
        folder,
        workspace=document.get("workspace", "default"),
        variables=tuple(_given(folder, text) for text in document.get("variables", [])),
        environment=document.get("environment", {}),
    )


def _given(folder: Path, text: str) -> VariableInput:
    name, equals, value = text.partition("=")
    return VariableText(name, value) if equals else VariableFile(folder / text)


def written(diagnostics: Iterator[Diagnostic] | tuple[Diagnostic, ...]) -> str:
    return "\n".join("\n".join(_lines(item)) for item in diagnostics)


def _lines(item: Diagnostic) -> Iterator[str]:
    yield f"{item.severity.value}: {item.summary}"
    if item.range is not None:
        yield f"  at {item.range}-{item.range.end_line}:{item.range.end_column}"
    yield f"  {item.detail}"
    if item.hint:
        yield f"  hint: {item.hint}"
    for place, text in item.related:
        yield f"  see {place}: {text}"
    yield ""


def shown(configuration: Configuration) -> dict[str, Any]:
    return refactoring(configuration) | {
        "settings": {
            "required_version": configuration.settings.required_version,
            "backend": _backend(configuration),
            "max_choices": configuration.settings.rules.max_choices,
        },
        "variables": {name: plain(item.value) for name, item in configuration.variables.items()},
        "providers": {key: plain(item.values) for key, item in configuration.providers.items()},
        "flows": {
            name: {"flow": item.composed.to_masked_json(), "needs": sorted(item.dependencies)}
            for name, item in configuration.flows.items()
        },
        "resources": {
            address: {
                "provider": item.provider,
                "flow": item.flow_name,
                "needs": sorted(item.dependencies),
                "values": plain(item.evaluate({})),
                **({"leads": dict(item.handovers)} if item.handovers else {}),
            }
            for address, item in configuration.resources.items()
        },
        "outputs": {name: plain(item.evaluate({})) for name, item in configuration.outputs.items()},
        **_observed(configuration),
    }


def refactoring(configuration: Configuration) -> dict[str, Any]:
    """What is moved, removed and imported; nothing where nothing is."""
    found = {
        "moves": [f"{move.before} -> {move.after}" for move in configuration.moves],
        "removals": [f"{each.target}{'' if each.destroy else ' (kept)'}" for each in configuration.removals],
        "imports": [f"{each.address} {each.by} {plain(each.evaluate({}))}" for each in configuration.imports],
    }
    return {name: said for name, said in found.items() if said}


def _observed(configuration: Configuration) -> dict[str, Any]:
    """Data, checks, conditions and tests, of folders that have some."""
    data = {
        address: {
            "type": item.type,
            "provider": item.provider,
            "needs": sorted(item.dependencies),
            "data": sorted(item.data),
            "check": item.check,
            "query": plain(item.query({})),
            "conditions": _conditions(item.conditions),
        }
        for address, item in configuration.data.items()
    }
    checks = {
        address: {"data": list(item.data), "conditions": _conditions(item.conditions)}
        for address, item in configuration.checks.items()
    }
    through = {address: sorted(item.data) for address, item in configuration.resources.items() if item.data}
    owners = [
        *(one for item in configuration.resources.values() for one in item.conditions),
        *(one for item in configuration.outputs.values() for one in item.conditions),
        *configuration.module_conditions,
    ]
    parts = {
        "data": data,
        "checks": checks,
        "through_data": through,
        "conditions": _conditions(owners),
        "tests": {name: _test(item) for name, item in configuration.tests.items()},
    }
    return {name: part for name, part in parts.items() if part}


def _test(test: FlowTest) -> dict[str, Any]:
    """All but the names of attributes that are not given."""
    expected = {field.name: getattr(test.expect, field.name) for field in fields(test.expect)}
    said = {"inputs": test.inputs, "variables": test.variables, "clock": test.clock, **expected}
    return {"flow": test.flow, **{name: plain(value) for name, value in said.items() if value}}


def _conditions(conditions: Iterable[Condition]) -> list[str]:
    return [f"{one.owner} {one.kind.value}: {one.judge({}).status.value}" for one in conditions]


def _backend(configuration: Configuration) -> Any:
    backend = configuration.settings.backend
    return None if backend is None else [backend.type, plain(backend.attributes)]


def plain(value: Any) -> Any:
    match value:
        case Unknown() | Sensitive():
            return repr(value)
        case FlowValue():
            return f"flow.{value.name}"
        case tuple() | SetValue():
            return [plain(item) for item in value]
        case Decimal():
            return float(value)
        case Mapping():
            return {name: plain(item) for name, item in value.items()}
        case _:
            return value


def outcome(folder: Path) -> tuple[str, dict[str, Any] | None]:
    """What loading the folder says, and the configuration when it loads."""
    try:
        loaded = load(request_of(folder), SCHEMAS)
    except ConfigurationError as failure:
        return written(failure.diagnostics).replace(str(folder), "FOLDER"), None
    return written(loaded.warnings), shown(loaded)


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_says_what_its_case_expects(name: str) -> None:
    folder = CASES / name
    file = folder / "expected.json"
    expected = json.loads(file.read_text()) if file.exists() else None
    assert outcome(folder) == (_expected_text(folder), expected)


def _expected_text(folder: Path) -> str:
    file = folder / "expected.txt"
    return file.read_text() if file.exists() else ""


def test_every_case_says_something() -> None:
    for name in NAMES:
        assert (CASES / name / "expected.txt").exists() or (CASES / name / "expected.json").exists(), name
