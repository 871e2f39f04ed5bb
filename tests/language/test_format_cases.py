"""The style, case by case: `tests/cases/format/NAME.in` becomes `NAME.out`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from ivrplan.diagnostics import ConfigurationError
from ivrplan.language.format import format_source
from ivrplan.language.parser import parse
from ivrplan.language.template import TemplateEngine
from ivrplan.language.values import Value
from tests.language.tree import show_body

FOLDER: Final = Path(__file__).parents[1] / "cases" / "format"
CASES: Final = sorted(path.stem for path in FOLDER.glob("*.in"))
VALUES: Final[tuple[dict[str, Value], ...]] = (
    {"var": {"queues": ("sales", "support")}, "x": 1},
    {"var": {"queues": ()}, "x": 0},
)


def read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def trees(text: str) -> Iterator[str]:
    """The syntax tree of a file rendered with each set of values; or what is wrong with it."""
    engine = TemplateEngine(FOLDER, {})
    for values in VALUES:
        try:
            parsed = parse(engine.render("case.ivr.hcl", text, values))
        except ConfigurationError as failure:
            yield failure.diagnostics[0].detail
        else:
            problems = [(problem.summary, problem.detail) for problem in parsed.diagnostics]
            yield f"{show_body(parsed.body)}\n{problems}"


def test_there_are_cases() -> None:
    assert len(CASES) > 60
    assert {path.stem for path in FOLDER.glob("*.out")} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    assert format_source("case.ivr.hcl", read(f"{name}.in")) == read(f"{name}.out")


@pytest.mark.parametrize("name", CASES)
def test_what_is_formatted_stays(name: str) -> None:
    text = read(f"{name}.out")

    assert format_source("case.ivr.hcl", text) == text


@pytest.mark.parametrize("name", CASES)
def test_the_meaning_stays(name: str) -> None:
    assert list(trees(read(f"{name}.out"))) == list(trees(read(f"{name}.in")))


def test_line_ends_and_a_byte_order_mark_go() -> None:
    assert format_source("a.ivr.hcl", "\ufeffa=1\r\nbb=<<E\r\nx\r\nE\r\n") == "a  = 1\nbb = <<E\nx\nE\n"


def test_values_of_variables_are_no_templates() -> None:
    text = 'a="{% {{"\nbb={x={y=1}}\n'

    assert format_source("a.ivrvars", text) == 'a  = "{% {{"\nbb = { x = { y = 1 } }\n'


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("a = \n", "Missing expression"),
        ('a = "x\n', "Unclosed quoted text"),
        ("a = 1\na = 2\n", "Attribute redefined"),
        ('a = "{{ x }\n', "Invalid template"),
        ("{% if x %}\na = 1\n", "Invalid template"),
        ('{% if x %}a = "{% endif %}\n', "Invalid template"),
        ("a = {{ x }}\nb = 'y'\n", "Invalid character"),
        ("a = {{ x }}\nb = 1x\n", "Invalid number"),
        ("a = {{ x }} /* b\n", "Invalid template"),
        ("a = {#", "Invalid template"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, summary: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        format_source("a.ivr.hcl", text)

    first = refused.value.diagnostics[0]
    assert first.summary == summary
    assert first.range is not None
    assert first.range.file == "a.ivr.hcl"
