"""Lines, columns, and texts without their templates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.editor.documents import document
from ivrplan.editor.texts import Encoding, Lines, Position, without_templates
from tests.editor.folders import MAIN

TEXTS = st.text(st.sampled_from('ab\n ä😀{}%#"='), max_size=60)


@given(TEXTS, st.integers(0, 60), st.sampled_from(Encoding))
def test_an_offset_survives_the_way_to_the_editor_and_back(
    text: str, offset: int, encoding: Encoding
) -> None:
    lines, offset = Lines(text), min(offset, len(text))
    there = lines.encoded(lines.position(offset), encoding)
    assert lines.offset(lines.decoded(there, encoding)) == offset


@given(TEXTS, st.integers(-1, 99), st.integers(-1, 99))
def test_a_position_that_does_not_exist_becomes_one_that_does(text: str, line: int, column: int) -> None:
    lines = Lines(text)
    assert 0 <= lines.offset(lines.decoded(Position(max(line, 0), column), Encoding.UTF_16)) <= len(text)
    place = lines.place(line, column)
    assert lines.position(lines.offset(place)) == place


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 7), ("utf-16", 4), ("utf-32", 3)])
def test_columns_are_counted_in_units(encoding: str, column: int) -> None:
    lines = Lines("a\nä😀b😀\n")
    assert lines.encoded(Position(1, 3), Encoding(encoding)).column == column


@given(TEXTS)
def test_a_text_without_templates_has_the_same_length_and_no_templates(text: str) -> None:
    plain, spans = without_templates(text)
    assert len(plain) == len(text)
    outside = [i for i in range(len(text)) if not any(span.start <= i < span.end for span in spans)]
    assert all(plain[i] == text[i] for i in outside)
    assert all("{{" not in plain[span.start : span.end] for span in spans)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('queue "{{ q }}" {', 'queue "_______" {'),
        ("a = {{ q }}\n", "a = _______\n"),
        ("{% if a %}b{% endif %}", "          b           "),
        ("{# a\nb #}c", "    \n    c"),
        ("{{ a\nb = 1", "____\nb = 1"),
        ("a = {}", "a = {}"),
    ],
)
def test_templates_are_blanked_out(text: str, plain: str) -> None:
    assert without_templates(text)[0] == plain


def test_any_line_ends_and_marks_are_read() -> None:
    assert document(MAIN, "\ufeffa = 1\r\nb = 2\rc = 3\n").text == "a = 1\nb = 2\nc = 3\n"
