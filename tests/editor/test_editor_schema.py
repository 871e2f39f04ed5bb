"""The JSON Schema: fresh, valid, and of one mind with the configuration."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from ivrplan.editor.blocks import known_words, vocabulary
from ivrplan.editor.schema import DIALECT, configuration_schema
from tests.config.case_schemas import SCHEMAS
from tests.editor.hcljson import to_json
from tests.repo.pages import ROOT, fences

SCHEMA: Final = configuration_schema(known_words({}))
VALIDATOR: Final = Draft202012Validator(SCHEMA)
PAGES: Final = ("nodes.md", "configuration.md")
ACME: Final = Draft202012Validator(configuration_schema(vocabulary(SCHEMAS)))
SAMPLES: Final = [fence.text for page in PAGES for fence in fences(ROOT / "docs" / "reference" / page, "hcl")]


def problems(validator: Draft202012Validator, text: str) -> list[str]:
    return [problem.json_path for problem in validator.iter_errors(to_json(text))]


def test_the_committed_file_is_what_the_command_prints() -> None:
    committed = (ROOT / "schema" / "configuration.schema.json").read_text(encoding="utf-8")
    assert json.loads(committed) == json.loads(json.dumps(SCHEMA)), (
        "write it anew: python -m ivrplan schema > schema/configuration.schema.json"
    )


def test_it_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == DIALECT


def references(part: Any) -> list[str]:
    match part:
        case {"$ref": str(target)}:
            return [target]
        case dict():
            return [found for inner in part.values() for found in references(inner)]
        case list():
            return [found for inner in part for found in references(inner)]
        case _:
            return []


def test_every_reference_in_it_leads_somewhere() -> None:
    found = references(SCHEMA)
    assert len(found) > 40
    assert {target.removeprefix("#/$defs/") for target in found} == set(SCHEMA["$defs"])


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda text: text.split("\n", 1)[0])
def test_it_accepts_what_the_pages_show(sample: str) -> None:
    assert problems(ACME, sample.replace("acme_flow.main", "x")) == []


GOOD: Final = """
flow "main" {
  entry = "menu"
  menu "menu" {
    say     = "Press 1."
    timeout = 7.5
    on      = { "1" = "bye", timeout = null }
  }
  disconnect "bye" { say = "Bye ${upper("x")}." }
}
"""


def test_it_accepts_a_flow() -> None:
    assert problems(VALIDATOR, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("timeout = 7.5", "timeout = 0", "$.flow.main"),
        ("timeout = 7.5", 'timeout = "soon"', "$.flow.main"),
        ("entry =", "entrance =", "$.flow.main"),
        ('menu "menu"', 'menue "menu"', "$.flow.main"),
        ('disconnect "bye" { say', 'queue "bye" { say', "$.flow.main"),
        ('flow "main"', 'flows "main"', "$"),
        ('disconnect "bye" { say = "Bye ${upper("x")}." }', 'disconnect "bye" { say = 1 }', "$.flow.main"),
    ],
)
def test_it_refuses_what_the_configuration_refuses(old: str, new: str, place: str) -> None:
    assert old in GOOD
    assert problems(VALIDATOR, GOOD.replace(old, new)) == [place]


def test_an_expression_can_stand_for_any_value() -> None:
    assert problems(VALIDATOR, GOOD.replace("7.5", "var.seconds")) == []
