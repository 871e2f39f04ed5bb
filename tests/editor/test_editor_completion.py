"""What is offered at a cursor, in whole and in half-typed texts."""

from __future__ import annotations

from typing import Final

import pytest

from ivrplan.editor.completion import Offer, complete
from ivrplan.editor.place import place_at
from tests.editor.folders import CURSOR, MAIN, WORDS, marked

BASE: Final = """\
variable "queues" {
  default = ["a"]
}
locals { greeting = "hi" }
provider "acme" {
  alias = "emea"
  base_url = "x"
}
resource "acme_flow" "main" {
  name = "x"
  flow = flow.main
}
flow "hours" {
  exit "open" {}
}
flow "main" {
  entry = "menu"
@
  disconnect "bye" { say = "x" }
}
"""
NODE: Final = 'menu "menu" {\n    @\n  }'


def offers(text: str) -> list[Offer]:
    folder, offset = marked(text)
    return complete(folder, MAIN, offset)


def in_flow(piece: str) -> list[str]:
    return [offer.label for offer in offers(BASE.replace("@", piece))]


def in_node(piece: str) -> list[str]:
    return in_flow(NODE.replace("@", piece))


def at_top(piece: str) -> list[str]:
    return [offer.label for offer in offers(BASE.replace("@", "") + piece)]


TOP: Final = [*WORDS.blocks]


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (CURSOR, TOP),
        (f"re{CURSOR}", TOP),
        (f"re{CURSOR}\n", TOP),
        (f'resource "{CURSOR}', ["acme_flow", "acme_webhook", "free_flow"]),
        (f'resource "ac{CURSOR}" "x" {{\n}}\n', ["acme_flow", "acme_webhook", "free_flow"]),
        (f'resource "acme_flow" "{CURSOR}', []),
        (f'provider "{CURSOR}" {{', ["acme", "free"]),
        (f'output "x" {{\n  value = acme_flow.{CURSOR}\n}}', ["main"]),
        (f'output "x" {{ value = local.{CURSOR} }}', ["greeting"]),
        (f'output "x" {{\n  value = var.{CURSOR}\n', ["queues"]),
        (f'output "x" {{\n  value = [for q in var.{CURSOR} : q]\n}}', ["queues"]),
        (f'output "x" {{\n  value = <<EOT\n  ${{var.{CURSOR}}}\nEOT\n}}', ["queues"]),
        (f'output "x" {{\n  value = <<EOT\n  var.{CURSOR}\nEOT\n}}', []),
        (f'output "x" {{\n  sensitive = {CURSOR}\n}}', ["true", "false"]),
        (f'resource "acme_flow" "x" {{\n  provider = {CURSOR}\n}}', ["acme.emea"]),
        (f'resource "acme_flow" "x" {{\n  language = "{CURSOR}"\n}}', ["en", "de"]),
        (f'resource "acme_flow" "x" {{\n  language = {CURSOR}\n}}', ["en", "de"]),
        (f'resource "acme_flow" "x" {{\n  flow = {CURSOR}\n}}', ["flow.hours", "flow.main"]),
        (f'resource "acme_flow" "x" {{\n  name = each.{CURSOR}\n}}', ["key", "value"]),
        (f'resource "acme_flow" "x" {{\n  name = count.{CURSOR}\n}}', ["index"]),
        (f'resource "acme_flow" "x" {{\n  name = path.{CURSOR}\n}}', ["root", "module"]),
        (f'resource "acme_flow" "x" {{\n  name = nothing.{CURSOR}\n}}', []),
        (f'data "{CURSOR}', ["acme_flow", "acme_webhook", "free_flow"]),
        (f'data "acme_flow" "d" {{}}\noutput "x" {{ value = data.{CURSOR} }}', ["acme_flow"]),
        (f'data "acme_flow" "d" {{}}\noutput "x" {{ value = data.acme_flow.{CURSOR} }}', ["d"]),
        (
            f'data "acme_flow" "d" {{}}\noutput "x" {{ value = data.acme_flow.d.{CURSOR} }}',
            ["id", "version", "name", "flow"],
        ),
        (
            f'resource "acme_flow" "r" {{\n  lifecycle {{\n    postcondition {{\n      condition = self.{CURSOR}\n',
            ["id", "version", "name", "flow"],
        ),
        (
            f'check "c" {{\n  data "acme_flow" "d" {{}}\n  assert {{\n    condition = data.acme_flow.{CURSOR}\n  }}\n}}',
            ["d"],
        ),
        (f"# re{CURSOR}", []),
        (f"// var.{CURSOR}", []),
        (f"{{% if var.{CURSOR}", ["queues"]),
        (f"{{{{ local.{CURSOR} }}}}", ["greeting"]),
    ],
)
def test_outside_of_flows(piece: str, expected: list[str]) -> None:
    assert at_top(piece)[: len(expected) or None] == expected


@pytest.mark.parametrize("piece", [CURSOR, f"me{CURSOR}", f"\n  me{CURSOR}\n"])
def test_a_flow_takes_what_it_does_not_have_yet_and_all_kinds_of_nodes(piece: str) -> None:
    found = in_flow(piece)
    assert found[:2] == ["description", "allow"]
    assert {"menu", "play", "queue", "node"} <= set(found)
    assert "entry" not in found


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (CURSOR, ["say", "audio", "timeout", "retries", "next", "on"]),
        (f"ti{CURSOR}", ["say", "audio", "timeout", "retries", "next", "on"]),
        (f'say = "x"\n    {CURSOR}', ["audio", "timeout", "retries", "next", "on"]),
        (f'next = "{CURSOR}', ["bye", "menu"]),
        (f'next = "{CURSOR}"', ["bye", "menu"]),
        (f"next = {CURSOR}", ["bye", "menu"]),
        (f'next = true ? "{CURSOR}"', ["bye", "menu"]),
        (f'on = {{ "{CURSOR}" }}', ["timeout", "invalid", "default", "1"]),
        (f'on = {{ "1" = "{CURSOR}" }}', ["bye", "menu"]),
        (f'on = {{ "1" = "bye", {CURSOR}', ["timeout", "invalid", "default", "1"]),
        (f'on = {{\n      "1" = "bye"\n      ti{CURSOR}\n    }}', ["timeout", "invalid", "default", "1"]),
        (f'on = {{\n      "1" = "{CURSOR}\n    }}', ["bye", "menu"]),
        (f'on = {{\n      timeout = "{CURSOR}"\n    }}', ["bye", "menu"]),
        (f'say = "a ${{var.{CURSOR}}}"', ["queues"]),
        (f'say = "a ${{var.queues[0]}} b ${{var.{CURSOR}"', ["queues"]),
        (f'say = "var.{CURSOR}"', []),
        (f"say = acme_flow.main.{CURSOR}", ["id", "version", "name", "flow"]),
        (f'say = join(", ", [\n      var.{CURSOR}\n    ])', ["queues"]),
    ],
)
def test_in_a_node(piece: str, expected: list[str]) -> None:
    assert in_node(piece)[: len(expected) or None] == expected


def test_a_node_on_one_line() -> None:
    assert in_flow(f'queue "x" {{ queue = "A", next = "{CURSOR}" }}') == ["bye", "x"]
    assert in_flow(f'queue "x" {{ queue = "A", {CURSOR} }}') == ["priority", "skills", "say", "next", "on"]


@pytest.mark.parametrize(
    ("piece", "replaced"),
    [
        (f'next = "hours.ch{CURSOR}"', "hours.ch"),
        (f'next = "the o{CURSOR}"', "the o"),
        (f"say = var.que{CURSOR}", "que"),
        (f'say = "x ${{var.que{CURSOR}}}"', "que"),
        (f'on = {{ "ti{CURSOR}" }}', "ti"),
        (f"on = {{ ti{CURSOR} }}", "ti"),
        (f"ti{CURSOR}", "ti"),
    ],
)
def test_what_a_choice_replaces(piece: str, replaced: str) -> None:
    folder, offset = marked(BASE.replace("@", NODE.replace("@", piece)))
    assert place_at(folder.files[MAIN].document, offset).replaced == replaced


def test_a_silenced_rule_is_named_by_its_id() -> None:
    assert "IVR101" in in_flow(f'allow "{CURSOR}" {{')
    assert in_flow(f'allow "IVR101" {{\n    node = "{CURSOR}"\n  }}') == ["bye"]


def test_words_of_instances_are_offered_where_there_can_be_some() -> None:
    assert {"each", "self"}.isdisjoint(at_top(f'output "x" {{\n  value = {CURSOR}\n}}'))
    found = at_top(f'resource "acme_flow" "r" {{\n  name = {CURSOR}\n}}')
    assert {"each", "count"} <= set(found)
    assert "self" not in found


def test_functions_come_with_their_parameters() -> None:
    [upper] = [o for o in offers(f"locals {{\n  x = up{CURSOR}\n}}\n") if o.label == "upper"]
    assert upper.detail.startswith("upper(")
    assert (upper.insert, upper.snippet) == ("upper(", "upper($0)")


def test_an_outcome_that_is_no_name_is_quoted() -> None:
    text = BASE.replace("@", NODE.replace("@", f"on = {{ {CURSOR} }}"))
    inserted = {offer.label: offer.insert for offer in offers(text)}
    assert inserted["1"] == '"1"'
    assert inserted["timeout"] == ""


def test_blocks_come_with_their_labels() -> None:
    [flow] = [offer for offer in offers(CURSOR) if offer.label == "flow"]
    assert flow.snippet == 'flow "${1:name}" {\n  $0\n}'
    assert flow.insert == 'flow "name" {\n}'


def test_every_cursor_of_a_text_and_of_its_beginnings_has_an_answer() -> None:
    text = BASE.replace("@", NODE.replace("@", 'on = { "1" = "bye" }\n    say = "${var.queues[0]}"'))
    for offset in range(text.index('flow "main"'), len(text) + 1):
        offers(text[:offset] + CURSOR)
        offers(text[:offset] + CURSOR + text[offset:])


def test_a_large_file_is_answered_from_the_block_around_the_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    text = BASE.replace("@", NODE.replace("@", f'next = "{CURSOR}'))
    small = offers(text)
    monkeypatch.setattr("ivrplan.editor.place.LARGE", 300)
    large = offers(text + 'output "x" {\n  value = 1\n}\n' * 100)
    assert [offer.label for offer in small] == [offer.label for offer in large] == ["bye", "menu"]


def test_an_unknown_file_has_no_answer() -> None:
    folder, _ = marked(CURSOR)
    assert complete(folder, MAIN.with_name("other.ivr.hcl"), 0) == []


@pytest.mark.parametrize(
    ("attribute", "offered"), [("profiles", "outbound-us"), ("select", "IVR201"), ("ignore", "IVR103")]
)
def test_what_is_said_of_rules_can_be_completed(attribute: str, offered: str) -> None:
    text = f"ivrplan {{\n  rules {{\n    {attribute} = [{CURSOR}]\n  }}\n}}"
    assert offered in [offer.label for offer in offers(text)]
