"""Every production and every mistake of the language, as data."""

import pytest

from ivrplan.diagnostics import Diagnostic
from ivrplan.language.parser import parse, parse_expression, parse_template
from ivrplan.language.source import SourceText
from tests.language.cases import Case, load
from tests.language.tree import show, show_body


def observe(case: Case) -> tuple[str, tuple[Diagnostic, ...]]:
    source = SourceText.of_file("case", case.source)
    if case.kind == "config":
        parsed = parse(source)
        return show_body(parsed.body), parsed.diagnostics
    read = {"expression": parse_expression, "template": parse_template}[case.kind]
    found = read(source)
    return "" if found.expression is None else show(found.expression), found.diagnostics


def line(problem: Diagnostic) -> str:
    place = problem.range
    assert place is not None
    return f"{place.line}:{place.column}-{place.end_line}:{place.end_column} {problem.summary}"


@pytest.mark.parametrize("case", load(), ids=lambda case: case.name)
def test_case(case: Case) -> None:
    tree, problems = observe(case)

    assert "\n".join(map(line, problems)) == case.problems
    assert tree == case.tree


def test_every_problem_says_what_is_wrong_in_whole_sentences() -> None:
    problems = [problem for case in load() for problem in observe(case)[1]]

    assert len({problem.summary for problem in problems}) > 30
    for problem in problems:
        assert problem.detail.endswith((".", "?")), problem
        assert problem.detail != problem.hint
