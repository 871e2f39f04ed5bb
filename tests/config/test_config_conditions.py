"""Conditions of a loaded folder, judged with what is known: their verdicts, and what their messages may show."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivrplan.config.blocks.conditions import HIDDEN
from ivrplan.config.build import load
from ivrplan.config.configuration import Configuration
from ivrplan.config.request import LoadRequest
from ivrplan.config.verdicts import ConditionKind, Results, Status, Verdict
from ivrplan.diagnostics import Severity
from ivrplan.language.values import Sensitive, Value
from tests.config.case_schemas import SCHEMAS

HEAD = """\
provider "acme" { base_url = "u" }
variable "n" { default = 5 }
variable "pin" {
  default   = "hunter2"
  sensitive = true
}
locals { parts = { a = ["x", "y"], b = null } }
data "acme_flow" "main" { id = "f-1" }
"""
MAIN = "data.acme_flow.main"


def loaded(tmp_path: Path, text: str) -> Configuration:
    (tmp_path / "main.ivr.hcl").write_text(HEAD + text)
    return load(LoadRequest(tmp_path), SCHEMAS)


def verdict(tmp_path: Path, condition: str, message: str = "No.", results: Results | None = None) -> Verdict:
    """Of an assertion with this condition and message."""
    text = (
        f'check "c" {{\n  assert {{\n    condition = {condition}\n    error_message = "{message}"\n  }}\n}}\n'
    )
    (found,) = loaded(tmp_path, text).checks["check.c"].conditions
    return found.judge(results or {})


def told(given: Verdict) -> list[str]:
    (diagnostic,) = given.diagnostics
    return [text for _, text in diagnostic.related]


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("var.n == 5", Status.HOLDS),
        ("var.n == 6", Status.FAILS),
        ('var.pin == "other"', Status.FAILS),
        (f'{MAIN}.version == "1"', Status.UNKNOWN),
        ("var.n", Status.ERROR),
        ("null", Status.ERROR),
        ("var.n.x == 1", Status.ERROR),
    ],
)
def test_a_condition_holds_or_not_or_nobody_knows(tmp_path: Path, condition: str, status: Status) -> None:
    assert verdict(tmp_path, condition).status is status


def test_what_was_read_decides(tmp_path: Path) -> None:
    for version, status in (("1", Status.HOLDS), ("2", Status.FAILS)):
        read = {MAIN: {"id": "f-1", "version": version}}
        assert verdict(tmp_path, f'{MAIN}.version == "1"', results=read).status is status


def test_data_that_tells_no_such_attribute_is_an_error_of_the_condition(tmp_path: Path) -> None:
    found = verdict(tmp_path, f'{MAIN}.versoin == "1"', results={MAIN: {"id": "f-1", "version": "1"}})
    assert found.status is Status.ERROR
    assert [one.severity for one in found.diagnostics] == [Severity.WARNING]


def test_the_values_that_a_condition_refers_to_are_told_once(tmp_path: Path) -> None:
    condition = (
        "var.n > 5 && var.n > 6 && local.parts.a[1] == local.parts.b && length(local.parts.a) > 7"
        " && local.parts == {} && workspace == var.pin"
    )
    assert told(verdict(tmp_path, condition)) == [
        "var.n is 5.",
        'local.parts.a[1] is "y".',
        "local.parts.b is null.",
        "local.parts.a is a list of 2.",
        "local.parts is an object with a, b.",
        'workspace is "default".',
        "var.pin is sensitive, so it is not shown.",
    ]


def test_a_long_text_is_cut(tmp_path: Path) -> None:
    read = {MAIN: {"id": "x" * 100}}
    (text,) = told(verdict(tmp_path, f'{MAIN}.id == ""', results=read))
    assert text == f'{MAIN}.id is "{"x" * 60}...".'


def test_a_sensitive_message_is_hidden(tmp_path: Path) -> None:
    found = verdict(tmp_path, "false", "The PIN is ${var.pin}.")
    assert found.message == HIDDEN
    assert "hunter2" not in repr(found)


def test_a_message_that_is_not_known_yet_says_so(tmp_path: Path) -> None:
    assert verdict(tmp_path, "false", f"At ${{{MAIN}.version}}.").message == "Its message is not known yet."


HOOK = """\
resource "acme_webhook" "w" {
  for_each = { a = 1, b = 2 }
  url      = "https://${each.key}"
  lifecycle {
    precondition {
      condition     = each.value == 1
      error_message = "Instance ${each.key}."
    }
    postcondition {
      condition     = self.version == "1" && self.url == "https://${each.key}"
      error_message = "Version ${self.version}."
    }
  }
}
"""


def hook(configuration: Configuration, key: str, results: Results) -> dict[ConditionKind, Verdict]:
    conditions = configuration.resources[f'acme_webhook.w["{key}"]'].conditions
    return {one.kind: one.judge(results) for one in conditions}


def test_instances_are_judged_by_their_own_values(tmp_path: Path) -> None:
    configuration = loaded(tmp_path, HOOK)
    assert hook(configuration, "a", {})[ConditionKind.PRECONDITION].status is Status.HOLDS
    broken = hook(configuration, "b", {})[ConditionKind.PRECONDITION]
    assert (broken.status, broken.message) == (Status.FAILS, "Instance b.")
    assert broken.diagnostics[0].address == 'acme_webhook.w["b"]'
    assert broken.diagnostics[0].severity is Severity.ERROR


def test_self_is_what_is_known_of_the_object(tmp_path: Path) -> None:
    configuration = loaded(tmp_path, HOOK)
    address = 'acme_webhook.w["a"]'
    seen: dict[str, tuple[dict[str, Value], Status]] = {
        "nothing": ({}, Status.UNKNOWN),
        "good": ({"version": "1"}, Status.HOLDS),
        "bad": ({"version": "2"}, Status.FAILS),
        "secret": ({"version": Sensitive("2")}, Status.FAILS),
    }
    for known, status in seen.values():
        found = hook(configuration, "a", {address: known})[ConditionKind.POSTCONDITION]
        assert found.status is status


def test_what_a_condition_refers_to_comes_first(tmp_path: Path) -> None:
    text = HOOK + (
        'resource "acme_webhook" "late" {\n  url = "u"\n  lifecycle {\n    precondition {\n'
        f'      condition = acme_webhook.w["a"].id != {MAIN}.id\n      error_message = "no"\n    }}\n  }}\n}}\n'
    )
    late = loaded(tmp_path, text).resources["acme_webhook.late"]
    assert late.dependencies == {'acme_webhook.w["a"]', 'acme_webhook.w["b"]'}
    assert late.data == {MAIN}


def test_a_long_chain_of_locals_behind_data_is_no_deep_recursion(tmp_path: Path) -> None:
    chain = "\n".join(f'l{number} = "${{local.l{number + 1}}}."' for number in range(300))
    check = (
        'check "c" {\n  assert {\n    condition = length(local.l0) == 301\n    error_message = "no"\n  }\n}\n'
    )
    text = f"locals {{\n{chain}\nl300 = {MAIN}.version\n}}\n{check}"
    (found,) = loaded(tmp_path, text).checks["check.c"].conditions
    assert found.judge({MAIN: {"id": "f-1", "version": "1"}}).status is Status.HOLDS
