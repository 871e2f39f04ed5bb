"""Problems as people read them: the line, the caret, the reason, the remedy."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivrplan.diagnostics import Diagnostic, Severity, SourceRange, error, warning
from ivrplan.views.diagnostics import DiagnosticView, errors_to_json
from ivrplan.views.palette import Palette
from ivrplan.views.snippets import snippet
from ivrplan.views.text import columns


def view(text: str, width: int = 80, palette: Palette = Palette()) -> DiagnosticView:  # noqa: B008 - frozen
    return DiagnosticView(palette, {"f.ivr.hcl": text}, width)


def at(line: int, column: int, end_line: int, end_column: int) -> SourceRange:
    return SourceRange("f.ivr.hcl", line, column, end_line, end_column)


def clean(text: str) -> str:
    return textwrap.dedent(text).strip("\n")


def test_a_whole_diagnostic() -> None:
    problem = Diagnostic(
        Severity.ERROR,
        "Unknown node",
        'There is no node "sles".',
        'Did you mean "sales"?',
        at(2, 10, 2, 16),
        "IVR101",
        "flow.main",
        ((at(3, 1, 3, 6), "The node stands here:"),),
    )
    assert view('menu {\n  next = "sles"\nqueue "sales" {}\n').one(problem) == clean("""
        error[IVR101]: Unknown node
           --> f.ivr.hcl:2:10, in flow.main
          2 |   next = "sles"
            |          ^^^^^^

          There is no node "sles".

          The node stands here:
           --> f.ivr.hcl:3:1
          3 | queue "sales" {}
            | ^^^^^

          help: Did you mean "sales"?
          more: ivrplan explain IVR101
    """)


def caret(text: str, place: SourceRange, width: int = 60) -> tuple[str, str]:
    line = next(iter(snippet({"f.ivr.hcl": text}, place, width)))
    return line.text, line.mark


@pytest.mark.parametrize(
    ("line", "columns_of", "shown", "mark"),
    [
        ("\tx = 1", (2, 3), "    x = 1", "    ^"),
        ("a\tb", (3, 4), "a   b", "    ^"),
        ("日本 = 1", (4, 5), "日本 = 1", "     ^"),
        ("x = 日本", (5, 7), "x = 日本", "    ^^^^"),
        ("e\u0301 = 1", (4, 5), "e\u0301 = 1", "  ^"),
        ("a \u202e b", (5, 6), "a \\u202e b", "         ^"),
        ("x\r", (1, 2), "x", "^"),
        ("x", (2, 2), "x", " ^"),
        ("x", (40, 50), "x", " ^"),
        ("", (1, 1), "", "^"),
    ],
)
def test_the_caret_stands_under_what_is_meant(
    line: str, columns_of: tuple[int, int], shown: str, mark: str
) -> None:
    start, end = columns_of
    assert caret(f"{line}\nnext", at(1, start, 1, end)) == (shown, mark)


def test_a_range_over_lines_marks_each_of_them() -> None:
    lines = list(snippet({"f.ivr.hcl": "a = {\n  b = 1\n}\nc"}, at(1, 5, 3, 2), 60))
    assert [(line.number, line.text, line.mark) for line in lines] == [
        ("1", "a = {", "    ^"),
        ("2", "  b = 1", "  ^^^^^"),
        ("3", "}", "^"),
    ]


def test_a_range_over_many_lines_shows_its_two_ends() -> None:
    text = "\n".join(f"line {number}" for number in range(1, 40))
    lines = list(snippet({"f.ivr.hcl": text}, at(3, 1, 30, 3), 60))
    assert [line.number for line in lines] == ["3", "4", "5", "", "29", "30"]
    assert lines[3].text == "… 23 more lines"


@pytest.mark.parametrize("start", [1, 30, 500, 980])
def test_a_very_long_line_is_cut_around_the_caret(start: int) -> None:
    line = "".join(chr(97 + number % 26) for number in range(1000))
    shown, mark = caret(line, at(1, start, 1, start + 5))
    assert columns(shown) <= 60
    assert shown[mark.index("^") : mark.index("^") + 5] == line[start - 1 : start + 4]


@given(
    st.text(st.sampled_from("ab \t日e\u0301\u202e\x1b👨"), max_size=200),
    st.integers(1, 220),
    st.integers(0, 220),
    st.integers(20, 100),
)
def test_no_snippet_is_wider_than_the_terminal(line: str, start: int, length: int, width: int) -> None:
    shown, mark = caret(line, at(1, start, 1, start + length), width)
    assert columns(shown) <= width
    assert "^" in mark
    assert len(mark) <= width + 8


@pytest.mark.parametrize("place", [at(9, 1, 9, 2), at(0, 0, 0, 0), SourceRange("gone", 1, 1, 1, 2)])
def test_a_place_that_cannot_be_shown_is_named(place: SourceRange) -> None:
    text = view("one line").one(error("Broken", range=place))
    assert text.splitlines() == ["error: Broken", f"   --> {place}"]


def test_errors_come_last_and_keep_their_order() -> None:
    text = view("").all([error("E1"), warning("W1"), error("E2"), Diagnostic(Severity.NOTE, "N1")])
    assert [line.split(" ")[1] for line in text.splitlines() if line] == ["N1", "W1", "E1", "E2"]


def test_commands_in_a_hint_are_kept_as_they_are() -> None:
    text = view("", 40).one(
        error(
            "X", hint="Run this, and then all of it will be good again:\n\n    ivrplan plan --out " + "x" * 40
        )
    )
    assert "    ivrplan plan --out " + "x" * 40 in text


def test_without_colour_there_is_no_escape_and_with_it_the_same_text() -> None:
    problem = error("Broken", "Why.", hint="How.", range=at(1, 1, 1, 2), code="IVR101", address="flow.main")
    plain = view("x = 1").one(problem)
    painted = view("x = 1", palette=Palette(colour=True)).one(problem)
    assert "\x1b" not in plain
    assert painted != plain
    for code in ("\x1b[0m", "\x1b[1m", "\x1b[31m", "\x1b[36m"):
        painted = painted.replace(code, "")
    assert painted == plain


def test_errors_in_place_of_a_result_carry_the_format_version_first() -> None:
    document = errors_to_json([error("Broken", code="IVR101")])
    assert next(iter(document)) == "format_version"
    assert document["diagnostics"] == [{"severity": "error", "summary": "Broken", "code": "IVR101"}]
