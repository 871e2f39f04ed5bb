"""What hover tells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest
from ivrplan.editor.hover import hover
from ivrplan.editor.library import Library
from tests.config.case_schemas import SCHEMAS
from tests.editor.folders import CURSOR, MAIN, WORDS, marked

TEXT: Final = """\
variable "pin" {
  type        = string
  default     = "1234-secret"
  description = "Opens doors."
  sensitive   = true
}
variable "open" {
  type = map(string)
}
locals {
  greeting = upper("hi")
  spaced   = core::lower("HI")
}
flow "main" {
  description = "What callers hear."
  entry       = "menu"
  menu "menu" {
    say     = "${local.greeting} ${var.pin} ${var.open["x"]}"
    timeout = 8
    retries = 2
    on      = { "1" = "bye", timeout = "bye", vip = "bye" }
  }
  disconnect "bye" { say = "x" }
}
resource "acme_flow" "main" {
  for_each = { a = 1 }
  name     = "x ${each.key} ${workspace}"
  flow     = flow.main
  release {
    tag = "x"
  }
}
output "id" { value = acme_flow.main["x"].id }
"""


def told(piece: str, shift: int = 1) -> str:
    index = TEXT.index(piece) + shift
    folder, offset = marked(TEXT[:index] + CURSOR + TEXT[index:])
    found = hover(folder, MAIN, offset)
    return "" if found is None else found.markdown


@pytest.mark.parametrize(
    ("piece", "shift", "expected"),
    [
        ("var.pin", 5, "Opens doors."),
        ("var.pin", 5, "default: (sensitive)"),
        ("var.open", 5, "type: `map(string)`"),
        ("var.open", 5, "required"),
        ("local.greeting", 7, '= upper("hi")'),
        ("flow.main", 6, "What callers hear."),
        ("flow.main", 6, '2 nodes, begins at `"menu"`'),
        ('entry       = "menu"', 16, 'node "menu" of flow.main'),
        ("each.key", 1, "for_each"),
        ("workspace", 1, "workspace's name"),
        ('acme_flow.main["x"]', 3, "acme_flow.main"),
        ("variable", 1, "given from outside"),
        ('menu "menu"', 1, "Offers choices by key"),
        ("timeout = 8", 1, "Seconds to wait"),
        ("timeout = 8", 1, "number"),
        ("retries", 1, "whole number"),
        ("sensitive", 1, "shown nowhere"),
        ("entry ", 1, "name of a node"),
        ('"1" = "bye"', 1, "The caller pressed 1."),
        ('timeout = "bye"', 1, "in time"),
        ("vip", 1, "the vendor's"),
        ("upper(", 1, "upper("),
        ("core::lower", 7, "lower("),
        ("for_each", 1, "map, or set of strings"),
        ('"acme_flow" "main"', 1, "acme_flow"),
        ("tag = ", 1, "**tag**"),
        ('"pin"', 2, "Opens doors."),
        ('disconnect "bye"', 13, 'say = "x"'),
        ("greeting = upper", 1, 'upper("hi")'),
    ],
)
def test_what_is_told(piece: str, shift: int, expected: str) -> None:
    assert expected in told(piece, shift)


@pytest.mark.parametrize("piece", ["Opens doors", "8\n", '"x"\n', "= {"])
def test_nothing_is_told_of_plain_values(piece: str) -> None:
    assert told(piece) == ""


def test_a_sensitive_value_is_told_nowhere() -> None:
    places = [told(TEXT[index:], 0) for index in range(len(TEXT))]
    assert any("Opens doors" in text for text in places)
    assert [text for text in places if "1234-secret" in text] == []


def test_the_value_of_a_variable_is_told_when_the_folder_was_loaded(tmp_path: Path) -> None:
    text = (
        'variable "a" { default = "x" }\nvariable "b" {\n  default = "1234-secret"\n  sensitive = true\n}\n'
    )
    main = tmp_path / "main.ivr.hcl"
    main.write_text(text + "locals {\n  c = [var.a, var.b]\n}\n")
    (tmp_path / "v.auto.ivrvars").write_text('a = "y"\nb = "5678-secret"\n')
    library = Library(WORDS)
    library.keep(tmp_path, load(LoadRequest(tmp_path), SCHEMAS))
    folder = library.folder(tmp_path)
    whole = main.read_text()

    first, second = (hover(folder, main, whole.index(name) + 5) for name in ("var.a", "var.b"))
    assert first is not None
    assert second is not None
    assert 'value: `"y"`' in first.markdown
    assert "value: (sensitive)" in second.markdown
    assert "secret" not in second.markdown


def test_references_in_templates_are_told() -> None:
    folder, offset = marked('variable "a" { default = "x" }\n{% if var.a' + CURSOR + " %}\n{% endif %}\n")
    found = hover(folder, MAIN, offset)
    assert found is not None
    assert "var.a" in found.markdown


def test_words_inside_templates_are_not_told() -> None:
    folder, offset = marked("{# fl" + CURSOR + 'ow "x" {} #}\n')
    assert hover(folder, MAIN, offset) is None


def test_long_values_are_cut() -> None:
    folder, offset = marked(f'locals {{\n  a = "{"x" * 1000}"\n  b = local.a{CURSOR}\n}}\n')
    found = hover(folder, MAIN, offset)
    assert found is not None
    assert len(found.markdown) < 400
    assert found.markdown.endswith(" ...\n```")


def test_a_file_that_is_not_there_has_nothing_to_tell() -> None:
    folder, _ = marked(CURSOR)
    assert hover(replace(folder, files={}), MAIN, 0) is None
