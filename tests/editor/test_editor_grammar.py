"""The TextMate grammar: fresh, and it gives each piece of a file its scope."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from ivrplan.editor.blocks import known_words
from ivrplan.editor.grammar import FILE_TYPES, grammar
from ivrplan.flow.kinds import KINDS
from ivrplan.language.functions.table import FUNCTIONS
from tests.editor.tokenizer import Tokenizer
from tests.repo.pages import ROOT

GRAMMAR: Final = grammar(known_words({}))
FOLDER: Final = ROOT / "schema" / "editors"


def scope(text: str, piece: str) -> str:
    """The innermost scope of the first piece of a text that is exactly this."""
    tokens = Tokenizer(GRAMMAR).read(text)
    return next(token.scopes[-1].removesuffix(".ivrplan") for token in tokens if token.text.strip() == piece)


def test_the_committed_file_is_what_the_command_prints() -> None:
    committed = (FOLDER / "ivrplan.tmLanguage.json").read_text(encoding="utf-8")
    assert json.loads(committed) == GRAMMAR, (
        "write it anew: python -m ivrplan schema grammar > schema/editors/ivrplan.tmLanguage.json"
    )


def test_the_extension_names_files_that_exist_and_the_same_kinds_of_files() -> None:
    contributes = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["contributes"]
    [language], [colours] = contributes["languages"], contributes["grammars"]
    assert [(FOLDER / path).exists() for path in (language["configuration"], colours["path"])] == [True, True]
    assert language["extensions"] == [f".{kind}" for kind in FILE_TYPES]
    assert colours["scopeName"] == GRAMMAR["scopeName"]


def patterns(part: Any) -> Iterator[str]:
    match part:
        case dict():
            for key, inner in part.items():
                if key in {"match", "begin", "end"} and isinstance(inner, str):
                    yield inner
                else:
                    yield from patterns(inner)
        case list():
            for inner in part:
                yield from patterns(inner)


def test_every_pattern_is_understood_alike_by_all_engines() -> None:
    found = list(patterns(GRAMMAR))
    assert len(found) > 40
    for pattern in found:
        re.compile(pattern.replace(r"\2", "x"))
        assert not re.search(r"\\[pPGKhH]|\(\?<[a-z]|\[\[:", pattern), "only what every engine knows alike"


def test_every_include_leads_somewhere() -> None:
    names = set(re.findall(r'"include": "#([\w-]+)"', json.dumps(GRAMMAR)))
    assert names == set(GRAMMAR["repository"])


@pytest.mark.parametrize(
    ("text", "piece", "expected"),
    [
        ("# note", "# note", "comment.line.number-sign"),
        ("x = 1 // note", "// note", "comment.line.double-slash"),
        ("/* a\nb */ x = 1", "b", "comment.block"),
        ("{# note #}", "note", "comment.block.jinja"),
        ('variable "x" {', "variable", "keyword.control.block"),
        ('variable "x" {', '"x"', "entity.name.section"),
        ("locals {", "locals", "keyword.control.block"),
        ('flow "x" {\n  lifecycle {', "lifecycle", "storage.type.block"),
        ('flow "x" {\n  queue "{{ q }}" {', '"{{ q }}"', "entity.name.section"),
        ("timeout = 8", "timeout", "variable.other.property"),
        ("timeout = 8", "8", "constant.numeric"),
        ("timeout = 8.25e-1", "8.25e-1", "constant.numeric"),
        ("x = true", "true", "constant.language"),
        ('x = "text"', "text", "string.quoted.double"),
        (r'x = "a\n"', r"\n", "constant.character.escape"),
        (r'x = "a\q"', r"\q", "invalid.illegal.escape"),
        ('x = "$${a}"', "$$", "constant.character.escape"),
        ('x = "a ${var.b} c"', "b", "variable.other.readwrite"),
        ('x = "a ${var.b} c"', "c", "string.quoted.double"),
        ('x = "%{ if a }b%{ endif }"', "endif", "keyword.control.directive"),
        ("x = <<-EOT\n  a ${var.b}\n  EOT\ny = 1", "b", "variable.other.readwrite"),
        ("x = <<-EOT\n  a\n  EOT\ny = 1", "a", "string.unquoted.heredoc"),
        ("x = <<-EOT\n  a\n  EOT\ny = 1", "y", "variable.other.property"),
        ("x = {\n  a = 1\n}", "a", "variable.other.property"),
        ("x = [for a in var.b : a if true]", "for", "keyword.control"),
        ("x = upper(var.a)", "upper", "support.function"),
        ("x = core::upper(var.a)", "upper", "support.function"),
        ("x = self.id", "id", "variable.other.readwrite"),
        ("x = nonsense(var.a)", "nonsense", "entity.name.function"),
        ("x = workspace", "workspace", "variable.language"),
        ("x = a.b", "b", "variable.other.member"),
        ("x = a ? b : c", "?", "keyword.operator"),
        ("{% for q in var.queues %}", "for", "keyword.control.jinja"),
        ("{% for q in var.queues %}", "queues", "variable.other.readwrite"),
        ('x = "{{ q | title }}"', "title", "support.function.filter.jinja"),
        ('x = "{{ q | title }} y"', "y", "string.quoted.double"),
        ("x = {{ q }}", "q", "variable.other.jinja"),
        ("{% if q == 'a' %}", "'a'", "string.quoted.single.jinja"),
    ],
)
def test_each_piece_has_its_scope(text: str, piece: str, expected: str) -> None:
    assert scope(text, piece) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_node_is_coloured_as_one(kind: str) -> None:
    assert scope(f'flow "x" {{\n  {kind} "y" {{', kind) == "entity.name.type.node"


def test_every_function_is_coloured_as_one() -> None:
    others = [name for name in FUNCTIONS if scope(f"x = {name}(1)", name) != "support.function"]
    assert others == []


def test_a_word_of_a_node_is_an_attribute_where_it_is_set() -> None:
    assert scope('flow "x" {\n  queue "a" { queue = "A" }', "A") == "string.quoted.double"
    tokens = Tokenizer(GRAMMAR).read('queue "a" {\n queue = "A"\n}')
    assert [t.scopes[-1] for t in tokens if t.text == "queue"] == [
        "entity.name.type.node.ivrplan",
        "variable.other.property.ivrplan",
    ]
