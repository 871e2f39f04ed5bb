"""Definitions, references, renames and outlines."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from ivrplan.config.build import load
from ivrplan.config.request import LoadRequest
from ivrplan.editor.folder import Folder
from ivrplan.editor.library import Library
from ivrplan.editor.navigation import Location, definitions, outline, references, rename, renameable
from tests.config.case_schemas import SCHEMAS
from tests.editor.folders import CURSOR, MAIN, ROOT, WORDS, folder_of, marked

TEXT: Final = """\
variable "queues" {
  default = ["a", "b"]
}
locals {
  first = var.queues[0]
}
provider "acme" {
  alias    = "emea"
  base_url = "x"
}
flow "hours" {
  exit "open" {}
}
flow "main" {
  entry = "menu"
  embed "check" {
    flow = flow.hours
    on   = { open = "menu" }
  }
  menu "menu" {
    say = "Hello ${local.first}."
    on = {
      {% for q in var.queues %}
      "{{ loop.index }}" = "{{ q }}"
      {% endfor %}
      timeout = true ? "bye" : "menu"
    }
  }
  disconnect "bye" { say = "x" }
  allow "IVR201" {
    reason = "They know it."
    node   = "menu"
  }
}
resource "acme_flow" "main" {
  name     = "x"
  flow     = flow.main
  provider = acme.emea
  lifecycle { ignore_changes = [release.tag] }
}
output "id" { value = acme_flow.main["x"].id }
"""


def lines(found: list[Location]) -> list[int]:
    return [place.start.line + 1 for place in found]


def at(piece: str, shift: int = 1) -> tuple[Folder, int]:
    index = TEXT.index(piece) + shift
    return marked(TEXT[:index] + CURSOR + TEXT[index:])


@pytest.mark.parametrize(
    ("piece", "shift", "line"),
    [
        ("var.queues[0]", 6, 1),
        ("var.queues[0]", 1, 1),
        ("var.queues %}", 6, 1),
        ("local.first", 8, 5),
        ("flow.hours", 6, 11),
        ("flow.main", 6, 14),
        ("acme.emea", 6, 7),
        ('acme_flow.main["x"]', 3, 35),
        ('acme_flow.main["x"]', 12, 35),
        ('entry = "menu"', 10, 20),
        ('open = "menu"', 9, 20),
        ('"bye" : "menu"', 2, 29),
        ('node   = "menu"', 11, 20),
        ('disconnect "bye"', 13, 29),
    ],
)
def test_definitions(piece: str, shift: int, line: int) -> None:
    folder, offset = at(piece, shift)
    assert lines(definitions(folder, MAIN, offset)) == [line]


@pytest.mark.parametrize("piece", ["reason", "IVR201", "release.tag", "They know", "loop.index"])
def test_what_is_no_reference_has_no_definition(piece: str) -> None:
    folder, offset = at(piece)
    assert definitions(folder, MAIN, offset) == []
    assert references(folder, MAIN, offset) == []


@pytest.mark.parametrize(
    ("piece", "shift", "expected"),
    [
        ('variable "queues"', 11, [1, 5, 23]),
        ("local.first", 8, [5, 21]),
        ('menu "menu"', 7, [20, 15, 18, 26, 32]),
        ('flow "main"', 8, [14, 37]),
    ],
)
def test_references_come_with_the_declaration(piece: str, shift: int, expected: list[int]) -> None:
    folder, offset = at(piece, shift)
    assert lines(references(folder, MAIN, offset)) == expected


def test_references_are_found_in_all_files() -> None:
    folder, offset = marked(f'variable "a{CURSOR}" {{}}\n', other="locals { b = var.a }\n")
    values = folder_of({"main.ivr.hcl": 'variable "a" {}\n', "x.auto.ivrvars": "a = 1\n"})
    assert [place.path.name for place in references(folder, MAIN, offset)] == [
        "main.ivr.hcl",
        "other.ivr.hcl",
    ]
    assert [place.path.name for place in references(values, MAIN, offset)] == [
        "main.ivr.hcl",
        "x.auto.ivrvars",
    ]


def applied(text: str, places: list[Location], name: str) -> str:
    """The text with a name at some places."""
    whole = text.split("\n")
    for place in sorted(places, reverse=True):
        line = whole[place.start.line]
        whole[place.start.line] = line[: place.start.column] + name + line[place.end.column :]
    return "\n".join(whole)


@pytest.mark.parametrize(
    ("piece", "shift", "old", "new"),
    [
        ('menu "menu"', 7, '"menu"', '"choice"'),
        ('variable "queues"', 11, "queues", "choice"),
        ("local.first", 8, "first", "choice"),
    ],
)
def test_a_rename_changes_every_place_and_nothing_else(piece: str, shift: int, old: str, new: str) -> None:
    folder, offset = at(piece, shift)
    found = rename(folder, MAIN, offset, "choice")
    assert found is not None
    assert applied(TEXT, found, "choice") == TEXT.replace(old, new)


@pytest.mark.parametrize("name", ["", "a b", 'a"b', "1a", "a.b"])
def test_a_variable_takes_names_only(name: str) -> None:
    folder, offset = at('variable "queues"', 11)
    assert rename(folder, MAIN, offset, name) is None


def test_what_has_no_declaration_or_no_free_name_is_not_renamed() -> None:
    folder, offset = marked(f"locals {{ a = var.nowhere{CURSOR} }}\n")
    assert renameable(folder, MAIN, offset) is None
    folder, offset = at("acme.emea", 6)
    assert renameable(folder, MAIN, offset) is None


def test_the_outline_shows_templates_as_they_are_written() -> None:
    folder, _ = marked(CURSOR + 'locals {\n  a = 1\n}\nflow "x" {\n  queue "{{ q }}" {}\n}\nivrplan {\n}\n')
    entries = outline(folder.files[MAIN].document)
    assert [(entry.title, entry.detail, [inner.title for inner in entry.inner]) for entry in entries] == [
        ("locals", "", ["a"]),
        ("x", "flow", ["{{ q }}"]),
        ("ivrplan", "", []),
    ]


def test_a_node_that_a_template_made_is_found_in_what_was_loaded(tmp_path: Path) -> None:
    text = (
        'flow "main" {\n  entry = "b"\n{% for q in ["a", "b"] %}\n  disconnect "{{ q }}" { say = "x" }\n'
        "{% endfor %}\n}\n"
    )
    main = tmp_path / "main.ivr.hcl"
    main.write_text(text)
    library = Library(WORDS)
    offset = text.index('"b"') + 1
    assert definitions(library.folder(tmp_path), main, offset) == []

    library.keep(tmp_path, load(LoadRequest(tmp_path), SCHEMAS))
    assert lines(definitions(library.folder(tmp_path), main, offset)) == [4]


def test_a_module_leads_to_its_block_and_its_files(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "main.ivr.hcl").write_text('output "x" { value = 1 }\n')
    text = 'module "m" {\n  source = "./inner"\n}\nlocals { a = module.m.x }\n'
    main = tmp_path / "main.ivr.hcl"
    main.write_text(text)
    found = definitions(Library(WORDS).folder(tmp_path), main, text.index("module.m.x") + 8)
    assert [place.path.relative_to(tmp_path).as_posix() for place in found] == [
        "main.ivr.hcl",
        "inner/main.ivr.hcl",
    ]


def test_data_of_a_check_is_found() -> None:
    folder, offset = marked(
        'check "c" {\n  data "acme_flow" "d" {\n    id = "x"\n  }\n  assert {\n    condition = data.acme_flow.d'
        + CURSOR
        + '.id != ""\n  }\n}\n'
    )
    assert lines(definitions(folder, MAIN, offset)) == [2]


def test_files_that_are_not_there_have_no_answers() -> None:
    folder, _ = marked(CURSOR)
    assert definitions(folder, ROOT / "other.ivr.hcl", 0) == []
    assert renameable(folder, ROOT / "other.ivr.hcl", 0) is None
