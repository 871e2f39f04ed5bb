"""Which stretches of a parsed text stand in a source file just so, and once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivrplan.language.source import SourceText
from ivrplan.language.template import TemplateEngine

PLAIN = "one\ntwo three\n"


def test_a_plain_file_is_written_as_it_is_parsed() -> None:
    source = SourceText.of_file("a", PLAIN)
    assert source.verbatim(0, len(PLAIN))
    assert source.verbatim(4, 7)


@pytest.mark.parametrize(
    ("text", "word", "verbatim"),
    [
        ("a {{ 1 }} b c\nd\n", "b c\nd", True),
        ("a {{ 1 }} b\n", "a 1", False),
        ("a {{ 1 }} b\n", "1", False),
        ("{% for n in [1, 2] %}\nx\n{% endfor %}\ny\n", "x", False),
        ("{% for n in [1] %}\nx\n{% endfor %}\ny\n", "y", True),
        ("{% if true %}\nx\n{% endif %}\ny\n", "x\ny", False),
        ("a\n{# nothing #}\nb\n", "b", True),
    ],
)
def test_what_templates_made_is_told_from_what_is_written(text: str, word: str, verbatim: bool) -> None:
    source = TemplateEngine(Path(), {}).render("main", text, {})
    start = source.text.index(word)
    assert source.verbatim(start, start + len(word)) is verbatim
