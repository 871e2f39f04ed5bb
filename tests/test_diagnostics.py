"""Problems as values, and the exceptions that carry them."""

from __future__ import annotations

import inspect
import re

import pytest

from ivrplan import diagnostics
from ivrplan.diagnostics import (
    ConfigurationError,
    Diagnostic,
    IvrplanError,
    PlanError,
    Problems,
    Severity,
    SourceRange,
    did_you_mean,
    error,
    has_errors,
    warning,
)

PLACE = SourceRange("main.ivr.hcl", 3, 5, 3, 9)


def test_the_shortest_json_form_leaves_out_what_is_not_there() -> None:
    assert warning("Odd").to_json() == {"severity": "warning", "summary": "Odd"}


def test_the_json_form_has_everything_in_terraforms_shape() -> None:
    one = Diagnostic(
        Severity.ERROR, "Bad", "It is bad.", "Mend it.", PLACE, "IVR101", "flow.main", ((PLACE, "See here."),)
    )
    place = {"filename": "main.ivr.hcl", "start": {"line": 3, "column": 5}, "end": {"line": 3, "column": 9}}

    assert one.to_json() == {
        "severity": "error",
        "summary": "Bad",
        "detail": "It is bad.",
        "hint": "Mend it.",
        "code": "IVR101",
        "address": "flow.main",
        "range": place,
        "related": [{"range": place, "message": "See here."}],
    }


def test_a_place_reads_as_editors_know_it() -> None:
    assert str(PLACE) == "main.ivr.hcl:3:5"


def test_only_errors_stop_the_work() -> None:
    assert not has_errors([warning("a")])
    assert has_errors([warning("a"), error("b")])


@pytest.mark.parametrize(("word", "expected"), [("menue", 'Did you mean "menu"?'), ("xyzzy", ""), ("", "")])
def test_a_near_word_is_asked_back(word: str, expected: str) -> None:
    assert did_you_mean(word, ["menu", "play"]) == expected


def test_an_exception_says_all_that_it_carries() -> None:
    failure = IvrplanError(error("Bad", "It is bad."), error("Worse"))

    assert str(failure) == "Bad: It is bad.; Worse"


def test_an_exception_without_a_problem_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="at least one diagnostic"):
        IvrplanError()


def test_problems_are_collected_and_raised_together() -> None:
    problems = Problems()
    problems.add(warning("Odd"))
    problems.raise_if_failed()
    problems.catch(ConfigurationError(error("Bad")))

    with pytest.raises(PlanError) as caught:
        problems.raise_if_failed(PlanError)

    assert [one.summary for one in caught.value.diagnostics] == ["Odd", "Bad"]


def test_the_tree_in_the_modules_text_is_the_tree_in_the_code() -> None:
    drawn = set(re.findall(r"\b(\w+Error)\b", inspect.getdoc(diagnostics) or ""))
    there = {
        name
        for name, value in vars(diagnostics).items()
        if isinstance(value, type) and issubclass(value, IvrplanError)
    }

    assert drawn == there
