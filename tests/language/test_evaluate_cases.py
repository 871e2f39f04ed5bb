"""Every kind of expression and every function, as data."""

from __future__ import annotations

import re

import pytest

from ivrplan.language.functions.table import FUNCTIONS
from tests.language.values import Case, load, outcome

CASES = load()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    assert outcome(case.expression) == case.expected


def test_there_is_a_case_for_every_function_that_touches_no_file() -> None:
    called = {name for case in CASES for name in re.findall(r"\w+(?=\()", case.expression)}
    elsewhere = {name for name in FUNCTIONS if name.startswith("file")} | {"base64gzip"}

    assert FUNCTIONS.keys() - called == elsewhere


def test_no_case_stands_twice() -> None:
    expressions = [case.expression for case in CASES]

    assert len(set(expressions)) == len(expressions) > 500
