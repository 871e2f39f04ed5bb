"""What holds for every source: the style is found again, whatever the blanks were, and nothing but blanks changes.

`IVRPLAN_FUZZ_EXAMPLES` sets how many examples each property tries.
"""

from __future__ import annotations

import os
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivrplan.diagnostics import ConfigurationError
from ivrplan.language.format import format_source
from ivrplan.language.formatting.scan import Scanner
from ivrplan.language.parser import parse
from ivrplan.language.source import SourceText
from ivrplan.language.syntax import Body
from tests.language.cases import load
from tests.language.test_format_cases import CASES, read, trees
from tests.language.tree import show_body
from tests.strategies.source import print_body
from tests.strategies.syntax import bodies

bounded = settings(
    max_examples=int(os.environ.get("IVRPLAN_FUZZ_EXAMPLES", "80")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

NAME: Final = "a.ivr.hcl"
VALUES: Final = "a.ivrvars"
SAMPLES: Final = tuple(
    case.source.replace("\r\n", "\n").lstrip("\ufeff") for case in load() if case.kind == "config"
)
LINES: Final = sorted({line for name in CASES for line in read(f"{name}.in").splitlines(keepends=True)})

PIECES: Final = (
    *'{}[]()"=,:.-!#/* \n\tax1$~\\',
    "{{",
    "}}",
    "{%",
    "%}",
    "${",
    "{# ",
    "#}",
    "<<E\n",
    "\nE\n",
    " x ",
)


def tree(text: str) -> str:
    parsed = parse(SourceText.of_file(NAME, text))
    assert not parsed.diagnostics
    return show_body(parsed.body)


def without_blanks(text: str) -> str:
    return "".join(text.split())


def with_noise(text: str, noise: st.DataObject) -> str:
    """The text with other blanks wherever some stand between two tokens or begin a line."""
    pieces: list[str] = []
    position = 0
    for line in Scanner(SourceText.of_file(NAME, text), ()).lines():
        for number, token in enumerate(line.tokens):
            gap = text[position : token.start]
            line_start = gap.rfind("\n") + 1
            if token.kind != "text" and (number == 0 or gap):
                gap = gap[:line_start] + noise.draw(st.text(" \t", min_size=bool(number), max_size=4))
            pieces.append(gap + text[token.start : token.end])
            position = token.end
    return "".join(pieces) + text[position:]


@bounded
@given(bodies)
def test_the_meaning_stays(body: Body) -> None:
    text = print_body(body)

    assert tree(format_source(VALUES, text)) == tree(text)


@bounded
@given(bodies)
def test_what_is_formatted_stays(body: Body) -> None:
    text = format_source(VALUES, print_body(body))

    assert format_source(VALUES, text) == text


@bounded
@given(bodies, st.data())
def test_blanks_do_not_matter(body: Body, noise: st.DataObject) -> None:
    text = print_body(body)

    assert format_source(VALUES, with_noise(text, noise)) == format_source(VALUES, text)


@bounded
@given(st.sampled_from([name for name in CASES if not name.startswith("jinja")]), st.data())
def test_blanks_do_not_matter_beside_comments(name: str, noise: st.DataObject) -> None:
    assert format_source(VALUES, with_noise(read(f"{name}.out"), noise)) == read(f"{name}.out")


def test_every_sample_of_the_language() -> None:
    count = 0
    for text in SAMPLES:
        try:
            formatted = format_source(NAME, text)
        except ConfigurationError:
            continue
        count += 1
        assert format_source(NAME, formatted) == formatted
        assert without_blanks(formatted) == without_blanks(text)
        assert tree(formatted) == tree(text)
    assert count > 40


@bounded
@given(st.lists(st.sampled_from(LINES), max_size=8).map("".join))
def test_any_lines_keep_their_tokens_and_meaning(text: str) -> None:
    try:
        formatted = format_source(NAME, text)
    except ConfigurationError:
        return
    assert without_blanks(formatted) == without_blanks(text)
    assert format_source(NAME, formatted) == formatted
    for before, after in zip(trees(text), trees(formatted), strict=True):
        assert after == before or not before.endswith(
            "[]"
        )  # what can be read of broken files depends on blanks


@bounded
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_text_is_formatted_or_refused(text: str) -> None:
    try:
        formatted = format_source(NAME, text)
    except ConfigurationError:
        return
    assert without_blanks(formatted) == without_blanks(text)
    assert format_source(NAME, formatted) == formatted
