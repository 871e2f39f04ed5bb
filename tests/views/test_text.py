"""Text for terminals plays no tricks, and its width is known."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.diagnostics import Diagnostic, Severity, SourceRange
from ivrplan.flow.differences import FlowDiff
from ivrplan.plan.change import Difference, OutputChange
from ivrplan.plan.documents import FieldChange
from ivrplan.providers.contract import Action
from ivrplan.views.attributes import changed, whole
from ivrplan.views.palette import Palette
from ivrplan.views.plans import PlanView
from ivrplan.views.rows import Style
from ivrplan.views.text import cells, columns, harmless, json_text, one_line, padded, printable, shortened
from ivrplan.views.titles import label_of, resource_title
from ivrplan.views.values import literal
from ivrplan.views.words import word_changes
from tests.views.samples import change, plan

NASTY = st.text(
    st.one_of(
        st.characters(categories=("Cc", "Cf", "Zl", "Zp", "Cs", "Mn")),
        st.sampled_from("\x1b[]m;31\r\n\t\x9b\u202e\u2066\u200b\x7f\x07"),
        st.characters(min_codepoint=32, max_codepoint=126),
    ),
    max_size=40,
)
JOINERS = {"\u200c", "\u200d", "\u00ad"}
"""Format characters that scripts need, or that are only seen at the end of a line."""


def tricks(text: str) -> set[str]:
    return {
        character
        for character in text
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} and character not in "\n\t"
    } | (
        set(text)
        & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\u061c\ufeff")
    )


@given(NASTY)
def test_no_text_brings_a_trick_to_the_terminal(text: str) -> None:
    for shown in (printable(text), one_line(text), literal(text), harmless(printable(text))):
        assert not tricks(shown)
    assert "\n" not in one_line(text)
    assert "\n" not in literal(text)


@given(NASTY)
def test_json_brings_none_either_and_stays_the_same_data(text: str) -> None:
    written = json_text({"value": text})
    assert not tricks(written)
    assert json.loads(written) == {"value": text}


@given(NASTY, NASTY)
def test_no_view_brings_a_trick_from_any_name_or_value(one: str, other: str) -> None:
    item = change(
        Action.UPDATE,
        address=f"x.{one}",
        type="x",
        because=other,
        warnings=(one,),
        difference=Difference((FieldChange((one, other), other, one),), FlowDiff()),
    )
    place = SourceRange(one, 1, 2, 1, 3)
    problem = Diagnostic(Severity.WARNING, one, other, other, place, one, other, related=((place, other),))
    made = plan(
        item,
        outputs=(OutputChange(one, other, one),),
        silenced=(one,),
        diagnostics=(problem,),
        targets=(other,),
    )
    text = PlanView(Palette(), {one: other}, 60).whole(made)
    assert not tricks(text)


@given(NASTY)
def test_the_guard_before_the_terminal_lets_colours_through_and_nothing_else(text: str) -> None:
    coloured = f"\x1b[1;31mred\x1b[0m{text}"
    left = harmless(coloured)
    assert left.startswith("\x1b[1;31mred\x1b[0m")
    assert not tricks(left) - {"\x1b"}


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_that_did_not_change_stand_on_both_sides(before: str, after: str) -> None:
    old, new = word_changes(before, after, Palette())
    assert not tricks(old + new)
    assert "\n" not in old + new
    if before == after:
        assert old == new
        assert "[-" not in old.replace(before, "")


def test_changed_words_are_marked_and_colours_say_the_same_without_brackets() -> None:
    assert word_changes("press 1 for sales", "press 1 for help", Palette()) == (
        '"press 1 for [-sales-]"',
        '"press 1 for {+help+}"',
    )
    old, _ = word_changes("press 1 for sales", "press 1 for help", Palette(colour=True))
    assert old == '"press 1 for \x1b[1;4;31msales\x1b[0m"'


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    old, new = word_changes("a " * 3000, "b " * 3000, Palette())
    assert "[-" not in old
    assert "{+" not in new


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("👨\u200d👩", 4), ("שלום", 4), ("", 0)]
)
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width
    assert columns(padded(text, 10)) == 10


def test_tabs_reach_the_next_stop() -> None:
    assert "".join(cells("\ta\tb")) == "    a   b"
    assert "".join(cells("日\tb")) == "日  b"


@given(st.text(max_size=30), st.integers(1, 20))
def test_a_shortened_text_fits(text: str, width: int) -> None:
    assert columns(shortened(text, width)) <= max(width, columns("…"))


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=20), st.lists, max_leaves=20)
)
def test_any_value_comes_goes_and_changes_in_rows_of_one_line(value: object) -> None:
    style = Style(Palette(), 40)
    rows = [*whole("+", "x", value, 0, style), *changed("x", value, "other", 0, style)]
    assert rows
    assert not [row for row in rows if "\n" in row.text]


@pytest.mark.parametrize(
    ("address", "label", "rest"),
    [
        ("x.main", "main", ""),
        ('module.m["x.a"].x.main', "main", ""),
        ('x.main["x.b"]', "main", '["x.b"]'),
        ("x.main[0] (deposed 12)", "main", "[0] (deposed 12)"),
        ("something else", "something else", ""),
    ],
)
def test_labels(address: str, label: str, rest: str) -> None:
    assert label_of("x", address) == (label, rest)


def test_a_title_has_the_key_behind_the_label() -> None:
    assert resource_title("x", 'x.main["uk"]') == 'resource "x" "main"["uk"]'
