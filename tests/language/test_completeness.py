"""When a text that is typed line by line is whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.language.completeness import Completeness, completeness
from ivrplan.language.parser import parse_expression
from ivrplan.language.source import SourceText

EMPTY, OPEN, WHOLE = Completeness.EMPTY, Completeness.OPEN, Completeness.WHOLE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", EMPTY),
        ("  \n\t", EMPTY),
        ("# a remark", EMPTY),
        ("/* over */ // and out", EMPTY),
        ("1", WHOLE),
        ("  var.a # behind", WHOLE),
        ("(", OPEN),
        ("(1 +", OPEN),
        ("(1\n+ 2", OPEN),
        ("(1\n+ 2)", WHOLE),
        ("[1,", OPEN),
        ("[1,\n2,\n]", WHOLE),
        ("[for x in y :", OPEN),
        ("{", OPEN),
        ("{ a = 1", OPEN),
        ("{ a = [", OPEN),
        ("{\n  a = 1\n", OPEN),
        ("{\n  a = 1\n}", WHOLE),
        ("f(", OPEN),
        ("f(1, [2", OPEN),
        ("a[", OPEN),
        ("a[*", OPEN),
        ('"${', OPEN),
        ('"${[1', OPEN),
        ('"${f("', WHOLE),
        ('"a ${b} c"', WHOLE),
        ("<<EOT", OPEN),
        ("<<-EOT\n  text", OPEN),
        ("<<EOT\n${1}", OPEN),
        ("<<EOT\n${1 +", OPEN),
        ("<<EOT\n%{ if true", OPEN),
        ("<<EOT\ntext\nEOT", WHOLE),
        ("[<<EOT\ntext\nEOT", OPEN),
        ("/* begun", OPEN),
        ("1 /* begun", OPEN),
        ("/* begun\nand ended */ 1", WHOLE),
        # What no further line mends is whole: it is refused at once.
        ("1 +", WHOLE),
        ("a.", WHOLE),
        ("a ? b", WHOLE),
        ('"not closed', WHOLE),
        ("[1, ;", WHOLE),
        ("(1 2", WHOLE),
        ("{ a =", WHOLE),
        ("1 2", WHOLE),
        (")", WHOLE),
        ("<<", WHOLE),
    ],
)
def test_how_far_a_text_has_come(text: str, expected: Completeness) -> None:
    assert completeness(text) is expected


PIECES = st.sampled_from(
    [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "a",
        "1",
        ",",
        "=",
        "+",
        "\n",
        '"',
        "${",
        "<<E\n",
        "E\n",
        " ",
        "# c\n",
        "/*",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_is_open_is_no_expression_yet(text: str) -> None:
    if completeness(text) is not WHOLE:
        assert parse_expression(SourceText.of_file("", text)).diagnostics


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_cannot_be_read_after_another_line_was_refused_before(text: str) -> None:
    """A text that some line makes an expression was open, unless it was one already or is spread over lines."""
    closed = f"{text}\n)"
    if not parse_expression(SourceText.of_file("", closed)).diagnostics:
        assert completeness(text) is OPEN
