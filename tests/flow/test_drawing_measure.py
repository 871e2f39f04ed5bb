"""Texts of a drawing: how wide they are taken to be, and how they are cut and wrapped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.flow.drawing.content import shown
from ivrplan.flow.drawing.measure import shortened, width, wrapped
from ivrplan.language.values import UNKNOWN, Sensitive
from tests.strategies.flows import texts

ROOMS = st.floats(30, 300)


@given(texts(60), ROOMS)
def test_what_is_shortened_fits(text: str, room: float) -> None:
    line = shortened(text, room, 12)

    assert width(line, 12) <= room
    assert line == text or (line.endswith("…") and text.startswith(line[:-1]))


@given(texts(60), ROOMS, st.integers(1, 3), st.booleans())
def test_what_is_wrapped_fits_and_loses_nothing_unsaid(
    text: str, room: float, lines: int, bold: bool
) -> None:
    found = wrapped(shown(text), room, 12, lines=lines, bold=bold)

    assert len(found) <= lines
    assert all(width(line, 12, bold=bold) <= room for line in found)
    if not any(line.endswith("…") for line in found):
        assert "".join("".join(found).split()) == "".join(shown(text).split())


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ()),
        ("short", ("short",)),
        ("two words that are long", ("two words that", "are long")),
        ("sales_and_support_of_boats", ("sales_and_", "support_of_boats")),
        ("お電話ありがとうございます", ("お電話ありがとう", "ございます")),
        ("abcdefghijklmnopqrstuvwxyz", ("abcdefghijklmnop", "qrstuvwxyz")),
        ("one two three four five six seven", ("one two three", "four five six…")),
    ],
)
def test_where_lines_end(text: str, lines: tuple[str, ...]) -> None:
    assert wrapped(text, 100, 12, lines=2) == lines


def test_wide_and_bold_texts_are_wider() -> None:
    assert width("日本", 12) > width("ab", 12)
    assert width("ab", 12, bold=True) > width("ab", 12)
    assert width("e\u0301", 12) == width("e", 12)
    assert width("WWW", 10) > width("iii", 10)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two\nlines\tand tabs", "two lines and tabs"),
        ("\u202eright to left", "\N{REPLACEMENT CHARACTER}right to left"),
        ("bell\x07", "bell\N{REPLACEMENT CHARACTER}"),
        (Sensitive("4711"), "(sensitive value)"),
        (UNKNOWN, "(known after apply)"),
        ("x" * 1000, "x" * 400 + "…"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_what_is_shown_of_a_text(text: object, line: str) -> None:
    assert shown(text) == line
