"""A secret that goes any way through a configuration stays one: nothing that ivrplan writes shows it.

An example is a configuration in which the value of a sensitive variable is carried through expressions, locals,
modules and templates to places in flows, resources and outputs, and into conditions and mistakes whose messages would
like to show it. Then every command is run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ivrplan.sandbox.serve import sandbox_process
from ivrplan.sandbox.settings import Behaviour, SandboxSettings
from tests.end_to_end.leaks import leaks, search_for
from tests.end_to_end.small import HEAD
from tests.end_to_end.world import Forge, World
from tests.strategies.effort import examples

CARRIERS: Final = (
    "{}",
    "upper({})",
    "lower({})",
    'join("-", [{}, "x"])',
    '"before ${{{}}} behind"',
    "[for part in [{}] : part][0]",
    "{{ for key, part in {{ a = {} }} : key => part }}.a",
    "{{ a = {} }}.a",
    '["b", {}][1]',
    '(true ? {} : "otherwise")',
    'try({}, "none")',
    "coalesce({})",
    "jsonencode({{ key = {} }})",
    "base64encode({})",
    'format("%s!", {})',
    "trimspace({})",
    'replace({}, "~", "-")',
    'split("~", {})[0]',
    'lookup({{ key = {} }}, "key", "none")',
    "merge({{ a = 1 }}, {{ b = {} }}).b",
    "values({{ a = {} }})[0]",
    "urlencode({})",
    "tostring({})",
    "one([{}])",
    "reverse([{}])[0]",
    "flatten([[{}]])[0]",
    "tolist([{}])[0]",
    "one([{{ a = {} }}][*].a)",
    "substr({}, 0, -1)",
    '"%{{ if true }}${{{}}}%{{ endif }}"',
)
"""Expressions that pass a text on, in one form or another."""

ROUTES: Final = (
    "var.secret",
    "local.plain",
    "local.inside.list[0].deep",
    "module.pass.out",
    "module.pass.nested.value",
    'module.each["a"].out',
    "module.counted[0].out",
)
"""Where in a configuration the secret can be had."""

LIBRARY: Final = """\
variable "given" {}
locals { kept = var.given }
module "inner" {
  source = "../inner"
  given  = local.kept
}
output "out" { value = module.inner.out }
output "nested" { value = { value = local.kept } }
"""
INNER: Final = """\
variable "given" { type = string }
output "out" { value = "${var.given}" }
"""
MISTAKES: Final = (
    'locals {{\n  broken = tonumber({0})\n}}\noutput "broken" {{\n  value = local.broken\n}}',
    'locals {{\n  broken = {{ a = 1 }}[{0}]\n}}\noutput "broken" {{\n  value = local.broken\n}}',
    'output "broken" {{\n  value = {0}\n}}',
    'module "broken" {{\n  source = "./library"\n  given = {0}\n  count = {0}\n}}',
    'output "broken" {{\n  value = 1\n  precondition {{\n    condition = {0} == ""\n    error_message = {0}\n  }}\n}}',
    'check "broken" {{\n  assert {{\n    condition = {0} == "other"\n    error_message = "It is ${{{0}}}."\n  }}\n}}',
    'flow "broken" {{\n  entry = {0}\n  disconnect "bye" {{}}\n}}',
    'flow "broken" {{\n  entry = "m"\n  menu "m" {{\n    say = "x"\n    timeout = {0}\n    next = {0}\n  }}\n}}',
)
"""What goes wrong with the secret in hand."""


MAIN: Final = """\
variable "secret" {{
  type      = string
  sensitive = true
}}
locals {{
  plain  = var.secret
  inside = {{ list = [{{ deep = var.secret }}] }}
}}
module "pass" {{
  source = "./library"
  given  = var.secret
}}
module "each" {{
  source   = "./library"
  for_each = {{ a = var.secret }}
  given    = each.value
}}
module "counted" {{
  source = "./library"
  count  = 1
  given  = local.plain
}}
flow "main" {{
  entry = "say"
  play "say" {{
    say  = {say}
    next = "ask"
  }}
  request "ask" {{
    url     = {url}
    method  = "POST"
    headers = {{ "x-key" = {header} }}
    body    = {body}
    on      = {{ default = "keep", error = "bye" }}
  }}
  set "keep" {{
    values = {{ kept = {value} }}
    next   = "bye"
  }}
  disconnect "bye" {{ say = "{{{{ var.secret }}}}" }}
}}
resource "cxone_ivr_flow" "main" {{
  name = "Main"
  flow = flow.main
}}
resource "genesys_flow" "main" {{
  name        = "Main"
  description = {description}
  flow        = flow.main
}}
output "secret" {{
  value     = {output}
  sensitive = true
}}
"""
"""Brings the secret to a place of each kind."""


@pytest.fixture(scope="module")
def whole() -> Iterator[World]:
    prompt = SandboxSettings(behaviour=Behaviour(validation_polls=0, publish_polls=0))
    forge = Forge()
    with TemporaryDirectory() as scratch, sandbox_process(prompt) as url:
        world = World(forge, url, Path(scratch))
        world.hurried = True
        yield world
        world.http.close()
    forge.close()


SECRETS: Final = st.text(
    alphabet=st.sampled_from("abcXYZ 0159/+=&?\"\\'<>${}%ü€\U0001f30a"), min_size=6, max_size=14
).map(lambda text: f"s3Cr{text}T9")


@st.composite
def carried(draw: st.DrawFn) -> str:
    """An expression that the secret comes through."""
    expression = draw(st.sampled_from(ROUTES))
    for carrier in draw(st.lists(st.sampled_from(CARRIERS), max_size=3)):
        expression = carrier.format(expression)
    return expression


def configuration(ways: list[str]) -> dict[str, str]:
    """A configuration that brings the secret to a place of each kind."""
    places = ("say", "url", "header", "body", "value", "description", "output")
    return {
        "head.ivr.hcl": HEAD,
        "main.ivr.hcl": MAIN.format(**dict(zip(places, ways, strict=True))),
        "library/main.ivr.hcl": LIBRARY,
        "inner/main.ivr.hcl": INNER,
    }


def begin(world: World, files: dict[str, str], secret: str) -> None:
    world.begin({})
    for name, text in files.items():
        (world.folder / name).parent.mkdir(exist_ok=True)
        (world.folder / name).write_text(text, encoding="utf-8")
    world.environment = {"IVRPLAN_VAR_secret": secret}


@settings(
    max_examples=examples(4),
    # One example is a dozen commands: making a failing one smaller would take longer than a test may.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    secret=SECRETS,
    later=SECRETS,
    ways=st.lists(carried(), min_size=7, max_size=7),
    mistake=st.sampled_from(MISTAKES),
    wrong=carried(),
)
def test_no_way_through_a_configuration_makes_a_secret_show(
    whole: World, secret: str, later: str, ways: list[str], mistake: str, wrong: str
) -> None:
    begin(whole, configuration(ways), secret)
    runs = [
        whole.run("validate").ended(),
        whole.run("plan", "--out", "saved.ivrplan").ended(),
        whole.run("show", "saved.ivrplan", "--json").ended(),
        whole.run("apply", "saved.ivrplan").ended(),
    ]
    assert leaks(json.dumps(whole.flow("cxone"), ensure_ascii=False), (secret,)) != []
    search_for((secret,), whole, *runs)

    whole.environment = {"IVRPLAN_VAR_secret": later}
    runs = [
        whole.run("plan", "--json").ended(),
        whole.run("drift", "--json").ended(),
        whole.run("apply", "--auto-approve", "--json").ended(),
        whole.run("state", "show", "genesys_flow.main").ended(),
        whole.run("output", "--json").ended(),
    ]
    (whole.folder / "broken.ivr.hcl").write_text(mistake.format(wrong), encoding="utf-8")
    runs += [whole.run("validate"), whole.run("plan"), whole.run("plan", "--json")]
    search_for((secret, later), whole, *runs)
