"""Called modules: what becomes known in them, how deep they may go, and where their parts were written."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivrplan.config.build import load
from ivrplan.config.configuration import Configuration
from ivrplan.config.request import LoadRequest, VariableText
from ivrplan.diagnostics import ConfigurationError
from ivrplan.flow.value import FlowValue
from ivrplan.language.parser import parse_expression
from ivrplan.language.source import SourceText
from ivrplan.language.values import UNKNOWN
from ivrplan.rules.report import Place
from tests.config.case_schemas import SCHEMAS

PROVIDER = 'provider "acme" { base_url = "https://acme.example.com" }\n'


def loaded(folder: Path, root: str, files: dict[str, str], **variables: str) -> Configuration:
    for name, text in {"main.ivr.hcl": PROVIDER + root, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    given = tuple(VariableText(name, value) for name, value in variables.items())
    return load(LoadRequest(folder, variables=given), SCHEMAS)


PASSING = """
variable "url" {
  type = string
  validation {
    condition     = !strcontains(var.url, "bad")
    error_message = "Not that one."
  }
}
resource "acme_webhook" "w" { url = "x/${var.url}" }
output "id" { value = acme_webhook.w.id }
output "url" { value = var.url }
"""


def test_results_reach_a_module_through_its_variables_and_leave_it_through_its_outputs(
    tmp_path: Path,
) -> None:
    configuration = loaded(
        tmp_path,
        """
        resource "acme_webhook" "first" { url = "u" }
        module "a" {
          source   = "./m"
          for_each = toset(["x"])
          url      = "${acme_webhook.first.id}-${each.key}"
        }
        resource "acme_webhook" "last" { url = module.a["x"].id }
        output "url" { value = module.a["x"].url }
        """,
        {"m/main.ivr.hcl": PASSING},
    )
    inner = configuration.resources['module.a["x"].acme_webhook.w']
    last = configuration.resources["acme_webhook.last"]
    results = {"acme_webhook.first": {"id": "W1"}, 'module.a["x"].acme_webhook.w': {"id": "W2"}}
    assert inner.dependencies == {"acme_webhook.first"}
    assert last.dependencies == {"acme_webhook.first", 'module.a["x"].acme_webhook.w'}
    assert inner.evaluate({})["url"] is UNKNOWN
    assert inner.evaluate(results)["url"] == "x/W1-x"
    assert last.evaluate({})["url"] is UNKNOWN
    assert last.evaluate(results)["url"] == "W2"
    assert configuration.outputs["url"].evaluate(results) == "W1-x"
    assert str(inner.address) == 'module.a["x"].acme_webhook.w'


def test_what_has_become_known_is_brought_to_the_type_of_the_variable(tmp_path: Path) -> None:
    configuration = loaded(
        tmp_path,
        """
        resource "acme_webhook" "first" { url = "u" }
        module "a" {
          source = "./m"
          url    = acme_webhook.first.id
        }
        """,
        {"m/main.ivr.hcl": PASSING},
    )
    inner = configuration.resources["module.a.acme_webhook.w"]
    assert inner.evaluate({"acme_webhook.first": {"id": 12}})["url"] == "x/12"
    with pytest.raises(ConfigurationError, match="a string is required"):
        inner.evaluate({"acme_webhook.first": {"id": ("no", "text")}})


def test_a_long_row_of_modules_is_no_deep_recursion(tmp_path: Path) -> None:
    files = {
        f"m/{index}/main.ivr.hcl": f"""
        variable "text" {{}}
        resource "acme_webhook" "w" {{ url = var.text }}
        module "next" {{
          source = "./../{index + 1}"
          text   = "${{acme_webhook.w.id}}{index}"
        }}
        output "text" {{ value = module.next.text }}
        """
        for index in range(15)
    }
    files["m/15/main.ivr.hcl"] = 'variable "text" {}\noutput "text" { value = var.text }\n'
    configuration = loaded(
        tmp_path,
        """
        module "next" {
          source = "./m/0"
          text   = "begin"
        }
        output "text" { value = module.next.text }
        """,
        files,
    )
    addresses = [address for address in configuration.resources if address.count("module.next") == 15]
    assert addresses == ["module.next." * 15 + "acme_webhook.w"]
    assert configuration.outputs["text"].evaluate({addresses[0]: {"id": "W"}}) == "W14"
    assert configuration.outputs["text"].dependencies == configuration.resources.keys()


def test_a_chain_of_calls_in_one_module_is_no_deep_recursion(tmp_path: Path) -> None:
    calls = "\n".join(
        f'module "m{index}" {{\n  source = "./m"\n  text = module.m{index - 1}.text\n}}'
        for index in range(1, 60)
    )
    configuration = loaded(
        tmp_path,
        f"""
        resource "acme_webhook" "w" {{ url = "u" }}
        module "m0" {{
          source = "./m"
          text   = acme_webhook.w.id
        }}
        {calls}
        output "text" {{ value = module.m59.text }}
        """,
        {
            "m/main.ivr.hcl": 'variable "text" {}\nlocals { t = "${var.text}." }\noutput "text" { value = local.t }\n'
        },
    )
    output = configuration.outputs["text"]
    assert output.dependencies == {"acme_webhook.w"}
    assert output.evaluate({"acme_webhook.w": {"id": "W"}}) == "W" + "." * 60


EMBEDDED = """
flow "main" {
  entry = "hours"
  embed "hours" {
    flow = module.hours.flow
    on   = { open = "bye", closed = "bye" }
  }
  disconnect "bye" {}
}
module "hours" { source = "./hours" }
"""
HOURS = """
module "greeting" { source = "./greeting" }
flow "main" {
  entry = "greet"
  embed "greet" {
    flow = module.greeting.flow
    on   = { done = "check" }
  }
  hours "check" {
    schedule = "s"
    on       = { open = "open", default = "closed" }
  }
  exit "open" {}
  exit "closed" {}
}
output "flow" { value = flow.main }
"""
GREETING = """
flow "greeting" {
  entry = "say"
  play "say" {
    say  = "Hello"
    next = "done"
  }
  exit "done" {}
}
output "flow" { value = flow.greeting }
"""


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place("main", "hours"), "main.ivr.hcl:5"),
        (Place("main", "hours.check"), "hours/main.ivr.hcl:9"),
        (Place("main", "hours.check", outcome="open"), "hours/main.ivr.hcl:11"),
        (Place("main", "hours.greet.say", attribute="say"), "hours/greeting/main.ivr.hcl:5"),
        (Place("module.hours.main", "greet.say", outcome="default"), "hours/greeting/main.ivr.hcl:6"),
        (Place("module.hours.module.greeting.greeting"), "hours/greeting/main.ivr.hcl:2"),
    ],
)
def test_parts_of_embedded_flows_are_found_in_the_files_of_their_modules(
    place: Place, expected: str, tmp_path: Path
) -> None:
    configuration = loaded(
        tmp_path, EMBEDDED, {"hours/main.ivr.hcl": HOURS, "hours/greeting/main.ivr.hcl": GREETING}
    )
    found = configuration.locate(place)
    assert found is not None
    assert f"{found.file}:{found.line}" == expected


def test_a_module_beside_the_root_folder_is_named_by_the_way_to_it(tmp_path: Path) -> None:
    files = {"../library/main.ivr.hcl": "output \"text\" { value = {{ 'x' ~ nothing }} }\n"}
    (tmp_path / "root").mkdir()
    with pytest.raises(ConfigurationError) as caught:
        loaded(tmp_path / "root", 'module "a" { source = "../library" }', files)
    assert [str(item.range) for item in caught.value.diagnostics] == ["../library/main.ivr.hcl:1:34"]


def test_the_digest_counts_what_modules_say(tmp_path: Path) -> None:
    root = 'module "a" { source = "./m" }'
    first = loaded(tmp_path, root, {"m/main.ivr.hcl": 'output "x" { value = 1 }\n'})
    second = loaded(tmp_path, root, {"m/main.ivr.hcl": 'output "x" { value = 2 }\n'})
    assert first.digest != second.digest


def test_an_expression_from_elsewhere_sees_what_the_root_module_sees(tmp_path: Path) -> None:
    configuration = loaded(
        tmp_path,
        """
        variable "n" { default = 2 }
        resource "acme_webhook" "w" { url = "u" }
        module "a" {
          source = "./m"
          url    = acme_webhook.w.id
        }
        flow "main" {
          entry = "bye"
          disconnect "bye" {}
        }
        """,
        {"m/main.ivr.hcl": PASSING},
    )

    def ask(text: str) -> object:
        source = SourceText.of_file("console", text)
        expression = parse_expression(source).expression
        assert expression is not None
        return configuration.evaluate(expression, source, {"acme_webhook.w": {"id": "W"}})

    assert ask("var.n + 1") == 3
    assert ask("module.a.url") == "W"
    assert isinstance(ask("flow.main"), FlowValue)
    with pytest.raises(ConfigurationError, match="nothing named"):
        ask("nothing")


def test_the_needs_of_everything_have_full_names(tmp_path: Path) -> None:
    configuration = loaded(
        tmp_path,
        'module "a" {\n  source = "./m"\n  url = var.u\n}\nvariable "u" { default = "u" }\noutput "o" { value = module.a.id }',
        {"m/main.ivr.hcl": PASSING},
    )
    assert configuration.needs["output.o"] == {"module.a.id"}
    assert configuration.needs["module.a.id"] == {"module.a"}
    assert configuration.needs["module.a"] == {"var.u"}
    assert configuration.needs["module.a.acme_webhook.w"] == {"module.a.var.url"}
    assert configuration.needs["module.a.output.id"] == {"module.a.acme_webhook.w"}
    assert list(configuration.modules) == ["module.a"]
