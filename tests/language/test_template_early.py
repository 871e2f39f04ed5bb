"""The blocks that are read before templates run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.diagnostics import ConfigurationError, SourceRange
from ivrplan.language.parser import parse
from ivrplan.language.syntax import Template, Variable
from ivrplan.language.template import TemplateEngine
from ivrplan.language.templating.early import MARKER, EarlyBlocks

ENGINE = TemplateEngine(Path(__file__).parent, {})

FILE = """\
# variable "comment" {}
ivrplan { required_version = ">= 0.1" }
flow "x" {
  variable "inner" {}
  text = <<E
variable "heredoc" {}
E
}
{# variable "jinja" {} #}
variable "plain" {
  default = { a = "}" } # }
}
{% macro m() %}
variable "macro" {}
{% endmacro %}
{% set a %}
locals { set = 1 }
{% endset %}
{% set b = 1 %}
locals {
  one = 1
  two = "x {{ var.plain }}"
  three = {{ [
    1] }}
  {% if b %}
  four = 4
  {% endif %}
  five = [for x in [1] : x]
}
{% for x in [1] %}
variable "loop" {}
{% endfor %}
variable "templated" { {% if b %}default = 1{% endif %} }
"""


def early(text: str) -> EarlyBlocks:
    return ENGINE.early_blocks("main.ivr.hcl", text)


def test_only_top_level_blocks_outside_of_templates_are_read() -> None:
    parsed = parse(early(FILE).source)
    assert not parsed.diagnostics
    names = [(block.type, [label.value for label in block.labels]) for block in parsed.body.blocks]
    assert names == [("ivrplan", []), ("variable", ["plain"]), ("locals", []), ("variable", ["templated"])]


def test_what_holds_templates_can_be_told_and_pointed_at() -> None:
    blocks = early(FILE)
    _, plain, local, templated = parse(blocks.source).body.blocks
    assert blocks.template_in(plain.start, plain.end) is None
    assert blocks.template_in(templated.start, templated.end) == SourceRange("main.ivr.hcl", 33, 24, 33, 56)
    attributes = local.body.attributes
    assert list(attributes) == ["one", "two", "three", "five"]
    places = {name: blocks.template_in(item.start, item.end) for name, item in attributes.items()}
    assert places == {
        "one": None,
        "two": SourceRange("main.ivr.hcl", 22, 12, 22, 27),
        "three": SourceRange("main.ivr.hcl", 23, 11, 24, 10),
        "five": None,
    }
    assert blocks.template_in(local.start, local.end) == places["two"]


def test_outputs_read_as_names_in_code_and_as_text_in_strings() -> None:
    (block,) = parse(early('locals {\n a = {{ x }}\n b = "{{ x }}${c}"\n}\n').source).body.blocks
    code, text = (attribute.expression for attribute in block.body.attributes.values())
    assert isinstance(code, Variable)
    assert code.name == MARKER * 7
    assert isinstance(text, Template)
    assert text.parts[0] == MARKER * 7


def test_places_are_those_of_the_file() -> None:
    blocks = early(FILE.replace("\n", "\r\n"))
    local = parse(blocks.source).body.blocks[2]
    five = local.body.attributes["five"]
    assert blocks.source.range(five.start, five.end) == SourceRange("main.ivr.hcl", 28, 3, 28, 28)


def test_a_broken_block_is_kept_for_the_parser_to_explain() -> None:
    blocks = early('variable "a" {\n default = "open\n}\nvariable "b" {}\n')
    found = parse(blocks.source).diagnostics[0]
    assert str(found.range) == "main.ivr.hcl:2:12"


def test_a_file_without_any_has_none() -> None:
    assert early("flow {{ x }} {}").source.text == ""
    assert parse(early("").source).body.blocks == ()


def test_tags_that_cannot_be_told_from_text_are_an_error() -> None:
    with pytest.raises(ConfigurationError) as caught:
        early("a\n {# open")
    (found,) = caught.value.diagnostics
    assert (str(found.range), found.detail) == (
        "main.ivr.hcl:2:2",
        "The comment that begins here is not closed.",
    )


parts = st.sampled_from(
    [
        'variable "v" {\n',
        "}\n",
        "locals { a = 1 }\n",
        "{% if x %}\n",
        "{% endif %}\n",
        "{{ x }}",
        '"',
        "{# c #}",
        "\n",
        "<<E\n",
        "E\n",
        "# c\n",
        "{%- for x in y -%} ",
        "{% endfor %}",
        "a = {\n",
        "{{\n x }}",
        "é\t",
    ]
)


@given(st.lists(parts, max_size=12).map("".join))
def test_every_character_has_its_place(text: str) -> None:
    try:
        blocks = early(text)
    except ConfigurationError:
        return
    lines = [line + "\n" for line in text.split("\n")]
    for offset, character in enumerate(blocks.source.text):
        if character in {MARKER, " ", "\n"}:
            continue
        _, line, column = blocks.source.position(offset)
        assert lines[line - 1][column - 1] == character


def test_an_outline_keeps_what_stands_between_tags() -> None:
    text = """\
{# module "comment" {} #}
{% for t in x %}
module "m_{{ t }}" {
  {%- if t %}
  source = "a"
  {% endif -%}
  name = {{ t }}
}
{% endfor %}
{% raw %}module "raw" {}{% endraw %}
"""
    blocks = ENGINE.outline("main.ivr.hcl", text)
    parsed = parse(blocks.source)
    assert parsed.diagnostics == ()
    made, raw = parsed.body.blocks
    assert (made.labels[0].value, raw.labels[0].value) == (f"m_{MARKER * 7}", "raw")
    source, name = made.body.attributes["source"], made.body.attributes["name"]
    assert blocks.source.range(source.start, source.end) == SourceRange("main.ivr.hcl", 5, 3, 5, 15)
    assert blocks.template_in(source.start, source.end) is None
    assert blocks.template_in(name.start, name.end) == SourceRange("main.ivr.hcl", 7, 10, 7, 17)


def test_an_outline_needs_tags_that_can_be_told() -> None:
    with pytest.raises(ConfigurationError):
        ENGINE.outline("main.ivr.hcl", "{% if ) %}")


@given(st.text(alphabet='a{}%#"\n -', max_size=30))
def test_an_outline_has_the_size_and_lines_of_its_file(text: str) -> None:
    try:
        blocks = ENGINE.outline("main.ivr.hcl", text)
    except ConfigurationError:
        return
    if not any(origin.frozen for origin in blocks.source.origins):  # an output over several lines shrinks
        assert len(blocks.source.text) == len(text)
        assert blocks.source.text.count("\n") == text.count("\n")
