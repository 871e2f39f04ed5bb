"""What is evaluated again once vendors have told something."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivrplan.config.build import load
from ivrplan.config.configuration import Configuration
from ivrplan.config.request import LoadRequest, VariableText, VariableValues
from ivrplan.diagnostics import ConfigurationError
from ivrplan.flow.nodes import Transfer
from ivrplan.flow.value import FlowValue
from ivrplan.language.values import UNKNOWN, Sensitive
from tests.config.case_schemas import SCHEMAS

PROVIDER = 'provider "acme" { base_url = "https://acme.example.com" }\n'


def loaded(folder: Path, text: str, **variables: str) -> Configuration:
    (folder / "main.ivr.hcl").write_text(PROVIDER + text)
    given = tuple(VariableText(name, value) for name, value in variables.items())
    return load(LoadRequest(folder, variables=given), SCHEMAS)


def test_an_attribute_that_only_the_vendor_can_tell_becomes_known(tmp_path: Path) -> None:
    configuration = loaded(
        tmp_path,
        """
        resource "acme_webhook" "first" { url = "u" }
        resource "acme_webhook" "second" { url = "x/${acme_webhook.first.id}" }
        output "id" { value = acme_webhook.first.id }
        """,
    )
    second = configuration.resources["acme_webhook.second"]
    results = {"acme_webhook.first": {"id": "W1"}}
    assert second.evaluate({})["url"] is UNKNOWN
    assert second.evaluate(results)["url"] == "x/W1"
    assert second.evaluate({})["url"] is UNKNOWN
    assert configuration.outputs["id"].evaluate({}) is UNKNOWN
    assert configuration.outputs["id"].evaluate(results) == "W1"


def test_what_a_block_says_wins_over_what_the_vendor_has(tmp_path: Path) -> None:
    configuration = loaded(
        tmp_path,
        """
        resource "acme_webhook" "first" { url = "new" }
        resource "acme_webhook" "second" { url = acme_webhook.first.url }
        """,
    )
    results = {"acme_webhook.first": {"id": "W1", "url": "old"}}
    assert configuration.resources["acme_webhook.second"].evaluate(results)["url"] == "new"


def test_what_a_block_says_of_unknown_parts_becomes_known_through_it(tmp_path: Path) -> None:
    configuration = loaded(
        tmp_path,
        """
        resource "acme_webhook" "a" { url = "u" }
        resource "acme_webhook" "b" { url = "b-${acme_webhook.a.id}" }
        resource "acme_webhook" "c" { url = "c-${acme_webhook.b.url}" }
        """,
    )
    third = configuration.resources["acme_webhook.c"]
    assert third.dependencies == {"acme_webhook.a", "acme_webhook.b"}
    assert third.evaluate({"acme_webhook.a": {"id": "1"}})["url"] == "c-b-1"


def test_a_flow_is_built_again_with_what_became_known(tmp_path: Path) -> None:
    configuration = loaded(
        tmp_path,
        """
        resource "acme_webhook" "a" { url = "u" }
        flow "inner" {
          entry = "t"
          transfer "t" { number = acme_webhook.a.id }
        }
        flow "main" {
          entry = "e"
          embed "e" { flow = flow.inner }
        }
        resource "acme_flow" "main" {
          name = "Main"
          flow = flow.main
        }
        """,
    )
    values = configuration.resources["acme_flow.main"].evaluate({"acme_webhook.a": {"id": "+49"}})
    value = values["flow"]
    assert isinstance(value, FlowValue)
    assert value.flow.node("e.t") == Transfer(name="e.t", number="+49")
    assert configuration.flows["main"].composed.node("e.t") == Transfer(name="e.t", number=UNKNOWN)


def test_what_became_known_is_checked(tmp_path: Path) -> None:
    configuration = loaded(
        tmp_path,
        """
        resource "acme_webhook" "a" { url = "u" }
        resource "acme_webhook" "b" { url = acme_webhook.a.id }
        """,
    )
    with pytest.raises(ConfigurationError) as failure:
        configuration.resources["acme_webhook.b"].evaluate({"acme_webhook.a": {"id": 5}})
    [problem] = failure.value.diagnostics
    assert problem.summary == "Unsuitable value"
    assert problem.address == "acme_webhook.b"
    assert str(problem.range) == "main.ivr.hcl:4:45"


def test_instances_are_known_apart(tmp_path: Path) -> None:
    configuration = loaded(
        tmp_path,
        """
        resource "acme_webhook" "many" {
          for_each = { a = "x", b = "y" }
          url = each.value
        }
        output "ids" { value = { for key, hook in acme_webhook.many : key => hook.id } }
        """,
    )
    ids = configuration.outputs["ids"].evaluate({'acme_webhook.many["a"]': {"id": "1"}})
    assert ids == {"a": "1", "b": UNKNOWN}


def test_long_chains_are_no_deep_recursion(tmp_path: Path) -> None:
    chain = "\n".join(f"n{i} = local.n{i - 1}" for i in range(1, 800))
    configuration = loaded(
        tmp_path,
        f'resource "acme_webhook" "a" {{ url = "u" }}\nlocals {{\nn0 = acme_webhook.a.id\n{chain}\n}}\n'
        'output "last" { value = local.n799 }\n',
    )
    assert configuration.outputs["last"].evaluate({"acme_webhook.a": {"id": "1"}}) == "1"


def test_long_chains_of_resources_are_no_deep_recursion(tmp_path: Path) -> None:
    chain = "\n".join(
        f'resource "acme_webhook" "w{i}" {{ url = acme_webhook.w{i - 1}.{"url" if i > 1 else "id"} }}'
        for i in range(1, 300)
    )
    configuration = loaded(tmp_path, f'resource "acme_webhook" "w0" {{ url = "u" }}\n{chain}\n')
    last = configuration.resources["acme_webhook.w299"]
    assert len(last.dependencies) == 299
    assert last.evaluate({})["url"] is UNKNOWN
    assert last.evaluate({"acme_webhook.w0": {"id": "1"}})["url"] == "1"


def test_a_secret_stays_marked_on_its_way(tmp_path: Path) -> None:
    configuration = loaded(
        tmp_path,
        """
        variable "token" {
          type      = string
          sensitive = true
        }
        resource "acme_webhook" "a" {
          url    = "https://x/${var.token}"
          secret = var.token
        }
        """,
        token="hunter2",
    )
    values = configuration.resources["acme_webhook.a"].evaluate({})
    assert values == {"url": Sensitive("https://x/hunter2"), "secret": Sensitive("hunter2")}
    assert configuration.variables["token"].value == Sensitive("hunter2")
    assert "hunter2" not in repr(configuration)


def test_lifecycle_and_places_are_kept(tmp_path: Path) -> None:
    configuration = loaded(
        tmp_path,
        """
        flow "main" {
          entry = "bye"
          disconnect "bye" {}
        }
        resource "acme_flow" "main" {
          name = "Main"
          flow = flow.main
          release {
            tag = "t"
          }
          lifecycle {
            prevent_destroy       = true
            create_before_destroy = true
            ignore_changes        = [name, release.tag]
          }
        }
        """,
    )
    block = configuration.resources["acme_flow.main"]
    assert block.lifecycle.prevent_destroy
    assert block.lifecycle.create_before_destroy
    assert block.lifecycle.ignore_changes == (("name",), ("release", "tag"))
    assert str(block.range) == "main.ivr.hcl:7:9"
    assert str(block.locate(("release", "tag"))) == "main.ivr.hcl:11:19"
    assert str(block.locate(("release", "priority"))) == "main.ivr.hcl:10:11"
    assert str(block.locate(("language",))) == "main.ivr.hcl:7:9"
    assert block.flow_name == "main"


def test_the_digest_changes_with_what_is_said_and_with_nothing_else(tmp_path: Path) -> None:
    text = 'variable "a" { default = "x" }\nvariable "s" {\n  default = "y"\n  sensitive = true\n}\n'
    first = loaded(tmp_path, text).digest
    assert loaded(tmp_path, text).digest == first
    assert loaded(tmp_path, text, a="z").digest != first
    assert loaded(tmp_path, text, s="z").digest != first
    assert loaded(tmp_path, text + "# more\n").digest != first
    assert load(LoadRequest(tmp_path, workspace="prod"), SCHEMAS).digest != first


def test_values_of_a_saved_plan_are_taken_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "main.ivr.hcl").write_text('variable "a" { default = 1 }\noutput "a" { value = var.a }\n')
    saved = VariableValues({"a": (1, "x"), "gone": 2})
    configuration = load(LoadRequest(tmp_path, variables=(saved,)), SCHEMAS)
    assert configuration.outputs["a"].evaluate({}) == (1, "x")


def test_a_sensitive_null_is_as_good_as_not_written(tmp_path: Path) -> None:
    configuration = loaded(
        tmp_path,
        """
        variable "secret" {
          type      = string
          default   = null
          sensitive = true
        }
        resource "acme_webhook" "first" {
          url    = "u"
          secret = var.secret
        }
        """,
    )
    assert configuration.resources["acme_webhook.first"].evaluate({}) == {"url": "u"}
