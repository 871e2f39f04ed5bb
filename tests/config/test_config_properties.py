"""Whatever people write, loading a folder gives a configuration or diagnostics, and never shows a secret."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest, VariableText
from ivrplan.diagnostics import ConfigurationError
from tests.config.case_schemas import SCHEMAS

CASES = Path(__file__).parents[1] / "cases" / "config"
SECRET = "hunter2-is-the-secret"
LINES = [
    line
    for name in ("flow-complete", "resource-instances", "template-sees-constants", "output-secret")
    for line in (CASES / name / "main.ivr.hcl").read_text().splitlines()
]
WHOLE = [
    (CASES / name / "main.ivr.hcl").read_text().splitlines()
    for name in (
        "flow-complete",
        "resource-instances",
        "template-sees-constants",
        "resource-needs-through-others",
    )
]


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """A sound folder with some lines lost, doubled, or replaced by lines of others."""
    lines = list(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["lose", "double", "replace", "cut"])):
            case "lose" if len(lines) > 1:
                del lines[place]
            case "double":
                lines.insert(place, lines[place])
            case "cut":
                lines[place] = lines[place][: draw(st.integers(0, len(lines[place])))]
            case _:
                lines[place] = draw(st.sampled_from(LINES))
    return "\n".join(lines) + "\n"


def told(text: str, *variables: VariableText) -> str:
    """Everything that loading and evaluating shows to people."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "main.ivr.hcl").write_text(text)
        try:
            loaded = load(LoadRequest(Path(folder), variables=variables), SCHEMAS)
        except ConfigurationError as failure:
            return repr(failure.diagnostics)
        blocks = [block.evaluate({}) for block in loaded.resources.values()]
        return repr((loaded, blocks, loaded.warnings))


@settings(max_examples=150, deadline=None)
@given(spoiled())
def test_spoiled_folders_give_diagnostics_and_no_crash(text: str) -> None:
    assert told(text)


USES = st.sampled_from(
    [
        'resource "acme_webhook" "w" {{ url = {use} }}',
        'resource "acme_webhook" "w" {{ count = {use} }}',
        'resource "acme_webhook" "w" {{\n  url = "u"\n  for_each = {use}\n}}',
        'resource "acme_webhook" "w" {{\n  url = "u"\n  events = {use}\n}}',
        'resource "acme_webhook" "w" {{\n  url = "u"\n  headers "x" {{ value = {use} }}\n}}',
        'output "o" {{ value = {use} }}',
        'flow "main" {{\n  entry = {use}\n}}',
        'flow "main" {{\n  entry = "a"\n  play "a" {{\n    say = {use}\n    next = {use}\n  }}\n}}',
        'flow "main" {{\n  entry = "a"\n  collect "a" {{ variable = {use} }}\n}}',
        'flow "main" {{\n  entry = "a"\n  menu "a" {{\n    timeout = {use}\n    on = {use}\n  }}\n}}',
        'flow "main" {{\n  entry = "a"\n  hours "a" {{\n    open = {use}\n    holidays = [{use}]\n  }}\n}}',
        'locals {{ x = {use} }}\noutput "o" {{ value = "{{{{ local.x }}}}" }}',
        'provider "acme" {{ base_url = {use} }}',
        'provider "acme" {{\n  base_url = "u"\n  retries = {use}\n}}',
        'variable "other" {{\n  default = 1\n  validation {{\n    condition = {use} == 1\n    error_message = {use}\n  }}\n}}',
    ]
)
FORMS = st.sampled_from(
    [
        "var.s",
        '"a ${var.s}"',
        "[var.s]",
        "{ (var.s) = 1 }",
        "upper(var.s)",
        "var.s + 1",
        "var.s.x",
        "toset([var.s])",
    ]
)


@settings(max_examples=120, deadline=None)
@given(USES, FORMS, st.sampled_from(["", "type = string", "type = number", "type = list(string)"]))
def test_a_secret_is_never_shown(use: str, form: str, constraint: str) -> None:
    declared = f'variable "s" {{\n  sensitive = true\n  {constraint}\n}}\n'
    shown = told(declared + use.format(use=form), VariableText("s", SECRET))
    assert SECRET not in shown
    assert SECRET.upper() not in shown
